/// \file
/// Ipv4: the Internet layer of one host with one interface (RFC 791, RFC 1122 3).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <mir/net/ip/icmp.hpp>
#include <mir/net/ip/path_mtu.hpp>
#include <mir/net/ip/reassembly.hpp>
#include <mir/net/ip/transport.hpp>
#include <mir/net/link/ethernet.hpp>

namespace mir::net {

/// An address of ours and the way out.
struct Ipv4Settings {
  Address address;            ///< the unspecified one: none yet
  unsigned prefix_length = 0; ///< bits of the network's number
  std::optional<Address> gateway = std::nullopt;
};

struct Ipv4Counters {
  std::uint64_t received = 0;
  std::uint64_t delivered = 0;
  std::uint64_t malformed = 0; ///< no IPv4 header, or shorter than it says
  std::uint64_t bad_checksum = 0;
  std::uint64_t bad_options = 0;
  std::uint64_t source_routed = 0;  ///< refused (RFC 6274 3.13.2.3)
  std::uint64_t martian_source = 0; ///< from an address that no other host can have
  std::uint64_t not_ours = 0;
  std::uint64_t fragments = 0;
  std::uint64_t unknown_protocol = 0;
  std::uint64_t sent = 0;
  std::uint64_t fragmented = 0; ///< packets sent in pieces
  std::uint64_t no_route = 0;
  std::uint64_t no_page = 0;
  std::uint64_t loop_full = 0; ///< packets to ourselves, lost because too many waited
  std::uint64_t path_mtu_lowered = 0;
};

/// A packet to be sent, below whatever transport.
struct Ipv4Packet {
  Address source; ///< the unspecified one, only while we have no address (DHCP)
  Address destination;
  IpProtocol protocol{};
  /// Its first slice, the transport header, is unique() and was made by Ipv4::header_page().
  os::Packet payload;
  os::FrameOffload offload; ///< checksum_start counts from the start of `payload`
  Ecn ecn = Ecn::NotCapable;
  std::uint8_t ttl = 64;
  bool dont_fragment = false;
};

/// Told when the interface's address changes its standing.
class Ipv4Watcher {
public:
  virtual void address_conflict(const Address& address, const MacAddress& rival, bool lost) = 0;
  virtual void address_confirmed(const Address& address) = 0;

protected:
  ~Ipv4Watcher() = default;
};

class Ipv4 final : public IpOutput, private LinkUser, private Reassembly::Owner, private IcmpOwner {
public:
  /// \param info the device: its address, MTU and what it does for us.
  Ipv4(const os::NetInfo& info, FrameOutput& output, StackClock& clock, os::PacketPool& pool,
       os::Random& random);
  Ipv4(const Ipv4&) = delete;
  Ipv4& operator=(const Ipv4&) = delete;

  /// Before the first packet; each null leaves that protocol unknown.
  void attach(Transport* tcp, Transport* udp) noexcept;
  void watch(Ipv4Watcher* watcher) noexcept { watcher_ = watcher; }

  /// Uses these settings from now on, and announces the address.
  void configure(const Ipv4Settings& settings);
  /// Asks the link whether anybody has the address; the watcher is told (RFC 5227).
  void check_address(const Address& address, const ProbeTimes& times = {});
  /// \param mtu at least 68 (RFC 791 3.2); less counts as that, more than the device's as the
  /// device's.
  void set_mtu(std::uint16_t mtu) noexcept;

  [[nodiscard]] const Ipv4Settings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::uint16_t mtu() const noexcept { return mtu_; }
  [[nodiscard]] Ethernet& link() noexcept { return link_; }
  [[nodiscard]] const Ethernet& link() const noexcept { return link_; }
  [[nodiscard]] Icmp& icmp() noexcept { return icmp_; }
  [[nodiscard]] const Icmp& icmp() const noexcept { return icmp_; }
  [[nodiscard]] const Reassembly& reassembly() const noexcept { return reassembly_; }
  [[nodiscard]] const Ipv4Counters& counters() const noexcept { return counters_; }

  static constexpr std::size_t kHeaderSize =
      20; ///< bytes of the headers that we send: without options
  /// As path(), for what may go to many: broadcast and multicast addresses, and, from 0.0.0.0,
  /// 255.255.255.255 while we have no address (RFC 2131 4.1).
  [[nodiscard]] os::Result<Path> datagram_path(const Address& peer, const Address& local) const;

  /// An empty slice with room in front for every header below and 60 bytes of the transport's.
  [[nodiscard]] os::Result<os::PageSlice> header_page();
  /// Sends a packet, in fragments if it has to be and may. \returns as send(TcpSegment), and
  /// Errc::TooLong for one that must not be fragmented, or is above 65,535 bytes.
  os::Result<> send(Ipv4Packet&& packet);
  /// Delivers what was sent to ourselves. \returns whether there was any.
  bool deliver_loop();

  // IpOutput
  [[nodiscard]] os::Result<Path> path(const Address& peer, const Address& local) const override;
  os::Result<> send(const TcpSegment& segment) override;
  [[nodiscard]] bool is_local(const Address& address) const noexcept override;
  [[nodiscard]] os::Instant now() const noexcept override { return clock_.now(); }

private:
  struct Looped {
    os::Packet packet;
    std::uint16_t segment_size = 0;
  };
  static constexpr std::size_t kMostLooped = 64;
  static constexpr std::size_t kHeaderRoom =
      192; // link, IP without options, transport: of any header page

  // LinkUser
  void packet_arrived(os::Packet&& packet, const os::FrameOffload& offload, bool to_many) override;
  void packet_unresolved(os::Packet packet) override;
  void address_conflict(const MacAddress& rival, bool lost) override;
  void address_confirmed() override;
  // Reassembly::Owner
  void reassembly_timed_out(os::Bytes header, const Fragment& first) override;
  // IcmpOwner
  os::Result<os::PageSlice> icmp_page() override { return header_page(); }
  void icmp_send(const Address& source, const Address& destination, os::Packet message) override;
  bool icmp_report(IpProtocol protocol, const IpReport& report) override;
  std::uint16_t icmp_path_mtu(const Address& destination) override;

  [[nodiscard]] bool is_broadcast(std::uint32_t address) const noexcept;
  [[nodiscard]] bool is_martian(std::uint32_t source) const noexcept;
  enum class Target { Us, Many, Nobody };
  [[nodiscard]] Target target_of(std::uint32_t destination, bool link_to_many) const noexcept;
  bool acceptable(const wire::Ipv4Header& header, const os::Packet& packet);
  void input(os::Packet&& packet, const os::FrameOffload& offload, bool link_to_many);
  void take_fragment(const wire::Ipv4Header& header, IpArrival arrival, os::Packet payload);
  void deliver(IpProtocol protocol, const IpArrival& arrival, os::Packet&& payload);
  [[nodiscard]] std::optional<std::uint32_t> next_hop(std::uint32_t destination) const noexcept;
  os::Result<> emit(os::Packet&& packet, const os::FrameOffload& offload,
                    std::uint32_t destination);
  os::Result<> emit_fragments(Ipv4Packet& packet, std::uint16_t mtu);
  void loop(os::Packet packet, std::uint16_t segment_size);
  os::Result<> emit_whole(Ipv4Packet&& packet, const wire::Ipv4Header::Fields& fields);
  static void write_header(os::MutableBytes room, const wire::Ipv4Header::Fields& fields);
  [[nodiscard]] Transport* transport_of(IpProtocol protocol) const noexcept;

  StackClock& clock_;
  os::PacketPool& pool_;
  os::Random& random_;
  const os::NetInfo info_;
  std::uint16_t mtu_;
  Ethernet link_;
  Icmp icmp_;
  Reassembly reassembly_;
  PathMtu path_mtu_;
  Transport* tcp_ = nullptr;
  Transport* udp_ = nullptr;
  Ipv4Watcher* watcher_ = nullptr;
  Ipv4Settings settings_;
  Address checked_;          // the address that is being asked for
  std::vector<Looped> loop_; // a ring, made once
  std::size_t loop_first_ = 0;
  std::size_t loop_count_ = 0;
  Ipv4Counters counters_;
};

} // namespace mir::net
