// docs/net.md tells the truth: its program compiles and prints what the page says.
#include <fstream>
#include <sstream>
#include <string>

#include <mir/os/platform/port.hpp>

#include "net_page.hpp" // the page's cpp blocks
#include "rt/unix/start.hpp"

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

/// The run time, with a console that remembers.
class Recorder final : public mir::os::PortPlatform {
public:
  std::string output;
  void write(std::string_view text) noexcept override { output += text; }
};

TEST(PageOnTheNetwork, ShowsWhatItsProgramPrints) {
  Recorder platform;
  EXPECT_EQ(mir::os::run_app(platform, {}, app_main), 0);
  EXPECT_EQ(platform.output, block_of_page("text"));
}

} // namespace

int main(int count, char** arguments) {
  mir::rt::bring_up();
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}
