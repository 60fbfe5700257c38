# Builds the C and C++ libraries of target code, once: `cmake [-D...] -P rt/libc/sysroot.cmake`.
#
# Prints the finished sysroot's path on standard output and the progress on standard error; returns at once when it is
# there already. The folder's name is a hash of everything it was built from, so a changed flag or overlay file makes
# a new one.
#   -DOUTPUT=FILE   write the path to this file as well
#   -DCACHE=DIR     where sysroots live; default ${XDG_CACHE_HOME:-~/.cache}/mir
#   -DJOBS=N        compilers at a time; default: as Ninja decides
#   -DKEEP=ON       keep the downloaded source packages (166 MB) in CACHE/sources
cmake_minimum_required(VERSION 3.25)

set(here "${CMAKE_CURRENT_LIST_DIR}")
include("${here}/say.cmake")
include("${here}/sources.cmake")
include("${here}/build.cmake")

set(cache "${CACHE}")
if(NOT cache)
  set(cache "$ENV{XDG_CACHE_HOME}")
  if(NOT cache)
    set(cache "$ENV{HOME}/.cache")
  endif()
  string(APPEND cache "/mir")
endif()
get_filename_component(cache "${cache}" ABSOLUTE)

# The key: the recipe (which names the versions), the compiler and the kernel's headers.
find_compiler(compiler)
set(kernel_headers "/usr/include/linux/version.h")
if(NOT EXISTS "${kernel_headers}")
  fail("the kernel's headers are missing (${kernel_headers})" "apt-get install linux-libc-dev")
endif()
file(GLOB_RECURSE recipe "${here}/musl/*")
list(SORT recipe)
list(PREPEND recipe "${here}/sources.cmake" "${here}/build.cmake" "${here}/target.cmake" "${here}/cxx_options.cmake")
set(inputs "${compiler}")
foreach(file IN LISTS recipe kernel_headers)
  file(SHA256 "${file}" sum)
  list(APPEND inputs "${sum}")
endforeach()
string(SHA256 key "${inputs}")
string(SUBSTRING "${key}" 0 16 key)
set(sysroot "${cache}/sysroot-${key}")

if(NOT EXISTS "${sysroot}")
  file(MAKE_DIRECTORY "${cache}")
  file(LOCK "${cache}/sysroot.lock" GUARD PROCESS TIMEOUT 0 RESULT_VARIABLE locked)
  if(NOT locked STREQUAL "0")
    say("another build of the C and C++ libraries is under way: waiting for it")
    file(LOCK "${cache}/sysroot.lock" GUARD PROCESS)
  endif()
endif()
if(NOT EXISTS "${sysroot}")
  check_tools()
  # What an interrupted build left.
  set(work "${cache}/sysroot-${key}.building")
  file(REMOVE_RECURSE "${work}")
  file(MAKE_DIRECTORY "${work}")
  fetch_sources("${cache}/sources" "${work}/apt" packages)
  unpack_sources("${cache}/sources" "${work}")
  build_sysroot("${work}" "${work}/sysroot")
  file(WRITE "${work}/sysroot/VERSIONS" "${packages}${compiler}\n")
  file(RENAME "${work}/sysroot" "${sysroot}")
  file(REMOVE_RECURSE "${work}")
  if(NOT KEEP)
    file(REMOVE_RECURSE "${cache}/sources")
  endif()
  say("done: ${sysroot}")
endif()
if(OUTPUT)
  file(WRITE "${OUTPUT}" "${sysroot}\n")
endif()
execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "${sysroot}")
