/// \file
/// What the library OS stands on, as an interface: the port of the target, or memory and a virtual
/// clock in tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/base/time.hpp>

namespace mir::os {

class BlockDevice;
class NetDevice;
class Sockets;

/// Who wants a program to end: the values of mir_stop_reason.
enum class StopReason : std::uint8_t {
  Interrupt = 2,  ///< somebody at the console
  Terminate = 15, ///< whoever looks after the program, or the program itself
};

/// What happened outside.
struct Event {
  enum class Kind : std::uint8_t { Console, Net, Block, Socket, Stop };
  Kind kind;
  bool readable;        ///< reading may get on
  bool writable;        ///< writing may get on, or a connection attempt has ended
  bool hangup;          ///< the peer sends no more, or the handle failed
  std::uint64_t source; ///< device number, the address of the Readiness that watches the socket, or
                        ///< a StopReason
};

/// One system's ground. The scheduler, the console and the generators of an App use it;
/// applications do not.
///
/// Only wait() and write() block. The contract of each function is the one of its namesake in
/// <mir/rt/port.hpp>.
class Platform {
public:
  virtual ~Platform() = default;

  /// The target's name, "xen". Static storage.
  [[nodiscard]] virtual std::string_view target() const noexcept = 0;

  [[nodiscard]] virtual Instant now() noexcept = 0;
  /// Nanoseconds since 1970-01-01 00:00 UTC, or 0 where unknown.
  [[nodiscard]] virtual std::uint64_t wall_ns() noexcept = 0;
  /// Blocks until something is ready or the deadline has come. \returns the number of events
  /// written, 0 for the latter.
  virtual std::size_t wait(Instant deadline, std::span<Event> events) noexcept = 0;

  /// Writes all bytes to the console, whole and unmixed.
  virtual void write(std::string_view text) noexcept = 0;
  /// Reads console input. \returns the count, 0 at its end; Errc::Again when there is nothing now.
  virtual Result<std::size_t> read(MutableBytes into) noexcept = 0;
  /// Fills at most 256 bytes that nobody can predict. \returns Errc::Unsupported where there is no
  /// source.
  virtual Result<> entropy(MutableBytes into) noexcept = 0;

  /// `count` zeroed pages of 4096 bytes in a row, aligned; null when there are none.
  [[nodiscard]] virtual std::byte* map_pages(std::size_t count) noexcept = 0;
  virtual void unmap_pages(std::byte* pages, std::size_t count) noexcept = 0;
  /// Pages that could still be mapped; SIZE_MAX where no limit is known.
  [[nodiscard]] virtual std::size_t free_pages() noexcept { return SIZE_MAX; }

  /// Sockets of this system only, in place of the target's (see device/sockets.hpp). Null: use the
  /// target's.
  [[nodiscard]] virtual Sockets* sockets() noexcept { return nullptr; }

  /// A network device of this system only, in place of the target's first one (see
  /// device/net_device.hpp). Null: use the target's.
  [[nodiscard]] virtual NetDevice* net_device() noexcept { return nullptr; }

  /// The same for a block device by its number (see device/block_device.hpp).
  [[nodiscard]] virtual BlockDevice* block_device(std::uint32_t) noexcept { return nullptr; }

protected:
  Platform() = default;
  Platform(const Platform&) = default;
  Platform& operator=(const Platform&) = default;
};

} // namespace mir::os
