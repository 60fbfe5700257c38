#include "host.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include <mir/net/ip/checksum.hpp>

namespace mir::net::tcp_test {

Host::Host(os::testing::VirtualClock& of_all, const Address& own, std::uint64_t seed,
           const tcp::Limits& limits)
    : clock(of_all), address(own), platform(of_all, seed), pool(platform, 1u << 16),
      wheel(of_all.now()), random(seed), tcp(*this, wheel, pool, random, limits) {}

Host::~Host() = default;

void Host::receive_packet(const Frame& frame, os::Packet packet) {
  const IpArrival arrival{.source = frame.source,
                          .destination = frame.destination,
                          .ttl = 64,
                          .ecn = frame.ecn,
                          .header = {}};
  static_cast<void>(tcp.input(arrival, packet));
}

void Host::receive(const Frame& frame, bool flush) {
  receive_merged(frame, os::PacketPool::kPageSize);
  if (flush)
    tcp.flush();
}

void Host::receive_merged(const Frame& frame, std::size_t page_size) {
  os::Packet packet;
  for (os::Bytes left(frame.bytes); !left.empty();) {
    const std::size_t here = std::min(left.size(), page_size);
    os::Result<os::PageSlice> page = pool.take();
    if (!page)
      return; // the device has no page: the frame is lost
    page->drop_back(page->size() - here);
    std::ranges::copy(left.first(here), page->mutable_bytes().begin());
    packet.push_back(std::move(*page));
    left = left.subspan(here);
  }
  receive_packet(frame, std::move(packet));
}

void Host::turn() {
  wheel.advance(clock.now());
  tcp.flush();
}

os::Result<Path> Host::path(const Address& peer, const Address& local) const {
  if (!local.is_any() && local != address)
    return os::fail(os::Errc::NoAddress);
  if (peer.is_any() || peer.is_broadcast() || peer.is_multicast())
    return os::fail(os::Errc::Invalid);
  if (!way.reachable)
    return os::fail(os::Errc::Unreachable);
  return Path{.local = address, .mtu = way.mtu, .checksum = false, .segments = way.segments};
}

/// Cuts what is too long, as a device does: only the last piece has FIN and PSH, the first CWR.
os::Result<> Host::send(const TcpSegment& segment) {
  if (out.size() >= way.most_frames)
    return os::fail(os::Errc::Again);
  if (way.headers_only) {
    emit(segment, segment.header, {});
    return {};
  }
  std::vector<std::byte> payload;
  for (const os::PageSlice& slice : segment.payload) {
    EXPECT_FALSE(slice.empty());
    payload.insert(payload.end(), slice.bytes().begin(), slice.bytes().end());
  }
  const std::size_t most = segment.segment_size == 0 ? payload.size() : segment.segment_size;
  EXPECT_TRUE(way.segments || segment.segment_size == 0);
  const std::size_t headers = 20 + wire::Tcp::size(segment.header);
  EXPECT_LE(payload.size(), kMostSegmentedPayload);
  if (headers + most > way.mtu)
    return os::fail(os::Errc::TooLong);
  for (std::size_t at = 0; at == 0 || at < payload.size(); at += most) {
    const std::size_t here = std::min(most, payload.size() - at);
    wire::Tcp::Fields header = segment.header;
    header.sequence += static_cast<std::uint32_t>(at);
    if (at + here < payload.size())
      header.fin = header.psh = false;
    if (at != 0)
      header.cwr = false;
    emit(segment, header, os::Bytes(payload).subspan(at, here));
    if (most == 0)
      break;
  }
  return {};
}

void Host::emit(const TcpSegment& segment, wire::Tcp::Fields header, os::Bytes payload) {
  out.push_back({.source = segment.source,
                 .destination = segment.destination,
                 .bytes = build(segment.source, segment.destination, header, payload),
                 .ecn = segment.ecn});
}

std::vector<std::byte> build(const Address& source, const Address& destination,
                             wire::Tcp::Fields fields, os::Bytes payload) {
  std::vector<std::byte> bytes(60 + payload.size());
  fields.checksum = 0;
  fields.payload = payload;
  auto built = wire::Tcp::build(bytes, fields);
  EXPECT_TRUE(built.has_value());
  bytes.resize(built->size());
  SliceSum sum;
  add_pseudo_header(sum, source, destination, IpProtocol::Tcp, bytes.size());
  sum.add(os::Bytes(bytes));
  auto editor = wire::Tcp::edit(bytes);
  editor->set_checksum(sum.checksum());
  return bytes;
}

} // namespace mir::net::tcp_test
