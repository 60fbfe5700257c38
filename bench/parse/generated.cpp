/// \file
/// The contender: the same work through the headers that mplc wrote, as an application would use
/// them.
#include "workload.h"

#include <algorithm>
#include <array>

#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>

namespace {

using mir::net::wire::Ethernet;
using mir::net::wire::Ipv4;
using mir::net::wire::Tcp;

mpl::Bytes bytes(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const std::byte*>(data), size};
}

/// Goes on from the frame to the segment in it, and adds what `use` makes of that.
template <class Use>
void look(const std::expected<Ethernet, mpl::Error>& ethernet, sums& result, Use use) {
  if (!ethernet)
    return;
  const auto carries = ethernet->as_ipv4();
  if (!carries)
    return;
  const auto ip = Ipv4::parse(carries->payload());
  if (!ip || ip->protocol() != Ipv4::Protocol::Tcp || ip->fragment_offset() != 0)
    return;
  const auto tcp = Tcp::parse(ip->payload());
  if (!tcp)
    return;
  ++result.accepted;
  result.value += use(*ip, *tcp);
}

template <class Use> sums over(const frame* frames, std::size_t count, Use use) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i)
    look(Ethernet::parse(bytes(frames[i].bytes, frames[i].size)), result, use);
  return result;
}

std::size_t payload_size(const Ipv4&, const Tcp& tcp) { return tcp.payload().size(); }

/// Ethernet, IPv4 and TCP in front of a payload, as a stack builds them: from the inside outwards.
std::size_t build(const segment& segment, mpl::MutableBytes out) {
  constexpr std::size_t kHeadroom = 14 + 20;
  if (out.size() < kHeadroom)
    return 0;
  const auto tcp =
      Tcp::build(out.subspan(kHeadroom), {.source_port = segment.source_port,
                                          .destination_port = segment.destination_port,
                                          .sequence = segment.sequence,
                                          .acknowledgment = segment.acknowledgment,
                                          .ack = true,
                                          .window = segment.window,
                                          .checksum =
                                              Tcp::PseudoHeader{
                                                  .source = segment.source,
                                                  .destination = segment.destination,
                                              },
                                          .options = bytes(segment.options, segment.options_size),
                                          .payload = bytes(segment.payload, segment.payload_size)});
  if (!tcp)
    return 0;
  const auto ip = Ipv4::prepend(out.first(kHeadroom), {.identification = segment.identification,
                                                       .dont_fragment = true,
                                                       .protocol = Ipv4::Protocol::Tcp,
                                                       .source = segment.source,
                                                       .destination = segment.destination,
                                                       .payload = *tcp});
  if (!ip)
    return 0;
  Ethernet::Ipv4::Fields carried{.payload = {ip->data(), ip->size() + tcp->size()}};
  Ethernet::Fields frame{.destination = {}, .source = {}, .type_clause = carried};
  std::ranges::copy(bytes(segment.destination_mac, 6), frame.destination.begin());
  std::ranges::copy(bytes(segment.source_mac, 6), frame.source.begin());
  const auto ethernet = Ethernet::prepend(out.first(14), frame);
  return ethernet ? ethernet->size() + ip->size() + tcp->size() : 0;
}

} // namespace

sums generated_parse(const frame* frames, std::size_t count) {
  return over(frames, count, payload_size);
}

sums generated_fields(const frame* frames, std::size_t count) {
  return over(frames, count, [](const Ipv4& ip, const Tcp& tcp) {
    std::uint64_t sum = tcp.payload().size();
    sum += std::uint64_t{ip.dscp()} + ip.total_length() + ip.identification() + ip.dont_fragment();
    sum += std::uint64_t{ip.more_fragments()} + ip.ttl() + ip.checksum() + ip.source() +
           ip.destination();
    sum += std::uint64_t{tcp.source_port()} + tcp.destination_port() + tcp.sequence() +
           tcp.acknowledgment();
    sum += std::uint64_t{tcp.ack()} + tcp.syn() + tcp.fin() + tcp.window() + tcp.checksum();
    return sum;
  });
}

sums generated_build(const segment* segments, std::size_t count, std::uint8_t* frames) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto out = reinterpret_cast<std::byte*>(frames + i * MOST_BYTES);
    const std::size_t size = build(segments[i], {out, MOST_BYTES});
    result.accepted += size != 0;
    result.value += size;
  }
  return result;
}
