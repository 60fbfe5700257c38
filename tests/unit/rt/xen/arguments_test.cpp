#include "rt/xen/libc/arguments.hpp"

#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

std::vector<std::string> split(std::string line, size_t most = 8) {
  std::array<char*, 8> words{};
  const size_t count = mir::rt::split_arguments(line.data(), std::span(words).first(most));
  return {words.begin(), words.begin() + static_cast<long>(count)};
}

using Words = std::vector<std::string>;

TEST(SplitArguments, CutsAtBlanks) {
  EXPECT_EQ(split(""), Words{});
  EXPECT_EQ(split("  \t "), Words{});
  EXPECT_EQ(split(" one  two\tthree "), (Words{"one", "two", "three"}));
}

TEST(SplitArguments, KeepsBlanksInQuotes) {
  EXPECT_EQ(split(R"(a "b c" d"e f"g "")"), (Words{"a", "b c", "de fg", ""}));
  EXPECT_EQ(split(R"("open to the end )"), (Words{"open to the end "}));
}

TEST(SplitArguments, TakesWhatIsEscapedAsItIs) {
  EXPECT_EQ(split(R"(a\ b \"c\" \\)"), (Words{"a b", "\"c\"", "\\"}));
  EXPECT_EQ(split("a\\"), (Words{"a\\"}));
}

TEST(SplitArguments, DropsWhatDoesNotFit) { EXPECT_EQ(split("a b c", 2), (Words{"a", "b"})); }

} // namespace
