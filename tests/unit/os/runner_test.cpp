// The runner of an application's tests: what it chooses, what it says, what it survives.
#include <mir/os/testing/runner.hpp>

#include <stdexcept>

#include <gtest/gtest.h>
#include <mir/os/testing/world.hpp>

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

void passes(Test& test) { MIR_EXPECT(1 == 1); }
void fails_twice(Test& test) {
  MIR_EXPECT(1 == 2);
  MIR_EXPECT(std::string("a\nb").empty());
}
void ends_early(Test& test) {
  MIR_REQUIRE(1 == 2);
  test.fail("it went on");
}
void skips(Test& test) { test.skip("no reason"); }
void throws(Test&) { throw std::runtime_error("thrown"); }
Task<> waits(Test& test) {
  const Instant before = test.app().now();
  co_await sleep(1_h);
  MIR_EXPECT(test.app().now() - before == 1_h);
}
Task<> waits_for_ever(Test&) { co_await sleep_until(Instant::never()); }
Task<> requires_in_a_task(Test& test) {
  co_await sleep(1_ms);
  MIR_REQUIRE(1 == 2);
}

class MemoryGround final : public Ground {
public:
  App& begin() override {
    clock_.emplace();
    system_.emplace(*clock_, 1);
    return system_->app();
  }
  void end() override { system_.reset(); }
  [[nodiscard]] std::string_view why_stopped() const override { return "it hangs"; }
  void write(std::string_view text) override { written += text; }
  [[nodiscard]] bool is_virtual() const noexcept override { return true; }

  std::string written;

private:
  std::optional<VirtualClock> clock_;
  std::optional<System> system_;
};

struct Ran {
  int exit_code;
  std::string written;
};

Ran run(std::initializer_list<Entry> entries, std::vector<std::string> words = {}) {
  MemoryGround ground;
  std::vector<char*> arguments;
  for (std::string& word : words)
    arguments.push_back(word.data());
  const int code = run_tests(ground, entries, arguments);
  return {code, ground.written};
}

Entry plain(const char* name, void (*body)(Test&)) { return {name, "test_a.cpp", body, nullptr}; }
Entry task(const char* name, Task<> (*body)(Test&)) { return {name, "test_a.cpp", nullptr, body}; }

TEST(TestRunner, SaysWhatPassed) {
  const Ran ran = run({plain("one", passes), task("two", waits)});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.written, "mir-test: plan 2\n"
                         "mir-test: begin 0 a: one\n"
                         "mir-test: end 0 passed 0\n"
                         "mir-test: begin 1 a: two\n"
                         "mir-test: end 1 passed 3600000000000\n"
                         "mir-test: done\n");
}

TEST(TestRunner, SaysEachFailureOnOneLine) {
  const Ran ran = run({plain("bad", fails_twice)});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.written.find("mir-test: failed "), std::string::npos);
  EXPECT_NE(ran.written.find("runner_test.cpp:17: expected 1 == 2, but it is 1 == 2\n"),
            std::string::npos)
      << ran.written;
  EXPECT_NE(ran.written.find("mir-test: end 0 failed 0\n"), std::string::npos);
}

TEST(TestRunner, EndsATestWhereARequirementFails) {
  EXPECT_EQ(run({plain("early", ends_early)}).written.find("it went on"), std::string::npos);
  const Ran ran = run({task("task", requires_in_a_task), plain("one", passes)});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.written.find("end 0 failed"), std::string::npos);
  EXPECT_NE(ran.written.find("end 1 passed"), std::string::npos);
}

TEST(TestRunner, SurvivesExceptionsAndTasksThatHang) {
  const Ran ran = run({plain("throws", throws), task("hangs", waits_for_ever)});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_NE(ran.written.find("failed an exception left the test: thrown\n"), std::string::npos);
  EXPECT_NE(ran.written.find("failed it hangs\n"), std::string::npos);
}

TEST(TestRunner, SkipsWithAReason) {
  const Ran ran = run({plain("skips", skips)});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_NE(ran.written.find("end 0 skipped 0 no reason\n"), std::string::npos);
}

TEST(TestRunner, ChoosesByPatternAndGoesOn) {
  const std::initializer_list<Entry> entries{plain("one", passes), plain("two", passes),
                                             plain("three", passes)};
  const Ran filtered = run(entries, {"program", "--filter=a/t*"});
  EXPECT_NE(filtered.written.find("plan 2\n"), std::string::npos);
  EXPECT_EQ(filtered.written.find("a: one"), std::string::npos);
  const Ran later = run(entries, {"program", "--filter=a/t*", "--first=1"});
  EXPECT_NE(later.written.find("plan 2\nmir-test: begin 1 a: three\n"), std::string::npos);
}

TEST(TestRunner, FitsPatterns) {
  EXPECT_TRUE(fits("*", ""));
  EXPECT_TRUE(fits("a*c?", "abbcd"));
  EXPECT_TRUE(fits("*b*b", "abab"));
  EXPECT_FALSE(fits("a", "ab"));
  EXPECT_FALSE(fits("a?", "a"));
  EXPECT_FALSE(fits("", "a"));
}

TEST(TestRunner, NamesSuitesByTheirFiles) {
  EXPECT_EQ(suite_of("test_parser.cpp"), "parser");
  EXPECT_EQ(suite_of("tests/net/test_a.b.cpp"), "tests/net/a.b");
  EXPECT_EQ(suite_of("odd"), "odd");
}

} // namespace
