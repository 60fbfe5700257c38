#include "rt/xen/bus/grant_table.hpp"

#include <algorithm>
#include <cstring>

#include <xen/memory.h>

#include "rt/xen/domain.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/x86_64/hypercall.hpp"

namespace mir::rt {

namespace {

constexpr size_t kPage = PageTable::kPage;
constexpr size_t kEntriesAPage = kPage / sizeof(grant_entry_v1);
constexpr size_t kMostPages = GrantEntries::kMost / kEntriesAPage;

constinit GrantEntries entries;
// The pages of the table lie one behind the other from here; so do those of its free list.
constinit char* table = nullptr;
constinit uint32_t* free_list = nullptr;
constinit size_t pages = 0;
constinit size_t most_pages = 0;

size_t ask_for_most_pages() {
  gnttab_query_size query{};
  query.dom = DOMID_SELF;
  const long result = hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size,
                                reinterpret_cast<uint64_t>(&query), 1);
  return result == 0 && query.status == GNTST_okay
             ? std::min<size_t>(query.max_nr_frames, kMostPages)
             : 0;
}

// Addresses for the largest table; the memory behind them becomes Xen's page by page.
bool reserve() {
  if (most_pages > 0)
    return true;
  const size_t most = on_xen() ? ask_for_most_pages() : 0;
  if (most == 0)
    return false;
  const size_t list_pages = (most * kEntriesAPage * sizeof(uint32_t) + kPage - 1) / kPage;
  // Both at once: whoever asks again after a failure must find the memory that there was.
  void* const both = take_pages(most + list_pages);
  if (!both)
    return false;
  table = static_cast<char*>(both);
  free_list = reinterpret_cast<uint32_t*>(table + most * kPage);
  most_pages = most;
  return true;
}

bool extend() {
  if (!reserve() || pages == most_pages ||
      !replace_page(table + pages * kPage, XENMAPSPACE_grant_table, pages))
    return false;
  ++pages;
  entries.extend({reinterpret_cast<grant_entry_v1*>(table), pages * kEntriesAPage},
                 {free_list, pages * kEntriesAPage});
  return true;
}

uint32_t frame_of(const void* page) {
  const uint64_t frame = reinterpret_cast<uint64_t>(page) / kPage;
  check(reinterpret_cast<uint64_t>(page) % kPage == 0 && frame <= UINT32_MAX,
        "a grant of half a page");
  return static_cast<uint32_t>(frame);
}

std::optional<GrantRef> share(domid_t domain, const void* page, bool read_only) {
  if (entries.free() == 0 && !extend())
    return std::nullopt;
  return entries.grant(domain, frame_of(page), read_only);
}

} // namespace

std::optional<GrantRef> share_page(domid_t domain, void* page) {
  std::memset(page, 0, kPage); // or the domain would read what lay there before
  return share(domain, page, false);
}

std::optional<GrantRef> lend_page(domid_t domain, void* page) { return share(domain, page, false); }

std::optional<GrantRef> share_page_to_read(domid_t domain, const void* page) {
  return share(domain, page, true);
}

void renew_grants() {
  for (size_t i = 0; i < pages; ++i)
    check(replace_page(table + i * kPage, XENMAPSPACE_grant_table, i), "no grant table");
  entries.renew();
}

bool suspend_page(GrantRef ref) { return entries.suspend(ref); }

void lend_page_again(GrantRef ref, domid_t domain, void* page) {
  entries.resume(ref, domain, frame_of(page), false);
}

void forget_ref(GrantRef ref) { entries.release(ref); }

bool unshare_page(GrantRef ref) { return entries.end_access(ref); }

} // namespace mir::rt
