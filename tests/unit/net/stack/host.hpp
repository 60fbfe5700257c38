/// \file
/// Host: the layers of one host without TCP, with its frames and its time in the test's hands.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <mir/net/udp/udp.hpp>
#include <mir/net/wire/arp.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/icmp.hpp>
#include <mir/net/wire/ipv4_header.hpp>
#include <mir/net/wire/udp_header.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::test {

using Frame = std::vector<std::byte>;
using os::literals::operator""_s;
using os::literals::operator""_ms;

/// 02:00:00:00:00:<last>.
MacAddress mac(unsigned last);
/// Bytes that tell where they stand.
Frame pattern(std::size_t size, unsigned seed = 1);

/// One frame as a host sent it, in one piece.
struct Sent {
  Frame bytes;
  os::FrameOffload offload;
};

struct HostOptions {
  std::uint16_t mtu = 1500;
  bool checksum_offload = false;
  unsigned number = 1; ///< of the last byte of its addresses
  bool configured = true;
  std::size_t pages = 4096;
};

class Host final : private FrameOutput, private Ipv4Watcher {
public:
  explicit Host(HostOptions options = {});
  ~Host();

  /// 10.0.0.<number> / 24, and the router 10.0.0.254.
  [[nodiscard]] Address address() const {
    return Address::v4(10, 0, 0, static_cast<std::uint8_t>(options_.number));
  }
  [[nodiscard]] MacAddress own_mac() const { return mac(options_.number); }

  /// A frame comes in, in slices of at most so many bytes.
  void receive(const Frame& frame, std::size_t slice = 4096, const os::FrameOffload& offload = {});
  /// An IP packet in a frame for us, from another station.
  void receive_ip(const Frame& packet, const MacAddress& from = mac(2));
  /// Teaches the neighbour's address by an honest exchange.
  void meet(unsigned number);
  void advance(os::Duration duration);

  /// Takes the frames that were sent.
  std::vector<Sent> take();
  /// The IP packets among them: without Ethernet header.
  std::vector<Frame> take_ip();
  /// Whether nothing was sent.
  bool silent() { return take().empty(); }

  os::testing::VirtualClock clock_of_test;
  os::testing::VirtualPlatform platform{clock_of_test, 7};
  os::PacketPool pool;
  os::Random random{42};
  StackClock clock{os::Instant::from_ns(1'000'000'000)};
  Ipv4 ip;
  Udp udp;
  bool full = false; ///< the device refuses frames
  std::vector<std::string> events;

private:
  os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) override;
  void address_conflict(const Address& address, const MacAddress& rival, bool lost) override;
  void address_confirmed(const Address& address) override;
  static os::NetInfo info(const HostOptions& options);

  HostOptions options_;
  std::deque<Sent> sent_;
};

// Packets, as a peer would make them.

struct IpFields {
  Address source = Address::v4(10, 0, 0, 2);
  Address destination = Address::v4(10, 0, 0, 1);
  IpProtocol protocol = IpProtocol::Udp;
  Frame payload = {};
  Frame options = {};
  std::uint16_t identification = 1;
  std::uint16_t offset = 0; ///< bytes
  bool more = false;
  Ecn ecn = Ecn::NotCapable;
};
Frame ip_packet(const IpFields& fields);
Frame udp_datagram(const Address& source, const Address& destination, std::uint16_t from,
                   std::uint16_t to, const Frame& payload, bool with_checksum = true);
Frame icmp_message(const wire::Icmp::Fields& fields);
Frame ethernet_frame(const MacAddress& to, const MacAddress& from, const Frame& packet);
Frame arp_frame(wire::Arp::Operation operation, const MacAddress& sender_mac, const Address& sender,
                const MacAddress& target_mac, const Address& target,
                const MacAddress& to = MacAddress::broadcast());

} // namespace mir::net::test
