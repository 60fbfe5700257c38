#include <mir/os/mem/page_pool.hpp>

#include <new>

#include <mir/os/base/check.hpp>

namespace mir::os {

PagePool::~PagePool() {
  MIR_CHECK(lent_ == 0); // else a Flow or a Chunk has outlived its net::Manager
  while (free_ != nullptr) {
    Free* block = free_;
    free_ = block->next;
    platform_.unmap_pages(reinterpret_cast<std::byte*>(block), kBlockPages);
  }
}

std::byte* PagePool::take() noexcept {
  std::byte* block = nullptr;
  if (free_ != nullptr) {
    block = reinterpret_cast<std::byte*>(free_);
    free_ = free_->next;
    --free_count_;
  } else {
    block = platform_.map_pages(kBlockPages);
  }
  if (block != nullptr)
    ++lent_;
  return block;
}

void PagePool::give_back(std::byte* block) noexcept {
  MIR_CHECK(lent_ > 0);
  --lent_;
  if (free_count_ == kMostFree)
    return platform_.unmap_pages(block, kBlockPages);
  free_ = new (block) Free{free_};
  ++free_count_;
}

} // namespace mir::os
