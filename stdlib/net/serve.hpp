/// \file
/// How connections are accepted and served: the same above the kernel's sockets and above our own
/// stack.
#pragma once

#include <mir/net/listener.hpp>
#include <mir/net/manager.hpp>

namespace mir::net {

/// Where connections come from.
class Acceptor {
public:
  /// As Listener::accept().
  virtual os::Task<os::Result<Flow>> accept() = 0;

protected:
  ~Acceptor() = default;
};

/// As Listener::serve(). All but the handler outlive the task.
[[nodiscard]] os::Task<> serve_connections(os::App& app, Counters& counters, Acceptor& acceptor,
                                           Handler handler, std::size_t connections);

} // namespace mir::net
