#include "rt/xen/memory_map.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace {

using mir::rt::MemoryMap;
using mir::rt::Range;

std::vector<Range> ranges(const MemoryMap& map) {
  return {map.ranges().begin(), map.ranges().end()};
}

TEST(MemoryMap, KeepsWholePagesOfWhatIsAdded) {
  MemoryMap map;
  map.add(0x1001, 0x3000); // pages 2 and 3 only
  map.add(0x9000, 0xfff);  // not one whole page
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x2000, 0x4000}}));
}

TEST(MemoryMap, SortsAndJoinsWhatTouches) {
  MemoryMap map;
  map.add(0x9000, 0x1000);
  map.add(0x1000, 0x1000);
  map.add(0x5000, 0x2000);
  map.add(0x2000, 0x3000); // closes the gap
  map.add(0x6000, 0x2000); // overlaps
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x1000, 0x8000}, {0x9000, 0xa000}}));
  EXPECT_EQ(map.total(), 0x8000u);
  EXPECT_EQ(map.end(), 0xa000u);
}

TEST(MemoryMap, TakesAwayEveryPageThatIsTouched) {
  MemoryMap map;
  map.add(0, 0x10000);
  map.remove(0x2fff, 2);
  map.remove(0xffff, 1);
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0, 0x2000}, {0x4000, 0xf000}}));
}

TEST(MemoryMap, TakesAwayAcrossSeveralRanges) {
  MemoryMap map;
  for (uint64_t base = 0; base < 0x10000; base += 0x2000)
    map.add(base, 0x1000);
  map.remove(0x2000, 0x9000);
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0, 0x1000}, {0xc000, 0xd000}, {0xe000, 0xf000}}));
  map.remove(0, 0);
  EXPECT_EQ(map.ranges().size(), 3u);
}

TEST(MemoryMap, SurvivesSizesThatWrap) {
  MemoryMap map;
  map.add(0x1000, UINT64_MAX);
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x1000, uint64_t{1} << 47}}));
  map.remove(0x2000, UINT64_MAX - 0x1000);
  EXPECT_EQ(ranges(map), (std::vector<Range>{{0x1000, 0x2000}}));
  map.add(UINT64_MAX - 5, 3);
  map.remove(UINT64_MAX - 5, UINT64_MAX);
  EXPECT_EQ(map.ranges().size(), 1u);
}

TEST(MemoryMap, ForgetsTheHighestMemoryWhenThereAreTooManyRanges) {
  MemoryMap map;
  for (uint64_t i = 0; i < 2 * MemoryMap::kMost; ++i)
    map.add((2 * MemoryMap::kMost - i) * 0x10000, 0x1000);
  EXPECT_EQ(map.ranges().size(), MemoryMap::kMost);
  EXPECT_EQ(map.ranges().front().begin, 0x10000u);
  for (size_t i = 1; i < map.ranges().size(); ++i)
    EXPECT_LT(map.ranges()[i - 1].end, map.ranges()[i].begin);
}

TEST(MemoryMap, FindsTheLowestPlace) {
  MemoryMap map;
  map.add(0x1000, 0x1000);
  map.add(0x8000, 0x4000);
  EXPECT_EQ(map.find(0x1000), (Range{0x1000, 0x2000}));
  EXPECT_EQ(map.find(0x1001), (Range{0x8000, 0x9001}));
  EXPECT_EQ(map.find(0x4001), (Range{0, 0}));
}

} // namespace
