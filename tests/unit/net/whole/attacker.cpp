#include "attacker.hpp"

#include <algorithm>
#include <iterator>

#include <gtest/gtest.h>
#include <mir/net/ip/checksum.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/ipv4_header.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp_header.hpp>

namespace mir::net::whole {
namespace {

const Address kVictim = Station::address_of(1);

std::uint64_t key_of(std::uint32_t address, std::uint16_t port) {
  return std::uint64_t{address} << 16 | port;
}

} // namespace

Frame ethernet(const MacAddress& to, const MacAddress& from, const Frame& packet) {
  Frame frame(14 + packet.size());
  EXPECT_TRUE(
      wire::Ethernet::build(frame, {.destination = to.bytes(),
                                    .source = from.bytes(),
                                    .type_clause = wire::Ethernet::Ipv4::Fields{.payload = packet}})
          .has_value());
  return frame;
}

Frame ip_packet(const Address& from, const Address& to, IpProtocol protocol, const Frame& payload,
                std::uint16_t id, std::size_t offset, bool more, const Frame& options) {
  Frame packet(60 + payload.size());
  const auto header = wire::Ipv4Header::build(
      packet, {.total_length = static_cast<std::uint16_t>(20 + options.size() + payload.size()),
               .identification = id,
               .more_fragments = more,
               .fragment_offset = static_cast<std::uint16_t>(offset / 8),
               .protocol = protocol,
               .source = from.v4_number(),
               .destination = to.v4_number(),
               .options = options});
  EXPECT_TRUE(header.has_value());
  const std::size_t size = header->size();
  std::ranges::copy(payload, packet.begin() + static_cast<std::ptrdiff_t>(size));
  packet.resize(size + payload.size());
  return packet;
}

Frame udp_datagram(const Address& from, const Address& to, std::uint16_t source,
                   std::uint16_t destination, std::size_t size) {
  Frame datagram(8 + size);
  (void)wire::UdpHeader::build(datagram, {.source_port = source,
                                          .destination_port = destination,
                                          .length = static_cast<std::uint16_t>(8 + size)});
  SliceSum sum;
  add_pseudo_header(sum, from, to, IpProtocol::Udp, datagram.size());
  sum.add(datagram);
  const std::uint16_t checksum = sum.checksum();
  wire::UdpHeader::edit(datagram)->set_checksum(checksum == 0 ? 0xffff : checksum);
  return datagram;
}

Attacker::Attacker(Wire& wire) : wire_(wire) {
  wire.tap = [this](const Frame& frame) { see(frame); };
}

void Attacker::send_ip(const Address& from, IpProtocol protocol, const Frame& payload) {
  send(ethernet(Station::mac_of(1), mac(), ip_packet(from, kVictim, protocol, payload)));
}

void Attacker::send_fragment(const Address& from, std::uint16_t id, std::size_t offset, bool more,
                             const Frame& payload, IpProtocol protocol) {
  send(ethernet(Station::mac_of(1), mac(),
                ip_packet(from, kVictim, protocol, payload, id, offset, more)));
}

void Attacker::send_tcp(const Grip& grip, const Shot& shot) {
  const auto has = [&](char flag) { return shot.flags.find(flag) != std::string::npos; };
  Frame segment(20 + shot.size);
  const Frame payload(shot.size, std::byte{0x55});
  const auto built =
      wire::Tcp::build(segment, {.source_port = grip.from.port.number(),
                                 .destination_port = grip.port,
                                 .sequence = grip.isn + shot.sequence,
                                 .acknowledgment = has('.') ? grip.iss + shot.acknowledgment : 0,
                                 .urg = has('U'),
                                 .ack = has('.'),
                                 .rst = has('R'),
                                 .syn = has('S'),
                                 .fin = has('F'),
                                 .window = shot.window,
                                 .checksum = 0,
                                 .payload = payload});
  ASSERT_TRUE(built.has_value());
  SliceSum sum;
  add_pseudo_header(sum, grip.from.address, kVictim, IpProtocol::Tcp, segment.size());
  sum.add(segment);
  wire::Tcp::edit(segment)->set_checksum(sum.checksum());
  send_ip(grip.from.address, IpProtocol::Tcp, segment);
}

void Attacker::send_icmp(const Address& from, const wire::Icmp::Fields& fields) {
  Frame message(wire::Icmp::size(fields));
  ASSERT_TRUE(wire::Icmp::build(message, fields).has_value());
  send_ip(from, IpProtocol::Icmp, message);
}

void Attacker::send_arp(wire::Arp::Operation operation, const MacAddress& claimed,
                        const Address& sender, const Address& target, const MacAddress& to) {
  Frame packet(28);
  ASSERT_TRUE(wire::Arp::build(packet, {.operation = operation,
                                        .sender_mac = claimed.bytes(),
                                        .sender_ip = sender.v4_number(),
                                        .target_mac = Station::mac_of(1).bytes(),
                                        .target_ip = target.v4_number()})
                  .has_value());
  Frame frame(14 + packet.size());
  ASSERT_TRUE(
      wire::Ethernet::build(frame, {.destination = to.bytes(),
                                    .source = claimed.bytes(),
                                    .type_clause = wire::Ethernet::Arp::Fields{.payload = packet}})
          .has_value());
  send(frame);
}

void Attacker::see(const Frame& frame) {
  const auto ethernet = wire::Ethernet::parse(frame);
  if (const auto arp = ethernet->as_arp()) {
    if (const auto request = wire::Arp::parse(arp->payload()))
      answer_arp(*request);
    return;
  }
  const auto ipv4 = ethernet->as_ipv4();
  const auto header = wire::Ipv4Header::parse(ipv4->payload());
  if (!header || header->protocol() != IpProtocol::Tcp)
    return;
  const auto tcp = wire::Tcp::parse(ipv4->payload().subspan(header->bytes().size()));
  if (tcp && tcp->syn())
    answers_[key_of(header->destination(), tcp->destination_port())] = tcp->sequence();
}

void Attacker::answer_arp(const wire::Arp& request) {
  const Address asked = Address::v4(request.target_ip());
  if (request.operation() == wire::Arp::Operation::Request && asked.bytes()[2] >= 128)
    send_arp(wire::Arp::Operation::Reply, mac(), asked, kVictim, Station::mac_of(1));
}

std::optional<Grip> Attacker::open(const Endpoint& from, std::uint16_t port, std::uint16_t window) {
  Grip grip{.from = from, .port = port, .isn = static_cast<std::uint32_t>(random())};
  const std::uint64_t key = key_of(from.address.v4_number(), from.port.number());
  answers_.erase(key);
  send_tcp(grip, {.flags = "S", .window = window});
  for (int tries = 0; tries < 20 && !answers_.contains(key); ++tries)
    wire_.step(wire_.clock.now() + os::Duration::milliseconds(1));
  if (!answers_.contains(key))
    return std::nullopt;
  grip.iss = answers_[key];
  send_tcp(grip, {.flags = ".", .sequence = 1, .acknowledgment = 1, .window = window});
  return grip;
}

} // namespace mir::net::whole
