#include <mir/net/manager.hpp>

#include <optional>

#include <mir/net/socket_mode/connection.hpp>
#include <mir/net/socket_mode/datagram.hpp>
#include <mir/net/socket_mode/listener.hpp>
#include <mir/os/task/combine.hpp>

namespace mir::net {

class Manager::Ground {
public:
  Ground(os::App& app, std::optional<Address> address) : sockets(app), address(address) {}

  SocketGround sockets;
  std::optional<Address> address; // of --address

  /// Opens a port where the user wants it. T is the Binding of a Listener or a Datagram.
  template <class T>
  os::Result<std::unique_ptr<T>> open(Bound::Open how, Port port, std::uint32_t backlog) {
    auto binding = std::make_unique<T>(sockets);
    const os::Result<> opened = address ? binding->bound.open_one(how, {*address, port}, backlog)
                                        : binding->bound.open_all(how, port, backlog);
    return opened.transform([&] { return std::move(binding); });
  }
  template <class T>
  os::Result<std::unique_ptr<T>> open(Bound::Open how, const Endpoint& local,
                                      std::uint32_t backlog) {
    auto binding = std::make_unique<T>(sockets);
    return binding->bound.open_one(how, local, backlog).transform([&] {
      return std::move(binding);
    });
  }
};

namespace {

os::Result<os::Socket> open_listener(os::Sockets& sockets, const os::SocketAddress& local,
                                     std::uint32_t backlog) {
  return sockets.listen(local, backlog);
}

os::Result<os::Socket> open_datagram(os::Sockets& sockets, const os::SocketAddress& local,
                                     std::uint32_t) {
  return sockets.datagram(local);
}

template <class T, class Binding> os::Result<T> wrap(os::Result<std::unique_ptr<Binding>> binding) {
  return std::move(binding).transform(
      [](std::unique_ptr<Binding> opened) { return T(std::move(opened)); });
}

os::Task<os::Result<Flow>> connect_to(SocketGround& ground, Endpoint peer) {
  const os::Result<os::Socket> socket = ground.sockets().connect(to_socket_address(peer));
  if (!socket)
    co_return os::fail(socket.error());
  OpenSocket opened(ground, *socket); // closed also when there is no memory for the rest
  auto connection = std::make_unique<Flow::Connection>(ground, std::move(opened));
  if (const os::Result<> begun = connection->begin(peer); !begun)
    co_return os::fail(begun.error());
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
  std::optional<Address> address;
  if (const std::string_view text = app.argument("address", ""); !text.empty()) {
    const Parsed<Address> parsed = Address::parse(text);
    if (!parsed) {
      app.logger().error("--address={}: {}", text, parsed.error());
      co_return os::fail(os::Errc::Invalid);
    }
    address = *parsed;
  }
  co_return Manager(std::make_unique<Ground>(app, address));
}

Manager::Manager(std::unique_ptr<Ground> ground) noexcept : ground_(std::move(ground)) {}
Manager::Manager(Manager&& other) noexcept = default;
Manager& Manager::operator=(Manager&& other) noexcept = default;
Manager::~Manager() = default;

Address Manager::address() const noexcept { return ground_->address.value_or(Address::any_v4()); }

os::Task<os::Result<>> Manager::listen(Port port, Handler handler, ListenOptions options) {
  return serve(listener(port, options.backlog), std::move(handler), options.connections);
}

os::Task<os::Result<>> Manager::listen(Endpoint local, Handler handler, ListenOptions options) {
  return serve(listener(local, options.backlog), std::move(handler), options.connections);
}

os::Result<Listener> Manager::listener(Port port, std::uint32_t backlog) {
  return wrap<Listener>(ground_->open<Listener::Binding>(open_listener, port, backlog));
}

os::Result<Listener> Manager::listener(Endpoint local, std::uint32_t backlog) {
  return wrap<Listener>(ground_->open<Listener::Binding>(open_listener, local, backlog));
}

os::Task<os::Result<Flow>> Manager::connect(Endpoint peer, os::Duration limit) {
  return os::timeout(limit, connect_to(ground_->sockets, peer));
}

os::Result<Datagram> Manager::bind(Port port) {
  return wrap<Datagram>(ground_->open<Datagram::Binding>(open_datagram, port, 0));
}

os::Result<Datagram> Manager::bind(Endpoint local) {
  return wrap<Datagram>(ground_->open<Datagram::Binding>(open_datagram, local, 0));
}

std::string Manager::dump() const {
  const Counters& c = counters();
  return os::format("accepted {}\nconnected {}\naccept-failures {}\nhandler-failures {}\n",
                    c.accepted, c.connected, c.accept_failures, c.handler_failures);
}

const Counters& Manager::counters() const noexcept { return ground_->sockets.counters; }

} // namespace mir::net
