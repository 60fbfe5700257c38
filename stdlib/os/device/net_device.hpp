/// \file
/// NetDevice: one network device of the platform, as an interface.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include <mir/os/base/error.hpp>

namespace mir::os {

/// What a device is and can do.
struct NetInfo {
  std::array<char, 16> name{};      ///< "tap0", null-terminated
  std::array<std::byte, 6> mac{};   ///< its own address
  std::uint16_t mtu = 1500;         ///< bytes of payload behind the Ethernet header
  bool send_checksum = false;       ///< fills in TCP and UDP checksums
  bool send_segments_tcp4 = false;  ///< cuts IPv4 TCP frames of up to 64 KiB into segments
  bool receive_merged = false;      ///< hands over TCP frames larger than the MTU
  std::uint32_t receive_slots = 0;  ///< buffers it can hold
  std::uint32_t send_slots = 0;     ///< pieces it can hold
  std::uint32_t pieces_a_frame = 1; ///< most pieces of one sent frame
  bool link_up = true;

  [[nodiscard]] std::string_view text() const noexcept { return name.data(); }
};

/// What goes with a frame beside its bytes.
struct FrameOffload {
  /// The checksum field holds the pseudo header's sum only. Sending: the device finishes it.
  /// Receiving: the frame never was on a wire, and nothing is to be checked.
  bool checksum_partial = false;
  bool checksum_valid = false;       ///< receiving: the device has checked it
  bool segments_tcp4 = false;        ///< one large IPv4 TCP frame, of segments of segment_size
  std::uint16_t checksum_start = 0;  ///< bytes from the start of the frame to the transport header
  std::uint16_t checksum_offset = 0; ///< bytes from there to the checksum field
  std::uint16_t segment_size = 0;    ///< TCP payload bytes a segment
};

/// A buffer lent to a device, within one page.
struct NetBuffer {
  std::byte* data;
  std::uint32_t size;
  std::uint64_t cookie;
};

/// One piece of a frame, sent or received. `offload` counts on the first piece only.
struct NetEntry {
  const std::byte* data;
  std::uint32_t length;
  bool more; ///< the frame goes on in the next entry
  /// Sending: the page holds nothing but packets of this device; whoever is behind it may see it.
  bool own_page = false;
  std::uint64_t cookie;
  FrameOffload offload;
};

/// Non-blocking; the contract of each function is the one of its namesake in <mir/rt/port.hpp>.
class NetDevice {
public:
  virtual ~NetDevice() = default;
  /// Takes the device for one user. \returns Errc::InUse until that one gives it back by release().
  [[nodiscard]] virtual Result<> claim() noexcept {
    if (std::exchange(claimed_, true))
      return fail(Errc::InUse);
    return {};
  }
  virtual void release() noexcept { claimed_ = false; }
  [[nodiscard]] virtual NetInfo info() noexcept = 0;
  virtual std::size_t post(std::span<const NetBuffer> buffers) noexcept = 0;
  virtual std::size_t receive(std::span<NetEntry> entries) noexcept = 0;
  virtual std::size_t send(std::span<const NetEntry> entries) noexcept = 0;
  virtual std::size_t sent(std::span<std::uint64_t> cookies) noexcept = 0;
  virtual void stop() noexcept = 0;

protected:
  NetDevice() = default;
  NetDevice(const NetDevice&) = default;
  NetDevice& operator=(const NetDevice&) = default;

private:
  bool claimed_ = false;
};

} // namespace mir::os
