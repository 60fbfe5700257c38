// docs/os.md tells the truth: its program compiles and prints what the page says.
#include <fstream>
#include <sstream>

#include <mir/os/testing/virtual_platform.hpp>

#include "os_page.hpp" // the page's cpp blocks

#include <gtest/gtest.h>

namespace {

/// The page's one block of this language.
std::string block_of_page(const std::string& language) {
  std::ifstream page(MIR_PAGE);
  std::stringstream text;
  text << page.rdbuf();
  const std::string whole = text.str(), fence = "```" + language + "\n";
  const std::size_t begin = whole.find(fence) + fence.size();
  return whole.substr(begin, whole.find("```", begin) - begin);
}

TEST(PageOnTasks, ShowsWhatItsProgramPrints) {
  mir::os::testing::VirtualClock clock;
  mir::os::testing::VirtualPlatform platform(clock, 1);
  EXPECT_EQ(mir::os::run_app(platform, {}, app_main), 0);
  EXPECT_EQ(platform.output(), block_of_page("text"));
}

} // namespace
