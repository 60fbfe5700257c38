/// \file
/// How the two ends of a device come together and part (xen/io/xenbus.h), as a pure machine.
#pragma once

#include <cstdint>
#include <string_view>

#include <xen/xen.h>

#include <xen/io/xenbus.h>

namespace mir::rt {

/// The state that a text in xenstore names: a number from 1 to 8.
/// \returns XenbusStateUnknown for anything else, and for nothing.
[[nodiscard]] XenbusState state_named(std::string_view text);

/// What a front end has to do.
enum class Step : uint8_t {
  None,  ///< wait for the back end
  Offer, ///< make rings and event channels, write them down, say so by the state offered()
  Run,   ///< the back end uses them: say Connected, and begin
  Drop,  ///< the back end has left: take everything back, say Closed
  Begin, ///< there is a back end again: say Initialising
};

/// Decides what follows from the state of the back end. A back end that jumps about costs work of
/// its own for each step and reaches no state that was not foreseen.
class Handshake {
public:
  /// \param offered what the front end says when its rings are there: Connected for network
  ///        interfaces (netif.h), Initialised for disks (blkif.h).
  explicit Handshake(XenbusState offered) : offered_(offered) {}

  /// \param backend its state now; XenbusStateUnknown when it is not there.
  /// Call it again after the step has been made, until it says None.
  [[nodiscard]] Step next(XenbusState backend);

  /// There is nothing more to be had of this back end, which could not be offered anything or broke
  /// a rule: wait until it has begun anew.
  void give_up() { phase_ = Phase::GivenUp; }

  /// Both ends are new: the domain was restored.
  void restart() { phase_ = Phase::Waiting; }

  /// What the front end's own state in xenstore is to be.
  [[nodiscard]] XenbusState own() const;

private:
  enum class Phase : uint8_t { Waiting, Offered, Running, Closed, GivenUp };
  Step drop();

  XenbusState offered_;
  Phase phase_ = Phase::Waiting;
  XenbusState seen_ = XenbusStateUnknown; // of the back end, up to the moment it is given up
};

} // namespace mir::rt
