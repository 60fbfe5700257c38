# lib/mir/TARGET/libos.a and libnet.a: what a release build links. The objects are those that the driver would make: with
# its flags, and the same for every target except what stands below the network.
if(NOT MIR_SYSROOT)
  return()
endif()
file(GLOB_RECURSE os CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/os/*.cpp")
# Tests are compiled with the application they belong to.
list(FILTER os EXCLUDE REGEX "/os/(testing/|port_test)")
file(GLOB_RECURSE net CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/net/*.cpp")
list(FILTER net EXCLUDE REGEX "/net/(socket_mode|direct_mode|embed)/")
file(GLOB_RECURSE net_socket CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/net/socket_mode/*.cpp")
file(GLOB_RECURSE net_direct CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/net/direct_mode/*.cpp")

foreach(part os net net_socket net_direct)
  add_library(mir_product_${part} OBJECT ${${part}})
  target_link_libraries(mir_product_${part} PRIVATE mir_target mir_wire mir_kv_image)
  # No symbols for a debugger, whatever the preset; no folder of this machine: a moved installation holds what was built.
  target_compile_options(mir_product_${part} PRIVATE ${MIR_TARGET_RELEASE} -g0 -fdebug-compilation-dir=.
    "-ffile-prefix-map=${MIR_INCLUDE_DIR}=/mir/include" "-ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}=/mir/share/mir/stdlib")
endforeach()

function(mir_product_archive target part)
  add_library(mir_product_${part}_${target} STATIC ${ARGN})
  set_target_properties(mir_product_${part}_${target} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME ${part}
    ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/mir/${target}")
  install(TARGETS mir_product_${part}_${target} ARCHIVE DESTINATION lib/mir/${target})
endfunction()

foreach(target unix-socket unix-direct xen)
  set(mode direct)
  if(target STREQUAL unix-socket)
    set(mode socket)
  endif()
  mir_product_archive(${target} os $<TARGET_OBJECTS:mir_product_os>)
  mir_product_archive(${target} net $<TARGET_OBJECTS:mir_product_net> $<TARGET_OBJECTS:mir_product_net_${mode}>)
endforeach()

# The same for tests on this machine, with what stands below them there. Of a debugger's information only the lines: that
# is what a sanitizer shows.
file(GLOB_RECURSE host_os CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/os/*.cpp")
list(FILTER host_os EXCLUDE REGEX "/os/port_[^/]*$")
# As Ninja names them.
file(RELATIVE_PATH stdlib_from_build "${CMAKE_BINARY_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
add_library(mir_product_host_os OBJECT ${host_os})
add_library(mir_product_host_net OBJECT ${net} ${net_direct})
foreach(part os net)
  target_link_libraries(mir_product_host_${part} PRIVATE mir_wire mir_kv_image)
  target_include_directories(mir_product_host_${part} SYSTEM PRIVATE "${MIR_INCLUDE_DIR}")
  target_compile_options(mir_product_host_${part} PRIVATE ${MIR_HOST_COMPILE} ${MIR_HOST_CHECKED} ${MIR_HOST_SANITIZE}
    -UNDEBUG -g0 -gline-tables-only -fdebug-compilation-dir=.
    "-ffile-prefix-map=${MIR_INCLUDE_DIR}=/mir/include" "-ffile-prefix-map=${CMAKE_CURRENT_SOURCE_DIR}=/mir/share/mir/stdlib"
    "-ffile-prefix-map=${stdlib_from_build}=/mir/share/mir/stdlib")
  mir_product_archive(host ${part} $<TARGET_OBJECTS:mir_product_host_${part}>)
endforeach()
