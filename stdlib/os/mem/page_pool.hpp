/// \file
/// Runs of pages for bulk data.
#pragma once

#include <cstddef>

#include <mir/os/platform/platform.hpp>

namespace mir::os {

/// Gives out blocks of kBlockPages pages in a row and keeps some of what comes back for the next
/// one.
class PagePool {
public:
  static constexpr std::size_t kPageSize = 4096;
  /// 64 KiB: the largest datagram fits, and one read of a busy connection takes what the kernel
  /// then has.
  static constexpr std::size_t kBlockPages = 16;
  static constexpr std::size_t kBlockSize = kBlockPages * kPageSize;
  /// Free blocks that are kept, 4 MiB: mapping one costs as much as copying it.
  static constexpr std::size_t kMostFree = 64;

  explicit PagePool(Platform& platform) noexcept : platform_(platform) {}
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;
  /// Checks that every block has come back.
  ~PagePool();

  /// A block of kBlockSize bytes, not cleared; null when there is no memory.
  [[nodiscard]] std::byte* take() noexcept;
  void give_back(std::byte* block) noexcept;

  [[nodiscard]] std::size_t lent() const noexcept { return lent_; } ///< blocks that are out

private:
  struct Free {
    Free* next;
  };
  Platform& platform_;
  Free* free_ = nullptr;
  std::size_t free_count_ = 0;
  std::size_t lent_ = 0;
};

} // namespace mir::os
