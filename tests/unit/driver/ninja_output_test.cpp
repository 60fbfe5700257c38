#include "driver/run/ninja_output.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace mir::driver {
namespace {

/// What a NinjaOutput made of some lines.
struct Heard {
  std::vector<std::string> steps, reasons, output, errors;
};

Heard hear(std::initializer_list<llvm::StringRef> lines) {
  Heard heard;
  NinjaOutput output({
      .on_step =
          [&](llvm::StringRef count, llvm::StringRef what) {
            heard.steps.push_back(count.str() + ":" + what.str());
          },
      .on_reason = [&](llvm::StringRef text) { heard.reasons.push_back(text.str()); },
      .on_kept = [&] { heard.steps.emplace_back("kept"); },
      .on_output = [&](llvm::StringRef line) { heard.output.push_back(line.str()); },
      .on_error = [&](llvm::StringRef reason) { heard.errors.push_back(reason.str()); },
  });
  for (llvm::StringRef line : lines)
    output.line(line);
  return heard;
}

using Strings = std::vector<std::string>;

TEST(NinjaOutput, TellsStepsFromOutput) {
  auto heard = hear({"\x1f"
                     "1/2 compile a.cpp",
                     "a.cpp:1:1: warning: odd",
                     "\x1f"
                     "2/2 link a"});
  EXPECT_EQ(heard.steps, (Strings{"1/2:compile a.cpp", "2/2:link a"}));
  EXPECT_EQ(heard.output, (Strings{"a.cpp:1:1: warning: odd"}));
}

TEST(NinjaOutput, TellsReasonsFromOutput) {
  auto heard = hear({"ninja explain: output a.o doesn't exist", "a.cpp:1:1: warning: odd"});
  EXPECT_EQ(heard.reasons, (Strings{"output a.o doesn't exist"}));
  EXPECT_EQ(heard.output, (Strings{"a.cpp:1:1: warning: odd"}));
}

TEST(NinjaOutput, TellsWhatWasKept) {
  auto heard = hear({"\x1f"
                     "1/2 compile a.cpp",
                     "\x1e", "\x1e"});
  EXPECT_EQ(heard.steps, (Strings{"1/2:compile a.cpp", "kept"}));
  EXPECT_EQ(heard.output, (Strings{"\x1e"}));
}

TEST(NinjaOutput, DropsTheCommandThatFailed) {
  for (llvm::StringRef failed : {"FAILED: a.o ", "\x1b[31mFAILED: \x1b[0ma.o "}) {
    auto heard = hear({"\x1f"
                       "1/2 compile a.cpp",
                       failed, "clang++ -c a.cpp", "a.cpp:1:1: error: wrong",
                       "\x1f"
                       "2/2 compile b.cpp",
                       "ninja: build stopped: subcommand failed."});
    EXPECT_EQ(heard.output, (Strings{"a.cpp:1:1: error: wrong"}));
    EXPECT_EQ(heard.steps, (Strings{"1/2:compile a.cpp"}));
    EXPECT_TRUE(heard.errors.empty());
  }
}

TEST(NinjaOutput, KeepsOutputThatLooksLikeNinjas) {
  auto heard = hear({"\x1f"
                     "1/1 generate a.hpp",
                     "note", "FAILED: to be dropped"});
  EXPECT_EQ(heard.output, (Strings{"note", "FAILED: to be dropped"}));
}

TEST(NinjaOutput, ReportsNinjasOwnErrors) {
  auto heard = hear({"ninja: error: 'a.cpp', needed by 'a.o', missing", "ninja: no work to do."});
  EXPECT_EQ(heard.errors, (Strings{"'a.cpp', needed by 'a.o', missing"}));
  EXPECT_TRUE(heard.output.empty());
}

} // namespace
} // namespace mir::driver
