/// \file
/// Memory for coroutine frames: size classes with free lists, so that a warm system starts tasks
/// without malloc.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mir::os {

/// Gives out blocks for coroutine frames and keeps what comes back for the next one of that size.
///
/// Memory is taken from the heap in slabs and returned to it when the pool dies. Frames above
/// kLargest go to the heap one by one. Every block knows its pool, so a frame may be freed while
/// another pool, or none, is current.
class FramePool {
public:
  static constexpr std::size_t kStep = 64; ///< bytes between two size classes: one cache line
  static constexpr std::size_t kLargest =
      2048; ///< bytes, header included, that a class still covers

  FramePool() noexcept = default;
  FramePool(const FramePool&) = delete;
  FramePool& operator=(const FramePool&) = delete;
  /// Checks that every frame has come back: one that has not is a task that outlived its scheduler.
  ~FramePool();

  /// A block from this pool, aligned as operator new aligns. Throws std::bad_alloc when the heap is
  /// empty.
  [[nodiscard]] void* allocate(std::size_t size);

  /// A block from the current pool, or from the heap where no pool is current.
  [[nodiscard]] static void* allocate_current(std::size_t size);
  /// Gives back what one of the two functions above returned.
  static void free(void* block) noexcept;

  /// Makes a pool current for a scope: what Scheduler::turn() does.
  ///
  /// This is the one piece of ambient state in the library OS. `operator new` of a coroutine sees
  /// only the size and the coroutine's own arguments. Finding the pool among those would put a
  /// scheduler in the signature of every coroutine that a program has, and still leave out lambdas
  /// and members of foreign classes. So a pointer, one a thread, says whose turn it is. It decides
  /// where memory comes from and nothing else: results never depend on it, and two systems in one
  /// process each use their own pool while they run.
  class Current {
  public:
    explicit Current(FramePool& pool) noexcept;
    Current(const Current&) = delete;
    Current& operator=(const Current&) = delete;
    ~Current();

  private:
    FramePool* previous_;
  };

  [[nodiscard]] std::size_t frames() const noexcept { return frames_; } ///< blocks in use now
  [[nodiscard]] std::size_t slabs() const noexcept { return slabs_; } ///< slabs taken from the heap
  [[nodiscard]] std::uint64_t large() const noexcept {
    return large_;
  } ///< blocks above kLargest, ever

private:
  struct Header;
  struct FreeBlock {
    FreeBlock* next;
  };
  struct Slab {
    Slab* next;
  };
  static constexpr std::size_t kClasses = kLargest / kStep;
  static constexpr std::size_t kSlabSize =
      32 * 1024; // bytes: 256 small frames, and 16 of the largest class

  void refill(std::size_t size_class);
  static thread_local constinit FramePool* current_;

  FreeBlock* free_[kClasses] = {};
  Slab* slab_list_ = nullptr;
  std::size_t frames_ = 0;
  std::size_t slabs_ = 0;
  std::uint64_t large_ = 0;
};

} // namespace mir::os
