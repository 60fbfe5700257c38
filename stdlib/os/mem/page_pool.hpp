/// \file
/// Runs of pages for bulk data.
#pragma once

#include <cstddef>
#include <cstdint>

#include <mir/os/platform/platform.hpp>

namespace mir::os {

/// Gives out single pages and blocks of kBlockPages pages in a row, and keeps some of what comes
/// back for the next.
class PagePool {
public:
  static constexpr std::size_t kPageSize = 4096;
  /// 64 KiB: the largest datagram fits, and one read of a busy connection takes what the kernel
  /// then has.
  static constexpr std::size_t kBlockPages = 16;
  static constexpr std::size_t kBlockSize = kBlockPages * kPageSize;
  /// Free runs of each size that are kept, 4 MiB of blocks: mapping one costs as much as copying
  /// it.
  static constexpr std::size_t kMostFree = 64;

  enum class Run : std::uint8_t { Page, Block };
  [[nodiscard]] static constexpr std::size_t size_of(Run run) noexcept {
    return run == Run::Page ? kPageSize : kBlockSize;
  }

  explicit PagePool(Platform& platform) noexcept : platform_(platform) {}
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;
  /// Checks that everything has come back.
  ~PagePool();

  /// A run of size_of(run) bytes, not cleared; null when there is no memory.
  [[nodiscard]] std::byte* take(Run run) noexcept;
  void give_back(std::byte* pages, Run run) noexcept;

  [[nodiscard]] std::size_t lent() const noexcept { return lent_; } ///< runs that are out
  [[nodiscard]] std::uint64_t refused() const noexcept {
    return refused_;
  } ///< calls of take() that failed

private:
  struct Free {
    Free* next;
  };
  struct FreeList {
    Free* first = nullptr;
    std::size_t count = 0;
  };
  [[nodiscard]] FreeList& list(Run run) noexcept { return free_[run == Run::Page ? 0 : 1]; }

  Platform& platform_;
  FreeList free_[2];
  std::size_t lent_ = 0;
  std::uint64_t refused_ = 0;
};

} // namespace mir::os
