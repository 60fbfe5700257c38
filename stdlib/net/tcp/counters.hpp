/// \file
/// TcpCounters: what has happened, and why something was dropped.
#pragma once

#include <cstdint>

namespace mir::net::tcp {

/// Counts since the start.
struct Counters {
  std::uint64_t segments_in = 0;
  std::uint64_t segments_out = 0; ///< one for each call of the layer below
  std::uint64_t bytes_in = 0;     ///< of payload, in order
  std::uint64_t bytes_out = 0;    ///< of payload, without retransmissions
  std::uint64_t connected = 0;    ///< opened by us
  std::uint64_t accepted = 0;     ///< opened by a peer
  std::uint64_t resets_in = 0;
  std::uint64_t resets_out = 0;

  // Loss and recovery.
  std::uint64_t retransmissions = 0;
  std::uint64_t timeouts = 0;      ///< retransmission time-outs
  std::uint64_t recoveries = 0;    ///< fast recoveries
  std::uint64_t tail_probes = 0;   ///< RFC 8985 7
  std::uint64_t window_probes = 0; ///< RFC 9293 3.8.6.1
  std::uint64_t keep_alives = 0;
  std::uint64_t spurious = 0;         ///< reductions that were taken back
  std::uint64_t congestion_marks = 0; ///< RFC 3168

  // SYN cookies.
  std::uint64_t cookies_sent = 0;
  std::uint64_t cookies_accepted = 0;

  // What was dropped.
  std::uint64_t bad_header = 0; ///< shorter than it says, or than it must be
  std::uint64_t bad_checksum = 0;
  std::uint64_t bad_address = 0;    ///< to many, from nobody, or from ourselves
  std::uint64_t no_connection = 0;  ///< answered with a reset, or not
  std::uint64_t reset_limited = 0;  ///< not answered: too many a second
  std::uint64_t paws = 0;           ///< RFC 7323 5
  std::uint64_t no_timestamp = 0;   ///< RFC 7323 3.2
  std::uint64_t outside_window = 0; ///< RFC 9293 3.10.7.4, first check
  std::uint64_t bad_reset = 0;      ///< a RST not at RCV.NXT (RFC 5961 3)
  std::uint64_t bad_syn = 0;        ///< a SYN in a connection (RFC 5961 4)
  std::uint64_t bad_ack = 0;        ///< too old, or of what was never sent (RFC 5961 5)
  std::uint64_t no_ack_bit = 0;
  std::uint64_t challenge_limited = 0; ///< challenge ACKs not sent
  std::uint64_t backlog_full = 0;      ///< connections for which nobody calls accept()
  std::uint64_t too_many = 0;          ///< connections above the limit
  std::uint64_t orphans_dropped = 0;
  std::uint64_t pruned = 0;    ///< connections reset because they held memory without progress
  std::uint64_t forgotten = 0; ///< times that what came out of order was dropped for want of memory
  std::uint64_t data_after_close = 0; ///< answered with a reset (RFC 9293 3.6.1)
  std::uint64_t no_memory = 0;        ///< something could not be stored or sent
  std::uint64_t bad_report = 0;       ///< ICMP errors that nobody believed (RFC 5927)
};

} // namespace mir::net::tcp

namespace mir::net {
using TcpCounters = tcp::Counters;
} // namespace mir::net
