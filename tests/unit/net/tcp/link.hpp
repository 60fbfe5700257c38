/// \file
/// Link: what lies between two hosts, and all that it may do to a frame.
#pragma once

#include <map>
#include <random>

#include "host.hpp"

namespace mir::net::tcp_test {

/// Per mille, of frames.
struct Faults {
  unsigned loss_of_server = 0; ///< of what the server sends, besides
  unsigned loss = 0, duplication = 0, corruption = 0, reordering = 0, marks = 0;
  Duration delay = Duration::microseconds(100);    ///< one way
  Duration jitter = Duration::microseconds(2'000); ///< that a reordered frame is late by, at most
  /// The client answers each frame by itself, as a kernel does, and not what comes at once
  /// together.
  bool prompt_client = false;
  unsigned queue = 1'000'000; ///< frames on their way in one direction, at most
};

/// Two hosts, a link with faults from a seed, and the time of all of it.
class Link {
public:
  Link(std::uint64_t seed, const Faults& faults, const tcp::Limits& limits = {},
       std::uint16_t mtu = 1'500, bool segments = false)
      : client(clock, Address::v4(192, 0, 2, 1), seed * 2 + 1, limits),
        server(clock, Address::v4(192, 0, 2, 2), seed * 2 + 2, limits), faults(faults),
        random_(seed) {
    client.way.mtu = server.way.mtu = mtu;
    client.way.segments = server.way.segments = segments;
  }

  /// Moves frames and time up to the next thing that happens. \returns false when nothing will
  /// before `until`.
  bool step(Instant until);
  [[nodiscard]] std::size_t on_the_way() const noexcept { return on_the_way_.size(); }

  os::testing::VirtualClock clock;
  Host client, server;
  Faults faults;
  std::uint64_t lost = 0, carried = 0;

private:
  void collect(Host& from, Host& to);
  void put(Host& to, Frame frame, Instant when);
  [[nodiscard]] bool chance(unsigned per_mille) { return random_() % 1'000 < per_mille; }

  std::mt19937_64 random_;
  std::multimap<Instant, std::pair<Host*, Frame>> on_the_way_;
};

} // namespace mir::net::tcp_test
