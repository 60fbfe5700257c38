#include <mir/os/mem/page_pool.hpp>

#include <new>

#include <mir/os/base/check.hpp>

namespace mir::os {

PagePool::~PagePool() {
  MIR_CHECK(lent_ == 0); // else what holds pages has outlived what it got them from
  for (const Run run : {Run::Page, Run::Block}) {
    while (Free* pages = list(run).first) {
      list(run).first = pages->next;
      platform_.unmap_pages(reinterpret_cast<std::byte*>(pages), size_of(run) / kPageSize);
    }
  }
}

std::byte* PagePool::take(Run run) noexcept {
  FreeList& free = list(run);
  std::byte* pages = reinterpret_cast<std::byte*>(free.first);
  if (pages != nullptr) {
    free.first = free.first->next;
    --free.count;
  } else {
    pages = platform_.map_pages(size_of(run) / kPageSize);
  }
  if (pages != nullptr)
    ++lent_;
  else
    ++refused_;
  return pages;
}

void PagePool::give_back(std::byte* pages, Run run) noexcept {
  MIR_CHECK(lent_ > 0);
  --lent_;
  FreeList& free = list(run);
  if (free.count == kMostFree)
    return platform_.unmap_pages(pages, size_of(run) / kPageSize);
  free.first = new (pages) Free{free.first};
  ++free.count;
}

} // namespace mir::os
