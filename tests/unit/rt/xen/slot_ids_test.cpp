// Names of requests: the case of Mirage's advisory on transmit ids that were not unique.
#include "rt/xen/bus/slot_ids.hpp"

#include <set>

#include <gtest/gtest.h>

namespace {

using Ids = mir::rt::SlotIds<int, 256>;

TEST(SlotIds, AreUniqueAmongTheRequestsOnTheirWay) {
  Ids ids;
  std::set<uint16_t> seen;
  while (const auto id = ids.give(1))
    EXPECT_TRUE(seen.insert(*id).second);
  EXPECT_EQ(seen.size(), 256u);
  EXPECT_EQ(*seen.rbegin(), 255);
}

TEST(SlotIds, ComeBackWithWhatTheyWereGivenFor) {
  Ids ids;
  const auto first = ids.give(17), second = ids.give(23);
  EXPECT_EQ(ids.take_back(*second), 23);
  EXPECT_EQ(ids.take_back(*first), 17);
  EXPECT_EQ(ids.in_use(), 0u);
}

TEST(SlotIds, CountOnceHoweverOftenTheyAreAnswered) {
  Ids ids;
  const auto id = ids.give(17);
  EXPECT_EQ(ids.take_back(*id), 17);
  EXPECT_EQ(ids.take_back(*id), std::nullopt);
  const auto again = ids.give(18), other = ids.give(19);
  EXPECT_NE(*again, *other);
}

TEST(SlotIds, ThatNobodyHasAreRefused) {
  Ids ids;
  const auto id = ids.give(17);
  for (uint64_t wrong = 0; wrong < 0x20000; ++wrong) {
    if (wrong != *id) {
      EXPECT_EQ(ids.take_back(wrong), std::nullopt);
    }
  }
  EXPECT_EQ(ids.take_back(uint64_t{1} << 32 | *id), std::nullopt);
  EXPECT_EQ(ids.take_back(*id), 17);
}

TEST(SlotIds, AreAllFreeAfterDraining) {
  Ids ids;
  int sum = 0;
  for (int value = 1; value <= 10; ++value)
    (void)ids.give(value);
  ids.drain([&](int value) { sum += value; });
  EXPECT_EQ(sum, 55);
  EXPECT_EQ(ids.in_use(), 0u);
}

} // namespace
