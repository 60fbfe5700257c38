#include "host.hpp"

#include <mir/net/ip/checksum.hpp>

namespace mir::net::test {

MacAddress mac(unsigned last) {
  const std::array<std::byte, 6> bytes{std::byte{2}, {}, {}, {}, {}, static_cast<std::byte>(last)};
  return MacAddress(bytes);
}

Frame pattern(std::size_t size, unsigned seed) {
  Frame bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::byte>(i * 7 + i / 251 + seed);
  return bytes;
}

os::NetInfo Host::info(const HostOptions& options) {
  return {.name = {'t', 'e', 's', 't'},
          .mac = mac(options.number).bytes(),
          .mtu = options.mtu,
          .send_checksum = options.checksum_offload,
          .pieces_a_frame = 18};
}

Host::Host(HostOptions options)
    : pool(platform, options.pages), ip(info(options), *this, clock, pool, random),
      udp(ip, pool, random), options_(options) {
  ip.attach(nullptr, &udp);
  ip.watch(this);
  if (!options.configured)
    return;
  ip.configure({.address = address(), .prefix_length = 24, .gateway = Address::v4(10, 0, 0, 254)});
  advance(3_s);
  (void)take(); // the announcements
}

Host::~Host() = default;

void Host::receive(const Frame& frame, std::size_t slice, const os::FrameOffload& offload) {
  os::Packet packet;
  for (os::Bytes rest = frame; !rest.empty();) {
    os::PageSlice page = *pool.take();
    const std::size_t part = std::min({slice, page.size(), rest.size()});
    page.drop_back(page.size() - part);
    std::ranges::copy(rest.first(part), page.mutable_bytes().begin());
    rest = rest.subspan(part);
    packet.push_back(std::move(page));
  }
  ip.link().input(std::move(packet), offload);
}

void Host::receive_ip(const Frame& packet, const MacAddress& from) {
  receive(ethernet_frame(own_mac(), from, packet));
}

void Host::meet(unsigned number) {
  const Address peer = Address::v4(10, 0, 0, static_cast<std::uint8_t>(number));
  UdpSocket* const socket = *udp.bind({});
  EXPECT_TRUE(socket->send(os::as_bytes("hello"), {peer, Port(9)}).has_value());
  receive(
      arp_frame(wire::Arp::Operation::Reply, mac(number), peer, own_mac(), address(), own_mac()));
  udp.close(*socket);
  (void)take();
}

void Host::advance(os::Duration duration) {
  const os::Instant end = clock.now() + duration;
  while (clock.timers().next() <= end) {
    clock.set(clock.timers().next());
    clock.advance();
  }
  clock.set(end);
  clock.advance();
}

std::vector<Sent> Host::take() {
  std::vector<Sent> frames(std::make_move_iterator(sent_.begin()),
                           std::make_move_iterator(sent_.end()));
  sent_.clear();
  return frames;
}

std::vector<Frame> Host::take_ip() {
  std::vector<Frame> packets;
  for (const Sent& sent : take()) {
    const auto frame = wire::Ethernet::parse(sent.bytes);
    EXPECT_TRUE(frame.has_value());
    if (const auto ipv4 = frame->as_ipv4())
      packets.emplace_back(ipv4->payload().begin(), ipv4->payload().end());
  }
  return packets;
}

os::Result<> Host::transmit(os::Packet& frame, const os::FrameOffload& offload) {
  if (full)
    return os::fail(os::Errc::Again);
  Sent sent{Frame(frame.size()), offload};
  EXPECT_EQ(frame.copy_to(sent.bytes), sent.bytes.size());
  sent_.push_back(std::move(sent));
  frame = os::Packet();
  return {};
}

void Host::address_conflict(const Address& of, const MacAddress& rival, bool lost) {
  events.push_back(os::format("{} {} {}", lost ? "lost" : "defended", of, rival));
}

void Host::address_confirmed(const Address& of) {
  events.push_back(os::format("confirmed {}", of));
}

Frame ip_packet(const IpFields& fields) {
  Frame packet(60 + fields.payload.size());
  const auto header = wire::Ipv4Header::build(
      packet, {.ecn = fields.ecn,
               .total_length =
                   static_cast<std::uint16_t>(20 + fields.options.size() + fields.payload.size()),
               .identification = fields.identification,
               .more_fragments = fields.more,
               .fragment_offset = static_cast<std::uint16_t>(fields.offset / 8),
               .protocol = fields.protocol,
               .source = fields.source.v4_number(),
               .destination = fields.destination.v4_number(),
               .options = fields.options});
  EXPECT_TRUE(header.has_value());
  const std::size_t size = header->size();
  std::ranges::copy(fields.payload, packet.begin() + static_cast<std::ptrdiff_t>(size));
  packet.resize(size + fields.payload.size());
  return packet;
}

Frame udp_datagram(const Address& source, const Address& destination, std::uint16_t from,
                   std::uint16_t to, const Frame& payload, bool with_checksum) {
  Frame datagram(8);
  (void)wire::UdpHeader::build(datagram,
                               {.source_port = from,
                                .destination_port = to,
                                .length = static_cast<std::uint16_t>(8 + payload.size())});
  datagram.insert(datagram.end(), payload.begin(), payload.end());
  if (with_checksum) {
    SliceSum sum;
    add_pseudo_header(sum, source, destination, IpProtocol::Udp, datagram.size());
    sum.add(datagram);
    const std::uint16_t checksum = sum.checksum();
    wire::UdpHeader::edit(datagram)->set_checksum(checksum == 0 ? 0xffff : checksum);
  }
  return datagram;
}

Frame icmp_message(const wire::Icmp::Fields& fields) {
  Frame message(wire::Icmp::size(fields));
  EXPECT_TRUE(wire::Icmp::build(message, fields).has_value());
  return message;
}

Frame ethernet_frame(const MacAddress& to, const MacAddress& from, const Frame& packet) {
  Frame frame(14 + packet.size());
  EXPECT_TRUE(
      wire::Ethernet::build(frame, {.destination = to.bytes(),
                                    .source = from.bytes(),
                                    .type_clause = wire::Ethernet::Ipv4::Fields{.payload = packet}})
          .has_value());
  return frame;
}

Frame arp_frame(wire::Arp::Operation operation, const MacAddress& sender_mac, const Address& sender,
                const MacAddress& target_mac, const Address& target, const MacAddress& to) {
  Frame packet(28);
  EXPECT_TRUE(wire::Arp::build(packet, {.operation = operation,
                                        .sender_mac = sender_mac.bytes(),
                                        .sender_ip = sender.v4_number(),
                                        .target_mac = target_mac.bytes(),
                                        .target_ip = target.v4_number()})
                  .has_value());
  Frame frame(14 + packet.size());
  EXPECT_TRUE(
      wire::Ethernet::build(frame, {.destination = to.bytes(),
                                    .source = sender_mac.bytes(),
                                    .type_clause = wire::Ethernet::Arp::Fields{.payload = packet}})
          .has_value());
  return frame;
}

} // namespace mir::net::test
