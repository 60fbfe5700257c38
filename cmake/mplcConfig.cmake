# find_package(mplc): the protocol compiler and a function that puts its headers into a target.
#
#   find_package(mplc REQUIRED)
#   add_executable(server server.cpp)
#   mplc_generate(server SPECS udp.mpl dns.mpl [NAMESPACE net::wire] [INCLUDES folder...] [OPTIONS -Werror]
#     [PRECOMPILE])
#
# server.cpp then says #include "udp.hpp". A header is written again when its specification, or one that it imports,
# changes. With PRECOMPILE the headers are compiled once for the target, and included in each file of it. Generated code
# needs C++23.
get_filename_component(_mplc_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET mplc::mplc)
  add_executable(mplc::mplc IMPORTED)
  set_target_properties(mplc::mplc PROPERTIES IMPORTED_LOCATION "${_mplc_prefix}/bin/mplc")
endif()
set(mplc_EXECUTABLE "${_mplc_prefix}/bin/mplc")
set(mplc_SPECS "${_mplc_prefix}/share/mir/specs") # imports and nested packets are found there without being told
if(NOT EXISTS "${mplc_EXECUTABLE}")
  set(mplc_FOUND FALSE)
  set(mplc_NOT_FOUND_MESSAGE "there is no ${mplc_EXECUTABLE}")
endif()
unset(_mplc_prefix)

# mplc_generate(TARGET SPECS FILE... [NAMESPACE NS] [INCLUDES FOLDER...] [OPTIONS OPTION...] [PRECOMPILE]): the headers
# of specifications, on the include path of a target. Those of a library are seen by who links it, too.
function(mplc_generate target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "PRECOMPILE" "NAMESPACE" "SPECS;INCLUDES;OPTIONS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SPECS)
    message(FATAL_ERROR "mplc_generate(TARGET SPECS FILE... [NAMESPACE NS] [INCLUDES FOLDER...] [OPTIONS OPTION...] [PRECOMPILE])")
  endif()
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/mplc/${target}")
  file(MAKE_DIRECTORY "${folder}")
  set(options ${arg_OPTIONS})
  if(arg_NAMESPACE)
    list(APPEND options "--namespace=${arg_NAMESPACE}")
  endif()
  foreach(include IN LISTS arg_INCLUDES)
    get_filename_component(include "${include}" ABSOLUTE)
    list(APPEND options "-I${include}")
  endforeach()
  set(headers)
  foreach(spec IN LISTS arg_SPECS)
    get_filename_component(stem "${spec}" NAME_WE)
    get_filename_component(spec "${spec}" ABSOLUTE)
    set(header "${folder}/${stem}.hpp")
    add_custom_command(OUTPUT "${header}"
      COMMAND mplc::mplc "${spec}" -o "${header}" -MF "${header}.d" ${options}
      DEPENDS "${spec}" mplc::mplc DEPFILE "${header}.d" VERBATIM COMMENT "mplc ${stem}.mpl")
    list(APPEND headers "${header}")
  endforeach()
  get_target_property(type ${target} TYPE)
  set(scope PUBLIC)
  if(type STREQUAL "INTERFACE_LIBRARY")
    set(scope INTERFACE)
  endif()
  # Sources of the target itself, so that they are there before anything of it is compiled.
  target_sources(${target} PRIVATE ${headers})
  target_include_directories(${target} ${scope} "$<BUILD_INTERFACE:${folder}>")
  target_compile_features(${target} ${scope} cxx_std_23)
  if(arg_PRECOMPILE)
    foreach(header IN LISTS headers)
      target_precompile_headers(${target} ${scope} "$<BUILD_INTERFACE:$<$<COMPILE_LANGUAGE:CXX>:${header}>>")
    endforeach()
  endif()
endfunction()
