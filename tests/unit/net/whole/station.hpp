/// \file
/// Station: one whole stack whose frames and time are in the test's hands.
#pragma once

#include <deque>
#include <vector>

#include <mir/net/stack/stack.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::whole {

using Frame = std::vector<std::byte>;

struct StationOptions {
  std::uint8_t number = 1; ///< the last byte of its addresses
  std::uint16_t mtu = 1'500;
  bool offload = false;       ///< the device cuts segments, and sums up
  std::size_t pages = 16'384; ///< of its packets: 64 MiB
  std::size_t reserve = 256;  ///< of these, to receive into
  TcpLimits tcp = {};
};

/// 10.0.0.<number>/16 at 02:00:00:00:00:<number>; the router is 10.0.255.254.
class Station final : private FrameOutput {
public:
  Station(os::testing::VirtualClock& clock, const StationOptions& options);
  Station(const Station&) = delete;
  Station& operator=(const Station&) = delete;
  ~Station() = default;

  [[nodiscard]] static Address address_of(std::uint8_t number) {
    return Address::v4(10, 0, 0, number);
  }
  [[nodiscard]] static MacAddress mac_of(std::uint8_t number);
  [[nodiscard]] Address address() const { return address_of(options_.number); }
  [[nodiscard]] MacAddress mac() const { return mac_of(options_.number); }

  /// A frame comes in. What answers it goes out with the next poll().
  void input(const Frame& frame);
  /// \returns when it wants to be called again.
  os::Instant poll() { return stack.poll(clock_.now()); }

  std::deque<Frame> out;    ///< as on a wire: cut and summed up
  bool full = false;        ///< the device refuses frames
  std::uint64_t missed = 0; ///< frames that came while there was no page to receive into
  os::testing::VirtualPlatform platform;
  os::PacketPool pool;
  os::Random random;
  Stack stack;

private:
  os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) override;
  static os::NetInfo info(const StationOptions& options);

  os::testing::VirtualClock& clock_;
  const StationOptions options_;
};

} // namespace mir::net::whole
