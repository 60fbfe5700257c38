/// \file
/// The devices of one kind that xenstore lists, as the platform line has them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/xenbus.hpp"
#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/wait.hpp"

namespace mir::rt {

/// The least of the numbers that it was given, in their order.
class LeastNumbers {
public:
  static constexpr size_t kMost = 8;

  void add(uint64_t number) {
    if (count_ == kMost && numbers_[count_ - 1] < number)
      return;
    count_ = std::min(count_ + 1, numbers_.size());
    numbers_[count_ - 1] = number;
    for (size_t at = count_ - 1; at > 0 && numbers_[at - 1] > numbers_[at]; --at)
      std::swap(numbers_[at - 1], numbers_[at]);
  }
  [[nodiscard]] std::span<const uint64_t> all() const { return std::span(numbers_).first(count_); }

private:
  std::array<uint64_t, kMost> numbers_{};
  size_t count_ = 0;
};

/// Devices are found when somebody asks for the first time: a program that has no use for them has
/// no such code. Their names in xenstore are numbers, which grow in the order of the configuration,
/// whereas xenstore lists names in no order.
///
/// \tparam Front the front end of one: made of BusServices&, its number in xenstore and its path
/// there; open(), take_event(), keep_event(), running(), resumed().
template <class Front> class DeviceList final : public EventSource {
public:
  /// \param folder "device/vif". \param usable asked once: false where there is to be no device.
  constexpr DeviceList(std::string_view folder, mir_event_kind kind, bool (*usable)())
      : folder_(folder), kind_(kind), usable_(usable) {}

  [[nodiscard]] uint32_t count() {
    if (!std::exchange(opened_, true))
      open();
    return count_;
  }
  [[nodiscard]] Front& at(uint32_t number) {
    check(number < count(), "an unknown device");
    return *fronts_[number];
  }

  /// \returns MIR_IN_USE when somebody has it.
  [[nodiscard]] mir_status claim(uint32_t number) {
    check(number < count(), "claiming an unknown device");
    return std::exchange(claimed_[number], true) ? MIR_IN_USE : MIR_OK;
  }
  void release(uint32_t number) { claimed_[number] = false; }

  size_t take(std::span<mir_event> events) override {
    size_t written = 0;
    for (uint32_t i = 0; i < count_ && written < events.size(); ++i)
      if (fronts_[i]->take_event())
        events[written++] = {.kind = kind_, .ready = MIR_READABLE, .source = i};
    return written;
  }

  void resumed() override {
    for (uint32_t i = 0; i < count_; ++i)
      fronts_[i]->resumed();
  }

private:
  void open() {
    std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
    std::string_view names;
    if (!usable_() || !has_xenstore() || store_list(folder_, buffer, names) != 0)
      return;
    LeastNumbers found;
    while (!names.empty()) {
      const size_t end = std::min(names.find('\0'), names.size());
      if (const auto number = number_in(names.substr(0, end), UINT32_MAX))
        found.add(*number);
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    for (const uint64_t number : found.all())
      add(number);
    add_event_source(*this);
    wait_for_back_ends();
  }

  // In whole pages of its own, as much as the C library's allocator would take.
  void add(uint64_t number) {
    constexpr size_t kPages = (sizeof(Front) + PageTable::kPage - 1) / PageTable::kPage;
    void* const place = take_pages(kPages);
    check(place != nullptr, "no memory for a device");
    const StoreText path = StoreText(folder_).append("/").append_number(number);
    auto* const front = new (place) Front(domain_services(), number, path.view());
    if (front->open()) {
      fronts_[count_++] = front;
      return;
    }
    front->~Front();
    check(give_pages(place, kPages), "a device that was not taken");
  }

  // An application begins with its devices there, as it does on UNIX.
  void wait_for_back_ends() {
    constexpr uint64_t kPatienceNs = 5'000'000'000; // with those that are not there at the start
    const uint64_t limit = mir_port_monotonic_ns() + kPatienceNs;
    for (;;) {
      bool all = true;
      for (uint32_t i = 0; i < count_; ++i) {
        (void)fronts_[i]->take_event();
        fronts_[i]->keep_event(); // there may be something that the application is to be told of
        all = all && fronts_[i]->running();
      }
      if (all || mir_port_monotonic_ns() >= limit)
        return;
      block_and_dispatch(limit);
    }
  }

  std::string_view folder_;
  mir_event_kind kind_;
  bool (*usable_)();
  std::array<Front*, LeastNumbers::kMost> fronts_{};
  std::array<bool, LeastNumbers::kMost> claimed_{};
  uint32_t count_ = 0;
  bool opened_ = false;
};

} // namespace mir::rt
