/// \file
/// TcpLimits: how much TCP may take, and how long it waits.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net::tcp {

/// Set when the stack is made. The defaults suit a server with 64 MiB of packet pages; for_pages()
/// makes those of a smaller one.
struct Limits {
  static constexpr std::size_t kDefaultPages = 16'384; ///< of packets, that the defaults are for

  /// What a host may take that has so many pages for packets, and so many besides: the defaults, or
  /// in proportion less of what costs memory.
  [[nodiscard]] static constexpr Limits for_pages(std::size_t pages,
                                                  std::size_t heap_pages) noexcept;

  // How many.
  std::uint32_t connections = 20'000; ///< in all states but TIME-WAIT
  std::uint32_t time_waits = 16'384;  ///< small records, 112 bytes each; the oldest goes first
  std::uint32_t half_open = 256;      ///< of a listener, before it answers with SYN cookies
  std::uint32_t orphans = 4'096;      ///< connections that the application has closed already
  /// That wait in all queues: as many as the receive memory in small frames, and the send buffers
  /// of a few hundred busy connections. 32 bytes each, allocated when they are needed.
  std::uint32_t pieces = 1u << 18;
  std::uint32_t holes = 1u << 15;    ///< between pieces that came out of order
  std::uint16_t first_port = 49'152; ///< of those we choose ourselves (RFC 6335 6)
  std::uint16_t last_port = 65'535;

  // How much.
  std::uint32_t send_buffer = 512 * 1024;        ///< bytes of one connection
  std::uint32_t receive_buffer = 512 * 1024;     ///< bytes of one connection
  std::size_t send_memory = 16 * 1024 * 1024;    ///< bytes of all, shared among those who write
  std::size_t receive_memory = 16 * 1024 * 1024; ///< bytes of all: beyond it, data is dropped

  // How long.
  Duration delayed_ack = Duration::milliseconds(40); ///< RFC 9293 3.8.6.3: below 500 ms
  /// Maximum segment lifetime. Deviates from RFC 9293 3.4.2 (2 min): routers have not kept a packet
  /// for seconds since hops are counted; four minutes of TIME-WAIT would only use up ports.
  Duration segment_lifetime = Duration::seconds(30);
  Duration give_up = Duration::seconds(120);     ///< R2 of RFC 9293 3.8.3: at least 100 s
  Duration give_up_syn = Duration::seconds(180); ///< the same for a SYN: at least 3 min
  Duration orphan_time = Duration::seconds(60);  ///< in FIN-WAIT-2 after close()

  /// While memory is short: in this time a peer has to take a sixteenth of what is kept for it, or
  /// its connection may be reset, the largest first.
  Duration patience = Duration::seconds(5);
  /// When there is no page left at all; in proportion less has to be taken in it.
  Duration last_patience = Duration::seconds(1);

  // How often.
  std::uint32_t challenge_acks = 10; ///< of one connection in 5 s (RFC 5961 7)
  std::uint32_t resets = 1'000;      ///< a second, to who has no connection

  // What is offered.
  bool timestamps = true;
  bool selective_acks = true;
  bool window_scaling = true;
  bool ask_for_ecn = false; ///< RFC 3168; who asks us gets it in any case
};

constexpr Limits Limits::for_pages(std::size_t pages, std::size_t heap_pages) noexcept {
  Limits limits;
  const auto part = [pages](auto value, std::uint64_t least) {
    const std::uint64_t scaled = std::uint64_t{value} * pages / kDefaultPages;
    return static_cast<decltype(value)>(std::min<std::uint64_t>(value, std::max(scaled, least)));
  };
  // Four connections in five pages of the heap: each takes 2.5 KB with the application's task, and
  // as much is left to the queues, and to what the application does. Without it the last to come
  // would take what those need that are served.
  limits.connections = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(heap_pages / 5 * 4, 64, limits.connections));
  limits.time_waits = part(limits.time_waits, 64);
  limits.orphans = part(limits.orphans, 16);
  limits.pieces = part(limits.pieces, 4'096);
  limits.holes = part(limits.holes, 512);
  limits.send_memory = part(limits.send_memory, 64 * 1024);
  limits.receive_memory = part(limits.receive_memory, 64 * 1024);
  return limits;
}

} // namespace mir::net::tcp

namespace mir::net {
using TcpLimits = tcp::Limits;
} // namespace mir::net
