# find_package(mirnet): the TCP/IP stack by itself, in a host program that owns the clock and the frames.
#
#   find_package(mirnet REQUIRED)
#   add_executable(host host.cpp)
#   target_link_libraries(host PRIVATE mirnet::stack)
#
# host.cpp says #include <mir/net/stack/stack.hpp>; docs/net.md explains it. The library is compiled from its installed
# sources, with the host's flags: clang 19 with libc++ (-stdlib=libc++), C++23.
get_filename_component(_mirnet_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)

if(NOT TARGET mirnet::stack)
  set(_mirnet_from "${_mirnet_prefix}/share/mir/stdlib")
  file(GLOB_RECURSE _mirnet_sources
    "${_mirnet_from}/net/stack/*.cpp" "${_mirnet_from}/net/tcp/*.cpp" "${_mirnet_from}/net/udp/*.cpp"
    "${_mirnet_from}/net/ip/*.cpp" "${_mirnet_from}/net/link/*.cpp" "${_mirnet_from}/net/service/dhcp*.cpp"
    "${_mirnet_from}/net/embed/*.cpp" "${_mirnet_from}/os/base/*.cpp")
  add_library(mirnet_stack STATIC EXCLUDE_FROM_ALL ${_mirnet_sources}
    "${_mirnet_from}/net/address.cpp" "${_mirnet_from}/os/mem/packet.cpp" "${_mirnet_from}/os/mem/packet_pool.cpp"
    "${_mirnet_from}/os/task/timer_wheel.cpp" "${_mirnet_from}/os/random/random.cpp")
  target_include_directories(mirnet_stack PUBLIC "${_mirnet_prefix}/include")
  target_compile_features(mirnet_stack PUBLIC cxx_std_23)
  add_library(mirnet::stack ALIAS mirnet_stack)
endif()
