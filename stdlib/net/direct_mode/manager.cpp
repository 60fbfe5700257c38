#include <mir/net/manager.hpp>

#include <mir/net/direct_mode/connection.hpp>
#include <mir/net/direct_mode/datagram.hpp>
#include <mir/net/direct_mode/listener.hpp>
#include <mir/os/port_net.hpp>
#include <mir/os/task/combine.hpp>

namespace mir::net {

class Manager::Ground {
public:
  Ground(os::App& app, os::NetDevice* device, const DirectSettings& settings)
      : direct(app, device != nullptr ? *device : port_, 0, settings) {}

private:
  os::PortNetDevice port_{0}; // before the ground, which may use it

public:
  DirectGround direct;
};

namespace {

os::Task<os::Result<Flow>> connect_to(DirectGround& ground, Endpoint peer) {
  if (peer.port == Port(0))
    co_return os::fail(os::Errc::Invalid);
  const os::Result<TcpConnection*> socket = ground.stack().tcp().connect({}, peer);
  if (!socket)
    co_return os::fail(socket.error());
  auto connection = std::make_unique<Flow::Connection>(ground, **socket);
  ground.kick();
  if (const os::Result<> connected = co_await connection->connected(); !connected)
    co_return os::fail(connected.error());
  ++ground.counters.connected;
  co_return Flow(std::move(connection));
}

os::Task<os::Result<>> serve(os::Result<Listener> listener, Handler handler,
                             std::size_t connections) {
  if (!listener)
    co_return os::fail(listener.error());
  co_await listener->serve(std::move(handler), connections);
  co_return os::Result<>();
}

} // namespace

os::Task<os::Result<Manager>> Manager::create(os::App& app) {
  const os::Result<DirectSettings> settings = read_settings(app);
  if (!settings)
    co_return os::fail(settings.error());
  os::NetDevice* const device = app.platform().net_device();
  if (device == nullptr && os::PortNetDevice::count() == 0) {
    app.logger().error("there is no network device; on UNIX, --tap=NAME names one");
    co_return os::fail(os::Errc::Gone);
  }
  if (!app.random().seeded()) {
    app.logger().error("the platform has no entropy, without which connections can be forged");
    co_return os::fail(os::Errc::Unsupported);
  }
  co_return Manager(std::make_unique<Ground>(app, device, *settings));
}

Manager::Manager(std::unique_ptr<Ground> ground) noexcept : ground_(std::move(ground)) {}
Manager::Manager(Manager&& other) noexcept = default;
Manager& Manager::operator=(Manager&& other) noexcept = default;
Manager::~Manager() = default;

Address Manager::address() const noexcept {
  return ground_->direct.stack().ipv4().settings().address;
}

os::Task<os::Result<>> Manager::listen(Port port, Handler handler, ListenOptions options) {
  return serve(listener(port, options.backlog), std::move(handler), options.connections);
}

os::Task<os::Result<>> Manager::listen(Endpoint local, Handler handler, ListenOptions options) {
  return serve(listener(local, options.backlog), std::move(handler), options.connections);
}

os::Result<Listener> Manager::listener(Port port, std::uint32_t backlog) {
  return listener(Endpoint{Address::any_v4(), port}, backlog);
}

os::Result<Listener> Manager::listener(Endpoint local, std::uint32_t backlog) {
  if (!local.address.is_v4())
    return os::fail(os::Errc::Unsupported);
  const os::Result<TcpListener*> socket = ground_->direct.stack().tcp().listen(local, backlog);
  if (!socket)
    return os::fail(socket.error());
  return Listener(std::make_unique<Listener::Binding>(ground_->direct, **socket));
}

os::Task<os::Result<Flow>> Manager::connect(Endpoint peer, os::Duration limit) {
  return os::timeout(limit, connect_to(ground_->direct, peer));
}

os::Result<Datagram> Manager::bind(Port port) { return bind(Endpoint{Address::any_v4(), port}); }

os::Result<Datagram> Manager::bind(Endpoint local) {
  const os::Result<UdpSocket*> socket = ground_->direct.stack().udp().bind(local);
  if (!socket)
    return os::fail(socket.error());
  return Datagram(std::make_unique<Datagram::Binding>(ground_->direct, **socket));
}

std::string Manager::dump() const {
  std::string text(64 * 1024, '\0'); // some 800 connections; what is beyond is left out
  os::Writer out(text);
  const os::Ethif& device = ground_->direct.ethif();
  const os::EthifCounters& c = device.counters();
  os::format_to(out, "device {} frames-received {} frames-sent {} no-buffer {} full {}\n",
                device.info().text(), c.frames_received, c.frames_sent, c.no_buffer, c.device_full);
  ground_->direct.stack().dump(out);
  text.resize(out.text().size());
  return text;
}

const Counters& Manager::counters() const noexcept { return ground_->direct.counters; }

} // namespace mir::net
