#include <mir/net/stack/dhcp_session.hpp>

#include <array>
#include <utility>

namespace mir::net {
namespace {

constexpr Port kClientPort(68); // RFC 2131 4.1
constexpr Port kServerPort(67);
/// More than any message that a server sends to who takes packets of 1,500 bytes.
constexpr std::size_t kMostReply = 2'048;

/// RFC 5227 1.1 has a second before the first probe and a second or two between them, which suits
/// a network of many switches; 1.3 lets a link of other kind have others. A virtual network
/// answers within a millisecond, and a program is waited for.
constexpr ProbeTimes kProbes{.wait = os::Duration::milliseconds(50),
                             .least = os::Duration::milliseconds(100),
                             .most = os::Duration::milliseconds(200),
                             .end = os::Duration::milliseconds(300)};

} // namespace

DhcpSession::DhcpSession(Stack& stack, os::Random& random, std::string_view host_name,
                         DhcpWatcher& watcher)
    : stack_(stack), watcher_(watcher), host_name_(host_name), client_(random) {
  stack_.ipv4().watch(this);
}

DhcpSession::~DhcpSession() {
  stack_.ipv4().watch(nullptr);
  if (socket_ == nullptr)
    return;
  socket_->set_watcher(nullptr);
  stack_.udp().close(*socket_);
}

os::Result<> DhcpSession::start(std::optional<Address> wanted) {
  const os::Result<UdpSocket*> socket = stack_.udp().bind({Address::any_v4(), kClientPort});
  if (!socket)
    return os::fail(socket.error());
  socket_ = *socket;
  socket_->set_watcher(this);
  perform(client_.start(stack_.clock().now(), wanted));
  return {};
}

void DhcpSession::link_restored() { perform(client_.link_restored(stack_.clock().now())); }

void DhcpSession::stop() { perform(client_.stop()); }

/// The stack must not be called from here: the timer does it, at once.
void DhcpSession::hurry() noexcept { stack_.clock().timers().arm(timer_, stack_.clock().now()); }

void DhcpSession::socket_ready(bool readable, bool) noexcept {
  if (readable)
    hurry();
}

void DhcpSession::address_conflict(const Address& address, const MacAddress& rival, bool lost) {
  if (!lost)
    return; // the link defends it
  watcher_.dhcp_declined(address, rival);
  taken_ = true;
  hurry();
}

void DhcpSession::address_confirmed(const Address&) {
  taken_ = false;
  hurry();
}

void DhcpSession::due() {
  // One message after four, twelve and so many seconds is a slow server; then there is none.
  constexpr unsigned kTold = 3;
  const os::Instant now = stack_.clock().now();
  if (const std::optional<bool> taken = std::exchange(taken_, std::nullopt))
    perform(client_.checked(*taken, now));
  receive();
  const unsigned attempts = client_.attempts();
  perform(client_.due(now));
  if (attempts >= kTold && client_.attempts() > attempts && !client_.lease())
    watcher_.dhcp_unanswered(attempts);
}

void DhcpSession::receive() {
  for (;;) {
    const os::Result<UdpDatagram> datagram = socket_->receive();
    if (!datagram && datagram.error() == os::Errc::Again)
      return;
    if (!datagram)
      continue; // a report about a message of ours: it is repeated anyway
    std::array<std::byte, kMostReply> bytes;
    if (datagram->payload.size() > bytes.size()) {
      ++malformed_;
      continue;
    }
    const std::size_t size = datagram->payload.copy_to(bytes);
    const auto reply =
        read_dhcp(os::Bytes(bytes).first(size), stack_.ipv4().link().mac(), client_.xid());
    if (reply)
      perform(client_.received(*reply, stack_.clock().now()));
    else
      ++(reply.error() == DhcpRefusal::Malformed ? malformed_ : foreign_);
  }
}

void DhcpSession::send(const DhcpRequest& request) {
  std::array<std::byte, kMostDhcpRequest> bytes;
  const Ipv4& ip = stack_.ipv4();
  const os::Bytes message = write_dhcp(
      bytes, {.mac = ip.link().mac(), .host_name = host_name_, .mtu = ip.mtu()}, request);
  const Address to = request.to.value_or(Address::broadcast_v4());
  if (!socket_->send(message, {to, kServerPort}))
    ++send_failed_; // it is repeated, as one that was lost
}

void DhcpSession::perform(const DhcpActions& actions) {
  Ipv4& ip = stack_.ipv4();
  const Address before = ip.settings().address;
  if (actions.unconfigure) {
    ip.configure({});
    watcher_.dhcp_lost(before);
  }
  if (actions.send)
    send(*actions.send);
  if (actions.check)
    ip.check_address(*actions.check, kProbes);
  if (actions.configure)
    use(*actions.configure);
  if (client_.deadline() == os::Instant::never())
    timer_.cancel();
  else
    stack_.clock().timers().arm(timer_, client_.deadline());
}

void DhcpSession::use(const DhcpLease& lease) {
  Ipv4& ip = stack_.ipv4();
  const Ipv4Settings& now = ip.settings();
  const bool same = now.address == lease.address;
  ip.set_mtu(lease.mtu != 0 ? lease.mtu : UINT16_MAX); // at most the device's
  // A renewed lease that says what the last one said is not announced again.
  if (!same || now.prefix_length != lease.prefix_length || now.gateway != lease.gateway)
    ip.configure(
        {.address = lease.address, .prefix_length = lease.prefix_length, .gateway = lease.gateway});
  watcher_.dhcp_configured(lease, same);
}

void DhcpSession::dump(os::Writer& out) const {
  os::format_to(out, "dhcp {}", to_string(client_.state()));
  if (const auto& lease = client_.lease()) {
    os::format_to(out, " server {}", lease->server);
    if (client_.expires() != os::Instant::never())
      os::format_to(out, " expires-in {}s", (client_.expires() - stack_.clock().now()).s());
    for (const Address& server : lease->name_servers.list())
      os::format_to(out, " dns {}", server);
  }
  const DhcpCounters& c = client_.counters();
  os::format_to(out, "\ndhcp sent {} offers {} acks {} naks {} ignored {} declined {} expired {}\n",
                c.sent, c.offers, c.acks, c.naks, c.ignored, c.declined, c.expired);
  os::format_to(out, "dhcp malformed {} foreign {} send-failed {}\n", malformed_, foreign_,
                send_failed_);
}

} // namespace mir::net
