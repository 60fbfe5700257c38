# Tests: gtest through ctest, built for the library each kind of code uses.
include(GoogleTest)

# Debian's GoogleTest sources, once for libstdc++ (tools) and once for libc++ (target code).
foreach(kind tool host)
  add_library(gtest_${kind} STATIC EXCLUDE_FROM_ALL
    /usr/src/googletest/googletest/src/gtest-all.cc /usr/src/googletest/googlemock/src/gmock-all.cc
    /usr/src/googletest/googlemock/src/gmock_main.cc)
  target_include_directories(gtest_${kind} SYSTEM PUBLIC
    /usr/src/googletest/googletest/include /usr/src/googletest/googlemock/include)
  target_include_directories(gtest_${kind} PRIVATE /usr/src/googletest/googletest /usr/src/googletest/googlemock)
  target_link_libraries(gtest_${kind} PUBLIC mir_sanitize)
endforeach()
target_compile_options(gtest_host PRIVATE -stdlib=libc++)
# As LLVM is built: UBSan asks a class without type information for its type when only one side has it.
target_compile_options(gtest_tool PRIVATE -fno-rtti)
# Debian puts libc++abi's <cxxabi.h> into LLVM's include folder, where it hides libstdc++'s. It would only make names
# of types readable.
target_compile_definitions(gtest_tool PUBLIC GTEST_HAS_CXXABI_H_=0)

# mir_tool_test(NAME SOURCES... LINK LIBRARY...), mir_host_test(the same): one test program.
function(mir_tool_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE gtest_tool mir_tool ${arg_LINK})
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST)
endfunction()

function(mir_host_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "LINK")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE gtest_host mir_host ${arg_LINK})
  gtest_discover_tests(${name} TEST_PREFIX "${name}." DISCOVERY_MODE PRE_TEST)
endfunction()

# mir_host_page_test(NAME PAGE PROGRAM SOURCES... LINK LIBRARY...): a test of the program that the cpp blocks of a page
# of docs/ are in their order. It includes the blocks as PROGRAM, and finds the page as MIR_PAGE.
function(mir_host_page_test name page program)
  set(page "${CMAKE_SOURCE_DIR}/docs/${page}")
  set(blocks "${CMAKE_CURRENT_BINARY_DIR}/${program}")
  add_custom_command(OUTPUT "${blocks}" DEPENDS "${page}" VERBATIM
    COMMAND sed -n -e [[/^```cpp$/,/^```$/{/^```/d;p}]] "${page}" > "${blocks}" COMMENT "the program of ${page}")
  mir_host_test(${name} "${blocks}" ${ARGN})
  target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
  target_compile_definitions(${name} PRIVATE MIR_PAGE="${page}")
endfunction()
