/// \file
/// Who listens to which event channel, and the two-level bitmap in which Xen marks them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include <xen/xen.h>

#include <xen/event_channel.h>

namespace mir::rt {

/// The ports somebody here listens to.
///
/// Ports are masked for good and polled by whoever waits (SCHEDOP_poll), so that nothing ever
/// interrupts: an event is a bit that stays set until it is looked at, and none can be lost between
/// looking and waiting.
class EventPorts {
public:
  static constexpr size_t kMost = 128; ///< what one SCHEDOP_poll takes
  using Handler = void (*)(void* context);

  /// Has `handler` called for each event of a port. \returns false when there are too many, or the
  /// port has one.
  [[nodiscard]] bool listen(evtchn_port_t port, Handler handler, void* context);

  /// Forgets a port; nothing is called for it any more. \returns whether somebody listened to it.
  bool ignore(evtchn_port_t port);

  /// Forgets all ports: the domain was restored, and has none of them any more.
  void clear() { count_ = 0; }

  /// Notes that somebody has cleared a port's bit without calling its handler: whoever waits in the
  /// middle of a call takes the event for itself, and cannot know what else it meant.
  void keep(evtchn_port_t port);

  /// Whether dispatch() has an event to deliver that was kept. No bit tells of it: whoever would
  /// wait for one must not.
  [[nodiscard]] bool has_kept() const;

  /// Calls the handlers of the pending ports, each after its bit has been cleared, and of those
  /// whose events were kept. A handler may listen and ignore.
  /// \param pending shared_info::evtchn_pending; bits of other ports are left alone.
  void dispatch(std::span<xen_ulong_t> pending);

  [[nodiscard]] std::span<const evtchn_port_t> ports() const { return {ports_.data(), count_}; }

private:
  struct Listener {
    Handler handler;
    void* context;
    bool kept;
  };
  std::array<evtchn_port_t, kMost> ports_{};
  std::array<Listener, kMost> listeners_{};
  size_t count_ = 0;
};

} // namespace mir::rt
