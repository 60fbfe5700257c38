#include <mir/net/direct_mode/ground.hpp>

namespace mir::net {

DirectGround::DirectGround(os::App& app, os::NetDevice& device, std::uint64_t number,
                           const DirectSettings& settings)
    : app_(app), packets_(app.platform(), kPacketPages), pages_(app.platform()),
      ethif_(device, packets_), stack_({.info = ethif_.info(), .mtu = settings.mtu}, *this,
                                       packets_, app.random(), app.now()),
      tasks_(app.scheduler()) {
  app.scheduler().attach(os::Event::Kind::Net, number, ready_);
  stack_.ipv4().configure({.address = settings.address.address(),
                           .prefix_length = settings.address.length(),
                           .gateway = settings.gateway});
  tasks_.spawn(drive());
}

DirectGround::~DirectGround() {
  MIR_CHECK(open_ == 0); // a Flow, Listener or Datagram has outlived its Manager
  tasks_.cancel();
  linger();
}

bool DirectGround::step() {
  const os::Instant now = app_.now();
  os::Packet frame;
  os::FrameOffload offload;
  unsigned taken = 0;
  while (taken < kBatch && ethif_.receive(frame, offload)) {
    stack_.input(std::move(frame), offload, now);
    ++taken;
  }
  next_ = stack_.poll(now);
  ethif_.flush();
  if (ethif_.made_room()) {
    stack_.room(now);
    next_ = stack_.poll(now);
    ethif_.flush();
  }
  return taken == kBatch;
}

os::Task<> DirectGround::drive() {
  for (;;) {
    const bool more = step();
    if (more || next_ <= app_.now()) {
      co_await os::yield();
      continue;
    }
    app_.scheduler().timers().arm(alarm_, next_);
    co_await ready_.readable();
  }
}

/// Nobody runs tasks any more, so the device is waited for here. Other events of the platform are
/// passed over: the program is about to end, or it will ask again.
void DirectGround::linger() noexcept {
  const os::Instant end = app_.now() + kLinger;
  while (step() || (stack_.unfinished() && app_.now() < end)) {
    os::Event events[8];
    (void)app_.platform().wait(std::min(next_, end), events);
  }
}

} // namespace mir::net
