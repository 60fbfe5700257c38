#include <mir/net/network.hpp>

namespace mir::net {

Datagram::Datagram(std::unique_ptr<Binding> binding) noexcept : binding_(std::move(binding)) {}
Datagram::Datagram(Datagram&& other) noexcept = default;
Datagram& Datagram::operator=(Datagram&& other) noexcept = default;
Datagram::~Datagram() = default;

os::Task<os::Result<Datagram::Received>> Datagram::receive() { return binding_->receive(); }

os::Task<os::Result<>> Datagram::send(os::Bytes payload, Endpoint to) {
  return binding_->send(payload, to);
}

os::Task<os::Result<>> Datagram::send(Chunk payload, Endpoint to) {
  return binding_->send(std::move(payload), to);
}

Endpoint Datagram::local() const noexcept { return binding_->local(); }

} // namespace mir::net
