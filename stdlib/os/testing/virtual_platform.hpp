/// \file
/// VirtualPlatform: one system's ground in memory, with a clock that only the test moves.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <utility>

#include <mir/os/platform/platform.hpp>
#include <mir/os/random/random.hpp>

namespace mir::os::testing {

/// The time of a test. Several systems may share it; it never moves by itself.
class VirtualClock {
public:
  [[nodiscard]] Instant now() const noexcept { return now_; }
  /// Moves forward; an instant in the past is ignored.
  void advance_to(Instant instant) noexcept {
    if (instant > now_)
      now_ = instant;
  }
  void advance(Duration duration) noexcept { advance_to(now_ + duration); }

private:
  Instant now_ =
      Instant::from_ns(1'000'000'000); // not 0, so that "before the start" can be written
};

/// A Platform without an outside: scripted input, recorded output, seeded entropy, counted pages.
///
/// Alone, it drives itself: wait() jumps the clock to the deadline, or to the next thing the test
/// has scheduled. With nothing left to wait for it reports Event::Kind::Stop and stuck() is true: a
/// test then fails instead of hanging. In a World, the world moves the clock, and wait() only
/// collects.
class VirtualPlatform : public Platform {
public:
  /// What wall_ns() shows when the clock shows 1 s: 2026-01-01 00:00 UTC.
  static constexpr std::uint64_t kWallStart = 1'767'225'600'000'000'000;

  VirtualPlatform(VirtualClock& clock, std::uint64_t seed) noexcept : clock_(clock), noise_(seed) {}
  /// Checks that all pages have been given back.
  ~VirtualPlatform() override;

  // What the test does.

  /// At this moment the console has more input.
  void type_at(Instant when, std::string text);
  /// At this moment the console's input ends.
  void end_input_at(Instant when);
  /// At this moment the event is reported.
  void event_at(Instant when, Event event) { script_.emplace(when, event); }
  /// All that was written to the console so far.
  [[nodiscard]] const std::string& output() const noexcept { return output_; }
  /// From now on entropy() has, or has not, a source.
  void set_entropy(bool available) noexcept { entropy_available_ = available; }
  /// At most this many pages can be mapped at a time.
  void limit_pages(std::size_t pages) noexcept { page_limit_ = pages; }
  [[nodiscard]] std::size_t mapped_pages() const noexcept { return mapped_pages_; }
  /// Whether the system waited for something that could not come any more.
  [[nodiscard]] bool stuck() const noexcept { return stuck_; }
  [[nodiscard]] std::size_t waits() const noexcept { return waits_; } ///< calls of wait()

  /// Sockets to offer instead of the target's.
  void set_sockets(Sockets* sockets) noexcept { sockets_ = sockets; }
  /// A network device to offer instead of the target's; see Network.
  void set_net_device(NetDevice* device) noexcept { net_device_ = device; }
  /// The same for a block device with this number; see RamDisk.
  void set_block_device(std::uint32_t number, BlockDevice* device) {
    block_devices_[number] = device;
  }

  // What a world does.

  void join_world() noexcept { in_world_ = true; }
  /// When the script goes on; never() at its end.
  [[nodiscard]] Instant next_event() const noexcept {
    return script_.empty() ? Instant::never() : script_.begin()->first;
  }

  // Platform
  [[nodiscard]] std::string_view target() const noexcept override { return "testing"; }
  [[nodiscard]] Instant now() noexcept override { return clock_.now(); }
  [[nodiscard]] std::uint64_t wall_ns() noexcept override;
  std::size_t wait(Instant deadline, std::span<Event> events) noexcept override;
  void write(std::string_view text) noexcept override { output_ += text; }
  Result<std::size_t> read(MutableBytes into) noexcept override;
  Result<> entropy(MutableBytes into) noexcept override;
  [[nodiscard]] std::byte* map_pages(std::size_t count) noexcept override;
  void unmap_pages(std::byte* pages, std::size_t count) noexcept override;
  [[nodiscard]] std::size_t free_pages() noexcept override {
    return page_limit_ == SIZE_MAX ? SIZE_MAX : page_limit_ - mapped_pages_;
  }
  [[nodiscard]] Sockets* sockets() noexcept override { return sockets_; }
  [[nodiscard]] NetDevice* net_device() noexcept override { return net_device_; }
  [[nodiscard]] BlockDevice* block_device(std::uint32_t number) noexcept override {
    const auto found = block_devices_.find(number);
    return found == block_devices_.end() ? nullptr : found->second;
  }

private:
  static constexpr Event kConsoleEvent = {.kind = Event::Kind::Console,
                                          .readable = true,
                                          .writable = false,
                                          .hangup = false,
                                          .source = 0};

  VirtualClock& clock_;
  Random noise_;
  std::multimap<Instant, Event> script_;              // at one moment: in the order of the calls
  std::deque<std::pair<Instant, std::string>> input_; // sorted; empty text: the end
  std::string output_;
  Sockets* sockets_ = nullptr;
  NetDevice* net_device_ = nullptr;
  std::map<std::uint32_t, BlockDevice*> block_devices_;
  std::size_t page_limit_ = SIZE_MAX;
  std::size_t mapped_pages_ = 0;
  std::size_t waits_ = 0;
  bool entropy_available_ = true;
  bool in_world_ = false;
  bool stuck_ = false;
};

} // namespace mir::os::testing
