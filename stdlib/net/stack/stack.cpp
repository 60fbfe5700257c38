#include <mir/net/stack/stack.hpp>

namespace mir::net {

Stack::Stack(const StackOptions& options, FrameOutput& output, os::PacketPool& pool,
             os::Random& random, os::Instant now)
    : clock_(now), ipv4_(options.info, output, clock_, pool, random), udp_(ipv4_, pool, random) {
  ipv4_.attach(nullptr, &udp_);
  if (options.mtu != 0)
    ipv4_.set_mtu(options.mtu);
}

void Stack::input(os::Packet frame, const os::FrameOffload& offload, os::Instant now) {
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
    looped = ipv4_.deliver_loop();
  }
  return looped ? now : clock_.timers().next();
}

void Stack::room(os::Instant now) {
  clock_.set(now);
  udp_.room();
}

} // namespace mir::net
