#include "mplc/decode/carrier.hpp"

#include <algorithm>
#include <array>
#include <pcap/dlt.h>

namespace mir::mplc::decode {
namespace {

using Layer = Carrier::Layer;

struct Known {
  std::string_view packet;
  Layer layer;
  std::vector<std::uint32_t> numbers;
};

/// EtherTypes, IP protocols and ports of the IANA registries.
const std::vector<Known>& known() {
  static const std::vector<Known> table{
      {"ethernet", Layer::Link, {}},
      {"arp", Layer::Network, {0x0806}},
      {"ipv4", Layer::Network, {0x0800}},
      {"ipv6", Layer::Network, {0x86dd}},
      {"icmp", Layer::Ip, {1}},
      {"tcp", Layer::Ip, {6}},
      {"udp", Layer::Ip, {17}},
      {"gre", Layer::Ip, {47}},
      {"icmpv6", Layer::Ip, {58}},
      {"dns", Layer::Udp, {53, 5353}},
      {"dhcp", Layer::Udp, {67, 68}},
      {"ntp", Layer::Udp, {123}},
      {"vxlan", Layer::Udp, {4789}},
      {"ssh_packet", Layer::Tcp, {22}},
      {"dns_in_tcp", Layer::Tcp, {53}},
      {"bgp", Layer::Tcp, {179}},
      {"tls_record", Layer::Tcp, {443}},
      {"mqtt", Layer::Tcp, {1883}},
      {"openflow", Layer::Tcp, {6633, 6653}},
  };
  return table;
}

constexpr std::uint32_t kIpv4 = 0x0800, kIpv6 = 0x86dd; // EtherTypes
constexpr std::uint32_t kUdp = 17, kTcp = 6;            // IP protocols

std::uint32_t word(Bytes bytes, std::size_t at) {
  return std::uint32_t{bytes[at]} << 8 | bytes[at + 1];
}

/// What follows a header, and what its number says it is.
struct Payload {
  std::uint32_t number = 0;
  Bytes bytes;
};
using Found = std::optional<Payload>;

Found by_version(Bytes packet) {
  if (packet.empty())
    return std::nullopt;
  const unsigned version = packet[0] >> 4;
  if (version != 4 && version != 6)
    return std::nullopt;
  return Payload{version == 4 ? kIpv4 : kIpv6, packet};
}

/// An EtherType and what follows it, behind any tags (IEEE 802.1Q 9.6).
Found by_type(Bytes bytes, std::size_t at) {
  for (; bytes.size() >= at + 2; at += 4) {
    const std::uint32_t type = word(bytes, at);
    if (type != 0x8100 && type != 0x88a8)
      return Payload{type, bytes.subspan(at + 2)};
  }
  return std::nullopt;
}

/// The network packet of a frame.
Found network(const Frame& frame) {
  const Bytes bytes = frame.bytes;
  switch (frame.link) {
  case DLT_EN10MB:
    return by_type(bytes, 12);
  case DLT_LINUX_SLL:
    return by_type(bytes, 14);
  case DLT_LINUX_SLL2:
    return bytes.size() < 20 ? std::nullopt : Found({word(bytes, 0), bytes.subspan(20)});
  case DLT_NULL: // an address family in the byte order of who captured it: the version tells, too
  case DLT_LOOP:
    return bytes.size() < 4 ? std::nullopt : by_version(bytes.subspan(4));
  case DLT_RAW:
  case DLT_IPV4:
  case DLT_IPV6:
    return by_version(bytes);
  default:
    return std::nullopt;
  }
}

/// What an IPv4 packet carries, if it is no fragment (RFC 791 3.1).
Found in_ipv4(Bytes packet) {
  if (packet.size() < 20)
    return std::nullopt;
  const std::size_t header = (packet[0] & 15u) * 4;
  const std::size_t total = std::min<std::size_t>(word(packet, 2), packet.size());
  if (header < 20 || total < header || (word(packet, 6) & 0x3fff) != 0)
    return std::nullopt;
  return Payload{packet[9], packet.first(total).subspan(header)};
}

/// What an IPv6 packet carries behind its extension headers (RFC 8200 4).
Found in_ipv6(Bytes packet) {
  constexpr std::uint32_t kHopByHop = 0, kRouting = 43, kFragment = 44, kDestination = 60;
  if (packet.size() < 40)
    return std::nullopt;
  std::uint32_t next = packet[6];
  Bytes rest = packet.subspan(40);
  rest = rest.first(std::min<std::size_t>(rest.size(), word(packet, 4)));
  while (next == kHopByHop || next == kRouting || next == kFragment || next == kDestination) {
    if (rest.size() < 8)
      return std::nullopt;
    if (next == kFragment && (word(rest, 2) & 0xfff9) != 0)
      return std::nullopt;
    const std::size_t size = next == kFragment ? 8 : (rest[1] + std::size_t{1}) * 8;
    if (size > rest.size())
      return std::nullopt;
    next = rest[0];
    rest = rest.subspan(size);
  }
  return Payload{next, rest};
}

Found in_ip(const Payload& packet) {
  if (packet.number == kIpv4)
    return in_ipv4(packet.bytes);
  return packet.number == kIpv6 ? in_ipv6(packet.bytes) : std::nullopt;
}

bool any_of(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::ranges::find(numbers, number) != numbers.end();
}

/// The data of a datagram or a segment, if one of its ports is looked for.
std::optional<Bytes> in_transport(const Carrier& carrier, Bytes bytes) {
  const bool udp = carrier.layer == Layer::Udp;
  if (bytes.size() < (udp ? 8u : 20u))
    return std::nullopt;
  if (!any_of(carrier.numbers, word(bytes, 0)) && !any_of(carrier.numbers, word(bytes, 2)))
    return std::nullopt;
  const std::size_t header = udp ? 8 : (bytes[12] >> 4) * std::size_t{4};
  const std::size_t end =
      udp ? std::clamp<std::size_t>(word(bytes, 4), header, bytes.size()) : bytes.size();
  if (header < 8 || end <= header)
    return std::nullopt; // nothing in it
  return bytes.first(end).subspan(header);
}

} // namespace

std::optional<Carrier> carrier_of(std::string_view packet) {
  const auto found = std::ranges::find(known(), packet, &Known::packet);
  if (found == known().end())
    return std::nullopt;
  return Carrier{.layer = found->layer, .numbers = found->numbers};
}

bool reads_link(const Carrier& carrier, int link) {
  switch (link) {
  case DLT_LINUX_SLL:
  case DLT_LINUX_SLL2:
  case DLT_NULL:
  case DLT_LOOP:
  case DLT_RAW:
  case DLT_IPV4:
  case DLT_IPV6:
    return carrier.layer != Layer::Link;
  case DLT_EN10MB:
    return true;
  default:
    return carrier.layer == Layer::Skip;
  }
}

std::optional<Bytes> carried(const Carrier& carrier, const Frame& frame) {
  if (carrier.layer == Layer::Skip)
    return frame.bytes.size() < carrier.skip ? std::nullopt
                                             : std::optional(frame.bytes.subspan(carrier.skip));
  if (carrier.layer == Layer::Link)
    return frame.link == DLT_EN10MB ? std::optional(frame.bytes) : std::nullopt;
  const Found packet = network(frame);
  if (!packet)
    return std::nullopt;
  if (carrier.layer == Layer::Network)
    return any_of(carrier.numbers, packet->number) ? std::optional(packet->bytes) : std::nullopt;
  const Found transport = in_ip(*packet);
  if (!transport)
    return std::nullopt;
  if (carrier.layer == Layer::Ip)
    return any_of(carrier.numbers, transport->number) ? std::optional(transport->bytes)
                                                      : std::nullopt;
  if (transport->number != (carrier.layer == Layer::Udp ? kUdp : kTcp))
    return std::nullopt;
  return in_transport(carrier, transport->bytes);
}

} // namespace mir::mplc::decode
