# Build settings and the four functions every folder uses. Targets only: nothing here sets a global flag
# except the language standard and, on request, the sanitizers.
include(GNUInstallDirs)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(INGOT_PLUGIN_DIR ${CMAKE_BINARY_DIR}/lib/ingot/plugins)
set(INGOT_LIBEXEC_DIR ${CMAKE_BINARY_DIR}/libexec/ingot)
set(INGOT_TEST_DIR ${CMAKE_BINARY_DIR}/tests)
# What is installed without saying otherwise belongs to the program's package.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME ingot)

if(INGOT_SANITIZE)
  add_compile_options(-fsanitize=${INGOT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${INGOT_SANITIZE})
endif()

# Some eighty programs are linked against the same libraries.
find_program(INGOT_MOLD mold)
if(INGOT_MOLD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

# What the thread sanitizer has to see; built alone by `scripts/test tsan`.
add_custom_target(concurrent_tests)

# Warnings for our own targets; never exported.
add_library(ingot_warnings INTERFACE)
target_compile_options(ingot_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual>
  $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wpedantic -Wshadow>
  # g++ 12 sees uninitialised values and overlapping copies in optimised standard-library code that are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict>
  $<$<BOOL:${INGOT_WERROR}>:-Werror>)

# ingot_library(name SOURCES a.cpp... [LIBS public...] [PRIVATE_LIBS private...]): one static library of the host.
function(ingot_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/sdk/include)
  target_link_libraries(${name} PUBLIC ${arg_LIBS} PRIVATE ingot_warnings ${arg_PRIVATE_LIBS})
endfunction()

# ingot_add_test(name SOURCES a.cpp... [LIBS ...] [ENV k=v...] [LABELS l...] [TIMEOUT s]): one GoogleTest binary = one ctest entry.
function(ingot_add_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LIBS;ENV;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE
    ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/sdk/include ${PROJECT_SOURCE_DIR}/sdk/testkit/include)
  target_link_libraries(${name} PRIVATE ${arg_LIBS} ingot_warnings GTest::gmock GTest::gtest GTest::gtest_main)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${INGOT_TEST_DIR})
  # What is tested is optimised; the tests themselves compile in half the time without.
  target_compile_options(${name} PRIVATE -O0)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    # Generous: sanitizers on a busy machine take ten times as long, and a test that hangs is found all the same.
    set(arg_TIMEOUT 600)
  endif()
  if("concurrent" IN_LIST arg_LABELS)
    add_dependencies(concurrent_tests ${name})
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${arg_ENV}" LABELS "${arg_LABELS}")
endfunction()
