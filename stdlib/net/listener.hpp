/// \file
/// Listener: a TCP port of ours that others connect to.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include <mir/net/flow.hpp>

namespace mir::net {

class Network;

/// What serves one connection. Its failure, also by an exception, ends that connection only.
using Handler = std::function<os::Task<>(Flow)>;

/// Accepts connections. Move-only. Must not outlive its Manager.
class Listener {
public:
  class Binding;

  explicit Listener(std::unique_ptr<Binding> binding) noexcept; ///< for the layer below
  Listener(Listener&& other) noexcept;
  Listener& operator=(Listener&& other) noexcept;
  ~Listener();

  /// Waits for a connection.
  /// \returns Errc::Limit or NoMemory: the connection waits on; ask again after something was
  /// closed, or later.
  [[nodiscard]] os::Task<os::Result<Flow>> accept();

  /// Accepts connections for ever and serves each in a task of its own. Being cancelled, it cancels
  /// them all.
  ///
  /// \param connections at most this many at once; others wait in the backlog. At least 1.
  [[nodiscard]] os::Task<> serve(Handler handler, std::size_t connections);

  [[nodiscard]] Endpoint local() const noexcept;

private:
  std::unique_ptr<Binding> binding_;
};

} // namespace mir::net
