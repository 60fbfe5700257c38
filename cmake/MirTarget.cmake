# Target code (rt, stdlib): built twice.
# - For the build machine, with the host's libc, its libc++ and the sanitizers: what the unit tests run.
# - For the product, against the sysroot (musl, libc++): the run-time archives that `mir` links.

# <mir/os/task.hpp> is stdlib/os/task.hpp, in the tree as when installed.
set(MIR_INCLUDE_DIR "${CMAKE_BINARY_DIR}/include")
file(MAKE_DIRECTORY "${MIR_INCLUDE_DIR}/mir/rt")
foreach(name os net app.hpp)
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/stdlib/${name}" "${MIR_INCLUDE_DIR}/mir/${name}" SYMBOLIC)
endforeach()
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/rt/port.hpp" "${MIR_INCLUDE_DIR}/mir/rt/port.hpp" SYMBOLIC)

add_library(mir_host INTERFACE)
target_include_directories(mir_host INTERFACE "${MIR_INCLUDE_DIR}")
target_compile_options(mir_host INTERFACE -stdlib=libc++ -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_DEBUG)
target_link_options(mir_host INTERFACE -stdlib=libc++)
target_link_libraries(mir_host INTERFACE mir_sanitize mir_warnings)

# mir_host_library(NAME SOURCE...): target code for the build machine.
function(mir_host_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC mir_host)
endfunction()

# mir_mpl(NAME [NAMESPACE NS] [DIRECTORY DIR] SPECS FILE...): an interface library with one header a specification,
# DIR/<stem>.hpp below its include path.
function(mir_mpl name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;DIRECTORY" "SPECS")
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  set(headers)
  foreach(spec IN LISTS arg_SPECS)
    get_filename_component(stem "${spec}" NAME_WE)
    get_filename_component(spec "${spec}" ABSOLUTE)
    set(header "${include}/${arg_DIRECTORY}/${stem}.hpp")
    add_custom_command(OUTPUT "${header}"
      COMMAND ${CMAKE_COMMAND} -E make_directory "${include}/${arg_DIRECTORY}"
      COMMAND mplc "${spec}" -o "${header}" "$<$<BOOL:${arg_NAMESPACE}>:--namespace=${arg_NAMESPACE}>"
      DEPENDS mplc "${spec}" VERBATIM COMMAND_EXPAND_LISTS COMMENT "mplc ${stem}.mpl")
    list(APPEND headers "${header}")
  endforeach()
  add_custom_target(${name}_headers DEPENDS ${headers})
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_headers)
  target_include_directories(${name} SYSTEM INTERFACE "${include}")
endfunction()
