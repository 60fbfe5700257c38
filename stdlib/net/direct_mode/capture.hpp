/// \file
/// Capture: an interface whose every frame is written to a file.
#pragma once

#include <memory>
#include <vector>

#include <mir/net/link/ethernet.hpp>
#include <mir/net/service/pcapng_writer.hpp>
#include <mir/os/app/app.hpp>
#include <mir/os/device/ethif.hpp>
#include <mir/os/device/file_output.hpp>

namespace mir::net {

/// Stands before an interface as that does: what passes through it is written down, with
/// nanoseconds, in order. A file that cannot be written any more ends the capture, not the program.
class Capture {
public:
  /// \returns what os::create_file() does.
  [[nodiscard]] static os::Result<std::unique_ptr<Capture>>
  create(os::App& app, std::string_view file, const os::Ethif& ethif);

  /// As Ethif::receive().
  [[nodiscard]] bool receive(os::Ethif& ethif, os::Packet& frame, os::FrameOffload& offload);
  /// As Ethif::send().
  os::Result<> send(os::Ethif& ethif, os::Packet& frame, const os::FrameOffload& offload);
  /// Writes out what was gathered. To be called after each batch of work.
  void flush();

private:
  Capture(os::App& app, std::unique_ptr<os::FileOutput> file);
  void copy(const os::Packet& frame);
  void put(PcapngWriter::Direction direction);

  os::App& app_;
  std::unique_ptr<os::FileOutput> file_; // null: it could not be written
  std::uint64_t epoch_;                  // nanoseconds since 1970 when the clock showed 0
  std::vector<std::byte> frame_;         // one, in one piece
  std::vector<std::byte> gathered_;
  PcapngWriter writer_{gathered_};
};

} // namespace mir::net
