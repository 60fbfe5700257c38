/// \file
/// Flow: one TCP connection.
#pragma once

#include <memory>
#include <optional>

#include <mir/net/address.hpp>
#include <mir/net/chunk.hpp>
#include <mir/net/keep_alive.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/task/task.hpp>

namespace mir::net {

/// A connection. Move-only; its end of life closes it: what was written still goes out. Must not
/// outlive its Manager.
///
///     while (auto chunk = co_await flow.read())
///       if (auto sent = co_await flow.write(std::move(*chunk)); !sent) break;
///
/// One task may read while another writes; two that do the same take turns in no order. A time
/// limit is `co_await timeout(5_s, flow.read())`: a read that was given up has lost nothing, a
/// write that was given up may have sent a part, so abort() is all that can follow it.
class Flow {
public:
  class Connection;

  explicit Flow(std::unique_ptr<Connection> connection) noexcept; ///< for the layer below
  Flow(Flow&& other) noexcept;
  Flow& operator=(Flow&& other) noexcept;
  ~Flow();

  /// Waits for bytes. \returns at least one; Errc::Closed at the end of the stream; Reset,
  /// TimedOut, Unreachable,
  ///          NoMemory.
  [[nodiscard]] os::Task<os::Result<Chunk>> read();

  /// Hands all bytes over, waiting while the connection has no room.
  /// \returns Errc::Closed after shutdown() or close(); Reset, TimedOut, Unreachable.
  [[nodiscard]] os::Task<os::Result<>> write(Chunk chunk);
  /// The same for borrowed bytes, which must live until the result is there.
  [[nodiscard]] os::Task<os::Result<>> write(os::Bytes bytes);

  /// Sends the end of the stream after what was written. Reading goes on.
  /// \returns Errc::Closed if the connection is gone.
  os::Result<> shutdown() noexcept;
  /// From now on the peer is asked whether it is still there when nothing has come for a while; a
  /// peer that is gone ends read() and write() with TimedOut. Nobody asks unless that was called:
  /// an idle connection is a good one (RFC 1122 4.2.3.6).
  /// \param how parts of a second count as a whole one; nothing: nobody asks any more.
  /// \returns Errc::Invalid unless it is_possible(); Closed if the flow is not open.
  os::Result<> keep_alive(const std::optional<KeepAlive>& how) noexcept;
  /// Closes both directions; what was written still goes out. No task may be in read() or write(),
  /// nor when the flow is aborted or dies: the program is aborted otherwise.
  void close() noexcept;
  /// Tears the connection down: the peer sees a reset.
  void abort() noexcept;

  [[nodiscard]] bool is_open() const noexcept { return connection_ != nullptr; }
  /// Of a flow that is_open().
  [[nodiscard]] const Endpoint& local() const noexcept;
  [[nodiscard]] const Endpoint& peer() const noexcept;

private:
  std::unique_ptr<Connection> connection_;
};

} // namespace mir::net
