# Initial cache of the C++ libraries' build: exceptions and RTTI on; what needs a file system, a locale or a time zone
# database is absent, so that a program that uses it fails to compile.
function(options value)
  foreach(option IN LISTS ARGN)
    set(${option} ${value} CACHE STRING "")
  endforeach()
endfunction()

set(LLVM_ENABLE_RUNTIMES libunwind libcxxabi libcxx CACHE STRING "")
options(OFF
  LLVM_INCLUDE_TESTS LLVM_INCLUDE_DOCS
  LIBUNWIND_INCLUDE_TESTS LIBUNWIND_INCLUDE_DOCS LIBCXXABI_INCLUDE_TESTS
  LIBCXX_INCLUDE_TESTS LIBCXX_INCLUDE_BENCHMARKS LIBCXX_INCLUDE_DOCS
  LIBUNWIND_ENABLE_ASSERTIONS LIBCXXABI_ENABLE_ASSERTIONS
  LIBUNWIND_ENABLE_SHARED LIBCXXABI_ENABLE_SHARED LIBCXX_ENABLE_SHARED
  LIBCXX_ENABLE_LOCALIZATION LIBCXX_ENABLE_FILESYSTEM LIBCXX_ENABLE_TIME_ZONE_DATABASE LIBCXX_INSTALL_MODULES)
options(ON
  LIBUNWIND_USE_COMPILER_RT LIBCXXABI_USE_COMPILER_RT LIBCXX_USE_COMPILER_RT LIBCXXABI_USE_LLVM_UNWINDER
  LIBCXX_HAS_MUSL_LIBC)
# What an uncaught exception prints has the mangled name of its type: the demangler would be most of a small program.
options(ON LIBCXXABI_NON_DEMANGLING_TERMINATE)
options(libcxxabi LIBCXX_CXX_ABI)
options(fast LIBCXX_HARDENING_MODE)

# CMake answers "does libc have this function" by linking, and nothing can be linked yet: it would answer yes.
set(LIBCXXABI_HAS_CXA_THREAD_ATEXIT_IMPL "" CACHE INTERNAL "musl has no __cxa_thread_atexit_impl()")
