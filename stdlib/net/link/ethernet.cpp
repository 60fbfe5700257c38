#include <mir/net/link/ethernet.hpp>

#include <mir/net/wire/ethernet.hpp>

namespace mir::net {
namespace {

/// Answers a second: a station that asks more often than that does no work, and many that ask once
/// each are served.
constexpr os::Duration kAnswerInterval = os::Duration::milliseconds(1);
constexpr std::int64_t kAnswerBurst = 256;

// RFC 5227 1.1.
constexpr unsigned kProbes = 3;
constexpr unsigned kAnnouncements = 2;
constexpr os::Duration kAnnounceInterval = os::Duration::seconds(2);
constexpr os::Duration kDefendInterval = os::Duration::seconds(10);

} // namespace

Ethernet::Ethernet(const MacAddress& mac, FrameOutput& output, LinkUser& user, StackClock& clock,
                   os::PacketPool& pool, os::Random& random)
    : mac_(mac), output_(output), user_(user), clock_(clock), pool_(pool), random_(random),
      cache_(*this, clock), answers_(kAnswerInterval, kAnswerBurst), defences_(kDefendInterval, 1) {
}

// ------------------------------------------------------------------------------------------------
// input

struct Ethernet::Payload {
  enum class Kind { Ipv4, Arp };
  Kind kind;
  std::size_t header = 0; // bytes in front
  bool to_many = false;
};

/// Reads the headers. False when the frame is not for us.
bool Ethernet::open_frame(os::Packet& frame, Payload& payload) {
  const auto header = wire::Ethernet::parse(frame.front());
  if (!header) {
    ++counters_.malformed;
    return false;
  }
  const MacAddress to(header->destination());
  payload.to_many = to.is_group();
  if (MacAddress(header->source()).is_group()) {
    ++counters_.group_source;
    return false;
  }
  if (!payload.to_many && to != mac_) {
    ++counters_.not_ours;
    return false;
  }
  os::Bytes rest;
  if (const auto ipv4 = header->as_ipv4()) {
    payload.kind = Payload::Kind::Ipv4;
    rest = ipv4->payload();
  } else if (const auto arp = header->as_arp()) {
    payload.kind = Payload::Kind::Arp;
    rest = arp->payload();
  } else if (const auto tag = header->as_vlan()) {
    // A priority tag, of the virtual LAN 0, says nothing but how urgent a frame is (IEEE
    // 802.1Q 6.9.3): look behind it.
    const auto inner = wire::Vlan::parse(tag->payload());
    if (!inner || inner->identifier() != 0) {
      ++counters_.tagged;
      return false;
    }
    if (const auto tagged_ipv4 = inner->as_ipv4()) {
      payload.kind = Payload::Kind::Ipv4;
      rest = tagged_ipv4->payload();
    } else if (const auto tagged_arp = inner->as_arp()) {
      payload.kind = Payload::Kind::Arp;
      rest = tagged_arp->payload();
    }
  }
  if (rest.data() == nullptr) {
    ++counters_.other_type;
    return false;
  }
  payload.header = frame.front().size() - rest.size();
  return true;
}

void Ethernet::input(os::Packet&& frame, const os::FrameOffload& offload) {
  Payload payload{};
  if (!open_frame(frame, payload))
    return;
  frame.drop_front(payload.header);
  if (payload.kind == Payload::Kind::Arp)
    return arp_input(frame.front());
  user_.packet_arrived(std::move(frame), offload, payload.to_many);
}

void Ethernet::arp_input(os::Bytes payload) {
  const auto arp = wire::Arp::parse(payload);
  if (!arp) {
    ++counters_.arp_malformed;
    return;
  }
  const MacAddress sender(arp->sender_mac());
  if (sender == mac_ || sender.is_group() || sender.is_none()) {
    ++counters_.arp_ignored; // our own, come back over a loop; or of nobody
    return;
  }
  if (checked_ != 0 &&
      (arp->sender_ip() == checked_ || (arp->sender_ip() == 0 && arp->target_ip() == checked_ &&
                                        arp->operation() == wire::Arp::Operation::Request)))
    return probe_conflict(sender);
  if (address_ != 0 && arp->sender_ip() == address_)
    return conflict(sender);
  switch (arp->operation()) {
  case wire::Arp::Operation::Request:
    return request_arrived(*arp);
  case wire::Arp::Operation::Reply:
    if (arp->target_ip() != address_ || MacAddress(arp->target_mac()) != mac_ ||
        arp->sender_ip() == 0) {
      ++counters_.arp_ignored;
      return;
    }
    (void)cache_.answered(arp->sender_ip(), sender);
    return;
  default:
    ++counters_.arp_ignored;
  }
}

void Ethernet::request_arrived(const wire::Arp& arp) {
  if (address_ == 0 || arp.target_ip() != address_) {
    ++counters_.arp_ignored;
    return;
  }
  if (!answers_.take(clock_.now())) {
    ++counters_.arp_limited;
    return;
  }
  ++counters_.arp_answered;
  const MacAddress to(arp.sender_mac());
  send_arp({.operation = wire::Arp::Operation::Reply,
            .sender_mac = mac_.bytes(),
            .sender_ip = address_,
            .target_mac = to.bytes(),
            .target_ip = arp.sender_ip()},
           to);
}

/// Another station uses our address. We keep it, and say so, but not in turns with a station that
/// does the same (RFC 5227 2.4 (b)).
void Ethernet::conflict(const MacAddress& rival) {
  ++counters_.conflicts;
  if (!defences_.take(clock_.now()))
    return;
  announce();
  user_.address_conflict(rival, false);
}

void Ethernet::probe_conflict(const MacAddress& rival) {
  ++counters_.conflicts;
  checked_ = 0;
  timer_.cancel();
  user_.address_conflict(rival, true);
}

// ------------------------------------------------------------------------------------------------
// the address

void Ethernet::set_address(std::uint32_t address) {
  checked_ = 0;
  timer_.cancel();
  if (address != address_)
    cache_.clear();
  address_ = address;
  announcements_ = 0;
  if (address_ != 0)
    step();
}

void Ethernet::check_address(std::uint32_t address, const ProbeTimes& times) {
  checked_ = address;
  probe_times_ = times;
  probes_ = 0;
  const auto wait =
      static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(times.wait.ns())));
  clock_.timers().arm(timer_, clock_.now() + os::Duration::nanoseconds(wait));
}

/// The next probe, or the next announcement.
void Ethernet::step() {
  const os::Instant now = clock_.now();
  if (checked_ == 0) {
    if (address_ == 0)
      return;
    announce();
    if (++announcements_ < kAnnouncements)
      clock_.timers().arm(timer_, now + kAnnounceInterval);
    return;
  }
  if (probes_ == kProbes) {
    checked_ = 0;
    return user_.address_confirmed();
  }
  const MacAddress nobody;
  send_arp({.operation = wire::Arp::Operation::Request,
            .sender_mac = mac_.bytes(),
            .sender_ip = 0,
            .target_mac = nobody.bytes(),
            .target_ip = checked_},
           MacAddress::broadcast());
  const auto spread = static_cast<std::int64_t>(
      random_.below(static_cast<std::uint64_t>((probe_times_.most - probe_times_.least).ns())));
  const os::Duration next = ++probes_ == kProbes
                                ? probe_times_.end
                                : probe_times_.least + os::Duration::nanoseconds(spread);
  clock_.timers().arm(timer_, now + next);
}

void Ethernet::announce() {
  const MacAddress nobody;
  send_arp({.operation = wire::Arp::Operation::Request,
            .sender_mac = mac_.bytes(),
            .sender_ip = address_,
            .target_mac = nobody.bytes(),
            .target_ip = address_},
           MacAddress::broadcast());
}

// ------------------------------------------------------------------------------------------------
// output

void Ethernet::send_arp(const wire::Arp::Fields& fields, const MacAddress& to) {
  os::Result<os::PageSlice> page = pool_.take();
  if (!page) {
    ++counters_.no_page;
    return;
  }
  // One frame in one piece: its payload is built behind the header's place.
  os::MutableBytes room = page->mutable_bytes();
  std::array<std::byte, 64> packet; // an ARP packet has 28 bytes
  const auto arp = wire::Arp::build(packet, fields);
  MIR_CHECK(arp);
  const auto frame =
      wire::Ethernet::build(room, {.destination = to.bytes(),
                                   .source = mac_.bytes(),
                                   .type_clause = wire::Ethernet::Arp::Fields{.payload = *arp}});
  MIR_CHECK(frame);
  page->drop_back(page->size() - frame->size());
  os::Packet out(std::move(*page));
  ++counters_.arp_sent;
  (void)output_.transmit(out, {}); // a lost request is repeated, a lost answer asked for again
}

void Ethernet::ask(std::uint32_t neighbour, const MacAddress& to) {
  const MacAddress nobody;
  send_arp({.operation = wire::Arp::Operation::Request,
            .sender_mac = mac_.bytes(),
            .sender_ip = address_,
            .target_mac = nobody.bytes(),
            .target_ip = neighbour},
           to);
}

os::Result<> Ethernet::send_to(const MacAddress& to, Outbound&& outbound) {
  // Only the header is written: the payload stays where it is, so that none is given.
  std::array<std::byte, kHeadroom> header;
  const auto built = wire::Ethernet::build(header, {.destination = to.bytes(),
                                                    .source = mac_.bytes(),
                                                    .type_clause = wire::Ethernet::Ipv4::Fields{}});
  MIR_CHECK(built);
  os::PageSlice begin = outbound.packet.pop_front();
  std::ranges::copy(*built, begin.grow_front(built->size()).begin());
  outbound.packet.push_front(std::move(begin));
  if (outbound.offload.checksum_partial)
    outbound.offload.checksum_start =
        static_cast<std::uint16_t>(outbound.offload.checksum_start + built->size());
  return output_.transmit(outbound.packet, outbound.offload);
}

os::Result<> Ethernet::send(std::uint32_t neighbour, Outbound&& outbound) {
  sent_ = {};
  cache_.send(neighbour, std::move(outbound));
  return sent_;
}

void Ethernet::resolved(Outbound&& outbound, const MacAddress& to) {
  sent_ = send_to(to, std::move(outbound));
}

void Ethernet::unresolved(Outbound outbound) {
  user_.packet_unresolved(std::move(outbound.packet));
}

} // namespace mir::net
