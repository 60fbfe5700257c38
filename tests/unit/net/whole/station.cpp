#include "station.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <mir/net/ip/checksum.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/ipv4_header.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp_header.hpp>

namespace mir::net::whole {
namespace {

constexpr std::size_t kEthernet = 14; // bytes of its header
constexpr std::size_t kIp = 20;       // bytes of ours, without options

/// What a device does with the checksum that was left to it: sums up from where it was told.
void complete_checksum(Frame& frame) {
  const os::MutableBytes packet = os::MutableBytes(frame).subspan(kEthernet);
  const auto header = wire::Ipv4Header::parse(packet);
  ASSERT_TRUE(header.has_value());
  const os::MutableBytes segment = packet.subspan(header->bytes().size());
  SliceSum sum;
  add_pseudo_header(sum, Address::v4(header->source()), Address::v4(header->destination()),
                    header->protocol(), segment.size());
  if (header->protocol() == IpProtocol::Tcp)
    wire::Tcp::edit(segment)->set_checksum(0);
  else
    wire::UdpHeader::edit(segment)->set_checksum(0);
  sum.add(os::Bytes(segment));
  const std::uint16_t checksum = sum.checksum();
  if (header->protocol() == IpProtocol::Tcp)
    wire::Tcp::edit(segment)->set_checksum(checksum);
  else
    wire::UdpHeader::edit(segment)->set_checksum(checksum == 0 ? 0xffff : checksum);
}

/// What a device does with a packet that is longer than a frame.
std::vector<Frame> cut(const Frame& large, std::size_t size) {
  const auto ip = wire::Ipv4Header::parse(os::Bytes(large).subspan(kEthernet));
  const auto tcp = wire::Tcp::parse(os::Bytes(large).subspan(kEthernet + kIp));
  const std::size_t payload = tcp->payload().size(), headers = large.size() - payload;
  std::vector<Frame> frames;
  for (std::size_t at = 0; at < payload; at += size) {
    const std::size_t here = std::min(size, payload - at);
    Frame frame(large.begin(), large.begin() + static_cast<std::ptrdiff_t>(headers));
    const auto begin = large.begin() + static_cast<std::ptrdiff_t>(headers + at);
    frame.insert(frame.end(), begin, begin + static_cast<std::ptrdiff_t>(here));
    EXPECT_TRUE(wire::Ipv4Header::build(
                    os::MutableBytes(frame).subspan(kEthernet, kIp),
                    {.ecn = ip->ecn(),
                     .total_length = static_cast<std::uint16_t>(frame.size() - kEthernet),
                     .dont_fragment = true,
                     .ttl = ip->ttl(),
                     .protocol = ip->protocol(),
                     .source = ip->source(),
                     .destination = ip->destination()})
                    .has_value());
    const auto header = wire::Tcp::edit(os::MutableBytes(frame).subspan(kEthernet + kIp));
    header->set_sequence(tcp->sequence() + static_cast<std::uint32_t>(at));
    if (at + here < payload) {
      header->set_fin(false);
      header->set_psh(false);
    }
    if (at != 0)
      header->set_cwr(false);
    frames.push_back(std::move(frame));
  }
  return frames;
}

} // namespace

MacAddress Station::mac_of(std::uint8_t number) {
  const std::array<std::byte, 6> bytes{std::byte{2}, {}, {}, {}, {}, std::byte{number}};
  return MacAddress(bytes);
}

os::NetInfo Station::info(const StationOptions& options) {
  return {.name = {'t', 'e', 's', 't'},
          .mac = mac_of(options.number).bytes(),
          .mtu = options.mtu,
          .send_checksum = options.offload,
          .send_segments_tcp4 = options.offload,
          .pieces_a_frame = 18};
}

Station::Station(os::testing::VirtualClock& clock, const StationOptions& options)
    : platform(clock, options.number), pool(platform, options.pages), random(options.number),
      stack({.info = info(options), .tcp = options.tcp}, *this, pool, random, clock.now()),
      clock_(clock), options_(options) {
  EXPECT_EQ(pool.reserve(options.reserve), options.reserve);
  stack.ipv4().configure(
      {.address = address(), .prefix_length = 16, .gateway = Address::v4(10, 0, 255, 254)});
}

void Station::input(const Frame& frame) {
  os::Packet packet;
  for (os::Bytes rest = frame; !rest.empty();) {
    os::Result<os::PageSlice> page = pool.take_to_receive();
    if (!page) {
      ++missed; // the device has no page: the frame is lost
      return;
    }
    pool.received();
    const std::size_t part = std::min(page->size(), rest.size());
    page->drop_back(page->size() - part);
    std::ranges::copy(rest.first(part), page->mutable_bytes().begin());
    rest = rest.subspan(part);
    packet.push_back(std::move(*page));
  }
  if (!packet.empty())
    stack.input(std::move(packet), {}, clock_.now());
}

os::Result<> Station::transmit(os::Packet& frame, const os::FrameOffload& offload) {
  if (full)
    return os::fail(os::Errc::Again);
  Frame bytes(frame.size());
  EXPECT_EQ(frame.copy_to(bytes), bytes.size());
  frame = os::Packet();
  std::vector<Frame> frames;
  if (offload.segments_tcp4)
    frames = cut(bytes, offload.segment_size);
  else
    frames.push_back(std::move(bytes));
  for (Frame& each : frames) {
    if (offload.checksum_partial)
      complete_checksum(each);
    EXPECT_LE(each.size(), kEthernet + options_.mtu);
    out.push_back(std::move(each));
  }
  return {};
}

} // namespace mir::net::whole
