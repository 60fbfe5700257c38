# mplc and mir: programs of the build machine, on LLVM's libraries, libstdc++ and fmt.
find_package(LLVM 19.1 REQUIRED CONFIG)
find_package(fmt REQUIRED CONFIG)

add_library(mir_sanitize INTERFACE)
if(MIR_SANITIZE)
  target_compile_options(mir_sanitize INTERFACE
    -fsanitize=${MIR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mir_sanitize INTERFACE -fsanitize=${MIR_SANITIZE})
endif()
if(MIR_FUZZ)
  target_compile_options(mir_sanitize INTERFACE -fsanitize=fuzzer-no-link)
endif()

add_library(mir_warnings INTERFACE)
target_compile_options(mir_warnings INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Werror)

add_library(mir_tool INTERFACE)
target_include_directories(mir_tool INTERFACE "${CMAKE_SOURCE_DIR}")
target_include_directories(mir_tool SYSTEM INTERFACE ${LLVM_INCLUDE_DIRS})
target_compile_options(mir_tool INTERFACE -fno-rtti)
# LLVM as one shared library links fast and takes 25 ms to load; a program with MIR_STATIC_LLVM has what it uses inside.
target_link_libraries(mir_tool INTERFACE mir_sanitize mir_warnings fmt::fmt
  "$<IF:$<BOOL:$<TARGET_PROPERTY:MIR_STATIC_LLVM>>,LLVMSymbolize;LLVMObject;LLVMSupport,LLVM>")

# mir_tool_library(NAME SOURCE...): one phase of a tool, included as "mplc/lex/lexer.hpp".
function(mir_tool_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC mir_tool)
endfunction()
