/// \file
/// Secrets: the numbers that a stranger must not guess.
#pragma once

#include <cstdint>

#include <mir/net/tcp/table/keyed_hash.hpp>
#include <mir/os/base/time.hpp>
#include <mir/os/random/random.hpp>

namespace mir::net::tcp {

/// Keys drawn once, and what is derived from them.
class Secrets {
public:
  explicit Secrets(os::Random& random) noexcept
      : isn_(random.next(), random.next()), table_(random.next(), random.next()),
        timestamp_(random.next(), random.next()), cookie_(random.next(), random.next()),
        port_(random.next(), random.next()) {}

  /// The initial sequence number of a connection: a clock of 4 us, and an offset of the
  /// connection's own (RFC 6528 3).
  [[nodiscard]] Seq initial_sequence(const Tuple& tuple, Instant now) const noexcept {
    return Seq(static_cast<std::uint32_t>(now.ns() / 4'000) +
               static_cast<std::uint32_t>(isn_(tuple)));
  }
  /// What is added to the clock for timestamps, one number for each peer's address (RFC 7323 7.1):
  /// it tells a stranger nothing of when we started, and grows from one connection to the next.
  [[nodiscard]] std::uint32_t timestamp_offset(const Tuple& tuple) const noexcept {
    return static_cast<std::uint32_t>(
        timestamp_(Tuple{{tuple.local.address, {}}, {tuple.peer.address, {}}}));
  }
  /// Where the search for a free port begins (RFC 6056 3.3.3).
  [[nodiscard]] std::uint32_t port_offset(const Tuple& tuple) const noexcept {
    return static_cast<std::uint32_t>(port_(Tuple{{tuple.local.address, {}}, tuple.peer}));
  }
  [[nodiscard]] std::uint64_t place(const Tuple& tuple) const noexcept { return table_(tuple); }
  [[nodiscard]] std::uint32_t cookie(const Tuple& tuple, Seq peer, std::uint32_t minute,
                                     std::uint32_t data) const noexcept {
    return static_cast<std::uint32_t>(
        cookie_(tuple, std::uint64_t{peer.number()} << 32 | minute << 8 | data));
  }

private:
  KeyedHash isn_, table_, timestamp_, cookie_, port_;
};

} // namespace mir::net::tcp
