#include <mir/net/stack/stack.hpp>

#include <algorithm>

namespace mir::net {
namespace {

/// The device, as the stack is to see it: nothing that is set later goes above what was asked for.
os::NetInfo limited(os::NetInfo info, std::uint16_t mtu) {
  if (mtu != 0)
    info.mtu = std::min(info.mtu, mtu);
  return info;
}

} // namespace

Stack::Stack(const StackOptions& options, FrameOutput& output, os::PacketPool& pool,
             os::Random& random, os::Instant now)
    : clock_(now), ipv4_(limited(options.info, options.mtu), output, clock_, pool, random),
      udp_(ipv4_, pool, random), tcp_(ipv4_, clock_.timers(), pool, random, options.tcp) {
  ipv4_.attach(&tcp_, &udp_);
}

void Stack::input(os::Packet&& frame, const os::FrameOffload& offload, os::Instant now) {
  clock_.set(now);
  ipv4_.link().input(std::move(frame), offload);
}

os::Instant Stack::poll(os::Instant now) {
  // What is sent to ourselves may be answered at once. Most of a conversation is over in a few
  // rounds; the rest waits for the next call, so that the host's other work is not kept waiting.
  constexpr unsigned kRounds = 8;
  clock_.set(now);
  clock_.advance();
  bool looped = true;
  for (unsigned round = 0; looped && round < kRounds; ++round) {
    udp_.flush();
    tcp_.flush();
    looped = ipv4_.deliver_loop();
  }
  return looped ? now : clock_.timers().next();
}

bool Stack::unfinished() {
  using tcp::State;
  bool found = false;
  tcp_.for_each([&](const tcp::Snapshot& connection) {
    found |= connection.send_queue != 0 || connection.state == State::FinWait1 ||
             connection.state == State::Closing || connection.state == State::LastAck;
  });
  return found;
}

void Stack::room(os::Instant now) {
  clock_.set(now);
  udp_.room();
  tcp_.room();
}

} // namespace mir::net
