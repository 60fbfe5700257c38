#include <mir/net/socket_mode/bound.hpp>

#include <utility>

namespace mir::net {

os::Result<> Bound::open_one(Open open, const Endpoint& local, std::uint32_t backlog) {
  os::Sockets& sockets = ground_.sockets();
  const os::Result<os::Socket> socket = open(sockets, to_socket_address(local), backlog);
  if (!socket)
    return os::fail(socket.error());
  OpenSocket opened(ground_, *socket);
  if (const os::Result<> watched = sockets.watch(*socket, ready_); !watched)
    return watched;
  if (count_ == 0)
    local_ = to_endpoint(sockets.local(*socket));
  is_v6_[count_] = local.address.is_v6();
  order_[count_] = *socket;
  sockets_[count_++] = std::move(opened);
  return {};
}

os::Result<> Bound::open_all(Open open, Port port, std::uint32_t backlog) {
  const os::Result<> v4 = open_one(open, {Address::any_v4(), port}, backlog);
  if (!v4 && v4.error() != os::Errc::Unsupported)
    return v4;
  // Port 0 has become a number by now.
  const os::Result<> v6 = open_one(open, {Address::any_v6(), v4 ? local_.port : port}, backlog);
  // A free port of IPv4 may be taken in IPv6: nobody asked for that number there.
  const bool dispensable = v4 && (v6 || v6.error() == os::Errc::Unsupported ||
                                  v6.error() == os::Errc::NoAddress || port == Port(0));
  return dispensable ? os::Result<>() : v6;
}

std::span<const os::Socket> Bound::next() noexcept {
  if (count_ == 2)
    std::swap(order_[0], order_[1]);
  return {order_, count_};
}

os::Socket Bound::of(bool is_v6) const noexcept {
  for (std::size_t i = 0; i < count_; ++i)
    if (is_v6_[i] == is_v6)
      return sockets_[i].get();
  return os::Socket::None;
}

} // namespace mir::net
