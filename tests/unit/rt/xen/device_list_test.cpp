// The order of devices: xenstore lists their names in none.
#include "rt/xen/device/device_list.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace {

using mir::rt::LeastNumbers;

std::vector<uint64_t> kept(const std::vector<uint64_t>& given) {
  LeastNumbers numbers;
  for (const uint64_t number : given)
    numbers.add(number);
  return {numbers.all().begin(), numbers.all().end()};
}

TEST(LeastNumbers, AreInOrder) {
  EXPECT_EQ(kept({}), std::vector<uint64_t>());
  EXPECT_EQ(kept({51'728, 51'712, 51'744}), (std::vector<uint64_t>{51'712, 51'728, 51'744}));
}

// Of more devices than there is room for the first ones count, wherever they stand.
TEST(LeastNumbers, AreTheLeastHoweverManyThereAre) {
  std::vector<uint64_t> all{11, 3, 7, 0, 10, 5, 1, 9, 2, 8, 4, 6};
  for (int i = 0; i < 200; ++i) {
    std::ranges::next_permutation(all);
    EXPECT_EQ(kept(all), (std::vector<uint64_t>{0, 1, 2, 3, 4, 5, 6, 7}));
  }
}

} // namespace
