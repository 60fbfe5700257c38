#include <mir/net/direct_mode/ground.hpp>

#include <new>

#include <mir/net/direct_mode/connection.hpp>
#include <mir/net/direct_mode/datagram.hpp>
#include <mir/net/direct_mode/listener.hpp>

namespace mir::net {

std::size_t DirectGround::its_pages(os::Platform& platform, const os::NetDevice* device) {
  const std::size_t interfaces = device != nullptr ? 1 : os::PortNetDevice::count();
  return platform.free_pages() / interfaces;
}

std::size_t DirectGround::packet_pages(os::Platform& platform, const os::NetDevice* device) {
  return std::min(kPacketPages, its_pages(platform, device) / 8 * 5);
}

DirectGround::DirectGround(os::App& app, os::NetDevice* device, std::uint32_t number,
                           const DirectSettings& settings)
    : Network(app), settings_(settings), port_(number), there_(its_pages(app.platform(), device)),
      packets_(app.platform(), packet_pages(app.platform(), device),
               packet_pages(app.platform(), device) / kHeapPart),
      pages_(app.platform()), ethif_(device != nullptr ? *device : port_, packets_),
      stack_({.info = ethif_.info(),
              .tcp = TcpLimits::for_pages(packets_.limit(), there_ - packets_.limit()),
              .mtu = settings.mtu},
             *this, packets_, app.random(), app.now()),
      tasks_(app.scheduler()) {
  app.scheduler().attach(os::Event::Kind::Net, number, ready_);
  link_up_ = ethif_.info().link_up;
  tasks_.spawn(drive());
}

DirectGround::~DirectGround() {
  MIR_CHECK(open_ == 0); // a Flow, Listener or Datagram has outlived its Manager
  tasks_.cancel();
  if (dhcp_)
    dhcp_->stop();
  linger();
}

// ------------------------------------------------------------------------------------------------
// the address

namespace {

/// "echo" of "build/echo.bin": what a server is told, who may make a name of it.
std::string_view host_name(std::string_view program) {
  program.remove_prefix(program.rfind('/') + 1); // of none: 0
  return program.substr(0, program.find('.'));
}

} // namespace

os::Task<os::Result<>> DirectGround::configured() {
  if (settings_.address) {
    stack_.ipv4().configure({.address = settings_.address->address(),
                             .prefix_length = settings_.address->length(),
                             .gateway = settings_.gateway});
    kick();
    co_return os::Result<>();
  }
  app().log("asking for an address by DHCP");
  stack_.clock().set(app().now());
  DhcpWatcher& watcher = *this;
  dhcp_.emplace(stack_, app().random(), host_name(app().name()), watcher);
  if (const os::Result<> started = dhcp_->start(settings_.wanted); !started)
    co_return started;
  kick();
  while (address().is_any())
    co_await addressed_.readable();
  co_return os::Result<>();
}

void DirectGround::dhcp_configured(const DhcpLease& lease, bool renewed) {
  if (renewed)
    return;
  const Prefix prefix(lease.address, lease.prefix_length);
  if (lease.gateway)
    app().log("address {}, gateway {}, by DHCP from {}", prefix, *lease.gateway, lease.server);
  else
    app().log("address {}, no gateway, by DHCP from {}", prefix, lease.server);
  addressed_.notify(true, false);
}

void DirectGround::dhcp_lost(const Address& address) {
  app().logger().warning("the address {} is lost: its lease has ended; asking for another one",
                         address);
}

void DirectGround::dhcp_declined(const Address& address, const MacAddress& rival) {
  app().logger().warning("the address {}, which DHCP gave, is in use by {}; asking for another one",
                         address, rival);
}

void DirectGround::dhcp_unanswered(unsigned attempts) {
  app().logger().warning("no DHCP server has answered {} times; still asking "
                         "(a fixed address is given by --address=A/P)",
                         attempts);
}

os::Result<> DirectGround::begin_capture() {
  if (settings_.pcap.empty())
    return {};
  os::Result<std::unique_ptr<Capture>> capture = Capture::create(app(), settings_.pcap, ethif_);
  if (capture) {
    capture_ = std::move(*capture);
    return {};
  }
  if (capture.error() == os::Errc::Unsupported)
    app().logger().error("--pcap={}: this target has no files", settings_.pcap);
  else if (capture.error() == os::Errc::NotFound)
    app().logger().error("--pcap={}: there is no such folder", settings_.pcap);
  else
    app().logger().error("--pcap={}: {}", settings_.pcap, capture.error());
  return os::fail(capture.error());
}

// ------------------------------------------------------------------------------------------------
// what drives the stack

unsigned DirectGround::take_in() {
  const os::Instant now = app().now();
  os::Packet frame;
  os::FrameOffload offload;
  unsigned taken = 0;
  while (taken < kBatch && receive(frame, offload)) {
    stack_.input(std::move(frame), offload, now);
    ++taken;
  }
  if (taken == 0 && now >= look_again_) {
    look_again_ = now + kLookInterval;
    look_at_link();
  }
  return taken;
}

void DirectGround::send() {
  const os::Instant now = app().now();
  next_ = stack_.poll(now);
  ethif_.flush();
  if (ethif_.made_room()) {
    stack_.room(now);
    next_ = stack_.poll(now);
    ethif_.flush();
  }
  if (capture_)
    capture_->flush();
  // No event tells that pages have come free.
  if (ethif_.starved())
    next_ = std::min(next_, now + kStarvedInterval);
}

/// An event without a frame may be a change of the device.
void DirectGround::look_at_link() {
  ethif_.refresh();
  const os::NetInfo& info = ethif_.info();
  const bool was_up = std::exchange(link_up_, info.link_up);
  if (info.mtu < stack_.ipv4().mtu())
    stack_.ipv4().set_mtu(info.mtu);
  if (was_up == info.link_up)
    return;
  stack_.clock().set(app().now());
  if (!info.link_up) {
    app().logger().warning("the link of {} is down", info.text());
    return;
  }
  app().log("the link of {} is up", info.text());
  if (dhcp_)
    dhcp_->link_restored();
  else
    stack_.ipv4().configure(stack_.ipv4().settings()); // announced anew (RFC 5227 2.3)
}

os::Task<> DirectGround::drive() {
  for (;;) {
    const unsigned taken = take_in();
    // The applications have their turn before anything is sent: their answers, ends of streams and
    // the room that they make go out with the acknowledgments, and not in frames of their own.
    if (taken != 0)
      co_await os::yield();
    send();
    if (taken == kBatch)
      continue;
    if (next_ <= app().now()) {
      co_await os::yield();
      continue;
    }
    app().scheduler().timers().arm(alarm_, next_);
    co_await ready_.readable();
  }
}

/// Whether a packet waits for the address of a neighbour: perhaps the lease that is given back.
bool DirectGround::resolving() noexcept {
  bool found = false;
  stack_.ipv4().link().neighbours().for_each(
      [&](std::uint32_t, const MacAddress&, bool known) { found |= !known; });
  return found;
}

/// No task runs meanwhile, so the device is waited for here. Tasks that wait for other events go on
/// afterwards.
void DirectGround::linger() noexcept {
  const os::Instant now = app().now();
  const os::Instant end = now + kLinger;
  const os::Instant end_of_release = dhcp_ ? now + kReleaseLinger : now;
  for (;;) {
    const bool more = take_in() == kBatch;
    send();
    const os::Instant then = app().now();
    if (!more && !(stack_.unfinished() && then < end) && !(resolving() && then < end_of_release))
      return;
    os::Event events[8];
    const std::size_t count = app().platform().wait(std::min(next_, end), events);
    for (const os::Event& event : std::span(events).first(count))
      app().scheduler().dispatch(event);
  }
}

// ------------------------------------------------------------------------------------------------
// what is opened

os::Result<Listener> DirectGround::listener(Port port, std::uint32_t backlog) {
  return listener({Address::any_v4(), port}, backlog);
}

os::Result<Listener> DirectGround::listener(const Endpoint& local, std::uint32_t backlog) {
  if (!local.address.is_v4())
    return os::fail(os::Errc::Unsupported);
  const os::Result<TcpListener*> socket = stack_.tcp().listen(local, backlog);
  if (!socket)
    return os::fail(socket.error());
  return Listener(std::make_unique<DirectListener>(*this, **socket));
}

namespace {

os::Task<os::Result<Flow>> connect_to(DirectGround& ground, Endpoint peer) {
  if (peer.port == Port(0))
    co_return os::fail(os::Errc::Invalid);
  const os::Result<TcpConnection*> socket = ground.stack().tcp().connect({}, peer);
  if (!socket)
    co_return os::fail(socket.error());
  auto connection = std::make_unique<DirectConnection>(ground, **socket);
  ground.kick();
  if (const os::Result<> connected = co_await connection->connected(); !connected)
    co_return os::fail(connected.error());
  ++ground.counters.connected;
  co_return Flow(std::move(connection));
}

} // namespace

os::Task<os::Result<Flow>> DirectGround::connect(Endpoint peer) { return connect_to(*this, peer); }

os::Result<Datagram> DirectGround::bind(Port port) { return bind({Address::any_v4(), port}); }

os::Result<Datagram> DirectGround::bind(const Endpoint& local) {
  const os::Result<UdpSocket*> socket = stack_.udp().bind(local);
  if (!socket)
    return os::fail(socket.error());
  return Datagram(std::make_unique<DirectDatagram>(*this, **socket));
}

NameServers DirectGround::name_servers() {
  if (!settings_.name_servers.empty() || !dhcp_ || !dhcp_->client().lease())
    return settings_.name_servers;
  return dhcp_->client().lease()->name_servers;
}

std::string DirectGround::dump() {
  // 64 KiB hold some 800 connections; what is beyond is left out, and more where memory is short.
  std::string text;
  for (std::size_t size = 64 * 1024; text.empty() && size >= 4 * 1024; size /= 4)
    try {
      text.resize(size);
    } catch (const std::bad_alloc&) {
    }
  os::Writer out(text);
  const os::EthifCounters& c = ethif_.counters();
  os::format_to(out, "device {} link {} frames-received {} bytes-received {} frames-sent {} ",
                ethif_.info().text(), link_up_ ? "up" : "down", c.frames_received, c.bytes_received,
                c.frames_sent);
  os::format_to(out, "bytes-sent {} oversized {} no-buffer {} full {}\n", c.bytes_sent, c.oversized,
                c.no_buffer, c.device_full);
  os::format_to(out, "pages limit {} mapped {} in-use {} most {} refused {} blocks-refused {}\n",
                packets_.limit(), packets_.mapped(), packets_.in_use(), packets_.most_in_use(),
                packets_.refused(), pages_.refused());
  os::format_to(out, "accepted {} connected {} accept-failures {} handler-failures {}\n",
                counters.accepted, counters.connected, counters.accept_failures,
                counters.handler_failures);
  if (dhcp_)
    dhcp_->dump(out);
  stack_.dump(out);
  text.resize(out.text().size());
  return text;
}

} // namespace mir::net
