// Pages shared with another domain: the cases of Mirage's advisories on pages that were not zeroed
// and on an end of access that nobody checked.
#include "rt/xen/bus/shared_pages.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "fake_domain.hpp"

namespace {

using namespace mir::rt;
using mir::rt::testing::FakeDomain;

TEST(SharedPages, AreZeroed) {
  FakeDomain domain;
  SharedPages pages(domain);
  for (int i = 0; i < 10; ++i) { // the allocator gives the same page again
    const auto shared = pages.share(0);
    ASSERT_TRUE(shared);
    const auto* bytes = domain.page_of(static_cast<uint32_t>(shared->ref));
    EXPECT_TRUE(std::all_of(bytes, bytes + 4096, [](std::byte b) { return b == std::byte{0}; }));
    std::memset(shared->page, 0x55, 4096);
    pages.take_back(*shared);
  }
}

TEST(SharedPages, StayWhileTheOtherDomainUsesThem) {
  FakeDomain domain;
  SharedPages pages(domain);
  const auto shared = pages.share(0);
  domain.hold(static_cast<uint32_t>(shared->ref));
  std::memset(shared->page, 0x55, 4096);
  pages.take_back(*shared); // the fake aborts if the page is given back now
  EXPECT_EQ(domain.pages_taken(), 1u);
  EXPECT_EQ(pages.sweep(), 1u);
  EXPECT_NE(pages.share(0)->page, shared->page);
  domain.let_go(static_cast<uint32_t>(shared->ref));
  EXPECT_EQ(pages.sweep(), 0u);
  EXPECT_EQ(domain.pages_taken(), 1u);
}

TEST(SharedPages, AreGivenUpRatherThanReused) {
  FakeDomain domain;
  SharedPages pages(domain);
  std::vector<SharedPage> all;
  for (size_t i = 0; i < SharedPages::kMostHeld + 3; ++i) {
    all.push_back(*pages.share(0));
    domain.hold(static_cast<uint32_t>(all.back().ref));
  }
  for (const SharedPage& each : all)
    pages.take_back(each);
  EXPECT_EQ(pages.lost(), 3u);
  EXPECT_EQ(domain.pages_taken(), all.size());
  for (const SharedPage& each : all)
    domain.let_go(static_cast<uint32_t>(each.ref));
  EXPECT_EQ(pages.sweep(), 0u);
  EXPECT_EQ(domain.pages_taken(), 3u);
}

TEST(SharedPages, AreNotHadWithoutMemoryOrGrants) {
  FakeDomain domain;
  SharedPages pages(domain);
  domain.pages_left = 1;
  EXPECT_TRUE(pages.share(0));
  EXPECT_FALSE(pages.share(0));
  domain.pages_left = 1'000'000;
  while (pages.share(0)) {
  }
  const size_t taken = domain.pages_taken();
  EXPECT_FALSE(pages.share(0));
  EXPECT_EQ(domain.pages_taken(), taken) << "a page without a grant is lost";
}

} // namespace
