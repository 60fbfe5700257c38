#include "header_fields.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace mir::wire_test {

namespace {

template <class Number> std::uint64_t number(Number value) {
  return static_cast<std::uint64_t>(value);
}

/// tshark calls the last address of a source route the destination, as RFC 791 3.1 means it, and
/// the header's own field the current route.
bool is_source_route(const wire::Ipv4::Option& option) {
  using Kind = wire::Ipv4::Option::Kind;
  return option.kind() == Kind::LooseSourceRoute || option.kind() == Kind::StrictSourceRoute;
}

} // namespace

void compare_fields(FieldCheck& check, const wire::Ethernet& view) {
  check.bytes("eth.dst", 0, view.destination());
  check.bytes("eth.src", 6, view.source());
  check.number(view.as_length() ? "eth.len" : "eth.type", 12, 2, view.type());
  check.extent(14);
}

void compare_fields(FieldCheck& check, const wire::Vlan& view, bool provider) {
  if (provider) {
    check.number("ieee8021ad.priority", 0, 1, number(view.priority()));
    check.number("ieee8021ad.dei", 0, 1, number(view.drop_eligible()));
    check.number("ieee8021ad.id", 0, 2, number(view.identifier()));
    check.number("ieee8021ah.etype", 2, 2, view.type());
  } else {
    check.number("vlan.priority", 0, 2, number(view.priority()));
    check.number("vlan.dei", 0, 2, number(view.drop_eligible()));
    check.number("vlan.id", 0, 2, number(view.identifier()));
    check.number(view.as_length() ? "vlan.len" : "vlan.etype", 2, 2, view.type());
  }
  check.extent(4);
}

void compare_fields(FieldCheck& check, const wire::Arp& view) {
  check.number("arp.hw.type", 0, 2, view.hardware());
  check.number("arp.proto.type", 2, 2, view.protocol());
  check.number("arp.hw.size", 4, 1, view.hardware_length());
  check.number("arp.proto.size", 5, 1, view.protocol_length());
  check.number("arp.opcode", 6, 2, number(view.operation()));
  check.bytes("arp.src.hw_mac", 8, view.sender_mac());
  check.number("arp.src.proto_ipv4", 14, 4, view.sender_ip());
  check.bytes("arp.dst.hw_mac", 18, view.target_mac());
  check.number("arp.dst.proto_ipv4", 24, 4, view.target_ip());
  check.extent(28);
}

void compare_fields(FieldCheck& check, const wire::Ipv4& view) {
  check.shown("ip.version", 0, 1, number(view.version()));
  check.shown("ip.hdr_len", 0, 1, number(view.header_length()) * 4);
  check.number("ip.dsfield.dscp", 1, 1, number(view.dscp()));
  check.number("ip.dsfield.ecn", 1, 1, number(view.ecn()));
  check.number("ip.len", 2, 2, view.total_length());
  check.number("ip.id", 4, 2, view.identification());
  check.number("ip.flags.rb", 6, 1, number(view.reserved()));
  check.number("ip.flags.df", 6, 1, number(view.dont_fragment()));
  check.number("ip.flags.mf", 6, 1, number(view.more_fragments()));
  check.number("ip.frag_offset", 6, 2, number(view.fragment_offset()));
  check.number("ip.ttl", 8, 1, view.ttl());
  check.number("ip.proto", 9, 1, number(view.protocol()));
  check.number("ip.checksum", 10, 2, view.checksum());
  check.number("ip.src", 12, 4, view.source());
  const bool routed = std::ranges::any_of(view.options(), is_source_route);
  check.number(routed ? "ip.cur_rt" : "ip.dst", 16, 4, view.destination());
  if (!view.options().empty())
    check.covers(20, view.options().bytes());
  check.extent(20 + view.options().bytes().size());
}

namespace {

/// The fields of a question and its answer.
template <class Message> void compare_question(FieldCheck& check, const Message& message) {
  check.number("icmp.ident", 4, 2, message.identifier());
  check.number("icmp.seq", 6, 2, message.sequence());
}

template <class Message> void compare_times(FieldCheck& check, const Message& message) {
  compare_question(check, message);
  check.number("icmp.originate_timestamp", 8, 4, message.originate());
  check.number("icmp.receive_timestamp", 12, 4, message.receive());
  check.number("icmp.transmit_timestamp", 16, 4, message.transmit());
}

/// The second word of a report, of which tshark shows what the type and code give a meaning to, in
/// pieces.
void compare_word(FieldCheck& check, std::uint64_t first, std::uint64_t second,
                  std::uint64_t last_two) {
  const std::array<std::byte, 4> ours{std::byte(first), std::byte(second),
                                      std::byte(last_two >> 8 & 0xff), std::byte(last_two & 0xff)};
  check.covers(4, ours);
}

} // namespace

void compare_fields(FieldCheck& check, const wire::Icmp& view, Scope scope) {
  check.number("icmp.type", 0, 1, number(view.type()));
  check.number("icmp.code", 1, 1, view.code());
  check.number("icmp.checksum", 2, 2, view.checksum());
  if (scope.end_known)
    check.extent(view.bytes().size());
  if (const auto reply = view.as_echo_reply())
    compare_question(check, *reply);
  else if (const auto echo = view.as_echo())
    compare_question(check, *echo);
  else if (const auto asked = view.as_timestamp())
    compare_times(check, *asked);
  else if (const auto told = view.as_timestamp_reply())
    compare_times(check, *told);
  else if (const auto unreachable = view.as_unreachable())
    compare_word(check, unreachable->unused(), unreachable->original_length(),
                 unreachable->next_hop_mtu());
  else if (const auto quench = view.as_source_quench())
    compare_word(check, quench->unused() >> 24, quench->unused() >> 16 & 0xff, quench->unused());
  else if (const auto redirect = view.as_redirect())
    check.number("icmp.redir_gw", 4, 4, redirect->gateway());
  else if (const auto exceeded = view.as_time_exceeded())
    compare_word(check, exceeded->unused(), exceeded->original_length(), exceeded->unused2());
  else if (const auto problem = view.as_parameter_problem())
    compare_word(check, problem->pointer(), problem->original_length(), problem->unused());
}

void compare_fields(FieldCheck& check, const wire::Udp& view, Scope scope) {
  check.number("udp.srcport", 0, 2, view.source_port());
  check.number("udp.dstport", 2, 2, view.destination_port());
  check.number("udp.length", 4, 2, view.length());
  check.number("udp.checksum", 6, 2, view.checksum());
  if (!view.payload().empty() && scope.more_follows)
    check.starts_with("udp.payload", 8,
                      view.payload()); // tshark shows the rest of the IP payload too
  else if (!view.payload().empty())
    check.bytes("udp.payload", 8, view.payload());
  check.extent(8);
}

void compare_fields(FieldCheck& check, const wire::Tcp& view, Scope scope) {
  check.number("tcp.srcport", 0, 2, view.source_port());
  check.number("tcp.dstport", 2, 2, view.destination_port());
  check.number("tcp.seq_raw", 4, 4, view.sequence());
  check.number("tcp.ack_raw", 8, 4, view.acknowledgment());
  check.shown("tcp.hdr_len", 12, 1, number(view.data_offset()) * 4);
  check.number("tcp.flags.res", 12, 1, number(view.reserved()));
  check.number("tcp.flags.ae", 12, 1, number(view.ae()));
  check.number("tcp.flags.cwr", 13, 1, number(view.cwr()));
  check.number("tcp.flags.ece", 13, 1, number(view.ece()));
  check.number("tcp.flags.urg", 13, 1, number(view.urg()));
  check.number("tcp.flags.ack", 13, 1, number(view.ack()));
  check.number("tcp.flags.push", 13, 1, number(view.psh()));
  check.number("tcp.flags.reset", 13, 1, number(view.rst()));
  check.number("tcp.flags.syn", 13, 1, number(view.syn()));
  check.number("tcp.flags.fin", 13, 1, number(view.fin()));
  check.number("tcp.window_size_value", 14, 2, view.window());
  check.number("tcp.checksum", 16, 2, view.checksum());
  check.number("tcp.urgent_pointer", 18, 2, view.urgent_pointer());
  if (!view.options().empty())
    check.bytes("tcp.options", 20, view.options().bytes());
  check.extent(20 + view.options().bytes().size());
  if (!scope.end_known)
    return;
  check.derived("tcp.len", view.payload().size());
  if (!view.payload().empty()) // which in a reset gives the reason (RFC 9293 3.10.7)
    check.bytes(view.rst() ? "tcp.reset_cause" : "tcp.payload", 20 + view.options().bytes().size(),
                view.payload());
}

} // namespace mir::wire_test
