// MIR_EXPECT: what it takes apart, and what it says when it fails.
#include <mir/os/testing/test.hpp>

#include <array>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace mir::os;
using namespace mir::os::testing;

/// What a failed condition says; empty for one that holds.
#define SAID(...) said(MIR_TEST_VERDICT_(__VA_ARGS__))
std::string said(const Verdict& verdict) { return verdict.holds ? "" : "no: " + verdict.values; }

struct Opaque {
  bool operator==(const Opaque&) const = default;
  int value = 0;
};

TEST(Expectation, HoldsWithoutAWord) {
  EXPECT_EQ(SAID(1 + 1 == 2), "");
  EXPECT_EQ(SAID(true), "");
  EXPECT_EQ(SAID(std::optional(1)), "");
  EXPECT_EQ(SAID(1 < 2 && 2 < 3), "");
}

TEST(Expectation, ShowsBothSides) {
  EXPECT_EQ(SAID(1 + 1 == 3), "no: 2 == 3");
  EXPECT_EQ(SAID(2 != 2), "no: 2 != 2");
  EXPECT_EQ(SAID(2 < 1), "no: 2 < 1");
  EXPECT_EQ(SAID(1 > 2), "no: 1 > 2");
  EXPECT_EQ(SAID(2 <= 1), "no: 2 <= 1");
  EXPECT_EQ(SAID(1 >= 2), "no: 1 >= 2");
}

TEST(Expectation, ComparesNumbersAsNumbers) {
  EXPECT_EQ(SAID(std::vector<int>(3).size() == 3), "");
  EXPECT_EQ(SAID(std::size_t{1} > -1), "");
  EXPECT_EQ(SAID(std::uint8_t{255} == -1), "no: 255 == -1");
}

TEST(Expectation, ShowsTextsSoThatBlanksAreSeen) {
  EXPECT_EQ(SAID(std::string("a\n") == "a "), "no: \"a\\n\" == \"a \"");
  EXPECT_EQ(SAID('a' == 'b'), "no: \"a\" == \"b\"");
}

TEST(Expectation, ShowsWhatValuesHold) {
  EXPECT_EQ(SAID(std::vector{1, 2} == std::vector{1, 3}), "no: [1, 2] == [1, 3]");
  EXPECT_EQ(SAID(std::optional<int>() == std::optional(1)), "no: nothing == 1");
  EXPECT_EQ(SAID(Result<int>(fail(Errc::Refused))).starts_with("no: error: "), true);
  EXPECT_EQ(SAID(0.5 == 0.25), "no: 0.5 == 0.25");
  EXPECT_EQ(SAID(Duration::seconds(1) == Duration::seconds(2)), "no: 1s == 2s");
  EXPECT_EQ(SAID(std::array{std::byte{1}} == std::array{std::byte{2}}), "no: [0x01] == [0x02]");
  EXPECT_EQ(SAID(Opaque{1} == Opaque{2}), "no: ? == ?");
  EXPECT_EQ(SAID(false), "no: ");
}

TEST(Expectation, ShowsTheBeginningOfWhatIsLong) {
  EXPECT_EQ(shown(std::vector<int>(100)).ends_with("0, 0, ... 100 in all]"), true);
}

} // namespace
