#include "rt/xen/bus/grant_entries.hpp"

#include <algorithm>

namespace mir::rt {

void GrantEntries::extend(std::span<grant_entry_v1> table, std::span<uint32_t> free_list) {
  const size_t first = std::max<size_t>(table_.size(), kReserved);
  table_ = table.first(std::min(table.size(), kMost));
  free_list_ = free_list;
  for (size_t entry = table_.size(); entry > first; --entry)
    free_list_[free_count_++] = static_cast<uint32_t>(entry - 1);
}

std::optional<GrantRef> GrantEntries::grant(domid_t domain, uint32_t frame, bool read_only) {
  if (free_count_ == 0)
    return std::nullopt;
  const GrantRef ref{free_list_[--free_count_]};
  resume(ref, domain, frame, read_only);
  return ref;
}

void GrantEntries::resume(GrantRef ref, domid_t domain, uint32_t frame, bool read_only) {
  grant_entry_v1& entry = table_[static_cast<uint32_t>(ref)];
  entry.domid = domain;
  entry.frame = frame;
  // Last: the entry counts from the moment it has flags (grant_table.h, "Introducing a valid
  // entry").
  const auto permit = static_cast<uint16_t>(GTF_permit_access | (read_only ? GTF_readonly : 0));
  __atomic_store_n(&entry.flags, permit, __ATOMIC_RELEASE);
}

bool GrantEntries::end_access(GrantRef ref) {
  if (!suspend(ref))
    return false;
  free_list_[free_count_++] = static_cast<uint32_t>(ref);
  return true;
}

bool GrantEntries::suspend(GrantRef ref) {
  grant_entry_v1& entry = table_[static_cast<uint32_t>(ref)];
  uint16_t seen = __atomic_load_n(&entry.flags, __ATOMIC_ACQUIRE);
  do { // Xen may set a use between the look and the change: the exchange then fails and it is seen
    if (seen & (GTF_reading | GTF_writing))
      return false;
  } while (!__atomic_compare_exchange_n(&entry.flags, &seen, uint16_t{0}, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_ACQUIRE));
  return (seen & GTF_type_mask) == GTF_permit_access; // else an entry might be free twice
}

void GrantEntries::release(GrantRef ref) {
  __atomic_store_n(&table_[static_cast<uint32_t>(ref)].flags, uint16_t{0}, __ATOMIC_RELEASE);
  free_list_[free_count_++] = static_cast<uint32_t>(ref);
}

// What is out is granted to a domain that there never is.
void GrantEntries::renew() {
  for (grant_entry_v1& entry : table_.subspan(std::min<size_t>(kReserved, table_.size()))) {
    entry.domid = DOMID_INVALID;
    entry.frame = 0;
    __atomic_store_n(&entry.flags, uint16_t{GTF_permit_access}, __ATOMIC_RELEASE);
  }
  for (const uint32_t ref : free_list_.first(free_count_))
    __atomic_store_n(&table_[ref].flags, uint16_t{0}, __ATOMIC_RELEASE);
}

} // namespace mir::rt
