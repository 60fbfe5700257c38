#include <mir/net/network.hpp>
#include <mir/os/base/check.hpp>

namespace mir::net {

Listener::Listener(std::unique_ptr<Binding> binding) noexcept : binding_(std::move(binding)) {}
Listener::Listener(Listener&& other) noexcept = default;
Listener& Listener::operator=(Listener&& other) noexcept = default;
Listener::~Listener() = default;

os::Task<os::Result<Flow>> Listener::accept() { return binding_->accept(); }

os::Task<> Listener::serve(Handler handler, std::size_t connections) {
  MIR_CHECK(connections > 0);
  Network& network = binding_->network();
  return serve_connections(network.app(), network.counters, *binding_, std::move(handler),
                           connections);
}

Endpoint Listener::local() const noexcept { return binding_->local(); }

} // namespace mir::net
