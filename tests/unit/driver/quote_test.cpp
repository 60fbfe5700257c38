#include "driver/ninja/quote.hpp"

#include <gtest/gtest.h>

#include "driver/plan/shell.hpp"

namespace mir::driver {
namespace {

TEST(ShellQuote, LeavesPlainWordsAlone) {
  EXPECT_EQ(shell_quoted("--target=x86_64-linux-musl"), "--target=x86_64-linux-musl");
  EXPECT_EQ(shell_quoted("grün.cpp"), "grün.cpp");
}

TEST(ShellQuote, ProtectsWhatTheShellReads) {
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("$HOME"), "'$HOME'");
  EXPECT_EQ(shell_quoted("~"), "'~'");
  EXPECT_EQ(shell_quoted("a\"b\\c"), "'a\"b\\c'");
  EXPECT_EQ(shell_quoted("it's"), "'it'\\''s'");
}

TEST(ShellCommand, JoinsWords) {
  EXPECT_EQ(shell_command({"ld", "-o", "a b"}), "ld -o 'a b'");
  EXPECT_EQ(shell_command({}), "");
}

TEST(NinjaPath, EscapesWhatEndsAPath) {
  EXPECT_EQ(ninja_path("a b:c|d$e"), "a$ b$:c${bar}d$$e");
  EXPECT_EQ(ninja_path("|a|"), "${bar}a${bar}");
  EXPECT_EQ(ninja_path(""), "");
  EXPECT_EQ(ninja_path("it's ü"), "it's$ ü");
}

TEST(NinjaValue, EscapesDollarsAndFirstBlank) {
  EXPECT_EQ(ninja_value("a $b: c"), "a $$b: c");
  EXPECT_EQ(ninja_value(" a"), "$ a");
  EXPECT_EQ(ninja_value(""), "");
}

} // namespace
} // namespace mir::driver
