/// \file
/// What everything that one Manager opens stands on, in direct mode: a device, a stack, and the
/// task that drives it.
#pragma once

#include <mir/net/direct_mode/settings.hpp>
#include <mir/net/manager.hpp>
#include <mir/net/stack/stack.hpp>
#include <mir/os/device/ethif.hpp>
#include <mir/os/mem/page_pool.hpp>
#include <mir/os/task/group.hpp>
#include <mir/os/task/readiness.hpp>

namespace mir::net {

/// Never moves. Sockets are used from any task, followed by kick(): then the task that drives the
/// stack sends what they made possible, when the others have had their turn.
class DirectGround final : private FrameOutput {
public:
  /// Most pages of packets: received ones that nobody has read yet, and sent ones that nobody has
  /// acknowledged.
  static constexpr std::size_t kPacketPages = 16'384; // 64 MiB

  DirectGround(os::App& app, os::NetDevice& device, std::uint64_t number,
               const DirectSettings& settings);
  DirectGround(const DirectGround&) = delete;
  DirectGround& operator=(const DirectGround&) = delete;
  /// Waits, at most for kLinger, until what was written before has gone out. Checks that nothing
  /// opened here is left.
  ~DirectGround();

  [[nodiscard]] os::App& app() noexcept { return app_; }
  [[nodiscard]] Stack& stack() noexcept { return stack_; }
  [[nodiscard]] os::PagePool& pages() noexcept { return pages_; }
  [[nodiscard]] const os::Ethif& ethif() const noexcept { return ethif_; }

  /// A socket was used: the stack is driven soon.
  void kick() noexcept { ready_.notify(true, false); }

  /// Counts what is open, for the check at the end.
  class Open {
  public:
    explicit Open(DirectGround& ground) noexcept : ground_(ground) { ++ground.open_; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() { --ground_.open_; }

  private:
    DirectGround& ground_;
  };

  Counters counters;

private:
  static constexpr os::Duration kLinger = os::Duration::seconds(2);
  /// Frames taken in before the applications get their turn: what they answer goes out together.
  static constexpr unsigned kBatch = 64;

  class Alarm final : public os::Timer {
  public:
    explicit Alarm(DirectGround& ground) noexcept : ground_(ground) {}

  private:
    void expired() noexcept override { ground_.kick(); }
    DirectGround& ground_;
  };

  os::Result<> transmit(os::Packet& frame, const os::FrameOffload& offload) override {
    return ethif_.send(frame, offload);
  }
  os::Task<> drive();
  /// Takes in frames and sends what is to be sent. \returns whether there is more to be taken in.
  bool step();
  void linger() noexcept;

  os::App& app_;
  os::PacketPool packets_;
  os::PagePool pages_; // for datagrams too large for a few slices
  os::Ethif ethif_;
  Stack stack_;
  os::Readiness ready_;
  Alarm alarm_{*this};
  os::Instant next_;
  std::size_t open_ = 0;
  os::Group tasks_; // last: it stops before what it uses goes
};

} // namespace mir::net
