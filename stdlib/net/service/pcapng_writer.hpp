/// \file
/// PcapngWriter: frames as blocks of a capture file (draft-ietf-opsawg-pcapng).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <mir/os/base/bytes.hpp>

namespace mir::net {

/// Appends blocks to a buffer, which its user writes out and clears. Times are nanoseconds since
/// 1970.
class PcapngWriter {
public:
  enum class Direction : std::uint8_t { In = 1, Out = 2 };

  /// \param out outlives the writer.
  explicit PcapngWriter(std::vector<std::byte>& out) noexcept : out_(out) {}

  /// The beginning of a file with one Ethernet interface. \param name of that, at most 64
  /// characters of it are told.
  void begin(std::string_view program, std::string_view name);
  /// One frame.
  void frame(os::Bytes bytes, std::uint64_t time_ns, Direction direction);

private:
  std::vector<std::byte>& out_;
};

} // namespace mir::net
