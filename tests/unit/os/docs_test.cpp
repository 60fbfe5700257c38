// docs/os.md tells the truth: its program compiles and prints what the page says.

#include <mir/os/testing/virtual_platform.hpp>

#include "os_page.hpp" // the page's cpp blocks
#include "tests/unit/page.hpp"

#include <gtest/gtest.h>

namespace {

TEST(PageOnTasks, ShowsWhatItsProgramPrints) {
  mir::os::testing::VirtualClock clock;
  mir::os::testing::VirtualPlatform platform(clock, 1);
  EXPECT_EQ(mir::os::run_app(platform, {}, app_main), 0);
  EXPECT_EQ(platform.output(), mir::test::block_of_page("text"));
}

} // namespace
