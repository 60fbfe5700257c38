# Target code (rt, stdlib): built twice.
# - For the build machine, with the host's libc, its libc++ and the sanitizers: what the unit tests run.
# - For the product, against the sysroot (musl, libc++): the run-time archives that `mir` links.

# <mir/os/task.hpp> is stdlib/os/task.hpp, in the tree as when installed.
set(MIR_INCLUDE_DIR "${CMAKE_BINARY_DIR}/include")
file(MAKE_DIRECTORY "${MIR_INCLUDE_DIR}/mir/rt")
foreach(name os net app.hpp test.hpp)
  file(CREATE_LINK "${CMAKE_SOURCE_DIR}/stdlib/${name}" "${MIR_INCLUDE_DIR}/mir/${name}" SYMBOLIC)
endforeach()
file(CREATE_LINK "${CMAKE_SOURCE_DIR}/rt/port.hpp" "${MIR_INCLUDE_DIR}/mir/rt/port.hpp" SYMBOLIC)

add_library(mir_host INTERFACE)
target_include_directories(mir_host INTERFACE "${MIR_INCLUDE_DIR}")
target_compile_options(mir_host INTERFACE -stdlib=libc++ -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_DEBUG)
target_link_options(mir_host INTERFACE -stdlib=libc++)
target_link_libraries(mir_host INTERFACE mir_sanitize mir_warnings)

# mir_host_library(NAME SOURCE...): target code for the build machine; built for the tests that link it.
function(mir_host_library name)
  add_library(${name} STATIC EXCLUDE_FROM_ALL ${ARGN})
  target_link_libraries(${name} PUBLIC mir_host)
endfunction()

# How target code is compiled and linked: a run time here, the library OS and an application by `mir`, which is given
# these lists. What depends on the build (files, folders, optimisation) comes on top.
# rt/libc/target.cmake has the same flags for the sysroot, whose cache they key; tests/lit/lint compares the two.
set(MIR_TARGET_COMPILE
  --target=x86_64-linux-musl -nostdinc++ -std=c++23 -fno-pic
  # One section a function and a variable, so that the linker drops what nothing uses.
  -ffunction-sections -fdata-sections
  # Hardening: canaries, no uninitialised reads, checked library preconditions.
  -fstack-protector-strong -ftrivial-auto-var-init=zero -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST
  # The same code runs as a kernel, where an interrupt arrives on the stack of the interrupted function.
  -mno-red-zone
  # A panic walks the frames of the program.
  -fno-omit-frame-pointer)
# And what a release build adds.
set(MIR_TARGET_RELEASE -O2 -DNDEBUG)
set(MIR_TARGET_LINK
  -static --gc-sections --eh-frame-hdr --no-dependent-libraries -zseparate-code -znoexecstack -zrelro
  # The same inputs give the same image on every machine.
  --build-id=sha1)
set(MIR_TARGET_LIBRARIES libc++.a libc++abi.a libunwind.a libc.a libclang_rt.builtins.a)

# How `mir test` compiles what runs on the machine that builds it: an application's tests and the library OS below them,
# with what finds out more than the tests expect.
set(MIR_HOST_COMPILE -std=c++23 -stdlib=libc++ -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_DEBUG -fno-omit-frame-pointer)
set(MIR_HOST_SANITIZE -fsanitize=address,undefined -fno-sanitize-recover=all)
# And how it is optimised with the sanitizers.
set(MIR_HOST_CHECKED -O1)

if(NOT MIR_SYSROOT)
  message(STATUS "MIR_SYSROOT is empty: the run-time archives are NOT built, and an installed `mir` can build no target")
endif()

# mir_run_time(TARGET OBJECTS): the archive lib/mir/TARGET/librt.a of an object library that links mir_target, of which only the port, main() and what libc asks of the
# platform can be seen: every other name is the application's to use. OBJECTS_archive is the CMake target.
function(mir_run_time target objects)
  set(folder "${CMAKE_BINARY_DIR}/lib/mir/${target}")
  set(archive "${folder}/librt.a")
  file(MAKE_DIRECTORY "${folder}")
  add_custom_command(OUTPUT "${archive}" BYPRODUCTS "${folder}/all.o" "${folder}/rt.o"
    COMMAND ld.lld-19 -r -o "${folder}/all.o" $<TARGET_OBJECTS:${objects}>
    COMMAND llvm-objcopy-19 --wildcard "--keep-global-symbol=mir_port_*" --keep-global-symbol=main --keep-global-symbol=_start
      --keep-global-symbol=uk_syscall --keep-global-symbol=__restore_rt "${folder}/all.o" "${folder}/rt.o"
    COMMAND ${CMAKE_COMMAND} -E rm -f "${archive}"
    COMMAND llvm-ar-19 rcsD "${archive}" "${folder}/rt.o"
    DEPENDS ${objects} $<TARGET_OBJECTS:${objects}> COMMAND_EXPAND_LISTS VERBATIM COMMENT "run time of ${target}")
  add_custom_target(${objects}_archive ALL DEPENDS "${archive}")
  install(FILES "${archive}" DESTINATION "lib/mir/${target}")
endfunction()

# mir_mpl(NAME [NAMESPACE NS] [DIRECTORY DIR] [RELATIVE FOLDER] SPECS FILE...): an interface library with one header a
# specification, DIR/<stem>.hpp below its include path. The headers name the specifications by their paths from FOLDER.
function(mir_mpl name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "NAMESPACE;DIRECTORY;RELATIVE" "SPECS")
  set(folder "${CMAKE_CURRENT_BINARY_DIR}")
  set(include "${CMAKE_CURRENT_BINARY_DIR}/${name}")
  set(headers)
  foreach(spec IN LISTS arg_SPECS)
    get_filename_component(stem "${spec}" NAME_WE)
    get_filename_component(spec "${spec}" ABSOLUTE)
    set(named "${spec}")
    if(arg_RELATIVE)
      set(folder "${arg_RELATIVE}")
      file(RELATIVE_PATH named "${folder}" "${spec}")
    endif()
    set(header "${include}/${arg_DIRECTORY}/${stem}.hpp")
    add_custom_command(OUTPUT "${header}"
      COMMAND ${CMAKE_COMMAND} -E make_directory "${include}/${arg_DIRECTORY}"
      COMMAND mplc "${named}" -o "${header}" "$<$<BOOL:${arg_NAMESPACE}>:--namespace=${arg_NAMESPACE}>"
      DEPENDS mplc "${spec}" WORKING_DIRECTORY "${folder}" VERBATIM COMMAND_EXPAND_LISTS COMMENT "mplc ${stem}.mpl")
    list(APPEND headers "${header}")
  endforeach()
  add_custom_target(${name}_headers DEPENDS ${headers})
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_headers)
  target_include_directories(${name} SYSTEM INTERFACE "${include}")
endfunction()
