// What every target promises: time, waiting, pages, entropy.
#include "check.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

void clock_never_goes_back(Check& check) {
  uint64_t last = mir_port_monotonic_ns();
  for (int i = 0; i < 100'000; ++i) {
    uint64_t const now = mir_port_monotonic_ns();
    if (!check.that(now >= last, "the monotonic clock went back"))
      return;
    last = now;
  }
}

void wall_clock_is_of_this_century(Check& check) {
  constexpr uint64_t kYear2024 = 1'704'067'200ull * 1'000'000'000;
  uint64_t const now = mir_port_wall_ns();
  check.that(now == 0 || now > kYear2024, "the wall clock shows a time before this was written");
}

/// Takes what was ready from the start (console input that is a file).
void drain() {
  mir_event events[8];
  while (mir_port_wait(0, events, 8) != 0) {
  }
}

void wait_returns_at_the_deadline(Check& check) {
  drain();
  uint64_t const waits[] = {1, 100, 1'500, 20'000};
  for (uint64_t microseconds : waits) {
    uint64_t const deadline = mir_port_monotonic_ns() + microseconds * 1'000;
    mir_event event;
    check.equal(mir_port_wait(deadline, &event, 1), 0, "an event out of nothing");
    check.that(mir_port_monotonic_ns() >= deadline, "the wait ended before its deadline");
  }
}

void wait_polls_when_the_deadline_has_passed(Check& check) {
  drain();
  mir_event event;
  for (int i = 0; i < 1'000; ++i)
    check.equal(mir_port_wait(mir_port_monotonic_ns() - 1, &event, 1), 0,
                "an event out of nothing");
  check.equal(mir_port_wait(0, &event, 1), 0, "an event out of nothing");
}

void pages_are_zeroed_aligned_and_writable(Check& check) {
  constexpr size_t kCount = 3;
  for (int round = 0; round < 100; ++round) {
    auto* const pages = static_cast<unsigned char*>(mir_port_pages_map(kCount));
    if (!check.that(pages != nullptr, "no pages"))
      return;
    check.equal(reinterpret_cast<uintptr_t>(pages) % MIR_PAGE_SIZE, 0, "pages are not aligned");
    for (size_t i = 0; i < kCount * MIR_PAGE_SIZE; ++i)
      if (!check.equal(pages[i], 0, "a page is not zeroed"))
        return;
    memset(pages, 0xa5, kCount * MIR_PAGE_SIZE);
    mir_port_pages_unmap(pages, kCount);
  }
}

void pages_beyond_memory_are_refused(Check& check) {
  check.that(mir_port_pages_map(SIZE_MAX / MIR_PAGE_SIZE) == nullptr, "more pages than addresses");
  check.that(mir_port_pages_map(SIZE_MAX) == nullptr, "a size that overflows");
}

void pages_that_are_free_can_be_mapped(Check& check) {
  size_t const before = mir_port_pages_free();
  if (before == SIZE_MAX)
    return; // no limit is known
  void* const pages = mir_port_pages_map(16);
  check.that(pages != nullptr, "no pages");
  check.that(mir_port_pages_free() <= before - 16, "mapped pages count as free");
  mir_port_pages_unmap(pages, 16);
  check.equal(mir_port_pages_free(), before, "pages that were given back do not count");
}

void entropy_differs_every_time(Check& check) {
  unsigned char first[256] = {};
  unsigned char second[256] = {};
  mir_status const status = mir_port_entropy(first, sizeof first);
  if (status == MIR_UNSUPPORTED)
    return; // allowed: better none than weak
  check.equal(status, MIR_OK, "entropy");
  check.equal(mir_port_entropy(second, sizeof second), MIR_OK, "entropy again");
  check.that(memcmp(first, second, sizeof first) != 0, "the same bytes twice");
  int zeros = 0;
  for (unsigned char byte : first)
    zeros += byte == 0;
  check.that(zeros < 16, "many bytes were not filled"); // 1 expected; 16 happens once in 10^14 runs
}

void target_has_a_name(Check& check) {
  check.that(strlen(mir_port_target()) > 2, "no name of the target");
}

constexpr Case kCases[] = {
    {"Clock.NeverGoesBack", clock_never_goes_back},
    {"Clock.WallIsOfThisCentury", wall_clock_is_of_this_century},
    {"Wait.ReturnsAtTheDeadline", wait_returns_at_the_deadline},
    {"Wait.PollsWhenTheDeadlineHasPassed", wait_polls_when_the_deadline_has_passed},
    {"Pages.AreZeroedAlignedAndWritable", pages_are_zeroed_aligned_and_writable},
    {"Pages.BeyondMemoryAreRefused", pages_beyond_memory_are_refused},
    {"Pages.FreeOnesAreCounted", pages_that_are_free_can_be_mapped},
    {"Entropy.DiffersEveryTime", entropy_differs_every_time},
    {"Target.HasAName", target_has_a_name},
};

} // namespace

Suite platform_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
