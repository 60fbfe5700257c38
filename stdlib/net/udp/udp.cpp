#include <mir/net/udp/udp.hpp>

#include <algorithm>

#include <mir/net/ip/checksum.hpp>
#include <mir/net/wire/udp_header.hpp>

namespace mir::net {
namespace {

constexpr std::size_t kMostPayload = 65'535 - 20 - 8; // of a datagram over IPv4

/// Where the checksum lies in a UDP header: the place that changes when it does.
consteval std::uint16_t checksum_offset() {
  std::array<std::byte, 8> header{};
  const auto built =
      wire::UdpHeader::build(header, {.source_port = 0, .destination_port = 0, .length = 8});
  const auto editor = wire::UdpHeader::edit(*built);
  editor->set_checksum(0xffff);
  std::uint16_t offset = 0;
  while (header[offset] != std::byte{0xff} || header[offset + 1u] != std::byte{0xff})
    ++offset;
  return offset;
}

} // namespace

Udp::~Udp() { MIR_CHECK(count_ == 0); }

// ------------------------------------------------------------------------------------------------
// ports

UdpSocket* Udp::find(const Address& local, std::uint16_t port) noexcept {
  UdpSocket* found = nullptr; // one that was opened for this very address comes first
  bucket(port).for_each([&](UdpSocket& socket) {
    if (socket.local_.port.number() == port &&
        (socket.local_.address == local || (socket.local_.address.is_any() && found == nullptr)))
      found = &socket;
  });
  return found;
}

bool Udp::taken(const Endpoint& local) noexcept {
  bool result = false;
  bucket(local.port.number()).for_each([&](const UdpSocket& socket) {
    result |= socket.local_.port == local.port &&
              (socket.local_.address == local.address || socket.local_.address.is_any() ||
               local.address.is_any());
  });
  return result;
}

/// A random one (RFC 6056 3.3.1): who wants to forge an answer has to guess it.
os::Result<Port> Udp::free_port(const Address& local) {
  constexpr std::uint32_t kCount = 65'536 - kFirstEphemeral;
  const auto start = static_cast<std::uint32_t>(random_.below(kCount));
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const Port port(static_cast<std::uint16_t>(kFirstEphemeral + (start + i) % kCount));
    if (!taken({local, port}))
      return port;
  }
  return os::fail(os::Errc::Limit);
}

os::Result<UdpSocket*> Udp::bind(const Endpoint& local) {
  if (!local.address.is_v4())
    return os::fail(os::Errc::Unsupported);
  if (!local.address.is_any() && !ip_.is_local(local.address))
    return os::fail(os::Errc::NoAddress);
  if (count_ == kMostSockets)
    return os::fail(os::Errc::Limit);
  Endpoint bound = local;
  if (bound.port == Port(0)) {
    const os::Result<Port> port = free_port(bound.address);
    if (!port)
      return os::fail(port.error());
    bound.port = *port;
  } else if (taken(bound)) {
    return os::fail(os::Errc::InUse);
  }
  auto socket = std::make_unique<UdpSocket>(*this);
  socket->local_ = bound;
  bucket(bound.port.number()).push_back(*socket);
  ++count_;
  return socket.release();
}

void Udp::close(UdpSocket& socket) noexcept {
  --count_;
  delete &socket;
}

// ------------------------------------------------------------------------------------------------
// input

Transport::Verdict Udp::input(const IpArrival& arrival, os::Packet& segment) {
  ++counters_.received;
  const auto header = wire::UdpHeader::parse(segment.front());
  if (!header || header->length() > segment.size()) {
    ++counters_.malformed;
    return Verdict::Done;
  }
  const std::size_t size = header->bytes().size();
  segment.drop_back(segment.size() - header->length()); // RFC 768: what is behind is no part of it
  // A sum of zero means that the sender made none; one that comes out as zero is sent as ones (RFC
  // 768).
  if (header->checksum() != 0 && !arrival.checksum_good &&
      !checksum_holds(arrival.source, arrival.destination, IpProtocol::Udp, segment)) {
    ++counters_.bad_checksum;
    return Verdict::Done;
  }
  UdpSocket* const socket = find(arrival.destination, header->destination_port());
  if (socket == nullptr) {
    ++counters_.no_port;
    return Verdict::NoPort;
  }
  // A few are kept for every socket, whatever others have filled the memory with.
  constexpr std::size_t kAlways = 4; // datagrams
  if (socket->waiting() >= kAlways && pool_.left_to_keep() == 0) {
    ++counters_.no_memory;
    return Verdict::Done;
  }
  const std::uint16_t port = header->source_port();
  segment.drop_front(size);
  if (socket->enqueue(arrival, port, segment))
    ++counters_.delivered;
  else
    ++counters_.queue_full;
  return Verdict::Done;
}

bool UdpSocket::enqueue(const IpArrival& arrival, std::uint16_t port, os::Packet& payload) {
  const std::size_t slices = payload.slices().size();
  if (datagram_count_ == kMostDatagrams || slices > kMostSlices - slice_count_)
    return false;
  datagrams_[(datagram_first_ + datagram_count_++) % kMostDatagrams] = {
      .from = {arrival.source, Port(port)},
      .to = arrival.destination,
      .slices = static_cast<std::uint16_t>(slices)};
  while (!payload.empty())
    slices_[(slice_first_ + slice_count_++) % kMostSlices] = payload.pop_front();
  wake(true, false);
  return true;
}

os::Result<UdpDatagram> UdpSocket::receive() {
  if (!failure_) {
    const os::Error error = failure_.error();
    failure_ = {};
    return os::fail(error);
  }
  if (datagram_count_ == 0)
    return os::fail(os::Errc::Again);
  const Waiting& waiting = datagrams_[datagram_first_];
  UdpDatagram datagram{.payload = {}, .from = waiting.from, .to = waiting.to};
  for (std::uint16_t i = 0; i < waiting.slices; ++i) {
    datagram.payload.push_back(std::move(slices_[slice_first_]));
    slice_first_ = (slice_first_ + 1) % kMostSlices;
    --slice_count_;
  }
  datagram_first_ = (datagram_first_ + 1) % kMostDatagrams;
  --datagram_count_;
  return datagram;
}

/// RFC 5927: only what was sent lately can have been refused.
bool UdpSocket::report(const IpReport& report) {
  const Endpoint to{report.remote, Port(report.remote_port)};
  if (std::ranges::find(sent_to_, to) == sent_to_.end())
    return false;
  if (report.kind == IpReport::Kind::TooBig)
    return true; // the next one is cut smaller
  failure_ = os::fail(report.kind == IpReport::Kind::PortUnreachable ? os::Errc::Refused
                                                                     : os::Errc::Unreachable);
  wake(true, false);
  return true;
}

bool Udp::report(const IpReport& report) {
  UdpSocket* const socket = find(report.local, report.local_port);
  return socket != nullptr && socket->report(report);
}

// ------------------------------------------------------------------------------------------------
// output

void UdpSocket::remember(const Endpoint& to) noexcept {
  if (std::ranges::find(sent_to_, to) != sent_to_.end())
    return;
  sent_to_[sent_to_next_] = to;
  sent_to_next_ = (sent_to_next_ + 1) % kRemembered;
}

os::Result<> UdpSocket::send(os::Packet payload, const Endpoint& to) {
  const os::Result<> sent = udp_.send(local_, std::move(payload), to);
  waits_for_room_ = !sent && sent.error() == os::Errc::Again;
  if (sent)
    remember(to);
  return sent;
}

os::Result<> UdpSocket::send(os::Bytes payload, const Endpoint& to) {
  os::Result<os::Packet> copy = udp_.copy(payload);
  if (!copy)
    return os::fail(copy.error());
  return send(std::move(*copy), to);
}

os::Result<os::Packet> Udp::copy(os::Bytes payload) {
  if (payload.size() > kMostPayload)
    return os::fail(os::Errc::TooLong);
  os::Packet packet;
  while (!payload.empty()) {
    os::Result<os::PageSlice> page = pool_.take();
    if (!page)
      return os::fail(page.error());
    const std::size_t part = std::min(payload.size(), page->size());
    std::ranges::copy(payload.first(part), page->mutable_bytes().begin());
    page->drop_back(page->size() - part);
    packet.push_back(std::move(*page));
    payload = payload.subspan(part);
  }
  return packet;
}

os::Result<> Udp::send(const Endpoint& from, os::Packet payload, const Endpoint& to) {
  if (payload.size() > kMostPayload || payload.slices().size() > os::Packet::kMostSlices - 2)
    return os::fail(os::Errc::TooLong);
  if (to.port == Port(0))
    return os::fail(os::Errc::Invalid);
  const os::Result<Path> path = ip_.datagram_path(to.address, from.address);
  if (!path)
    return os::fail(path.error());
  os::Result<os::PageSlice> page = ip_.header_page();
  if (!page)
    return os::fail(page.error());
  wire::UdpHeader::Fields fields{
      .source_port = from.port.number(), .destination_port = to.port.number(), .length = 8};
  const std::size_t header_size = wire::UdpHeader::size(fields);
  const std::size_t length = header_size + payload.size();
  fields.length = static_cast<std::uint16_t>(length);
  const auto header = wire::UdpHeader::build(page->grow_front(header_size), fields);
  MIR_CHECK(header);
  // A device sums up what is in one piece only.
  const bool partial = path->checksum && length + Ipv4::kHeaderSize <= path->mtu;
  SliceSum sum;
  add_pseudo_header(sum, path->local, to.address, IpProtocol::Udp, length);
  if (!partial) {
    sum.add(*header);
    sum.add(payload.slices());
  }
  const std::uint16_t checksum = partial ? sum.sum() : sum.checksum();
  wire::UdpHeader::edit(*header)->set_checksum(checksum == 0 && !partial ? 0xffff : checksum);
  payload.push_front(std::move(*page));
  const os::Result<> sent =
      ip_.send({.source = path->local,
                .destination = to.address,
                .protocol = IpProtocol::Udp,
                .payload = std::move(payload),
                .offload = {.checksum_partial = partial,
                            .checksum_offset = partial ? checksum_offset() : std::uint16_t{0}}});
  ++(sent ? counters_.sent : counters_.send_failed);
  return sent;
}

void Udp::room() {
  for_each([](UdpSocket& socket) {
    if (std::exchange(socket.waits_for_room_, false))
      socket.wake(false, true);
  });
}

} // namespace mir::net
