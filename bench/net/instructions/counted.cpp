#include "counted.hpp"

#include <cstdlib>
#include <malloc.h>
#include <new>

#include <valgrind/callgrind.h>

namespace mir::bench {
namespace {

// The replaced operator new below can be given nothing, so this is a global.
constinit Heap used;
constinit unsigned suspended = 0; // Uncounted that live
constinit bool collecting = false;

} // namespace

const Heap& heap() noexcept { return used; }

void begin_counting() noexcept {
  collecting = true;
  if (suspended == 0)
    CALLGRIND_TOGGLE_COLLECT;
}

void end_counting() noexcept {
  if (collecting && suspended == 0)
    CALLGRIND_TOGGLE_COLLECT;
  collecting = false;
}

Uncounted::Uncounted() noexcept {
  if (suspended++ == 0 && collecting)
    CALLGRIND_TOGGLE_COLLECT;
}

Uncounted::~Uncounted() {
  if (--suspended == 0 && collecting)
    CALLGRIND_TOGGLE_COLLECT;
}

} // namespace mir::bench

using mir::bench::suspended;
using mir::bench::used;

void* operator new(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr)
    std::abort();
  if (suspended == 0) {
    used.bytes += static_cast<std::int64_t>(malloc_usable_size(memory));
    ++used.allocations;
  }
  return memory;
}

void operator delete(void* memory) noexcept {
  if (suspended == 0 && memory != nullptr)
    used.bytes -= static_cast<std::int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }
