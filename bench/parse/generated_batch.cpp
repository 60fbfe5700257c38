/// \file
/// Packets that no cache holds, one at a time and in bursts, through the headers that mplc wrote.
#include "workload.h"

#include <algorithm>
#include <array>

#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp.hpp>

namespace {

using mir::net::wire::Ethernet;
using mir::net::wire::Ipv4;
using mir::net::wire::Tcp;
using mir::net::wire::Udp;

mpl::Bytes bytes(const frame& frame) {
  return {reinterpret_cast<const std::byte*>(frame.bytes), frame.size};
}

/// Goes on from the frame to the segment or datagram in it, and adds the size of its payload.
void look(const std::expected<Ethernet, mpl::Error>& ethernet, sums& result) {
  if (!ethernet)
    return;
  const auto carries = ethernet->as_ipv4();
  if (!carries)
    return;
  const auto ip = Ipv4::parse(carries->payload());
  if (!ip || ip->fragment_offset() != 0)
    return;
  const auto add = [&result](const auto& inner) {
    result.accepted += inner.has_value();
    result.value += inner ? inner->payload().size() : 0;
  };
  if (ip->protocol() == Ipv4::Protocol::Tcp)
    add(Tcp::parse(ip->payload()));
  else if (ip->protocol() == Ipv4::Protocol::Udp)
    add(Udp::parse(ip->payload()));
}

constexpr std::size_t kBurst = 64; // packets, as a driver hands them over

/// One burst, as an application has it from a driver.
class Burst {
public:
  void take(const frame* frames, std::size_t count) {
    size_ = std::min(kBurst, count);
    std::transform(frames, frames + size_, packets_.begin(), bytes);
  }
  [[nodiscard]] std::span<const mpl::Bytes> packets() const {
    return std::span(packets_).first(size_);
  }

private:
  std::array<mpl::Bytes, kBurst> packets_;
  std::size_t size_ = 0;
};

} // namespace

sums generated_one_at_a_time(const frame* frames, std::size_t count) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i)
    look(Ethernet::parse(bytes(frames[i])), result);
  return result;
}

sums generated_bursts(const frame* frames, std::size_t count) {
  sums result{};
  std::array<Burst, 2> bursts; // while one is worked on, the next is there already
  bursts[0].take(frames, count);
  for (std::size_t i = 0, turn = 0; i < count; i += kBurst, turn ^= 1) {
    const std::size_t next = std::min(i + kBurst, count);
    bursts[turn ^ 1].take(frames + next, count - next);
    mpl::parse_batch<Ethernet>(bursts[turn].packets(), bursts[turn ^ 1].packets(),
                               [&result](const auto& ethernet) { look(ethernet, result); });
  }
  return result;
}

sums touch(const frame* frames, std::size_t count) {
  constexpr std::size_t kHeaders = 14 + 20 + 20;
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t byte = frames[i].bytes[0];
    asm volatile("" : : "r"(byte)); // nobody waits for it
    ++result.accepted;
    result.value += frames[i].size - kHeaders;
  }
  return result;
}

std::size_t generated_datagram(std::uint8_t* frame) {
  constexpr std::array<std::byte, 32> payload{};
  constexpr std::size_t kSize = 14 + 20 + 8 + payload.size();
  const mpl::MutableBytes out(reinterpret_cast<std::byte*>(frame), kSize);
  const auto udp =
      Udp::build(out.subspan(14 + 20),
                 {.source_port = 53, .destination_port = 4000, .checksum = 0, .payload = payload});
  const auto ip = Ipv4::prepend(out.first(14 + 20), {.protocol = Ipv4::Protocol::Udp,
                                                     .source = 0x0a090001,
                                                     .destination = 0x0a090101,
                                                     .payload = *udp});
  Ethernet::Ipv4::Fields carried{.payload = out.subspan(14)};
  const auto ethernet =
      Ethernet::prepend(out.first(14), {.destination = {}, .source = {}, .type_clause = carried});
  return udp && ip && ethernet ? kSize : 0;
}
