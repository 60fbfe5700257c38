#include "driver/run/reasons.hpp"

#include <gtest/gtest.h>

namespace mir::driver {
namespace {

Plan two_steps() {
  Plan plan;
  plan.stamp = "_build/t/toolchain";
  plan.steps.resize(2);
  plan.steps[0].what = "compile a.cpp";
  plan.steps[0].inputs = {"a.cpp"};
  plan.steps[0].output = "a.o";
  plan.steps[1].what = "link a";
  plan.steps[1].inputs = {"a.o"};
  plan.steps[1].output = "a.elf";
  return plan;
}

/// Why "compile a.cpp" runs when Ninja says this.
std::string because(llvm::StringRef text) {
  Plan plan = two_steps();
  Reasons reasons({&plan, 1});
  reasons.add(text);
  return reasons.of("compile a.cpp");
}

TEST(Reasons, KnowsNinjasSentences) {
  EXPECT_EQ(because("output a.o doesn't exist"), "because it has not been made yet");
  EXPECT_EQ(because("deps for 'a.o' are missing"), "because it has not been made yet");
  EXPECT_EQ(because("command line changed for a.o"), "because its command has changed");
  EXPECT_EQ(because("output a.o older than most recent input a (1).cpp (12 vs 13)"),
            "because a (1).cpp has changed");
  EXPECT_EQ(
      because("restat of output a.o older than most recent input _build/t/toolchain (1 vs 2)"),
      "because a tool or a part of the installation has changed");
  EXPECT_EQ(because("stored deps info out of date for 'a.o' (3 vs 4)"),
            "because what it read is not known any more");
}

TEST(Reasons, TellsOfInputsThatAreMadeAgain) {
  Plan plan = two_steps();
  Reasons reasons({&plan, 1});
  reasons.add("a.o is dirty");
  EXPECT_EQ(reasons.of("link a"), "because a.o is made again");
  EXPECT_EQ(reasons.of("compile a.cpp"), "because a file that it reads is made again");
  EXPECT_EQ(reasons.of("no such step"), "");
}

} // namespace
} // namespace mir::driver
