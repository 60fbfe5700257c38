/// \file
/// Wire: what carries frames between two stations, and all that it may do to one.
#pragma once

#include <functional>
#include <map>
#include <random>

#include "station.hpp"

namespace mir::net::whole {

/// Per mille, of frames.
struct Faults {
  unsigned loss = 0, duplication = 0, corruption = 0, reordering = 0;
  os::Duration delay = os::Duration::microseconds(100);
  os::Duration jitter = os::Duration::milliseconds(2); ///< that a reordered frame is late by
};

/// Two stations, 1 and 2, their wire, and the time of it all. A third may listen and send.
class Wire {
public:
  explicit Wire(const StationOptions& options = {}, const Faults& faults = {},
                std::uint64_t seed = 1);

  /// Two that differ. Their numbers are 1 and 2 in any case.
  Wire(const StationOptions& of_first, const StationOptions& of_second);

  /// What happens next: frames arrive, timers fire. \returns false when nothing does before
  /// `until`.
  bool step(os::Instant until);
  /// Lets so much time pass.
  void run(os::Duration duration);
  /// A frame appears on the wire, for station 1; faultless, and at once.
  void inject(const Frame& frame) { first.input(frame); }

  os::testing::VirtualClock clock;
  Station first, second;
  Faults faults;
  std::function<void(const Frame&)> tap; ///< sees every frame that station 1 sends
  std::function<void()> work = [] {};    ///< the applications: called after every step
  std::uint64_t carried = 0, lost = 0;

private:
  void collect(Station& from, Station& to);

  std::mt19937_64 random_;
  std::multimap<os::Instant, std::pair<Station*, Frame>> on_the_way_;
};

} // namespace mir::net::whole
