# The build itself: musl, compiler-rt's builtins, then libunwind, libc++abi and libc++ on top of them.

# What every library project is told.
function(configure_and_build step source build sysroot)
  set(toolchain "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/target.cmake")
  set(mend "make room on the disk if it is full")
  run("${build}.configure.log" "${mend}" "${CMAKE_COMMAND}" -G Ninja -S "${source}" -B "${build}"
    "-DCMAKE_TOOLCHAIN_FILE=${toolchain}" "-DMIR_SYSROOT=${sysroot}"
    "-DCMAKE_INSTALL_PREFIX=${sysroot}" -DCMAKE_BUILD_TYPE=Release ${ARGN})
  set(jobs)
  if(JOBS)
    set(jobs "-j${JOBS}")
  endif()
  say("${step}")
  run("${build}.log" "${mend}" ninja -C "${build}" ${jobs} install)
endfunction()

# The kernel interface that rt/unix programs against: <linux/io_uring.h>, <linux/if_tun.h>.
function(copy_kernel_headers sysroot)
  file(COPY /usr/include/linux /usr/include/asm-generic /usr/include/x86_64-linux-gnu/asm
    DESTINATION "${sysroot}/include" FILES_MATCHING PATTERN "*.h")
endfunction()

# One hand-written conversion stores below the stack pointer, where -mno-red-zone cannot reach it.
function(remove_red_zone source)
  file(READ "${source}" text)
  string(REPLACE "movq\t%rdi,\t -8(%rsp)\n\tfildq\t-8(%rsp)\n" "pushq\t%rdi\n\tfildq\t(%rsp)\n\taddq\t$8, %rsp\n"
    changed "${text}")
  if(changed STREQUAL text)
    message(FATAL_ERROR "${source} has changed: look for stores below the stack pointer")
  endif()
  file(WRITE "${source}" "${changed}")
endfunction()

function(build_builtins llvm build sysroot)
  set(builtins "${llvm}/compiler-rt/lib/builtins")
  remove_red_zone("${builtins}/x86_64/floatundixf.S")
  configure_and_build("4/5 compiling the compiler's builtins" "${builtins}" "${build}" "${sysroot}"
    -DCOMPILER_RT_DEFAULT_TARGET_ONLY=ON "-DLLVM_CMAKE_DIR=${llvm}/llvm")
  file(GLOB_RECURSE archive "${build}/libclang_rt.builtins*.a")
  file(COPY_FILE "${archive}" "${sysroot}/lib/libclang_rt.builtins.a")
  file(REMOVE_RECURSE "${sysroot}/lib/linux")
endfunction()

function(build_cxx llvm build sysroot)
  configure_and_build("5/5 compiling libunwind, libc++abi and libc++" "${llvm}/runtimes" "${build}" "${sysroot}"
    -C "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/cxx_options.cmake")
  file(REMOVE "${sysroot}/lib/libc++experimental.a")
endfunction()

# Both licences ask that their text goes with the binaries.
function(copy_licences work sysroot)
  file(MAKE_DIRECTORY "${sysroot}/licenses")
  file(COPY_FILE "${work}/musl/COPYRIGHT" "${sysroot}/licenses/musl.txt")
  file(COPY_FILE "${work}/llvm/LICENSE.TXT" "${sysroot}/licenses/llvm.txt")
endfunction()

# build_sysroot(WORK SYSROOT): from WORK/musl and WORK/llvm.
function(build_sysroot work sysroot)
  configure_and_build("3/5 compiling musl" "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/musl" "${work}/build/musl" "${sysroot}"
    "-DMUSL_SOURCE=${work}/musl")
  copy_kernel_headers("${sysroot}")
  build_builtins("${work}/llvm" "${work}/build/builtins" "${sysroot}")
  build_cxx("${work}/llvm" "${work}/build/cxx" "${sysroot}")
  copy_licences("${work}" "${sysroot}")
  foreach(file lib/crt1.o lib/libc.a lib/libclang_rt.builtins.a lib/libunwind.a lib/libc++abi.a lib/libc++.a
          include/stdio.h include/c++/v1/expected include/linux/io_uring.h)
    if(NOT EXISTS "${sysroot}/${file}")
      fail("the build made no ${file}" "look at the logs in ${work}/build")
    endif()
  endforeach()
endfunction()
