// The formatter, and the types of base that print.
#include <mir/os/base/error.hpp>
#include <mir/os/base/format.hpp>
#include <mir/os/base/time.hpp>

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace elsewhere {

struct Dotted {
  int a, b;
};
void format_value(mir::os::Writer& out, const Dotted& value) {
  mir::os::format_to(out, "{}.{}", value.a, value.b);
}

} // namespace elsewhere

namespace {

using namespace mir::os;
using namespace mir::os::literals;

enum class Colour : std::uint8_t { Red = 7 };

// What the compiler accepts and refuses: a format string is good when check_format() returns.
constexpr const char* spec_error(std::string_view text) {
  detail::Spec spec;
  std::size_t at = 0;
  return detail::parse_spec(text, at, spec);
}
static_assert(spec_error("}") == nullptr);
static_assert(spec_error("08x}") == nullptr);
static_assert(spec_error("*>12}") == nullptr);
static_assert(spec_error("<255}") == nullptr);
static_assert(spec_error("256}") != nullptr);
static_assert(spec_error("x") != nullptr);
static_assert(spec_error(".3}") != nullptr);
static_assert(spec_error("#}") != nullptr);
static_assert(spec_error("<08}") != nullptr);

template <class... Args>
concept Printable = (detail::is_printable<Args>() && ...);
static_assert(Printable<bool, char, int, unsigned long long, Colour, const char*, std::string,
                        std::string_view, const void*, Duration, Error, elsewhere::Dotted>);
static_assert(!Printable<double> && !Printable<std::vector<int>>);

TEST(Format, PrintsEachKind) {
  EXPECT_EQ(mir::os::format("{} {} {} {}", -5, 7U, true, 'c'), "-5 7 true c");
  EXPECT_EQ(mir::os::format("{} {} {}", "literal", std::string("string"), std::string_view("view")),
            "literal string view");
  EXPECT_EQ(mir::os::format("{}", Colour::Red), "7");
  EXPECT_EQ(mir::os::format("{}", elsewhere::Dotted{1, 2}), "1.2");
  EXPECT_EQ(mir::os::format("{}", reinterpret_cast<const void*>(0x1f)), "0x1f");
  EXPECT_EQ(mir::os::format("no arguments"), "no arguments");
  EXPECT_EQ(mir::os::format("{{{}}}", 1), "{1}");
}

TEST(Format, PrintsTheLimitsOfIntegers) {
  EXPECT_EQ(mir::os::format("{}", std::numeric_limits<std::int64_t>::min()),
            "-9223372036854775808");
  EXPECT_EQ(mir::os::format("{}", std::numeric_limits<std::uint64_t>::max()),
            "18446744073709551615");
  EXPECT_EQ(mir::os::format("{:b}", std::numeric_limits<std::uint64_t>::max()),
            std::string(64, '1'));
}

TEST(Format, ObeysTheSpec) {
  EXPECT_EQ(mir::os::format("[{:5}] [{:<5}] [{:05}]", 42, 42, -42), "[   42] [42   ] [-0042]");
  EXPECT_EQ(mir::os::format("[{:4}] [{:>4}] [{:*<4}]", "ab", "ab", "ab"), "[ab  ] [  ab] [ab**]");
  EXPECT_EQ(mir::os::format("{:x} {:X} {:#x} {:#06x} {:b}", 255, 255, 255, 255, 5),
            "ff FF 0xff 0x00ff 101");
  EXPECT_EQ(mir::os::format("[{:>6}]", 1_s), "[    1s]");
  EXPECT_EQ(mir::os::format("[{:2}]", 12345), "[12345]");
}

TEST(Format, BufferKeepsWhatFits) {
  char buffer[8];
  EXPECT_EQ(format_to(buffer, "{}-{}", 1234, 56789), "1234-567");
  Writer out(buffer);
  format_to(out, "{}-{}", 1234, 56789);
  EXPECT_TRUE(out.truncated());
  EXPECT_EQ(out.size(), 10U); // what the whole would have needed
}

TEST(Format, LongStringIsWhole) {
  const std::string text(1000, 'x');
  EXPECT_EQ(mir::os::format("<{}>", text), "<" + text + ">");
}

TEST(Format, PrintsDurationsInTheLargestUnit) {
  EXPECT_EQ(mir::os::format("{} {} {} {}", 0_s, 7_ns, 1500_ns, 2_s), "0s 7ns 1.5us 2s");
  EXPECT_EQ(mir::os::format("{} {}", 1234_ms, -(250_ms)), "1.234s -250ms");
  EXPECT_EQ(mir::os::format("{}", Duration::min()), "-9223372036.854s");
  EXPECT_EQ(mir::os::format("{}", Instant::from_ns(12'000'250'000)), "12.000250");
}

TEST(Format, PrintsErrorsAsPhrases) {
  EXPECT_EQ(mir::os::format("no: {}", Error(Errc::InUse)),
            "no: the port, address or device is already in use");
  EXPECT_EQ(mir::os::format("no: {}", Errc::Refused), "no: connection refused");
}

TEST(ErrorText, IsDistinctForEachCode) {
  std::vector<std::string_view> texts;
  for (int code = 1; code <= static_cast<int>(Errc::Again); ++code) {
    const std::string_view text = Error(static_cast<Errc>(code)).text();
    EXPECT_NE(text, "unknown error");
    EXPECT_EQ(std::ranges::find(texts, text), texts.end()) << text;
    texts.push_back(text);
  }
}

// Time: it stops at its ends.
static_assert(Duration::max() + 1_ns == Duration::max());
static_assert(Duration::min() - 1_ns == Duration::min());
static_assert(-Duration::min() == Duration::max());
static_assert(Duration::seconds(1) * INT64_MAX == Duration::max());
static_assert(Duration::seconds(-1) * INT64_MAX == Duration::min());
static_assert(1_min == 60_s && 1_h == 60_min && 1_s == 1000_ms && 1_ms == 1000_us &&
              1_us == 1000_ns);
static_assert((2500_us).ms() == 2 && (-(2500_us)).ms() == -2);
static_assert(Instant::from_ns(5) - Duration::nanoseconds(9) == Instant());
static_assert(Instant::from_ns(5) + Duration::max() == Instant::never());
static_assert(Instant::never() - 1_s < Instant::never());
static_assert(Instant::from_ns(7) - Instant::from_ns(9) == Duration::nanoseconds(-2));
static_assert(Instant::never() - Instant() == Duration::max());
static_assert(Instant() - Instant::never() == Duration::min());

} // namespace
