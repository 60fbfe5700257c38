#include <mir/os/mem/frame_pool.hpp>

#include <new>

#include <mir/os/base/check.hpp>

#if __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else // a free block is only memory
#define ASAN_POISON_MEMORY_REGION(address, size) static_cast<void>(0)
#define ASAN_UNPOISON_MEMORY_REGION(address, size) static_cast<void>(0)
#endif

namespace mir::os {

/// What stands in front of every block; its size keeps the block aligned.
struct alignas(__STDCPP_DEFAULT_NEW_ALIGNMENT__) FramePool::Header {
  FramePool* pool;        // null: straight from the heap while no pool was current
  std::size_t size_class; // kClasses: too large for a class
};

constinit thread_local FramePool* FramePool::current_ = nullptr;

FramePool::Current::Current(FramePool& pool) noexcept : previous_(current_) { current_ = &pool; }
FramePool::Current::~Current() { current_ = previous_; }

FramePool::~FramePool() {
  MIR_CHECK(frames_ == 0);
  while (slab_list_ != nullptr) {
    Slab* next = slab_list_->next;
    ASAN_UNPOISON_MEMORY_REGION(slab_list_, kSlabSize);
    ::operator delete(slab_list_);
    slab_list_ = next;
  }
}

void* FramePool::allocate(std::size_t size) {
  const std::size_t whole = size + sizeof(Header);
  std::size_t size_class = (whole - 1) / kStep;
  void* memory = nullptr;
  if (size_class >= kClasses) {
    size_class = kClasses;
    memory = ::operator new(whole);
    ++large_;
  } else {
    if (free_[size_class] == nullptr)
      refill(size_class);
    FreeBlock* block = free_[size_class];
    ASAN_UNPOISON_MEMORY_REGION(block, (size_class + 1) * kStep);
    free_[size_class] = block->next;
    memory = block;
  }
  ++frames_;
  return ::new (memory) Header{this, size_class} + 1;
}

void* FramePool::allocate_current(std::size_t size) {
  if (current_ != nullptr)
    return current_->allocate(size);
  return ::new (::operator new(size + sizeof(Header))) Header{nullptr, kClasses} + 1;
}

void FramePool::free(void* block) noexcept {
  Header* header = static_cast<Header*>(block) - 1;
  FramePool* pool = header->pool;
  if (pool != nullptr)
    --pool->frames_;
  const std::size_t size_class = header->size_class;
  if (size_class == kClasses)
    return ::operator delete(header);
  pool->free_[size_class] = ::new (header) FreeBlock{pool->free_[size_class]};
  ASAN_POISON_MEMORY_REGION(header, (size_class + 1) * kStep);
}

void FramePool::refill(std::size_t size_class) {
  auto* memory = static_cast<std::byte*>(::operator new(kSlabSize));
  slab_list_ = ::new (memory) Slab{slab_list_};
  ++slabs_;
  const std::size_t size = (size_class + 1) * kStep;
  // The first block stands behind the slab's own pointer, aligned like every other.
  for (std::size_t at = sizeof(Header); at + size <= kSlabSize; at += size) {
    auto* block = ::new (memory + at) FreeBlock{free_[size_class]};
    free_[size_class] = block;
    ASAN_POISON_MEMORY_REGION(block, size);
  }
}

} // namespace mir::os
