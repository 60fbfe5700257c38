/// \file
/// Slab: objects of one type from blocks of memory that are fetched seldom.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

#include <mir/os/base/check.hpp>

namespace mir::net::tcp {

/// Gives out objects of type T, at most a given number. A warm slab costs no allocation; its memory
/// goes back to the heap when it dies.
template <class T> class Slab {
public:
  /// Objects fetched at once: enough to make the heap rare, little enough for a small guest.
  static constexpr std::size_t kBlock = 64;

  explicit Slab(std::size_t limit) noexcept : limit_(limit) {}
  Slab(const Slab&) = delete;
  Slab& operator=(const Slab&) = delete;
  /// Checks that every object has come back.
  ~Slab() {
    MIR_CHECK(in_use_ == 0);
    while (blocks_ != nullptr)
      delete std::exchange(blocks_, blocks_->next);
  }

  /// A new object; null at the limit, or when the heap is empty.
  template <class... Args> [[nodiscard]] T* take(Args&&... args) noexcept {
    if (!reserve())
      return nullptr;
    Place* place = std::exchange(free_, free_->next);
    ++in_use_;
    return std::construct_at(reinterpret_cast<T*>(place), std::forward<Args>(args)...);
  }
  /// Makes sure that the next take() succeeds. \returns false when it cannot.
  [[nodiscard]] bool reserve() noexcept {
    if (in_use_ != limit_ && (free_ != nullptr || grow()))
      return true;
    ++refused_;
    return false;
  }
  /// Ends an object that take() gave out.
  void give_back(T* object) noexcept {
    std::destroy_at(object);
    free_ = std::construct_at(reinterpret_cast<Place*>(object), Place{free_});
    --in_use_;
  }

  [[nodiscard]] bool full() const noexcept { return in_use_ == limit_; }
  [[nodiscard]] std::size_t in_use() const noexcept { return in_use_; }
  [[nodiscard]] std::size_t refused() const noexcept { return refused_; } ///< calls that failed

private:
  struct Place {
    Place* next;
  };
  static_assert(sizeof(T) >= sizeof(Place));
  struct Block {
    Block* next;
    alignas(T) std::byte objects[kBlock][sizeof(T)];
  };

  bool grow() noexcept {
    auto* block = new (std::nothrow) Block;
    if (block == nullptr)
      return false;
    block->next = std::exchange(blocks_, block);
    for (auto& object : block->objects)
      free_ = std::construct_at(reinterpret_cast<Place*>(&object), Place{free_});
    return true;
  }

  const std::size_t limit_;
  Block* blocks_ = nullptr;
  Place* free_ = nullptr;
  std::size_t in_use_ = 0;
  std::size_t refused_ = 0;
};

} // namespace mir::net::tcp
