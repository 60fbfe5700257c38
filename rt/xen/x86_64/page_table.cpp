#include "rt/xen/x86_64/page_table.hpp"

namespace mir::rt {

namespace {

constexpr uint64_t kPresent = 1, kWrite = 2, kLarge = 1u << 7, kNoExecute = uint64_t{1} << 63;
// Set by us in entries we make, so that the processor need not come back to set them.
constexpr uint64_t kAccessed = 1u << 5, kDirty = 1u << 6;
constexpr uint64_t kAddress = 0x000ffffffffff000;
constexpr int kLevels = 4;

// The bits of a leaf: not present at all for None, so that nothing remains to be speculated upon.
uint64_t leaf(uint64_t address, Access access, bool large) {
  const uint64_t base = address | kPresent | kAccessed | (large ? kLarge : 0);
  switch (access) {
  case Access::None:
    return 0;
  case Access::Read:
    return base | kNoExecute;
  case Access::ReadWrite:
    return base | kWrite | kDirty | kNoExecute;
  case Access::ReadExecute:
    return base;
  }
  __builtin_unreachable();
}

Access access_of(uint64_t entry) {
  if (!(entry & kPresent))
    return Access::None;
  if (entry & kWrite)
    return Access::ReadWrite;
  return entry & kNoExecute ? Access::Read : Access::ReadExecute;
}

// The place of an address in a table: level 0 is the page table, 3 the root.
unsigned index(uint64_t address, int level) { return (address >> (12 + 9 * level)) & 511; }

uint64_t* table_of(uint64_t entry) { return reinterpret_cast<uint64_t*>(entry & kAddress); }

} // namespace

uint64_t* PageTable::table_below(uint64_t* entry) {
  if (*entry & kPresent)
    return table_of(*entry);
  uint64_t* table = allocate_(context_);
  // Rights are decided in the leaves alone: the tables above allow everything.
  if (table)
    *entry = reinterpret_cast<uint64_t>(table) | kPresent | kWrite | kAccessed;
  return table;
}

uint64_t* PageTable::directory_entry(uint64_t address) {
  if (!root_)
    root_ = allocate_(context_);
  uint64_t* table = root_;
  for (int level = kLevels - 1; table && level > 1; --level)
    table = table_below(&table[index(address, level)]);
  return table ? &table[index(address, 1)] : nullptr;
}

// Puts a page table with the same rights in the place of a large page.
bool PageTable::split(uint64_t* entry) {
  uint64_t* table = allocate_(context_);
  if (!table)
    return false;
  const uint64_t base = *entry & kAddress & ~(kLargePage - 1);
  const Access access = access_of(*entry);
  for (unsigned i = 0; i < 512; ++i)
    table[i] = leaf(base + i * kPage, access, false);
  *entry = reinterpret_cast<uint64_t>(table) | kPresent | kWrite | kAccessed;
  return true;
}

bool PageTable::set(uint64_t begin, uint64_t end, Access access) {
  if (begin % kPage || end % kPage || begin > end || end > kEnd)
    return false;
  while (begin < end) {
    uint64_t* entry = directory_entry(begin);
    if (!entry)
      return false;
    const bool has_table = (*entry & kPresent) && !(*entry & kLarge);
    const uint64_t next = (begin | (kLargePage - 1)) + 1;
    if (begin % kLargePage == 0 && end >= next && !has_table) {
      *entry = leaf(begin, access, true);
      begin = next;
      continue;
    }
    const uint64_t stop = next < end ? next : end;
    const bool is_large = (*entry & kPresent) && !has_table;
    // A range that has these rights already needs no table of its own.
    if (!has_table && access_of(is_large ? *entry : 0) == access) {
      begin = stop;
      continue;
    }
    if (is_large && !split(entry))
      return false;
    uint64_t* table = table_below(entry);
    if (!table)
      return false;
    for (; begin < stop; begin += kPage)
      table[index(begin, 0)] = leaf(begin, access, false);
  }
  return true;
}

Access PageTable::access(uint64_t address) const {
  const uint64_t* table = root_;
  if (!table || address >= kEnd)
    return Access::None;
  for (int level = kLevels - 1; level > 0; --level) {
    const uint64_t entry = table[index(address, level)];
    if (!(entry & kPresent))
      return Access::None;
    if (entry & kLarge)
      return access_of(entry);
    table = table_of(entry);
  }
  return access_of(table[index(address, 0)]);
}

} // namespace mir::rt
