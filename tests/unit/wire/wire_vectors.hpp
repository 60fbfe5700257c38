#pragma once
// One canonical packet of each kind, as bytes.

#include <mir/net/wire/arp.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/icmp.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp.hpp>

#include <array>
#include <cstddef>

namespace mir::net::wire {

template <class... Numbers>
constexpr std::array<std::byte, sizeof...(Numbers)> bytes_of(Numbers... numbers) {
  return {static_cast<std::byte>(numbers)...};
}

struct UdpVector {
  using View = Udp;
  static constexpr auto kBytes = bytes_of(0, 53, 0x0f, 0xa0, 0, 11, 0xab, 0xcd, 'm', 'p', 'l');
};

struct Ipv4Vector {
  using View = Ipv4;
  static constexpr auto kBytes = bytes_of(0x45, 0x00, 0, 24, 0x1c, 0x46, 0x40, 0, 64, 6, 0xb1, 0xe6,
                                          172, 16, 10, 99, 172, 16, 10, 12, 1, 2, 3, 4);
};

/// With the router alert option (RFC 2113).
struct Ipv4OptionsVector {
  using View = Ipv4;
  static constexpr auto kBytes = bytes_of(0x46, 0xc0, 0, 28, 0, 0, 0x20, 0x05, 1, 2, 0x44, 0x14, 10,
                                          0, 0, 1, 224, 0, 0, 22, 0x94, 4, 0, 0, 1, 2, 3, 4);
};

/// A SYN with a maximum segment size (RFC 9293 3.7.1).
struct TcpVector {
  using View = Tcp;
  static constexpr auto kBytes = bytes_of(0x1f, 0x90, 0, 80, 1, 2, 3, 4, 0, 0, 0, 0, 0x60, 0x02,
                                          0xff, 0xff, 0x12, 0x34, 0, 0, 2, 4, 5, 0xb4, 'x');
};

struct ArpVector {
  using View = Arp;
  static constexpr auto kBytes = bytes_of(0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 2,
                                          0, 0, 0, 0, 2, 10, 0, 0, 2);
};

/// An IEEE 802.3 frame: three bytes, and two of padding.
struct LengthFrameVector {
  using View = Ethernet;
  static constexpr auto kBytes =
      bytes_of(1, 0x80, 0xc2, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 3, 0x42, 0x42, 3, 0, 0);
};

struct VlanVector {
  using View = Vlan;
  static constexpr auto kBytes = bytes_of(0xa0, 0x2a, 8, 0, 0x45, 0, 0, 0);
};

struct EchoVector {
  using View = Icmp;
  static constexpr auto kBytes = bytes_of(8, 0, 0x12, 0x34, 0, 1, 0, 7, 'p', 'i', 'n', 'g');
};

struct TimestampVector {
  using View = Icmp;
  static constexpr auto kBytes =
      bytes_of(14, 0, 0, 0, 0, 1, 0, 7, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3);
};

} // namespace mir::net::wire
