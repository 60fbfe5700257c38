/// \file
/// Counted: what runs in the measured program's own time, for callgrind and for the heap.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mir::bench {

/// The heap as the measured program uses it.
struct Heap {
  std::int64_t bytes = 0;
  std::size_t allocations = 0;
};
[[nodiscard]] const Heap& heap() noexcept;

/// From now on callgrind collects, until the measurement is over.
void begin_counting() noexcept;
void end_counting() noexcept;

/// While one lives nothing counts: neither instructions nor allocations.
class Uncounted {
public:
  Uncounted() noexcept;
  Uncounted(const Uncounted&) = delete;
  Uncounted& operator=(const Uncounted&) = delete;
  ~Uncounted();
};

} // namespace mir::bench
