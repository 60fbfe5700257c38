/// \file
/// Waits to be asked to stop, and meanwhile may be saved and restored, or copied, any number of
/// times; then tells what of it has survived. Below the platform line.
#include <mir/rt/port.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <string_view>
#include <vector>

#include "rt/xen/bus/grant_table.hpp"
#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/memory.hpp"

namespace {

using namespace mir::rt;

constexpr uint64_t kMs = 1'000'000; // ns
constexpr size_t kGrants = 1000;    // two pages of the table

int failed = 0;

void expect(bool holds, const char* what) {
  if (holds)
    return;
  ++failed;
  std::printf("does not hold: %s\n", what);
}

// Milliseconds that the wall clock has gone on while the other one stood still.
long long apart_ms() {
  return static_cast<long long>(mir_port_wall_ns() / kMs) -
         static_cast<long long>(mir_port_monotonic_ns() / kMs);
}

struct Before {
  std::vector<uint32_t> memory;
  void* page;
  std::vector<GrantRef> grants;
  long long apart;
};

Before prepare() {
  Before before{std::vector<uint32_t>(256 * 1024), take_pages(1), {}, apart_ms()};
  for (size_t i = 0; i < before.memory.size(); ++i)
    before.memory[i] = static_cast<uint32_t>(i * 2'654'435'761u);
  for (size_t i = 0; i < kGrants; ++i)
    if (const auto ref = share_page(0, before.page))
      before.grants.push_back(*ref);
  expect(before.grants.size() == kGrants, "a thousand grants");
  expect(store_write("data/before", "here") == 0, "writing to xenstore");
  return before;
}

void look_after(const Before& before) {
  bool same = true;
  for (size_t i = 0; i < before.memory.size(); ++i)
    same = same && before.memory[i] == static_cast<uint32_t>(i * 2'654'435'761u);
  expect(same, "memory is what it was");
  for (const GrantRef ref : before.grants)
    expect(unshare_page(ref), "a grant of before is ended");
  size_t again = 0;
  for (; again < kGrants && share_page(0, before.page); ++again) {
  }
  expect(again == kGrants, "a thousand grants again");
  std::array<char, 64> buffer;
  std::string_view value;
  expect(store_write("data/after", "there") == 0 && store_read("data/after", buffer, value) == 0 &&
             value == "there",
         "xenstore answers");
  uint64_t random[2];
  expect(mir_port_entropy(random, sizeof random) == MIR_OK, "there are random numbers");
}

// Ticks of 20 ms, counted, until somebody asks to stop. \returns whether somebody did.
bool tick(unsigned& ticks) {
  uint64_t latest = mir_port_monotonic_ns();
  for (const uint64_t end = latest + 280'000 * kMs; latest < end; ++ticks) {
    mir_event event;
    if (mir_port_wait(latest + 20 * kMs, &event, 1) == 1 && event.kind == MIR_EVENT_STOP)
      return true;
    const uint64_t now = mir_port_monotonic_ns();
    expect(now >= latest, "the clock does not go back");
    latest = now;
  }
  return false;
}

} // namespace

int mir_main(int, char**) {
  const Before before = prepare();
  std::printf("ready\n");
  unsigned ticks = 0;
  const bool asked = tick(ticks);
  look_after(before);
  std::printf("stood still for %lld ms; %s\n", apart_ms() - before.apart,
              failed == 0 ? "all held" : "some failed");
  return asked && failed == 0 ? 128 + MIR_STOP_TERMINATE : 1;
}
