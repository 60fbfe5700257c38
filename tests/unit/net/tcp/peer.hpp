/// \file
/// Peer: a hand-made other end, which sends any segment and sees every answer.
#pragma once

#include <optional>
#include <string>

#include "host.hpp"

namespace mir::net::tcp_test {

/// What the engine sent, with numbers counted from both ends' initial ones.
struct Seen {
  std::string flags; ///< of "SFRP.UEW", in this order; '.' is ACK
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint32_t size = 0;
  std::uint16_t window = 0;
  tcp::Options options; ///< SACK blocks as on the wire
  Ecn ecn = Ecn::NotCapable;
  std::vector<std::byte> payload;
  Port source, destination;
};

/// What the peer sends.
struct Sending {
  std::string flags;
  std::uint32_t sequence = 0;
  std::uint32_t acknowledgment = 0;
  std::uint32_t size = 0; ///< bytes of payload: pattern_at() of each number
  std::uint16_t window = 65'535;
  std::uint16_t urgent = 0;
  tcp::Options options = {};
  Ecn ecn = Ecn::NotCapable;
};

/// The byte that stands at a number of every stream of these tests.
[[nodiscard]] constexpr std::byte pattern_at(std::uint32_t position) noexcept {
  return static_cast<std::byte>((position * 2'654'435'761u) >> 24);
}
[[nodiscard]] std::vector<std::byte> pattern(std::uint32_t from, std::size_t size);

/// One engine under test at 192.0.2.1, and its peer at 192.0.2.2.
class Peer {
public:
  static constexpr Address kOurs = Address::v4(192, 0, 2, 1);
  static constexpr Address kTheirs = Address::v4(192, 0, 2, 2);

  explicit Peer(const tcp::Limits& limits = {}, std::uint32_t isn = 1'000'000)
      : host(clock, kOurs, 1, limits), isn(isn) {}

  /// Sends to the engine. \param flush whether the engine may answer.
  void send(const Sending& sending, bool flush = true);
  /// The next segment of the engine, in the order in which they were sent.
  [[nodiscard]] std::optional<Seen> next();
  /// Forgets what the engine has sent so far.
  void skip() {
    while (next())
      ;
  }
  /// Lets time pass, timer by timer.
  void pass(Duration time);
  /// Lets the engine send what the application's calls made possible.
  void flush() { host.tcp.flush(); }

  os::testing::VirtualClock clock;
  Host host;
  Port ours{80}, theirs{40'000};
  std::uint32_t isn;                ///< of the peer
  std::optional<std::uint32_t> iss; ///< of the engine, once it has sent a SYN
  std::uint32_t last_stamp = 0;     ///< the engine's latest timestamp
};

} // namespace mir::net::tcp_test
