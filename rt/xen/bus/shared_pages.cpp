#include "rt/xen/bus/shared_pages.hpp"

namespace mir::rt {

std::optional<SharedPage> SharedPages::with(void* page, std::optional<GrantRef> ref) {
  if (ref)
    return SharedPage{page, *ref};
  services_.give_pages(page, 1); // nobody else has seen it
  return std::nullopt;
}

std::optional<SharedPage> SharedPages::share(domid_t domain) {
  void* const page = services_.take_pages(1);
  return page ? with(page, services_.share_page(domain, page)) : std::nullopt;
}

std::optional<SharedPage> SharedPages::share_to_read(domid_t domain) {
  void* const page = services_.take_pages(1); // zeroed
  return page ? with(page, services_.share_page_to_read(domain, page)) : std::nullopt;
}

bool SharedPages::free(const SharedPage& shared) {
  if (!services_.unshare_page(shared.ref))
    return false;
  services_.give_pages(shared.page, 1);
  return true;
}

void SharedPages::take_back(const SharedPage& shared) {
  if (free(shared))
    return;
  if (held_count_ < kMostHeld)
    held_[held_count_++] = shared;
  else
    ++lost_;
}

size_t SharedPages::sweep() {
  size_t kept = 0;
  for (size_t i = 0; i < held_count_; ++i)
    if (!free(held_[i]))
      held_[kept++] = held_[i];
  held_count_ = kept;
  return kept;
}

} // namespace mir::rt
