# How a vendor plugin is built: one function, ingot_add_plugin. Includable on its own, from outside
# the tree too.
include_guard(GLOBAL)
set(INGOT_PLUGIN_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR}
  CACHE INTERNAL "where the plugin build files lie")

# ingot_add_plugin(name SOURCES a.cpp... MANIFEST manifest.json [LIBS targets...] [NO_INSTALL])
#
# Makes the target ingot-<name>: the loadable ingot-<name>.so in ${INGOT_PLUGIN_DIR} (default
# lib/ingot/plugins of the build), with one exported symbol and the manifest embedded as the ELF
# note .note.ingot.manifest (owner "Ingot", type 1), so that a host reads it without loading the
# library. The note survives strip and is renewed whenever the manifest changes. NO_INSTALL is for
# plugins of tests.
function(ingot_add_plugin name)
  cmake_parse_arguments(arg "NO_INSTALL" "MANIFEST" "SOURCES;LIBS" ${ARGN})
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES OR NOT arg_MANIFEST)
    message(FATAL_ERROR "ingot_add_plugin(${name}): needs SOURCES and MANIFEST, "
      "and knows LIBS and NO_INSTALL")
  endif()
  get_filename_component(manifest ${arg_MANIFEST} ABSOLUTE BASE_DIR ${CMAKE_CURRENT_SOURCE_DIR})
  if(NOT EXISTS ${manifest})
    message(FATAL_ERROR "ingot_add_plugin(${name}): no manifest at ${manifest}")
  endif()
  set(target ingot-${name})
  set(script ${INGOT_PLUGIN_CMAKE_DIR}/plugin.map)

  # The compiler reads the manifest through .incbin, which no dependency scan sees.
  set(note ${CMAKE_CURRENT_BINARY_DIR}/${target}-note.c)
  set(INGOT_MANIFEST_PATH ${manifest})
  configure_file(${INGOT_PLUGIN_CMAKE_DIR}/manifest_note.c.in ${note} @ONLY)
  set_source_files_properties(${note} PROPERTIES OBJECT_DEPENDS ${manifest})

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
  target_link_libraries(${target} PRIVATE ${arg_LIBS})
  if(TARGET Ingot::sdk)
    target_link_libraries(${target} PRIVATE Ingot::sdk)
  else()
    target_include_directories(${target} PRIVATE ${INGOT_PLUGIN_CMAKE_DIR}/../include)
    target_compile_features(${target} PRIVATE cxx_std_20)
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
