#include "rt/xen/bus/grant_entries.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace {

using mir::rt::GrantEntries;
using mir::rt::GrantRef;

constexpr domid_t kBackend = 0;

struct Table {
  explicit Table(size_t size) { extend(size); }
  void extend(size_t size) {
    table.resize(size);
    free_list.resize(size);
    entries.extend(table, free_list);
  }
  grant_entry_v1& operator[](GrantRef ref) { return table.at(static_cast<uint32_t>(ref)); }

  std::vector<grant_entry_v1> table;
  std::vector<uint32_t> free_list;
  GrantEntries entries;
};

TEST(GrantEntries, WritesWhatTheOtherDomainMayDo) {
  Table t(16);
  const auto shared = t.entries.grant(3, 0x1234, false);
  const auto to_read = t.entries.grant(4, 0x5678, true);
  ASSERT_TRUE(shared && to_read);
  EXPECT_EQ(t[*shared].flags, GTF_permit_access);
  EXPECT_EQ(t[*shared].domid, 3);
  EXPECT_EQ(t[*shared].frame, 0x1234u);
  EXPECT_EQ(t[*to_read].flags, GTF_permit_access | GTF_readonly);
}

TEST(GrantEntries, LeavesTheToolstacksEntriesAlone) {
  Table t(16);
  std::set<uint32_t> refs;
  while (const auto ref = t.entries.grant(kBackend, 1, false))
    refs.insert(static_cast<uint32_t>(*ref));
  EXPECT_EQ(refs.size(), 16 - GrantEntries::kReserved);
  EXPECT_EQ(*refs.begin(), GrantEntries::kReserved);
}

TEST(GrantEntries, KeepsAnEntryWhileTheOtherDomainUsesIt) {
  for (const uint16_t use : {GTF_reading, GTF_writing, GTF_reading | GTF_writing}) {
    Table t(16);
    const auto ref = t.entries.grant(kBackend, 1, false);
    t[*ref].flags |= use;
    const size_t free = t.entries.free();
    EXPECT_FALSE(t.entries.end_access(*ref));
    EXPECT_EQ(t.entries.free(), free);
    EXPECT_NE(t[*ref].flags & GTF_permit_access, 0);
    t[*ref].flags = static_cast<uint16_t>(t[*ref].flags & ~use);
    EXPECT_TRUE(t.entries.end_access(*ref));
    EXPECT_EQ(t[*ref].flags, 0);
    EXPECT_EQ(t.entries.free(), free + 1);
  }
}

TEST(GrantEntries, TakesAnEntryBackOnlyOnce) {
  Table t(16);
  const auto ref = t.entries.grant(kBackend, 1, false);
  ASSERT_TRUE(t.entries.end_access(*ref));
  EXPECT_FALSE(t.entries.end_access(*ref));
  EXPECT_EQ(t.entries.free(), 16 - GrantEntries::kReserved);
}

TEST(GrantEntries, GrowsWithoutForgetting) {
  Table t(16);
  std::set<uint32_t> refs;
  while (const auto ref = t.entries.grant(kBackend, 1, false))
    refs.insert(static_cast<uint32_t>(*ref));
  t.extend(64);
  while (const auto ref = t.entries.grant(kBackend, 2, false))
    EXPECT_TRUE(refs.insert(static_cast<uint32_t>(*ref)).second);
  EXPECT_EQ(refs.size(), 64 - GrantEntries::kReserved);
  for (const uint32_t ref : refs)
    EXPECT_TRUE(t.entries.end_access(GrantRef{ref}));
}

TEST(GrantEntries, SuspendedOnesKeepTheirNumber) {
  Table t(16);
  const auto ref = t.entries.grant(kBackend, 1, false), used = t.entries.grant(kBackend, 2, false);
  const size_t free = t.entries.free();
  t[*used].flags |= GTF_reading;
  EXPECT_FALSE(t.entries.suspend(*used));
  EXPECT_TRUE(t.entries.suspend(*ref));
  EXPECT_EQ(t[*ref].flags, 0);
  EXPECT_EQ(t.entries.free(), free) << "it is in a ring";
  EXPECT_FALSE(t.entries.suspend(*ref));
  t.entries.resume(*ref, kBackend, 7, false);
  EXPECT_EQ(t[*ref].frame, 7u);
  EXPECT_EQ(t[*ref].flags, GTF_permit_access);
  EXPECT_TRUE(t.entries.suspend(*ref));
  t.entries.release(*ref);
  EXPECT_EQ(t.entries.free(), free + 1);
  EXPECT_FALSE(t.entries.end_access(*ref));
}

// A restored domain: nobody has a right of before, not even one that would not let go.
TEST(GrantEntries, EndsEverythingOfBeforeInANewTable) {
  Table t(16);
  const auto used = t.entries.grant(kBackend, 1, false), free = t.entries.grant(kBackend, 2, true);
  t[*used].flags |= GTF_reading | GTF_writing;
  ASSERT_TRUE(t.entries.end_access(*free));
  std::fill(t.table.begin(), t.table.end(), grant_entry_v1{});
  t.table[0].flags = t.table[1].flags = GTF_permit_access; // the toolstack's
  t.entries.renew();
  EXPECT_EQ(t.table[0].flags, GTF_permit_access);
  EXPECT_EQ(t.table[0].domid, 0);
  EXPECT_EQ(t[*free].flags, 0);
  EXPECT_EQ(t[*used].domid, DOMID_INVALID);
  EXPECT_EQ(t[*used].frame, 0u);
  EXPECT_FALSE(t.entries.end_access(*free));
  EXPECT_TRUE(t.entries.end_access(*used));
  EXPECT_FALSE(t.entries.end_access(*used));
  EXPECT_EQ(t.entries.free(), 16 - GrantEntries::kReserved);
}

TEST(GrantEntries, RenewsATableThatNobodyHasUsed) {
  GrantEntries entries;
  entries.renew();
  EXPECT_EQ(entries.free(), 0u);
}

} // namespace
