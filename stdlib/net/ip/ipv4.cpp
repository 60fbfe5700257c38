#include <mir/net/ip/ipv4.hpp>

#include <algorithm>

#include <mir/net/ip/checksum.hpp>
#include <mir/net/ip/options.hpp>
#include <mir/net/wire/transport_start.hpp>

namespace mir::net {
namespace {

constexpr std::uint16_t kLeastMtu = 68;          // RFC 791 3.2
constexpr std::uint16_t kMostPacket = 65'535;    // RFC 791 3.1
constexpr std::uint32_t kAllHosts = 0xe000'0001; // 224.0.0.1 (RFC 1112 4)

constexpr std::uint32_t mask_of(unsigned prefix_length) {
  return prefix_length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_length);
}

constexpr bool in(std::uint32_t address, std::uint32_t network, unsigned prefix_length) {
  return (address & mask_of(prefix_length)) == network;
}

/// The address of one host, wherever it is (RFC 1122 3.2.1.3, RFC 6890).
constexpr bool is_host(std::uint32_t address) {
  return !in(address, 0, 8) && !in(address, 0x7f00'0000, 8) && address < 0xe000'0000;
}

} // namespace

Ipv4::Ipv4(const os::NetInfo& info, FrameOutput& output, StackClock& clock, os::PacketPool& pool,
           os::Random& random)
    : clock_(clock), pool_(pool), random_(random), info_(info), mtu_(std::max(info.mtu, kLeastMtu)),
      link_(MacAddress(info.mac), output, *this, clock, pool, random), icmp_(*this, clock),
      reassembly_(*this, clock, pool), loop_(kMostLooped) {}

void Ipv4::attach(Transport* tcp, Transport* udp) noexcept {
  tcp_ = tcp;
  udp_ = udp;
}

void Ipv4::configure(const Ipv4Settings& settings) {
  settings_ = settings;
  link_.set_address(settings.address.v4_number());
}

void Ipv4::check_address(const Address& address, const ProbeTimes& times) {
  checked_ = address;
  link_.check_address(address.v4_number(), times);
}

void Ipv4::set_mtu(std::uint16_t mtu) noexcept {
  mtu_ = std::clamp(mtu, kLeastMtu, std::max(info_.mtu, kLeastMtu));
}

void Ipv4::address_conflict(const MacAddress& rival, bool lost) {
  if (watcher_ != nullptr)
    watcher_->address_conflict(lost ? checked_ : settings_.address, rival, lost);
}

void Ipv4::address_confirmed() {
  if (watcher_ != nullptr)
    watcher_->address_confirmed(checked_);
}

Transport* Ipv4::transport_of(IpProtocol protocol) const noexcept {
  return protocol == IpProtocol::Tcp ? tcp_ : protocol == IpProtocol::Udp ? udp_ : nullptr;
}

// ------------------------------------------------------------------------------------------------
// who is who

bool Ipv4::is_local(const Address& address) const noexcept {
  return address.is_v4() && !address.is_any() &&
         (address == settings_.address || address.is_loopback());
}

bool Ipv4::is_broadcast(std::uint32_t address) const noexcept {
  if (address == 0xffff'ffff)
    return true;
  // A network of one or two addresses has no broadcast address (RFC 3021).
  if (settings_.address.is_any() || settings_.prefix_length > 30)
    return false;
  const std::uint32_t mask = mask_of(settings_.prefix_length);
  return address == (settings_.address.v4_number() | ~mask);
}

/// Whether no other host can have sent from this address: then answering would hit somebody else,
/// or ourselves (LAND).
bool Ipv4::is_martian(std::uint32_t source) const noexcept {
  return !is_host(source) || is_broadcast(source) ||
         (!settings_.address.is_any() && source == settings_.address.v4_number());
}

Ipv4::Target Ipv4::target_of(std::uint32_t destination, bool link_to_many) const noexcept {
  if (is_broadcast(destination) || destination == kAllHosts)
    return Target::Many;
  // A packet to one host in a frame to many comes from somebody who wants many answers (RFC
  // 1122 3.3.6).
  if (settings_.address.is_any() || link_to_many)
    return Target::Nobody;
  return destination == settings_.address.v4_number() ? Target::Us : Target::Nobody;
}

// ------------------------------------------------------------------------------------------------
// input

void Ipv4::packet_arrived(os::Packet&& packet, const os::FrameOffload& offload, bool to_many) {
  input(std::move(packet), offload, to_many);
}

/// Everything that is checked before it is asked whom the packet is for.
bool Ipv4::acceptable(const wire::Ipv4Header& header, const os::Packet& packet) {
  if (header.total_length() > packet.size()) {
    ++counters_.malformed;
    return false;
  }
  if (mpl::internet_checksum(header.bytes()) != 0) {
    ++counters_.bad_checksum;
    return false;
  }
  if (!header.options().empty()) {
    const OptionsVerdict verdict = examine_options(header.options());
    if (verdict == OptionsVerdict::Malformed)
      ++counters_.bad_options;
    if (verdict == OptionsVerdict::SourceRouted)
      ++counters_.source_routed;
    if (verdict != OptionsVerdict::Harmless)
      return false;
  }
  if (is_martian(header.source())) {
    ++counters_.martian_source;
    return false;
  }
  return true;
}

void Ipv4::input(os::Packet&& packet, const os::FrameOffload& offload, bool link_to_many) {
  ++counters_.received;
  const auto header = wire::Ipv4Header::parse(packet.front());
  if (!header) {
    ++counters_.malformed;
    return;
  }
  if (!acceptable(*header, packet))
    return;
  const Target target = target_of(header->destination(), link_to_many);
  if (target == Target::Nobody) {
    ++counters_.not_ours;
    return;
  }
  const IpArrival arrival{.source = Address::v4(header->source()),
                          .destination = Address::v4(header->destination()),
                          .to_many = target == Target::Many || link_to_many,
                          .ttl = header->ttl(),
                          .ecn = header->ecn(),
                          .checksum_good = offload.checksum_partial || offload.checksum_valid,
                          .segment_size = offload.segment_size,
                          .header = header->bytes()};
  packet.drop_back(packet.size() - header->total_length()); // padding of the frame
  packet.drop_front(header->bytes().size());
  if (header->more_fragments() || header->fragment_offset() != 0)
    return take_fragment(*header, arrival, std::move(packet));
  deliver(header->protocol(), arrival, std::move(packet));
}

void Ipv4::take_fragment(const wire::Ipv4Header& header, IpArrival arrival, os::Packet payload) {
  ++counters_.fragments;
  constexpr std::size_t kQuoted = 8; // bytes of payload that an ICMP error needs besides the header
  const std::size_t begin = header.fragment_offset() * std::size_t{8};
  if (begin > kMostPacket) {
    ++counters_.malformed;
    return;
  }
  // The bytes behind the header, in the same slice, still stand behind it.
  const std::size_t behind = std::min(kQuoted, payload.front().size());
  const Fragment fragment{.source = header.source(),
                          .destination = header.destination(),
                          .identification = header.identification(),
                          .protocol = header.protocol(),
                          .begin = static_cast<std::uint16_t>(begin),
                          .more = header.more_fragments(),
                          .ecn = header.ecn(),
                          .header = {header.bytes().data(), header.bytes().size() + behind}};
  Reassembled whole;
  if (!reassembly_.add(fragment, payload, whole))
    return;
  arrival.ecn = whole.ecn;
  arrival.header = whole.header;
  arrival.checksum_good = false; // a device knows only fragments
  arrival.segment_size = 0;
  deliver(fragment.protocol, arrival, std::move(whole.payload));
}

void Ipv4::deliver(IpProtocol protocol, const IpArrival& arrival, os::Packet&& payload) {
  ++counters_.delivered;
  if (protocol == IpProtocol::Icmp)
    return icmp_.input(arrival, std::move(payload));
  Transport* const transport = transport_of(protocol);
  Icmp::Trouble trouble = Icmp::Trouble::ProtocolUnreachable;
  if (transport != nullptr) {
    if (transport->input(arrival, payload) == Transport::Verdict::Done)
      return;
    trouble = Icmp::Trouble::PortUnreachable;
  } else {
    ++counters_.unknown_protocol;
  }
  if (arrival.to_many) // RFC 1122 3.2.2
    return;
  // What an error quotes is put together: header and payload may be in different pages.
  std::array<std::byte, 128> original;
  const std::size_t header_size = std::min(arrival.header.size(), original.size());
  std::ranges::copy(arrival.header.first(header_size), original.begin());
  const std::size_t behind =
      header_size + payload.copy_to(os::MutableBytes(original).subspan(header_size));
  icmp_.send_error(trouble, arrival.destination, arrival.source, os::Bytes(original).first(behind));
}

void Ipv4::reassembly_timed_out(os::Bytes header, const Fragment& first) {
  if (is_broadcast(first.destination) || first.destination == kAllHosts)
    return;
  icmp_.send_error(Icmp::Trouble::ReassemblyTimeout, Address::v4(first.destination),
                   Address::v4(first.source), header);
}

/// A neighbour did not answer: what a router would have reported, we report ourselves (RFC
/// 1122 2.4).
void Ipv4::packet_unresolved(os::Packet packet) {
  const auto header = wire::Ipv4Header::parse(packet.front());
  if (!header || header->fragment_offset() != 0)
    return;
  std::array<std::byte, 8> start{};
  if (packet.copy_to(start, header->bytes().size()) < start.size())
    return;
  const auto ports = wire::TransportStart::parse(start);
  Transport* const transport = transport_of(header->protocol());
  if (!ports || transport == nullptr)
    return;
  (void)transport->report({.kind = IpReport::Kind::NetUnreachable,
                           .local = Address::v4(header->source()),
                           .remote = Address::v4(header->destination()),
                           .local_port = ports->source_port(),
                           .remote_port = ports->destination_port(),
                           .own = true,
                           .sequence = ports->sequence()});
}

// ------------------------------------------------------------------------------------------------
// ICMP

void Ipv4::icmp_send(const Address& source, const Address& destination, os::Packet message) {
  (void)send(Ipv4Packet{.source = is_local(source) ? source : settings_.address,
                        .destination = destination,
                        .protocol = IpProtocol::Icmp,
                        .payload = std::move(message),
                        .offload = {}});
}

bool Ipv4::icmp_report(IpProtocol protocol, const IpReport& report) {
  Transport* const transport = transport_of(protocol);
  if (transport == nullptr || !is_local(report.local) || !transport->report(report))
    return false;
  if (report.kind == IpReport::Kind::TooBig) {
    ++counters_.path_mtu_lowered;
    path_mtu_.lower(report.remote.v4_number(), report.mtu, clock_.now());
  }
  return true;
}

std::uint16_t Ipv4::icmp_path_mtu(const Address& destination) {
  return path_mtu_.find(destination.v4_number(), mtu_, clock_.now());
}

} // namespace mir::net
