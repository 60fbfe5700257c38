// The block devices of the platform line: the disks that xenstore lists.
#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <mir/rt/port.hpp>

#include "rt/xen/block/front.hpp"
#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/wait.hpp"

namespace mir::rt {

namespace {

constexpr uint32_t kMostDisks = 8;
constexpr uint64_t kPatienceNs = 5'000'000'000; // with back ends that are not there at the start

/// The device's name in xenstore is its number there, which grows from xvda to xvdb: that is the
/// order of the configuration, too, whereas xenstore lists names in no order.
struct Numbers {
  std::array<uint64_t, kMostDisks> numbers{};
  size_t count = 0;

  void add(uint64_t number) {
    if (count == kMostDisks && numbers[count - 1] < number)
      return;
    count = std::min(count + 1, numbers.size());
    numbers[count - 1] = number;
    for (size_t at = count - 1; at > 0 && numbers[at - 1] > numbers[at]; --at)
      std::swap(numbers[at - 1], numbers[at]);
  }
};

/// All disks, found when somebody asks for the first time: a program without disks has no such
/// code.
class Disks final : public EventSource {
public:
  uint32_t count() {
    if (!opened_)
      open();
    return count_;
  }

  BlockFront& at(uint32_t number) {
    check(number < count(), "an unknown block device");
    return *fronts_[number];
  }

  bool claim(uint32_t number) {
    check(number < count(), "claiming an unknown device");
    return !std::exchange(claimed_[number], true);
  }
  void release(uint32_t number) { claimed_[number] = false; }

  size_t take(std::span<mir_event> events) override {
    size_t written = 0;
    for (uint32_t i = 0; i < count_ && written < events.size(); ++i)
      if (fronts_[i]->take_event())
        events[written++] = {.kind = MIR_EVENT_BLOCK, .ready = MIR_READABLE, .source = i};
    return written;
  }

  void resumed() override {
    for (uint32_t i = 0; i < count_; ++i)
      fronts_[i]->resumed();
  }

private:
  void open() {
    opened_ = true;
    std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
    std::string_view names;
    if (!has_xenstore() || store_list("device/vbd", buffer, names) != 0)
      return;
    Numbers found;
    while (!names.empty()) {
      const size_t end = std::min(names.find('\0'), names.size());
      if (const auto number = number_in(names.substr(0, end), UINT32_MAX))
        found.add(*number);
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    for (size_t i = 0; i < found.count; ++i)
      add(found.numbers[i]);
    add_event_source(*this);
    wait_for_disks();
  }

  // In whole pages of its own, as much as the C library's allocator would take.
  void add(uint64_t number) {
    constexpr size_t kPages = (sizeof(BlockFront) + PageTable::kPage - 1) / PageTable::kPage;
    void* const place = take_pages(kPages);
    check(place != nullptr, "no memory for a disk");
    const StoreText path = StoreText("device/vbd/").append_number(number);
    auto* const front = new (place) BlockFront(domain_services(), number, path.view());
    if (front->open()) {
      fronts_[count_++] = front;
      return;
    }
    front->~BlockFront();
    check(give_pages(place, kPages), "a disk that was not taken");
  }

  // An application begins with its disks there, as it does on UNIX.
  void wait_for_disks() {
    const uint64_t limit = mir_port_monotonic_ns() + kPatienceNs;
    for (;;) {
      bool all = true;
      for (uint32_t i = 0; i < count_; ++i) {
        (void)fronts_[i]->take_event();
        fronts_[i]->keep_event();
        all = all && fronts_[i]->running();
      }
      if (all || mir_port_monotonic_ns() >= limit)
        return;
      block_and_dispatch(limit);
    }
  }

  std::array<BlockFront*, kMostDisks> fronts_{};
  std::array<bool, kMostDisks> claimed_{};
  uint32_t count_ = 0;
  bool opened_ = false;
};

constinit Disks disks;

} // namespace

} // namespace mir::rt

using mir::rt::check;
using mir::rt::disks;

uint32_t mir_port_block_count() { return disks.count(); }

mir_status mir_port_block_claim(uint32_t device) {
  return disks.claim(device) ? MIR_OK : MIR_IN_USE;
}

void mir_port_block_release(uint32_t device) { disks.release(device); }

void mir_port_block_info(uint32_t device, mir_block_info* info) {
  check(info != nullptr, "mir_port_block_info: null");
  disks.at(device).describe(*info);
}

mir_status mir_port_block_submit(uint32_t device, const mir_block_request* requests, size_t count,
                                 size_t* taken) {
  check(taken != nullptr && (requests != nullptr || count == 0), "mir_port_block_submit: null");
  for (size_t i = 0; i < count; ++i)
    check(requests[i].data != nullptr || requests[i].operation == MIR_BLOCK_FLUSH,
          "mir_port_block_submit: no memory");
  return disks.at(device).submit({requests, count}, *taken);
}

size_t mir_port_block_done(uint32_t device, mir_block_result* results, size_t capacity) {
  check(results != nullptr || capacity == 0, "mir_port_block_done: null");
  return disks.at(device).done({results, capacity});
}

void mir_port_block_forget(uint32_t device, uint64_t cookie) { disks.at(device).forget(cookie); }
