/// \file
/// Errors are values: Error says what went wrong, Result<T> carries a T or an Error.
#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

namespace mir::os {

class Writer;

/// What went wrong. One enumerator for each thing a caller may want to treat differently.
enum class Errc : std::uint8_t {
  // The network said no.
  InUse = 1,    ///< the address, port or device is taken
  NoAddress,    ///< the local address is not one of ours, or there is none yet
  Unreachable,  ///< no route, or the network said that the host cannot be reached
  Refused,      ///< the peer answered that nobody listens
  Reset,        ///< the peer, or the path, tore the connection down
  TimedOut,     ///< no answer in time
  Closed,       ///< our side is closed: writing after the end, reading what was never connected
  Denied,       ///< the platform forbids it
  NotFound,     ///< there is no such name, or nothing of the kind that was asked for
  ServerFailed, ///< the name servers could not, or would not, answer
  // There is not enough of something.
  Limit,    ///< a limit (handles, tasks, ring entries) is reached
  NoMemory, ///< no memory, or no packet page, is left
  TooLong,  ///< more than the protocol, the device or the buffer can carry
  // The program, or its user, asked for something impossible.
  Cancelled,   ///< the work was given up because somebody cancelled it
  Invalid,     ///< the request contradicts itself
  Unsupported, ///< this platform or device cannot do it
  OutOfRange,  ///< beyond the end of the device, or of the value
  Unaligned,   ///< not a whole number of sectors
  ReadOnly,    ///< writing to a device that may only be read
  // The input is wrong.
  Truncated, ///< the input ends too early
  Malformed, ///< the input breaks its own rules
  // The device is in trouble.
  Io,   ///< the device failed
  Gone, ///< the device was unplugged
  // Inside the library OS only; no call of the public surface returns it.
  Again, ///< nothing to be had, or no room, now: wait for the event and ask again
};

/// One error, as a value. Prints as a short lower-case phrase that completes "cannot do it: ...".
class Error {
public:
  constexpr Error(Errc code) noexcept : code_(code) {} // NOLINT: an Errc is an Error

  [[nodiscard]] constexpr Errc code() const noexcept { return code_; }
  /// The phrase, for example "the port, address or device is already in use". Static storage.
  [[nodiscard]] std::string_view text() const noexcept;

  friend constexpr bool operator==(Error a, Error b) noexcept = default;
  friend constexpr bool operator==(Error a, Errc b) noexcept { return a.code_ == b; }

private:
  Errc code_;
};

/// A T, or why there is none.
template <class T = void> using Result = std::expected<T, Error>;

/// The failed Result of any T: `return fail(Errc::Refused);`
[[nodiscard]] constexpr std::unexpected<Error> fail(Error error) noexcept {
  return std::unexpected<Error>(error);
}

void format_value(Writer& out, Error error);
void format_value(Writer& out, Errc code);

namespace detail {
template <class T> inline constexpr bool kIsResult = false;
template <class T> inline constexpr bool kIsResult<std::expected<T, Error>> = true;
} // namespace detail

} // namespace mir::os

namespace mir {
using os::Errc;
using os::Error;
using os::Result;
} // namespace mir
