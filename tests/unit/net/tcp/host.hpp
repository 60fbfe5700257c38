/// \file
/// Host: one engine with a layer below it that keeps frames for the test, in virtual time.
#pragma once

#include <deque>
#include <vector>

#include <mir/net/tcp/engine.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::tcp_test {

/// A TCP segment on its way between two hosts: what an IP packet would carry.
struct Frame {
  Address source, destination;
  std::vector<std::byte> bytes;
  Ecn ecn = Ecn::NotCapable;
};

/// A host at the end of a link.
class Host final : public IpOutput {
public:
  /// Set before the first connection.
  struct Way {
    std::uint16_t mtu = 1'500;
    bool segments = false;
    bool reachable = true;
    std::size_t most_frames = SIZE_MAX; ///< that fit into `out`: then the device is full
    bool headers_only = false;          ///< what is sent is kept whole, but without its payload
  };

  Host(os::testing::VirtualClock& clock, const Address& address, std::uint64_t seed,
       const tcp::Limits& limits = {});
  /// Checks that no page is left.
  ~Host();

  /// Gives a frame to the engine. \param flush whether the batch ends with it.
  void receive(const Frame& frame, bool flush = true);
  /// Several frames that a device has merged: one segment in many pages.
  void receive_merged(const Frame& frame, std::size_t page_size);
  /// Runs the timers that are due, and sends.
  void turn();
  /// When turn() has something to do.
  [[nodiscard]] Instant next() noexcept { return wheel.next(); }

  // IpOutput
  [[nodiscard]] os::Result<Path> path(const Address& peer, const Address& local) const override;
  os::Result<> send(const TcpSegment& segment) override;
  [[nodiscard]] bool is_local(const Address& other) const noexcept override {
    return other == address;
  }
  [[nodiscard]] Instant now() const noexcept override { return clock.now(); }

  os::testing::VirtualClock& clock;
  const Address address;
  Way way;
  std::deque<Frame> out;
  os::testing::VirtualPlatform platform;
  os::PacketPool pool;
  os::TimerWheel wheel;
  os::Random random;
  tcp::Engine tcp;

private:
  void receive_packet(const Frame& frame, os::Packet packet);
  void emit(const TcpSegment& segment, wire::Tcp::Fields header, os::Bytes payload);
};

/// The bytes of one segment, checksum included.
[[nodiscard]] std::vector<std::byte> build(const Address& source, const Address& destination,
                                           wire::Tcp::Fields fields, os::Bytes payload);

} // namespace mir::net::tcp_test
