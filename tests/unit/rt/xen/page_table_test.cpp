#include "rt/xen/x86_64/page_table.hpp"

#include <array>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace {

using mir::rt::Access;
using mir::rt::PageTable;

constexpr uint64_t kPage = PageTable::kPage;
constexpr uint64_t kLarge = PageTable::kLargePage;
constexpr uint64_t kGiB = uint64_t{1} << 30;

struct alignas(4096) Table {
  std::array<uint64_t, 512> entries{};
};

// Tables in the test's own memory: its addresses fit where physical ones would stand.
struct Tables {
  std::vector<std::unique_ptr<Table>> pages;
  size_t most = SIZE_MAX;
  PageTable table{allocate, this};

  static uint64_t* allocate(void* context) {
    auto& self = *static_cast<Tables*>(context);
    if (self.pages.size() == self.most)
      return nullptr;
    self.pages.push_back(std::make_unique<Table>());
    return self.pages.back()->entries.data();
  }
};

// What the processor reads: the bits of the leaf for an address (AMD64 volume 2, 5.3).
uint64_t leaf(const Tables& tables, uint64_t address) {
  const auto* table = reinterpret_cast<const uint64_t*>(tables.table.root());
  for (int level = 3;; --level) {
    const uint64_t entry = table[address >> (12 + 9 * level) & 511];
    if (level == 0 || !(entry & 1) || (level == 1 && (entry & 0x80)))
      return entry;
    table = reinterpret_cast<const uint64_t*>(entry & 0x000ffffffffff000);
  }
}

TEST(PageTable, MapsNothingAtFirst) {
  Tables t;
  EXPECT_EQ(t.table.access(0), Access::None);
  EXPECT_EQ(t.table.root(), 0u);
}

TEST(PageTable, GivesEachAccessItsBits) {
  Tables t;
  ASSERT_TRUE(t.table.set(kPage, 2 * kPage, Access::Read));
  ASSERT_TRUE(t.table.set(2 * kPage, 3 * kPage, Access::ReadWrite));
  ASSERT_TRUE(t.table.set(3 * kPage, 4 * kPage, Access::ReadExecute));
  constexpr uint64_t kNoExecute = uint64_t{1} << 63;
  EXPECT_EQ(leaf(t, kPage), kPage | 0x21 | kNoExecute);
  EXPECT_EQ(leaf(t, 2 * kPage), 2 * kPage | 0x63 | kNoExecute);
  EXPECT_EQ(leaf(t, 3 * kPage), 3 * kPage | 0x21);
  EXPECT_EQ(leaf(t, 0), 0u);
  EXPECT_EQ(leaf(t, 4 * kPage), 0u);
}

TEST(PageTable, MapsWholeLargePagesWithOneEntry) {
  Tables t;
  ASSERT_TRUE(t.table.set(0, 64 * kGiB, Access::ReadWrite));
  EXPECT_EQ(t.pages.size(), 1u + 1 + 64); // root, pointers, a directory a GiB
  EXPECT_EQ(leaf(t, 63 * kGiB + 5 * kPage), (63 * kGiB) | 0x80 | 0x63 | uint64_t{1} << 63);
  EXPECT_EQ(t.table.access(64 * kGiB - 1), Access::ReadWrite);
  EXPECT_EQ(t.table.access(64 * kGiB), Access::None);
}

TEST(PageTable, SplitsALargePageWithoutChangingTheRest) {
  Tables t;
  ASSERT_TRUE(t.table.set(0, 2 * kLarge, Access::ReadWrite));
  ASSERT_TRUE(t.table.set(7 * kPage, 8 * kPage, Access::None));
  for (uint64_t page = 0; page < 2 * kLarge; page += kPage)
    ASSERT_EQ(t.table.access(page), page == 7 * kPage ? Access::None : Access::ReadWrite) << page;
  EXPECT_EQ(leaf(t, 6 * kPage) & 0x000ffffffffff000, 6 * kPage);
}

TEST(PageTable, SplitsNothingWhenTheAccessStays) {
  Tables t;
  ASSERT_TRUE(t.table.set(0, kLarge, Access::ReadWrite));
  const size_t before = t.pages.size();
  ASSERT_TRUE(t.table.set(kPage, 3 * kPage, Access::ReadWrite));
  EXPECT_EQ(t.pages.size(), before);
}

TEST(PageTable, HandlesRangesThatCrossLargePages) {
  Tables t;
  ASSERT_TRUE(t.table.set(kLarge - kPage, 3 * kLarge + kPage, Access::Read));
  EXPECT_EQ(t.table.access(kLarge - 2 * kPage), Access::None);
  EXPECT_EQ(t.table.access(kLarge - kPage), Access::Read);
  EXPECT_EQ(t.table.access(2 * kLarge), Access::Read);
  EXPECT_EQ(t.table.access(3 * kLarge), Access::Read);
  EXPECT_EQ(t.table.access(3 * kLarge + kPage), Access::None);
}

TEST(PageTable, RefusesWhatIsNoRange) {
  Tables t;
  EXPECT_FALSE(t.table.set(1, kPage, Access::Read));
  EXPECT_FALSE(t.table.set(0, kPage + 1, Access::Read));
  EXPECT_FALSE(t.table.set(2 * kPage, kPage, Access::Read));
  EXPECT_FALSE(t.table.set(0, PageTable::kEnd + kPage, Access::Read));
  EXPECT_EQ(t.pages.size(), 0u);
}

TEST(PageTable, SaysWhenThereAreNoTables) {
  for (size_t most = 0; most < 4; ++most) {
    Tables t;
    t.most = most;
    EXPECT_FALSE(t.table.set(0, kPage, Access::Read)) << most;
  }
  Tables t;
  t.most = 3;
  ASSERT_TRUE(t.table.set(0, kLarge, Access::ReadWrite));
  EXPECT_FALSE(t.table.set(0, kPage, Access::None)); // no table to split into
  EXPECT_EQ(t.table.access(0), Access::ReadWrite);
}

} // namespace
