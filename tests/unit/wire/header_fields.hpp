/// \file
/// Which field of ours is which of tshark's, header by header.
#pragma once

#include "field_check.hpp"

#include <mir/net/wire/arp.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/icmp.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp.hpp>

namespace mir::wire_test {

namespace wire = mir::net::wire;

/// How much of a header's surroundings can be compared too.
struct Scope {
  bool end_known = true;     ///< the bytes parsed end where the message does
  bool more_follows = false; ///< of the enclosing packet: bytes after the message's own end
};

void compare_fields(FieldCheck& check, const wire::Ethernet& view);
/// \param provider the tag is IEEE 802.1ad's, which tshark has other names for.
void compare_fields(FieldCheck& check, const wire::Vlan& view, bool provider);
void compare_fields(FieldCheck& check, const wire::Arp& view);
void compare_fields(FieldCheck& check, const wire::Ipv4& view);
void compare_fields(FieldCheck& check, const wire::Icmp& view, Scope scope);
void compare_fields(FieldCheck& check, const wire::Udp& view, Scope scope);
void compare_fields(FieldCheck& check, const wire::Tcp& view, Scope scope);

} // namespace mir::wire_test
