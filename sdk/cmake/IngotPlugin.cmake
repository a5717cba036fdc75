# How a vendor plugin is built: one function, ingot_add_plugin. Of the installed package (find_package(Ingot)) as of
# this tree.
include_guard(GLOBAL)
set(INGOT_PLUGIN_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR}
  CACHE INTERNAL "where the plugin build files lie")

# ingot_add_plugin(name SOURCES a.cpp... MANIFEST manifest.json [LIBS targets...] [NO_INSTALL])
#
# Makes the target ingot-<name>: the loadable ingot-<name>.so in ${INGOT_PLUGIN_DIR} (default
# lib/ingot/plugins of the build), with one exported symbol and the manifest embedded as the ELF
# note .note.ingot.manifest (owner "Ingot", type 1), so that a host reads it without loading the
# library. The note survives strip and is renewed whenever the manifest changes. The plugin may be
# written in C alone; the project needs the language C in any case. `cmake --install` puts it into
# lib/ingot/plugins, where an ingot of the same prefix finds it; NO_INSTALL is for plugins of tests.
function(ingot_add_plugin name)
  cmake_parse_arguments(arg "NO_INSTALL" "MANIFEST" "SOURCES;LIBS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_MANIFEST)
    message(FATAL_ERROR "ingot_add_plugin(${name}): needs SOURCES and MANIFEST, "
      "and knows LIBS and NO_INSTALL")
  endif()
  if(NOT CMAKE_C_COMPILER_LOADED)
    message(FATAL_ERROR "ingot_add_plugin(${name}): the project needs C beside its own language: "
      "project(… LANGUAGES C CXX)")
  endif()
  get_filename_component(manifest ${arg_MANIFEST} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
  if(NOT EXISTS ${manifest})
    message(FATAL_ERROR "ingot_add_plugin(${name}): no manifest at ${manifest}")
  endif()
  set(target ingot-${name})
  set(script ${INGOT_PLUGIN_CMAKE_DIR}/plugin.map)

  # A copy for each plugin, as its settings belong to the file. The compiler reads the manifest
  # through .incbin, which no dependency scan sees.
  set(note ${CMAKE_CURRENT_BINARY_DIR}/${target}-note.c)
  configure_file(${INGOT_PLUGIN_CMAKE_DIR}/manifest_note.c ${note} COPYONLY)
  set_source_files_properties(${note} PROPERTIES OBJECT_DEPENDS ${manifest}
    COMPILE_DEFINITIONS "INGOT_MANIFEST_FILE=\"${manifest}\"")

  add_library(${target} MODULE ${arg_SOURCES} ${note})
  if(INGOT_PLUGIN_DIR)
    set(folder ${INGOT_PLUGIN_DIR})
  else()
    set(folder ${CMAKE_BINARY_DIR}/lib/ingot/plugins)
  endif()
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${target} SUFFIX .so LIBRARY_OUTPUT_DIRECTORY ${folder}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON LINK_DEPENDS ${script})
  target_link_libraries(${target} PRIVATE ${arg_LIBS} Ingot::abi)
  if(CMAKE_CXX_COMPILER_LOADED)
    target_link_libraries(${target} PRIVATE Ingot::sdk)
  endif()
  if(TARGET ingot_warnings)
    target_link_libraries(${target} PRIVATE ingot_warnings)
  endif()

  # Unique symbols would tie the libraries of one process together.
  target_compile_options(${target} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${script} -Wl,-z,now -Wl,-z,relro -Wl,-z,noexecstack)
  # A sanitizer's runtime lives in the program, so its symbols stay open in the library.
  if(NOT INGOT_SANITIZE)
    target_link_options(${target} PRIVATE -Wl,-z,defs)
  endif()
  if(NOT arg_NO_INSTALL)
    install(TARGETS ${target} LIBRARY DESTINATION lib/ingot/plugins)
  endif()
endfunction()
