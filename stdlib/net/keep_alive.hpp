/// \file
/// KeepAlive: when a connection on which nothing happens asks whether its peer is still there.
#pragma once

#include <cstdint>

#include <mir/os/base/time.hpp>

namespace mir::net {

/// RFC 9293 3.8.4. A peer that answers no probe is gone `idle + interval * probes` after the last
/// that was heard of it.
struct KeepAlive {
  /// What the kernel of Linux takes, and so what is possible in both modes.
  static constexpr os::Duration kLeast = os::Duration::seconds(1);
  static constexpr os::Duration kMost = os::Duration::seconds(32'767);
  static constexpr std::uint32_t kMostProbes = 127;

  os::Duration idle = os::Duration::seconds(7'200);  ///< of silence, before the first probe
  os::Duration interval = os::Duration::seconds(75); ///< between two probes without an answer
  std::uint32_t probes = 9;                          ///< so many without an answer are the end

  /// Whether both modes can do it: kLeast to kMost, 1 to kMostProbes.
  [[nodiscard]] constexpr bool is_possible() const noexcept {
    return idle >= kLeast && idle <= kMost && interval >= kLeast && interval <= kMost &&
           probes >= 1 && probes <= kMostProbes;
  }
  /// The same in whole seconds, none of them shorter: the kernel counts no finer.
  [[nodiscard]] static constexpr KeepAlive in_seconds(const KeepAlive& wanted) noexcept {
    constexpr os::Duration kRest = os::Duration::nanoseconds(999'999'999);
    return {.idle = os::Duration::seconds((wanted.idle + kRest).s()),
            .interval = os::Duration::seconds((wanted.interval + kRest).s()),
            .probes = wanted.probes};
  }
};

} // namespace mir::net
