/// \file
/// Stack: the TCP/IP stack of one interface, to be embedded in any program.
///
/// The program owns the clock and the frames. It hands over each frame that came in, and tells the
/// time; the stack hands back frames to be sent by FrameOutput::transmit(), and when it wants to be
/// told the time again:
///
///     os::PacketPool pool(platform, 4096);
///     Stack stack({.info = device_info}, output, pool, random, now);
///     stack.ipv4().configure({.address = Address::v4(10, 0, 0, 2), .prefix_length = 24});
///     os::Result<UdpSocket*> socket = stack.udp().bind({Address(), Port(7)});
///     for (;;) {
///       os::Instant deadline = stack.poll(now);  // timers; what is to be sent is sent
///       ... wait for a frame, or the deadline ...
///       stack.input(std::move(frame), offload, now);
///     }
///
/// Socket calls (udp(), tcp()) return at once, with Errc::Again where they would have to wait;
/// SocketWatcher tells when to ask again. They may be made at any time between input() and poll(),
/// and are followed by a poll(). What they count, as connect() its time-out, begins at the last
/// moment the stack was told: who calls after a long wait tells it, by clock().set(now). Nothing
/// here waits, looks at a clock, draws entropy but from the generator it was given, or allocates
/// for a packet.
#pragma once

#include <mir/net/ip/ipv4.hpp>
#include <mir/net/tcp/engine.hpp>
#include <mir/net/udp/udp.hpp>

namespace mir::net {

struct StackOptions {
  os::NetInfo info; ///< of the device: address, MTU, what it does for us
  TcpLimits tcp = {};
  std::uint16_t mtu = 0; ///< smaller than the device's; 0: the device's
};

class Stack {
public:
  /// All of them outlive the stack. \param random must be seeded: sequence numbers and ports come
  /// from it.
  Stack(const StackOptions& options, FrameOutput& output, os::PacketPool& pool, os::Random& random,
        os::Instant now);
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  /// A frame has come in.
  void input(os::Packet&& frame, const os::FrameOffload& offload, os::Instant now);
  /// Time has passed, a batch of input() is over, or a socket was used.
  /// \returns when it has to be called again, if nothing comes in before that.
  os::Instant poll(os::Instant now);
  /// The output takes frames again after it has said Errc::Again.
  void room(os::Instant now);

  [[nodiscard]] Ipv4& ipv4() noexcept { return ipv4_; }
  [[nodiscard]] const Ipv4& ipv4() const noexcept { return ipv4_; }
  [[nodiscard]] Udp& udp() noexcept { return udp_; }
  [[nodiscard]] Tcp& tcp() noexcept { return tcp_; }
  [[nodiscard]] StackClock& clock() noexcept { return clock_; }

  /// Whether something that was written, or the end of a stream, has not been acknowledged yet.
  [[nodiscard]] bool unfinished();

  /// Writes the state as text: the interface, neighbours, sockets, and every counter that is not 0.
  void dump(os::Writer& out);

private:
  StackClock clock_;
  Ipv4 ipv4_;
  Udp udp_;
  Tcp tcp_;
};

} // namespace mir::net
