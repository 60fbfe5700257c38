/// \file
/// A small language for the behaviours that RFCs describe, in the manner of packetdrill.
///
///     # comment
///     limit delayed_ack 0.1             what Limits say, before anything else
///     mtu 1000 | offload | isn 5        likewise
///     listen [backlog] | connect        the engine's side, on port 80
///     accept | write N | read N | shutdown | close | abort | unlisten | nodelay
///     keepalive [idle interval probes | off]
///     write N = Again                   the call must fail so
///     < S 0:0(0) ack 1 win 1000 <mss 1460,sackOK,wscale 7,TS 5 6,sack 1:2 5:6> urg 3 ce
///     > S. 0:0(0) ack 1 win 1000 <...>  the next segment that the engine has sent
///     > none                            it has sent nothing more
///     from 40001                        the peer sends from another port now
///     full | room                       the device takes nothing; it takes everything again
///     toobig 600 1                      ICMP: the packet with this number was too long
///     unreachable net|port|protocol 1   ICMP: the packet with this number could not be delivered
///     +0.25                             time passes
///     state ESTABLISHED | error Reset | gone
///     counter paws 1                    what Counters say
///
/// Numbers count from each end's initial one. Behind '>' only what is written is compared; an
/// option list must then be complete, and "TS * 6" compares the echo only. "TS 5 last" echoes the
/// engine's latest timestamp, "last-3" an older one. Flags: S F R P . U E W, where '.' is ACK; P is
/// compared only if a '!' stands before the flags. "ect", "notect" behind '>': whether the packet
/// is ECN-capable.
#pragma once

#include <string>
#include <string_view>

#include "peer.hpp"

namespace mir::net::tcp_test {

/// Runs a script; what differs becomes a failure of the current test, with its line.
void run_script(std::string_view name, std::string_view text);

} // namespace mir::net::tcp_test
