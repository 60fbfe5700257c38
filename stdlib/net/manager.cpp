#include <mir/net/manager.hpp>

#include <mir/net/network.hpp>
#include <mir/net/resolve.hpp>
#include <mir/os/task/combine.hpp>

namespace mir::net {
namespace {

os::Task<os::Result<>> serve(os::Result<Listener> listener, Handler handler,
                             std::size_t connections) {
  if (!listener)
    co_return os::fail(listener.error());
  co_await listener->serve(std::move(handler), connections);
  co_return os::Result<>();
}

} // namespace

Manager::Manager(std::unique_ptr<Network> network) noexcept : network_(std::move(network)) {}
Manager::Manager(Manager&& other) noexcept = default;
Manager& Manager::operator=(Manager&& other) noexcept = default;
Manager::~Manager() = default;

Address Manager::address() const noexcept { return network_->address(); }

os::Task<os::Result<>> Manager::listen(Port port, Handler handler, ListenOptions options) {
  return serve(listener(port, options.backlog), std::move(handler), options.connections);
}

os::Task<os::Result<>> Manager::listen(Endpoint local, Handler handler, ListenOptions options) {
  return serve(listener(local, options.backlog), std::move(handler), options.connections);
}

os::Result<Listener> Manager::listener(Port port, std::uint32_t backlog) {
  return network_->listener(port, backlog);
}

os::Result<Listener> Manager::listener(Endpoint local, std::uint32_t backlog) {
  return network_->listener(local, backlog);
}

os::Task<os::Result<Flow>> Manager::connect(Endpoint peer, os::Duration limit) {
  return os::timeout(limit, network_->connect(peer));
}

namespace {

/// One address after the other. An address that does not answer must not use up all the time when
/// there are others.
os::Task<os::Result<Flow>> connect_by_name(Network& network, std::string name, Port port) {
  constexpr os::Duration kShare = os::Duration::seconds(8);
  const os::Result<std::vector<Address>> addresses =
      co_await network.resolver().addresses(std::move(name));
  if (!addresses)
    co_return os::fail(addresses.error());
  os::Error error = os::Errc::NotFound;
  for (std::size_t i = 0; i < addresses->size(); ++i) {
    const bool last = i + 1 == addresses->size();
    os::Result<Flow> flow = co_await os::timeout(last ? os::Duration::max() : kShare,
                                                 network.connect({(*addresses)[i], port}));
    if (flow)
      co_return flow;
    error = flow.error();
  }
  co_return os::fail(error);
}

} // namespace

os::Task<os::Result<Flow>> Manager::connect(std::string name, Port port, os::Duration limit) {
  return os::timeout(limit, connect_by_name(*network_, std::move(name), port));
}

os::Task<os::Result<std::vector<Address>>> Manager::resolve(std::string name) {
  return network_->resolver().addresses(std::move(name));
}

os::Task<os::Result<std::string>> Manager::reverse(Address address) {
  return network_->resolver().name(address);
}

os::Result<Datagram> Manager::bind(Port port) { return network_->bind(port); }

os::Result<Datagram> Manager::bind(Endpoint local) { return network_->bind(local); }

std::string Manager::dump() const { return network_->dump(); }

const Counters& Manager::counters() const noexcept { return network_->counters; }

} // namespace mir::net
