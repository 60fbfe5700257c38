// The sending half of Ipv4: routes, headers, fragments, and packets to ourselves.
#include <algorithm>

#include <mir/net/ip/checksum.hpp>
#include <mir/net/ip/ipv4.hpp>

namespace mir::net {
namespace {

constexpr std::size_t kMostPacket = 65'535; // RFC 791 3.1
constexpr std::size_t kUnit = 8;            // of a fragment's offset (RFC 791 3.2)

/// The header of a packet, but for its length.
wire::Ipv4Header::Fields fields_of(const Ipv4Packet& packet, std::size_t total_length) {
  return {.ecn = packet.ecn,
          .total_length = static_cast<std::uint16_t>(total_length),
          .dont_fragment = packet.dont_fragment,
          .ttl = packet.ttl,
          .protocol = packet.protocol,
          .source = packet.source.v4_number(),
          .destination = packet.destination.v4_number()};
}

/// Where the checksum lies in a TCP header: the place that changes when it does. The generated code
/// alone knows.
consteval std::uint16_t tcp_checksum_offset() {
  std::array<std::byte, 20> header{};
  const auto built = wire::Tcp::build(
      header, {.source_port = 0, .destination_port = 0, .sequence = 0, .window = 0});
  const auto editor = wire::Tcp::edit(*built);
  editor->set_checksum(0xffff);
  std::uint16_t offset = 0;
  while (header[offset] != std::byte{0xff})
    ++offset;
  return offset;
}

} // namespace

os::Result<os::PageSlice> Ipv4::header_page() {
  os::Result<os::PageSlice> page = pool_.take(kHeaderRoom);
  if (!page) {
    ++counters_.no_page;
    return page;
  }
  page->drop_back(page->size());
  return page;
}

void Ipv4::write_header(os::MutableBytes room, const wire::Ipv4Header::Fields& fields) {
  const auto header = wire::Ipv4Header::build(room, fields); // with its checksum
  MIR_CHECK(header);
}

std::optional<std::uint32_t> Ipv4::next_hop(std::uint32_t destination) const noexcept {
  if (settings_.address.is_any())
    return std::nullopt;
  if (Prefix(settings_.address, settings_.prefix_length).contains(Address::v4(destination)))
    return destination;
  if (settings_.gateway)
    return settings_.gateway->v4_number();
  return std::nullopt;
}

os::Result<Path> Ipv4::path(const Address& peer, const Address& local) const {
  if (!peer.is_v4())
    return os::fail(os::Errc::Unsupported);
  if (!local.is_any() && !is_local(local))
    return os::fail(os::Errc::NoAddress);
  const std::uint32_t to = peer.v4_number();
  if (peer.is_loopback() || (!peer.is_any() && peer == settings_.address))
    return Path{.local = local.is_any() ? peer : local,
                .mtu = kMostPacket,
                .checksum = true,
                .segments = true};
  if (settings_.address.is_any())
    return os::fail(os::Errc::NoAddress);
  if (peer.is_any() || peer.is_multicast() || is_broadcast(to) || to >= 0xf000'0000)
    return os::fail(os::Errc::Invalid);
  if (local.is_loopback() || !next_hop(to))
    return os::fail(os::Errc::Unreachable);
  return Path{.local = settings_.address,
              .mtu = path_mtu_.find(to, mtu_, clock_.now()),
              .checksum = info_.send_checksum,
              .segments = info_.send_checksum && info_.send_segments_tcp4};
}

os::Result<Path> Ipv4::datagram_path(const Address& peer, const Address& local) const {
  if (!peer.is_v4())
    return os::fail(os::Errc::Unsupported);
  const bool to_many = is_broadcast(peer.v4_number()) || peer.is_multicast();
  if (!to_many)
    return path(peer, local);
  if (!local.is_any() && local != settings_.address)
    return os::fail(os::Errc::NoAddress);
  if (settings_.address.is_any() && !peer.is_broadcast())
    return os::fail(os::Errc::NoAddress);
  return Path{
      .local = settings_.address, .mtu = mtu_, .checksum = info_.send_checksum, .segments = false};
}

/// Hands a whole packet, its header in front, to the link.
os::Result<> Ipv4::emit(os::Packet&& packet, const os::FrameOffload& offload,
                        std::uint32_t destination) {
  ++counters_.sent;
  if (is_local(Address::v4(destination))) {
    loop(std::move(packet), offload.segment_size);
    return {};
  }
  if (is_broadcast(destination))
    return link_.send_to(MacAddress::broadcast(), {std::move(packet), offload});
  if (Address::v4(destination).is_multicast())
    return link_.send_to(MacAddress::of_group(destination), {std::move(packet), offload});
  const std::optional<std::uint32_t> hop = next_hop(destination);
  if (!hop) {
    ++counters_.no_route;
    return os::fail(os::Errc::Unreachable);
  }
  return link_.send(*hop, {std::move(packet), offload});
}

/// Puts the header in front of a packet that is sent in one piece.
os::Result<> Ipv4::emit_whole(Ipv4Packet&& packet, const wire::Ipv4Header::Fields& fields) {
  const std::size_t header_size = wire::Ipv4Header::size(fields);
  os::PageSlice first = packet.payload.pop_front();
  write_header(first.grow_front(header_size), fields);
  packet.payload.push_front(std::move(first));
  packet.offload.checksum_start =
      static_cast<std::uint16_t>(packet.offload.checksum_start + header_size);
  return emit(std::move(packet.payload), packet.offload, fields.destination);
}

os::Result<> Ipv4::send(Ipv4Packet&& packet) {
  const std::uint32_t to = packet.destination.v4_number();
  const bool local = is_local(packet.destination);
  const std::uint16_t mtu =
      local ? std::uint16_t{kMostPacket} : path_mtu_.find(to, mtu_, clock_.now());
  wire::Ipv4Header::Fields fields = fields_of(packet, 0);
  const std::size_t header_size = wire::Ipv4Header::size(fields);
  const std::size_t total = header_size + packet.payload.size();
  if (total > kMostPacket)
    return os::fail(os::Errc::TooLong);
  if (total > mtu)
    return packet.dont_fragment ? os::fail(os::Errc::TooLong) : emit_fragments(packet, mtu);
  fields.total_length = static_cast<std::uint16_t>(total);
  if (!packet.dont_fragment) // else it means nothing (RFC 6864 4.1)
    fields.identification = static_cast<std::uint16_t>(random_.next());
  return emit_whole(std::move(packet), fields);
}

/// Cuts a packet up (RFC 791 3.2). Each fragment has its header in a page of its own, in front of
/// shared payload.
os::Result<> Ipv4::emit_fragments(Ipv4Packet& packet, std::uint16_t mtu) {
  ++counters_.fragmented;
  wire::Ipv4Header::Fields fields = fields_of(packet, 0);
  const std::size_t header_size = wire::Ipv4Header::size(fields);
  const std::size_t most = (mtu - header_size) / kUnit * kUnit;
  fields.identification = static_cast<std::uint16_t>(random_.next());
  os::Packet& rest = packet.payload;
  for (std::size_t at = 0; !rest.empty();) {
    const std::size_t part = std::min(most, rest.size());
    os::Result<os::PageSlice> page = header_page();
    if (!page)
      return os::fail(page.error());
    os::Packet fragment = rest.take_front(part);
    if (fragment.full())
      return os::fail(os::Errc::TooLong);
    fields.total_length = static_cast<std::uint16_t>(header_size + part);
    fields.fragment_offset = static_cast<std::uint16_t>(at / kUnit);
    fields.more_fragments = !rest.empty();
    write_header(page->grow_front(header_size), fields);
    fragment.push_front(std::move(*page));
    if (const os::Result<> sent = emit(std::move(fragment), {}, fields.destination); !sent)
      return sent;
    at += part;
  }
  return {};
}

os::Result<> Ipv4::send(const TcpSegment& segment) {
  os::Result<os::PageSlice> page = header_page();
  if (!page)
    return os::fail(page.error());
  const bool to_self = is_local(segment.destination);
  const bool partial = to_self || info_.send_checksum;
  const os::MutableBytes header = page->grow_front(wire::Tcp::size(segment.header));
  wire::Tcp::Fields fields_of_header = segment.header;
  fields_of_header.checksum = 0; // counts as 0 while the rest, in other pages, is summed up
  const auto built = wire::Tcp::build(header, fields_of_header);
  MIR_CHECK(built);
  Ipv4Packet packet{
      .source = segment.source,
      .destination = segment.destination,
      .protocol = IpProtocol::Tcp,
      .payload = {},
      .offload = {.checksum_partial = partial,
                  .segments_tcp4 = segment.segment_size != 0,
                  .checksum_offset = partial ? tcp_checksum_offset() : std::uint16_t{0},
                  .segment_size = segment.segment_size},
      .ecn = segment.ecn,
      .dont_fragment = true};
  std::size_t length = header.size();
  for (const os::PageSlice& slice : segment.payload)
    length += slice.size();
  SliceSum sum;
  add_pseudo_header(sum, segment.source, segment.destination, IpProtocol::Tcp, length);
  if (!partial) {
    sum.add(*built);
    sum.add(segment.payload);
  }
  const auto editor = wire::Tcp::edit(*built);
  MIR_CHECK(editor);
  // The device adds the segment to the pseudo header's sum, which is not complemented yet.
  editor->set_checksum(partial ? sum.sum() : sum.checksum());
  packet.payload.push_back(std::move(*page));
  for (const os::PageSlice& slice : segment.payload)
    packet.payload.push_back(slice.share());
  if (segment.segment_size == 0 || to_self)
    return send(std::move(packet));
  // One packet for the device to cut up: no limit of the path holds for the whole of it.
  wire::Ipv4Header::Fields fields = fields_of(packet, 0);
  const std::size_t header_size = wire::Ipv4Header::size(fields);
  const std::size_t total = header_size + packet.payload.size();
  if (total > kMostPacket)
    return os::fail(os::Errc::TooLong);
  fields.total_length = static_cast<std::uint16_t>(total);
  return emit_whole(std::move(packet), fields);
}

// ------------------------------------------------------------------------------------------------
// to ourselves

void Ipv4::loop(os::Packet packet, std::uint16_t segment_size) {
  if (loop_count_ == kMostLooped) {
    ++counters_.loop_full;
    return;
  }
  loop_[(loop_first_ + loop_count_++) % kMostLooped] = {std::move(packet), segment_size};
}

/// What is looped was never on a wire: its header is read, and nothing is checked.
bool Ipv4::deliver_loop() {
  if (loop_count_ == 0)
    return false;
  for (std::size_t count = loop_count_; count != 0; --count) {
    Looped looped = std::move(loop_[loop_first_]);
    loop_first_ = (loop_first_ + 1) % kMostLooped;
    --loop_count_;
    const auto header = wire::Ipv4Header::parse(looped.packet.front());
    MIR_CHECK(header);
    const IpArrival arrival{.source = Address::v4(header->source()),
                            .destination = Address::v4(header->destination()),
                            .ttl = header->ttl(),
                            .ecn = header->ecn(),
                            .checksum_good = true,
                            .segment_size = looped.segment_size,
                            .header = header->bytes()};
    looped.packet.drop_front(header->bytes().size());
    deliver(header->protocol(), arrival, std::move(looped.packet));
  }
  return true;
}

} // namespace mir::net
