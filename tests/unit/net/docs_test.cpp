// docs/net.md tells the truth: its program compiles and prints what the page says.
#include <string>

#include <mir/os/platform/port.hpp>

#include "net_page.hpp" // the page's cpp blocks
#include "rt/unix/start.hpp"
#include "tests/unit/page.hpp"

#include <gtest/gtest.h>

namespace {

/// The run time, with a console that remembers.
class Recorder final : public mir::os::PortPlatform {
public:
  std::string output;
  void write(std::string_view text) noexcept override { output += text; }
};

TEST(PageOnTheNetwork, ShowsWhatItsProgramPrints) {
  Recorder platform;
  EXPECT_EQ(mir::os::run_app(platform, {}, app_main), 0);
  EXPECT_EQ(platform.output, mir::test::block_of_page("text"));
}

} // namespace

int main(int count, char** arguments) {
  mir::rt::bring_up();
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
