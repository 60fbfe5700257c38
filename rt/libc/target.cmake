# Toolchain file: how every object of the sysroot is compiled. MIR_SYSROOT is the sysroot that is being built.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_ASM_COMPILER clang-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
foreach(language C CXX ASM)
  set(CMAKE_${language}_COMPILER_TARGET x86_64-linux-musl)
  set(CMAKE_${language}_COMPILER_AR llvm-ar-19)
  set(CMAKE_${language}_COMPILER_RANLIB llvm-ranlib-19)
endforeach()
set(CMAKE_SYSROOT "${MIR_SYSROOT}")

# A program cannot be linked before its platform supplies uk_syscall().
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MIR_SYSROOT)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)

# No red zone: on Xen an interrupt arrives on the stack of the interrupted function. Frame pointers: a panic walks
# them. No paths of the build machine stay in the archives, so that two builds are the same.
get_filename_component(work "${MIR_SYSROOT}" DIRECTORY)
string(JOIN " " flags
  -mno-red-zone -fno-pic -ffunction-sections -fdata-sections
  -fstack-protector-strong -fno-omit-frame-pointer
  "-ffile-prefix-map=${work}=.")
set(CMAKE_C_FLAGS_INIT "${flags}")
set(CMAKE_CXX_FLAGS_INIT "${flags} -nostdinc++")
set(CMAKE_ASM_FLAGS_INIT "-Wa,--noexecstack")
foreach(language C CXX ASM)
  set(CMAKE_${language}_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "")
endforeach()
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)
