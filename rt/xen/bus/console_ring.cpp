#include "rt/xen/bus/console_ring.hpp"

#include <algorithm>

namespace mir::rt {

ConsoleRing::ConsoleRing(xencons_interface& page)
    : page_(&page), out_produced_(__atomic_load_n(&page.out_prod, __ATOMIC_RELAXED)),
      in_consumed_(__atomic_load_n(&page.in_cons, __ATOMIC_RELAXED)) {}

size_t ConsoleRing::write(std::span<const char> bytes) {
  const uint32_t consumed = __atomic_load_n(&page_->out_cons, __ATOMIC_ACQUIRE);
  const uint32_t used = out_produced_ - consumed; // indices count for ever and wrap
  broken_ = broken_ || used > sizeof page_->out;
  if (broken_)
    return 0;
  const size_t count = std::min(bytes.size(), sizeof page_->out - used);
  for (size_t i = 0; i < count; ++i) {
    char& place = page_->out[(out_produced_ + i) % sizeof page_->out];
    __atomic_store_n(&place, bytes[i], __ATOMIC_RELAXED);
  }
  out_produced_ += static_cast<uint32_t>(count);
  __atomic_store_n(&page_->out_prod, out_produced_, __ATOMIC_RELEASE);
  return count;
}

size_t ConsoleRing::read(std::span<char> bytes) {
  const uint32_t produced = __atomic_load_n(&page_->in_prod, __ATOMIC_ACQUIRE);
  const uint32_t there = produced - in_consumed_;
  broken_ = broken_ || there > sizeof page_->in;
  if (broken_)
    return 0;
  const size_t count = std::min<size_t>(bytes.size(), there);
  for (size_t i = 0; i < count; ++i)
    bytes[i] = __atomic_load_n(&page_->in[(in_consumed_ + i) % sizeof page_->in], __ATOMIC_RELAXED);
  in_consumed_ += static_cast<uint32_t>(count);
  __atomic_store_n(&page_->in_cons, in_consumed_, __ATOMIC_RELEASE);
  return count;
}

bool ConsoleRing::drained() const {
  return broken_ || __atomic_load_n(&page_->out_cons, __ATOMIC_ACQUIRE) == out_produced_;
}

} // namespace mir::rt
