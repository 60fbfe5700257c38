#include "rt/xen/net/front.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace mir::rt {

namespace {

constexpr uint64_t kLeastMtu = 68, kMostMtu = 65'535; // RFC 791; the field of mir_net_info
// Of frames that have to fit a page: Ethernet's header and a tag come before the packet.
constexpr uint16_t kPageMtu = Transmit::kPage - 14 - 4;
constexpr size_t kSharedPages = 2 + Transmit::Ring::kSize; // both rings, and what is copied into
static_assert(kSharedPages <= SharedPages::kMostHeld);

} // namespace

bool mac_in(std::string_view text, std::span<uint8_t, 6> mac) {
  if (text.size() != 17)
    return false;
  for (size_t i = 0; i < 6; ++i) {
    const char* const digits = text.data() + 3 * i;
    const auto [end, error] = std::from_chars(digits, digits + 2, mac[i], 16);
    if (error != std::errc() || end != digits + 2 || (i < 5 && digits[2] != ':'))
      return false;
  }
  return !(mac[0] & 1); // a group's address is nobody's own
}

NetFront::NetFront(BusServices& services, uint64_t number, std::string_view path)
    : services_(services), shared_(services), device_(services, path, XenbusStateConnected),
      transmit_(services, shared_), receive_(services, shared_), number_(number) {}

bool NetFront::open() { return read_identity() && device_.open(); }

// What the toolstack says of us; a device that was taken away and given again may be another.
bool NetFront::read_identity() {
  const auto mtu = number_in(device_.read("mtu").view(), kMostMtu);
  mtu_ = mtu && *mtu >= kLeastMtu ? static_cast<uint16_t>(*mtu) : 1500;
  return mac_in(device_.read("mac").view(), mac_);
}

void NetFront::on_event(void* context) { static_cast<NetFront*>(context)->event_ = true; }

void NetFront::resumed() {
  drop();
  restored_ = event_ = true;
  left_ = false;
}

bool NetFront::take_event() {
  if (std::exchange(restored_, false))
    (void)device_.reopen(); // without a watch there is no link
  if (std::exchange(left_, false))
    device_.finished(false);
  const bool link_changed = device_.changed() && look();
  return std::exchange(event_, false) || link_changed;
}

// What we can do and want, all at once: the back end reads it when our state says Connected.
// A back end that filters multicast gets no address, and so keeps all of it: nothing above takes
// any.
bool NetFront::write_offer(GrantRef transmit_ring, GrantRef receive_ring, bool split, bool filter) {
  const auto number = [&](std::string_view key, uint64_t value) {
    return device_.write_number(key, value);
  };
  const bool ports = split ? number("event-channel-tx", transmit_port_) &&
                                 number("event-channel-rx", receive_port_)
                           : number("event-channel", receive_port_);
  return ports && number("tx-ring-ref", static_cast<uint32_t>(transmit_ring)) &&
         number("rx-ring-ref", static_cast<uint32_t>(receive_ring)) &&
         number("request-rx-copy", 1) && number("feature-rx-notify", 1) &&
         number("feature-sg", 1) && number("feature-gso-tcpv4", 1) &&
         number("feature-no-csum-offload", 0) && number("request-multicast-control", filter);
}

bool NetFront::offer() {
  const auto has = [&](std::string_view key, uint64_t otherwise) {
    return device_.read_backend_number(key, otherwise, 1) == 1;
  };
  if (!has("feature-rx-copy", 0)) // the other way, to exchange pages, is long gone
    return false;
  // One that goes and comes and lets go of nothing would have all of our memory in the end.
  if (!read_identity() || !shared_.can_set_aside(kSharedPages))
    return false;
  const bool split = has("feature-split-event-channels", 0);
  offer_ = {.scatter = has("feature-sg", 0),
            .checksum = !has("feature-no-csum-offload", 0),
            .segments_tcp4 = has("feature-gso-tcpv4", 0)};
  offer_.segments_tcp4 = offer_.segments_tcp4 && offer_.scatter && offer_.checksum;
  const domid_t domain = device_.backend();
  receive_port_ = services_.open_port(domain, on_event, this);
  transmit_port_ = split ? services_.open_port(domain, on_event, this) : receive_port_;
  const auto transmit_ring = transmit_.open(domain), receive_ring = receive_.open(domain);
  if (transmit_port_ != 0 && receive_port_ != 0 && transmit_ring && receive_ring &&
      write_offer(*transmit_ring, *receive_ring, split, has("feature-multicast-control", 0)))
    return true;
  drop();
  return false;
}

void NetFront::drop() {
  running_ = false;
  if (transmit_port_ != 0 && transmit_port_ != receive_port_)
    services_.close_port(transmit_port_);
  if (receive_port_ != 0)
    services_.close_port(receive_port_);
  transmit_port_ = receive_port_ = 0;
  transmit_.close();
  receive_.close();
}

bool NetFront::make(Step step) {
  switch (step) {
  case Step::Offer:
    return offer();
  case Step::Run:
    transmit_.set_offer(offer_);
    running_ = true;
    // What was offered before the other end listened, it was not told of.
    (void)receive_.publish();
    services_.notify(receive_port_);
    return true;
  case Step::Drop:
    drop();
    return true;
  case Step::Begin:
  case Step::None:
    return true;
  }
  __builtin_unreachable();
}

bool NetFront::look() {
  constexpr int kMostSteps = 8; // a back end that flickers is looked at again with the next event
  bool changed = false;         // also of a link that is as it was: its rings are others
  shared_.sweep();
  transmit_.sweep();
  receive_.sweep();
  for (int i = 0; i < kMostSteps; ++i) {
    const Step step = device_.look();
    if (step == Step::None)
      break;
    const bool before = running_;
    device_.finished(make(step));
    changed = changed || running_ != before;
  }
  return changed;
}

// The rings are not to be trusted any more, and nothing else of this back end is. xenstore, for
// which one has to wait, hears of it from the next take_event().
void NetFront::leave_if_broken() {
  if (!running_ || !(transmit_.broken() || receive_.broken()))
    return;
  drop();
  left_ = event_ = true; // the link is down
}

void NetFront::describe(mir_net_info& info) const {
  info = {};
  std::memcpy(info.name, "vif/", 4);
  *std::to_chars(info.name + 4, info.name + sizeof info.name - 1, number_).ptr = '\0';
  std::copy(std::begin(mac_), std::end(mac_), info.mac);
  info.mtu = offer_.scatter ? mtu_ : std::min(mtu_, kPageMtu);
  info.offload = (offer_.checksum ? uint32_t{MIR_NET_SEND_CHECKSUM} : 0) |
                 (offer_.segments_tcp4 ? uint32_t{MIR_NET_SEND_SEGMENTS_TCP4} : 0) |
                 MIR_NET_RECEIVE_MERGED;
  info.receive_slots = Receive::kMostLent;
  info.send_slots = Transmit::Ring::kSize;
  info.pieces_a_frame = Transmit::kMostSlots;
  info.link_up = running_;
}

size_t NetFront::post(std::span<const mir_net_buffer> buffers) {
  const size_t taken = receive_.lend(buffers);
  if (running_ && receive_.publish())
    services_.notify(receive_port_);
  return taken;
}

size_t NetFront::receive(std::span<mir_net_entry> entries) {
  if (!running_)
    return 0;
  transmit_.reclaim();
  const size_t count = receive_.receive(entries);
  if (receive_.publish())
    services_.notify(receive_port_);
  leave_if_broken();
  return count;
}

// Without a link frames go nowhere, and are gone: the stack's own timers see to the rest.
size_t NetFront::send(std::span<const mir_net_entry> entries) {
  if (!running_)
    return transmit_.lose(entries);
  transmit_.reclaim();
  const size_t count = transmit_.send(entries);
  if (transmit_.publish())
    services_.notify(transmit_port_);
  leave_if_broken();
  return count;
}

size_t NetFront::sent(std::span<uint64_t> cookies) {
  const size_t count = transmit_.sent(cookies);
  leave_if_broken();
  return count;
}

void NetFront::stop() {
  receive_.forget();
  transmit_.forget();
  leave_if_broken();
}

} // namespace mir::rt
