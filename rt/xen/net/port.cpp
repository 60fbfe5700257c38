// The network devices of the platform line: the interfaces that xenstore lists.
#include <algorithm>
#include <array>
#include <new>
#include <utility>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/net/front.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/wait.hpp"

namespace mir::rt {

namespace {

constexpr uint32_t kMostInterfaces = 8;
constexpr uint64_t kPatienceNs = 5'000'000'000; // with back ends that are not there at the start

/// All interfaces, found when somebody asks for the first time: a program without a network has no
/// such code.
class Interfaces final : public EventSource {
public:
  uint32_t count() {
    if (!opened_)
      open();
    return count_;
  }

  NetFront& at(uint32_t number) {
    check(number < count(), "an unknown network device");
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
        events[written++] = {.kind = MIR_EVENT_NET, .ready = MIR_READABLE, .source = i};
    return written;
  }

  void resumed() override {
    for (uint32_t i = 0; i < count_; ++i)
      fronts_[i]->resumed();
  }

private:
  void open() {
    opened_ = true;
    // Numbers that somebody could guess would let strangers into every connection.
    if (uint64_t random; mir_port_entropy(&random, sizeof random) != MIR_OK) {
      print("mir: no network: there is no source of random numbers\n");
      return;
    }
    std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
    std::string_view names;
    if (!has_xenstore() || store_list("device/vif", buffer, names) != 0)
      return;
    while (!names.empty() && count_ < kMostInterfaces) {
      const size_t end = std::min(names.find('\0'), names.size());
      add(names.substr(0, end));
      names.remove_prefix(std::min(end + 1, names.size()));
    }
    add_event_source(*this);
    wait_for_links();
  }

  // In whole pages of its own, as much as the C library's allocator would take.
  void add(std::string_view name) {
    constexpr size_t kPages = (sizeof(NetFront) + PageTable::kPage - 1) / PageTable::kPage;
    void* const place = take_pages(kPages);
    check(place != nullptr, "no memory for a network interface");
    const StoreText path = StoreText("device/vif/").append(name);
    auto* const front = new (place) NetFront(domain_services(), count_, path.view());
    if (front->open()) {
      fronts_[count_++] = front;
      return;
    }
    front->~NetFront();
    check(give_pages(place, kPages), "a network interface that was not taken");
  }

  // An application begins with its network up, as it does on UNIX.
  void wait_for_links() {
    const uint64_t limit = mir_port_monotonic_ns() + kPatienceNs;
    for (;;) {
      bool all = true;
      for (uint32_t i = 0; i < count_; ++i) {
        (void)fronts_[i]->take_event();
        fronts_[i]->keep_event(); // frames may have come that the application is to be told of
        all = all && fronts_[i]->running();
      }
      if (all || mir_port_monotonic_ns() >= limit)
        return;
      block_and_dispatch(limit);
    }
  }

  std::array<NetFront*, kMostInterfaces> fronts_{};
  std::array<bool, kMostInterfaces> claimed_{};
  uint32_t count_ = 0;
  bool opened_ = false;
};

constinit Interfaces interfaces;

} // namespace

} // namespace mir::rt

using mir::rt::check;
using mir::rt::interfaces;

uint32_t mir_port_net_count() { return interfaces.count(); }

mir_status mir_port_net_claim(uint32_t device) {
  return interfaces.claim(device) ? MIR_OK : MIR_IN_USE;
}

void mir_port_net_release(uint32_t device) { interfaces.release(device); }

void mir_port_net_info(uint32_t device, mir_net_info* info) {
  check(info != nullptr, "mir_port_net_info: null");
  interfaces.at(device).describe(*info);
}

size_t mir_port_net_post(uint32_t device, const mir_net_buffer* buffers, size_t count) {
  check(buffers != nullptr || count == 0, "mir_port_net_post: null");
  for (size_t i = 0; i < count; ++i)
    check(buffers[i].data && buffers[i].size > 0 && buffers[i].size <= MIR_PAGE_SIZE,
          "mir_port_net_post: not a buffer within a page");
  return interfaces.at(device).post({buffers, count});
}

size_t mir_port_net_receive(uint32_t device, mir_net_entry* entries, size_t capacity) {
  check(entries != nullptr || capacity == 0, "mir_port_net_receive: null");
  return interfaces.at(device).receive({entries, capacity});
}

size_t mir_port_net_send(uint32_t device, const mir_net_entry* entries, size_t count) {
  check(entries != nullptr || count == 0, "mir_port_net_send: null");
  return interfaces.at(device).send({entries, count});
}

size_t mir_port_net_sent(uint32_t device, uint64_t* cookies, size_t capacity) {
  check(cookies != nullptr || capacity == 0, "mir_port_net_sent: null");
  return interfaces.at(device).sent({cookies, capacity});
}

void mir_port_net_stop(uint32_t device) { interfaces.at(device).stop(); }
