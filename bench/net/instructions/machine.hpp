/// \file
/// Machine: the platform of a measured program: a network device and a clock in memory.
#pragma once

#include <deque>
#include <vector>

#include <mir/os/platform/platform.hpp>

#include "far_end.hpp"

namespace mir::bench {

/// What is to be measured.
struct Plan {
  Load load{};
  bool offload = false;
  std::size_t connections = 1;
  std::size_t count = 0; ///< frames of the kind that counts, or answers, between begin and end
};

/// What was seen while it was measured.
struct Seen {
  std::size_t frames_in = 0;  ///< given to the program
  std::size_t frames_out = 0; ///< sent by it, those with nothing but an acknowledgment left out
  std::size_t done = 0;       ///< questions answered, connections ended
  std::size_t allocations = 0;
  std::int64_t heap = 0; ///< bytes that connections took
  std::size_t pages = 0; ///< that connections took, of 4096 bytes
};

/// Runs the far end whenever the program waits, in time that is not counted, and stops the program
/// when the plan is fulfilled. Only the program's own instructions are collected: not the copying
/// that stands for a wire.
class Machine final : public os::Platform, private os::NetDevice {
public:
  explicit Machine(const Plan& plan);
  [[nodiscard]] const Seen& seen() const noexcept { return seen_; }

  // Platform
  [[nodiscard]] std::string_view target() const noexcept override { return "bench"; }
  [[nodiscard]] os::Instant now() noexcept override { return clock_.now(); }
  [[nodiscard]] std::uint64_t wall_ns() noexcept override { return 0; }
  std::size_t wait(os::Instant deadline, std::span<os::Event> events) noexcept override;
  void write(std::string_view text) noexcept override;
  os::Result<std::size_t> read(os::MutableBytes) noexcept override {
    return os::fail(os::Errc::Again);
  }
  os::Result<> entropy(os::MutableBytes into) noexcept override;
  [[nodiscard]] std::byte* map_pages(std::size_t count) noexcept override;
  void unmap_pages(std::byte* pages, std::size_t count) noexcept override;
  [[nodiscard]] os::NetDevice* net_device() noexcept override { return this; }

private:
  // NetDevice
  [[nodiscard]] os::NetInfo info() noexcept override;
  std::size_t post(std::span<const os::NetBuffer> buffers) noexcept override;
  std::size_t receive(std::span<os::NetEntry> entries) noexcept override;
  std::size_t send(std::span<const os::NetEntry> entries) noexcept override;
  std::size_t sent(std::span<std::uint64_t> cookies) noexcept override;
  void stop() noexcept override;

  void run_far_end();
  void judge();
  void begin();
  [[nodiscard]] bool fulfilled() const noexcept;
  [[nodiscard]] std::size_t hand_over(std::span<os::NetEntry> entries);

  const Plan plan_;
  os::testing::VirtualClock clock_;
  os::Random noise_{11};
  FarEnd far_end_;
  std::deque<os::NetBuffer> posted_;
  std::vector<Frame> coming_; // to the program
  std::size_t come_ = 0;      // of these, handed over
  std::vector<Frame> going_;  // from the program
  std::vector<std::uint64_t> cookies_;
  std::size_t pages_ = 0;
  bool counting_ = false;
  bool ended_ = false;
  unsigned warm_turns_ = 0;
  std::size_t done_before_ = 0;
  Seen seen_;
};

} // namespace mir::bench
