#include "rt/xen/bus/handshake.hpp"

namespace mir::rt {

XenbusState state_named(std::string_view text) {
  if (text.size() != 1 || text[0] < '1' || text[0] > '8')
    return XenbusStateUnknown;
  return static_cast<XenbusState>(text[0] - '0');
}

Step Handshake::drop() {
  phase_ = Phase::Closed;
  return Step::Drop;
}

Step Handshake::next(XenbusState backend) {
  if (phase_ == Phase::GivenUp && backend != seen_)
    phase_ = Phase::Closed;
  seen_ = backend;
  switch (phase_) {
  case Phase::Waiting:
    if (backend != XenbusStateInitWait)
      return Step::None;
    phase_ = Phase::Offered;
    return Step::Offer;
  case Phase::Offered:
    if (backend == XenbusStateConnected) {
      phase_ = Phase::Running;
      return Step::Run;
    }
    // Not yet at work: InitWait, or Initialised on its way.
    return backend == XenbusStateInitWait || backend == XenbusStateInitialised ? Step::None
                                                                               : drop();
  case Phase::Running: {
    const bool stays = backend == XenbusStateConnected || backend == XenbusStateReconfiguring ||
                       backend == XenbusStateReconfigured;
    return stays ? Step::None : drop(); // also one that begins anew: it knows nothing of our rings
  }
  case Phase::GivenUp:
    return Step::None;
  case Phase::Closed:
    if (backend != XenbusStateInitialising && backend != XenbusStateInitWait)
      return Step::None;
    phase_ = Phase::Waiting;
    return Step::Begin;
  }
  __builtin_unreachable();
}

XenbusState Handshake::own() const {
  switch (phase_) {
  case Phase::Waiting:
    return XenbusStateInitialising;
  case Phase::Offered:
    return offered_;
  case Phase::Running:
    return XenbusStateConnected;
  case Phase::Closed:
  case Phase::GivenUp:
    return XenbusStateClosed;
  }
  __builtin_unreachable();
}

} // namespace mir::rt
