#include <mir/net/tcp/format/segment.hpp>

#include <mir/net/ip/checksum.hpp>

namespace mir::net::tcp {
namespace {

Flags flags_of(const wire::Tcp& tcp) noexcept {
  return {.fin = tcp.fin(),
          .syn = tcp.syn(),
          .rst = tcp.rst(),
          .psh = tcp.psh(),
          .ack = tcp.ack(),
          .urg = tcp.urg(),
          .ece = tcp.ece(),
          .cwr = tcp.cwr()};
}

} // namespace

os::Result<Segment> take_segment(const IpArrival& arrival, os::Packet& packet,
                                 Tuple& tuple) noexcept {
  const os::Bytes front = packet.front();
  const auto tcp = wire::Tcp::parse(front);
  if (!tcp)
    return os::fail(tcp.error().reason == mpl::Reason::Truncated ? os::Errc::Truncated
                                                                 : os::Errc::Malformed);
  if (!arrival.checksum_good &&
      !checksum_holds(arrival.source, arrival.destination, IpProtocol::Tcp, packet))
    return os::fail(os::Errc::Io);
  const std::size_t header_size = front.size() - tcp->payload().size();
  tuple = {.local = {arrival.destination, Port(tcp->destination_port())},
           .peer = {arrival.source, Port(tcp->source_port())}};
  const Segment segment{.sequence = Seq(tcp->sequence()),
                        .acknowledgment = Seq(tcp->acknowledgment()),
                        .flags = flags_of(*tcp),
                        .window = tcp->window(),
                        .urgent = tcp->urgent_pointer(),
                        .payload = static_cast<std::uint32_t>(packet.size() - header_size),
                        .congestion = arrival.ecn == Ecn::CongestionExperienced,
                        .options = read_options(*tcp)};
  packet.drop_front(header_size);
  return segment;
}

wire::Tcp::Fields to_fields(const Tuple& tuple, const Segment& segment,
                            const WireOptions& options) noexcept {
  const Flags& flags = segment.flags;
  return {.source_port = tuple.local.port.number(),
          .destination_port = tuple.peer.port.number(),
          .sequence = segment.sequence.number(),
          .acknowledgment = segment.acknowledgment.number(),
          .cwr = flags.cwr,
          .ece = flags.ece,
          .urg = flags.urg,
          .ack = flags.ack,
          .psh = flags.psh,
          .rst = flags.rst,
          .syn = flags.syn,
          .fin = flags.fin,
          .window = segment.window,
          .urgent_pointer = segment.urgent,
          .options = options.fields(),
          .payload = {}};
}

} // namespace mir::net::tcp
