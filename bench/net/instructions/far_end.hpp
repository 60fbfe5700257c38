/// \file
/// FarEnd: the load that a measured program is put under, from a second stack in the same process.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <mir/net/stack/stack.hpp>
#include <mir/os/testing/virtual_platform.hpp>

#include "frame.hpp"

namespace mir::bench {

/// What the load does, with all its connections in turn.
enum class Load {
  Send,    ///< to the discard port
  Fetch,   ///< from the generator's
  Ask,     ///< one byte there, one byte back, on every connection
  Connect, ///< connect, one byte there and back, close
  Datagrams,
  DatagramEcho,
  Trickle, ///< one full segment to the discard port, each on the next connection
  Idle,    ///< opens its connections, and no more
};

/// The measured program is at 10.0.0.2; this is 10.0.0.1.
class FarEnd final : private net::FrameOutput, private net::SocketWatcher {
public:
  FarEnd(os::testing::VirtualClock& clock, const os::NetInfo& info, Load load,
         std::size_t connections);
  ~FarEnd();
  FarEnd(const FarEnd&) = delete;
  FarEnd& operator=(const FarEnd&) = delete;

  /// Takes what the program has sent, works on, and puts what it sends behind `out`.
  void turn(std::vector<Frame>& in, std::vector<Frame>& out);
  /// When there will be something to do.
  [[nodiscard]] os::Instant next() const noexcept { return next_; }
  /// Whether all connections are open.
  [[nodiscard]] bool ready() const noexcept { return open_ == connections_.size(); }
  /// Questions answered, connections ended.
  [[nodiscard]] std::size_t done() const noexcept { return done_; }

private:
  struct Client {
    net::TcpConnection* socket = nullptr;
    bool open = false;
    bool waits = false; // for an answer
  };

  os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) override;
  void socket_ready(bool, bool) noexcept override {}
  [[nodiscard]] os::Packet packet_of(const Frame& frame);
  void connect(Client& client);
  void drive();
  void drive(Client& client);
  void send_datagrams();

  os::testing::VirtualClock& clock_;
  os::testing::VirtualPlatform platform_;
  os::PacketPool pool_;
  os::Random random_{7};
  net::Stack stack_;
  const Load load_;
  std::vector<Client> connections_;
  std::size_t opening_ = 0; // connections that were begun
  std::size_t open_ = 0;
  std::size_t at_ = 0; // of Load::Trickle
  std::size_t done_ = 0;
  net::UdpSocket* socket_ = nullptr;
  std::vector<Frame>* out_ = nullptr;
  os::Instant next_;
};

} // namespace mir::bench
