// Every script of scripts/ is a test.
#include "script.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

std::vector<std::filesystem::path> scripts() {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::directory_iterator(MIR_TCP_SCRIPTS))
    if (entry.path().extension() == ".pkt")
      found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

class Script : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Script, Holds) {
  std::ifstream file(GetParam());
  std::ostringstream text;
  text << file.rdbuf();
  run_script(GetParam().filename().string(), text.str());
}

INSTANTIATE_TEST_SUITE_P(Tcp, Script, ::testing::ValuesIn(scripts()),
                         [](const auto& info) { return info.param.stem().string(); });

} // namespace
} // namespace mir::net::tcp_test
