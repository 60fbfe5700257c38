#include <mir/net/ip/icmp.hpp>

#include <algorithm>
#include <optional>

#include <mir/net/ip/checksum.hpp>
#include <mir/net/ip/path_mtu.hpp>
#include <mir/net/wire/transport_start.hpp>

namespace mir::net {
namespace {

/// Of a packet that an error quotes: RFC 1812 4.3.2.3 wants as much as fits 576 bytes; the headers
/// are what anybody uses.
constexpr std::size_t kMostQuoted = 128;

using Kind = IpReport::Kind;

/// RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1.
Kind kind_of_unreachable(std::uint8_t code) {
  switch (code) {
  case 2:
    return Kind::ProtocolUnreachable;
  case 3:
    return Kind::PortUnreachable;
  case 4:
    return Kind::TooBig;
  case 9:
  case 10:
  case 13:
    return Kind::Prohibited;
  default:
    return Kind::NetUnreachable;
  }
}

/// An error's meaning, and the packet it quotes.
struct Quoted {
  Kind kind;
  os::Bytes original;
  std::uint16_t mtu = 0;
};

std::optional<Quoted> quoted(const wire::Icmp& icmp) {
  if (const auto unreachable = icmp.as_unreachable())
    return Quoted{kind_of_unreachable(icmp.code()), unreachable->original(),
                  unreachable->next_hop_mtu()};
  if (const auto exceeded = icmp.as_time_exceeded())
    return Quoted{Kind::TimeExceeded, exceeded->original()};
  if (const auto problem = icmp.as_parameter_problem())
    return Quoted{Kind::ParameterProblem, problem->original()};
  return std::nullopt; // also source quench (RFC 6633) and redirect, which hosts had better not
                       // believe
}

} // namespace

void Icmp::input(const IpArrival& arrival, os::Packet message) {
  ++counters_.received;
  SliceSum sum;
  sum.add(message.slices());
  if (sum.checksum() != 0) {
    ++counters_.bad_checksum;
    return;
  }
  const auto icmp = wire::Icmp::parse(message.front());
  if (!icmp) {
    ++counters_.malformed;
    return;
  }
  if (const auto echo = icmp->as_echo())
    return answer(arrival, *echo, std::move(message));
  if (arrival.to_many || !quoted(*icmp)) {
    ++counters_.ignored;
    return;
  }
  report(*icmp);
}

/// Sends an echo back, in the pages it came in.
void Icmp::answer(const IpArrival& arrival, const wire::Icmp::Echo& echo, os::Packet message) {
  if (arrival.to_many) { // RFC 1122 3.2.2.6 leaves it to us; answering is how a smurf attack works
    ++counters_.echoes_to_many;
    return;
  }
  ++counters_.echoes_answered;
  const wire::Icmp::EchoReply::Fields fields{.identifier = echo.identifier(),
                                             .sequence = echo.sequence()};
  message.drop_front(message.front().size() - echo.payload().size());
  send({.type_clause = fields}, arrival.destination, arrival.source, std::move(message));
}

void Icmp::report(const wire::Icmp& icmp) {
  const Quoted quote = *quoted(icmp);
  const auto header = wire::Ipv4Header::parse(quote.original);
  if (!header || header->fragment_offset() != 0) {
    ++counters_.malformed;
    return;
  }
  const auto start = wire::TransportStart::parse(quote.original.subspan(header->bytes().size()));
  if (!start) {
    ++counters_.malformed;
    return;
  }
  ++counters_.reports;
  IpReport report{.kind = quote.kind,
                  .local = Address::v4(header->source()),
                  .remote = Address::v4(header->destination()),
                  .local_port = start->source_port(),
                  .remote_port = start->destination_port(),
                  .sequence = start->sequence()};
  if (quote.kind == Kind::TooBig) {
    report.mtu = PathMtu::believed(quote.mtu, header->total_length());
    if (report.mtu >= owner_.icmp_path_mtu(report.remote)) { // says nothing new
      ++counters_.disbelieved;
      return;
    }
  }
  if (!owner_.icmp_report(header->protocol(), report))
    ++counters_.disbelieved;
}

void Icmp::send_error(Trouble trouble, const Address& from, const Address& to, os::Bytes original) {
  if (!errors_.take(clock_.now())) {
    ++counters_.errors_limited;
    return;
  }
  ++counters_.errors_sent;
  const os::Bytes quote = original.first(std::min(original.size(), kMostQuoted));
  if (trouble == Trouble::ReassemblyTimeout)
    return send({.code = 1, .type_clause = wire::Icmp::TimeExceeded::Fields{.original = quote}},
                from, to, {});
  const std::uint8_t code = trouble == Trouble::PortUnreachable ? 3 : 2; // RFC 792
  send({.code = code, .type_clause = wire::Icmp::Unreachable::Fields{.original = quote}}, from, to,
       {});
}

/// Builds a message in a page of its own, in front of `rest`.
void Icmp::send(const wire::Icmp::Fields& fields, const Address& from, const Address& to,
                os::Packet rest) {
  os::Result<os::PageSlice> page = owner_.icmp_page();
  if (!page || rest.full()) {
    ++counters_.no_page;
    return;
  }
  const os::MutableBytes room = page->grow_front(wire::Icmp::size(fields));
  wire::Icmp::Fields unsummed = fields;
  unsummed.checksum = 0; // counts as 0 while the rest, in other pages, is summed up
  const auto built = wire::Icmp::build(room, unsummed);
  MIR_CHECK(built);
  SliceSum sum;
  sum.add(*built);
  sum.add(rest.slices());
  const auto editor = wire::Icmp::edit(*built);
  MIR_CHECK(editor);
  editor->set_checksum(sum.checksum());
  rest.push_front(std::move(*page));
  owner_.icmp_send(from, to, std::move(rest));
}

} // namespace mir::net
