// What `mir test` understands of a program of tests.
#include "driver/test/report.hpp"
#include "driver/test/test_run.hpp"

#include <gtest/gtest.h>

namespace mir::driver {
namespace {

/// A program that says these lines, one list a run.
StartTests says(std::vector<std::vector<std::string>> runs,
                std::vector<std::vector<std::string>>& arguments) {
  return [runs, &arguments,
          at = std::size_t{0}](const std::vector<std::string>& words,
                               const std::function<void(llvm::StringRef)>& on_line) mutable {
    arguments.push_back(words);
    for (const std::string& line : runs.at(at))
      on_line(line);
    ++at;
    return std::optional(RunEnd{0, 1, "was ended by signal 6"});
  };
}

TEST(TestRun, GoesOnBehindATestThatEndsTheProgram) {
  std::vector<std::vector<std::string>> arguments;
  auto run =
      run_tests(says({{"mir-test: plan 3", "mir-test: begin 0 a: one", "mir-test: end 0 passed 5",
                       "mir-test: begin 1 a: two", "boom"},
                      {"mir-test: plan 3", "mir-test: begin 2 a: three",
                       "part of a linemir-test: end 2 skipped 0 not here", "mir-test: done"}},
                     arguments),
                {"a/*"}, [](const TestResult&) {});
  ASSERT_TRUE(run);
  EXPECT_EQ(arguments, (std::vector<std::vector<std::string>>{{"--filter=a/*"},
                                                              {"--filter=a/*", "--first=2"}}));
  ASSERT_EQ(run->results.size(), 3U);
  EXPECT_EQ(run->results[0].outcome, TestOutcome::Passed);
  EXPECT_EQ(run->results[0].ns, 5);
  EXPECT_EQ(run->results[1].outcome, TestOutcome::Failed);
  EXPECT_EQ(run->results[1].output, "boom\n");
  EXPECT_EQ(run->results[1].failures,
            std::vector<std::string>{"the program was ended by signal 6"});
  EXPECT_EQ(run->results[2].outcome, TestOutcome::Skipped);
  EXPECT_EQ(run->results[2].skipped, "not here");
  EXPECT_EQ(run->results[2].output, "part of a line\n");
  EXPECT_EQ(run->trouble, "");
}

TEST(TestRun, EndsWithAProgramThatNeverBegins) {
  std::vector<std::vector<std::string>> arguments;
  auto run = run_tests(says({{"no such device"}}, arguments), {}, [](const TestResult&) {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->trouble, "was ended by signal 6");
  EXPECT_EQ(run->output, "no such device\n");
}

TEST(TestRun, HearsWhatComesBehindTheLastTest) {
  std::vector<std::vector<std::string>> arguments;
  auto run = run_tests(says({{"mir-test: plan 1", "mir-test: begin 0 a: one",
                              "mir-test: end 0 passed 5", "mir-test: done", "leak"}},
                            arguments),
                       {}, [](const TestResult&) {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->trouble, "was ended by signal 6");
  EXPECT_EQ(run->output, "leak\n");
}

TEST(Junit, EscapesWhatXmlCannotHold) {
  const std::string text = junit_document(
      "app", {{"host",
               {{"a", "b<c", TestOutcome::Failed, {"x && \"y\"", "z"}, "", "\x1b[1m\n", 1'500'000},
                {"a", "d", TestOutcome::Skipped, {}, "why", "", 0}}}});
  EXPECT_NE(text.find("<testsuite name=\"host.a\" tests=\"2\" failures=\"1\" skipped=\"1\""),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("name=\"b&lt;c\" time=\"0.001500000\""), std::string::npos);
  EXPECT_NE(text.find("<failure message=\"x &amp;&amp; &quot;y&quot;&#10;z\"/>"),
            std::string::npos);
  EXPECT_NE(text.find("<skipped message=\"why\"/>"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

} // namespace
} // namespace mir::driver
