// App, its arguments, console and log; run_app() from start to exit code.
#include <stdexcept>

#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

/// A command line whose characters live as long as it.
class CommandLine {
public:
  explicit CommandLine(std::vector<std::string> words) : words_(std::move(words)) {
    words_.insert(words_.begin(), "program");
    for (std::string& word : words_)
      pointers_.push_back(word.data());
  }
  [[nodiscard]] std::span<char* const> get() const { return pointers_; }

private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

TEST(ArgumentsOf, AProgramAreReadByType) {
  const CommandLine line(
      {"--port=8082", "--fast", "--wait=250ms", "--name=x=y", "in", "--", "--out"});
  Arguments arguments(line.get());
  EXPECT_EQ(arguments.program(), "program");
  EXPECT_EQ(arguments.get("port", std::uint16_t{1}), 8082);
  EXPECT_EQ(arguments.get("fast", false), true);
  EXPECT_EQ(arguments.get("wait", 1_s), 250_ms);
  EXPECT_EQ(arguments.get("name", std::string_view("none")), "x=y");
  EXPECT_EQ(arguments.get("absent", -3), -3);
  EXPECT_EQ(arguments.positional(0), "in");
  EXPECT_EQ(arguments.positional(1), "--out");
  EXPECT_EQ(arguments.positional(2), std::nullopt);
}

TEST(ArgumentsOf, LastOneCounts) {
  const CommandLine line({"--port=1", "--port=2"});
  EXPECT_EQ(Arguments(line.get()).get("port", 0), 2);
}

TEST(ArgumentsOf, UnusedAreNamed) {
  const CommandLine line({"--port=1", "--prot=2"});
  Arguments arguments(line.get());
  EXPECT_EQ(arguments.get("port", 0), 1);
  EXPECT_EQ(arguments.unused(), "prot");
  EXPECT_EQ(arguments.get("prot", 0), 2);
  EXPECT_EQ(arguments.unused(), std::nullopt);
}

template <class T> std::string refusal(std::string word, T otherwise) {
  const CommandLine line({"--x=" + word});
  const auto value = Arguments(line.get()).get("x", otherwise);
  return value ? "accepted" : value.error().text;
}

TEST(ArgumentsOf, WrongValuesAreExplained) {
  EXPECT_EQ(refusal("abc", std::uint16_t{0}), "--x=abc: expected a whole number from 0 to 65535");
  for (const char* word : {"", "65536", "-1", "1 ", " 1", "1e3", "99999999999999999999", "0x"})
    EXPECT_NE(refusal(word, std::uint16_t{0}), "accepted") << word;
  EXPECT_EQ(refusal("-129", std::int8_t{0}), "--x=-129: expected a whole number from -128 to 127");
  EXPECT_EQ(refusal("-128", std::int8_t{0}), "accepted");
  EXPECT_EQ(refusal("0xff", std::uint8_t{0}), "accepted");
  EXPECT_EQ(refusal("-9223372036854775808", std::int64_t{0}), "accepted");
  EXPECT_EQ(refusal("maybe", false), "--x=maybe: expected true or false");
  EXPECT_EQ(refusal("10", 1_s), "--x=10: expected a duration such as 250ms, 10s or 5min");
  for (const char* word : {"s", "1.5s", "10000000000h", "-1s", "1 s"})
    EXPECT_NE(refusal(word, 1_s), "accepted") << word;
  for (const char* word : {"1ns", "2us", "3ms", "4s", "5min", "6h"})
    EXPECT_EQ(refusal(word, 1_s), "accepted") << word;
}

Task<int> well_behaved(App& app) {
  const auto port = app.argument("port", std::uint16_t{8081});
  if (!port)
    co_return app.fail("{}", port.error());
  app.log("{} on {}, port {}, {}", app.name(), app.target(), *port, app.argument("greeting", "hi"));
  app.logger().debug("not shown");
  app.logger().warning("careful");
  co_await sleep(1_s);
  co_return 3;
}
Task<int> throwing(App&) {
  co_await sleep(1_s);
  throw std::runtime_error("broken");
}
Task<int> throwing_no_exception(App&) {
  co_await sleep(1_s);
  throw 5;
}
Task<int> endless(App&) {
  co_await sleep_until(Instant::never());
  co_return 0;
}
Task<int> out_of_range(App&) { co_return 256; }

class RunApp : public ::testing::Test {
protected:
  int run(Task<int> (*app_main)(App&), std::vector<std::string> words = {}) {
    const CommandLine line(std::move(words));
    return run_app(platform_, line.get(), app_main);
  }
  VirtualClock clock_;
  VirtualPlatform platform_{clock_, 1};
};

TEST_F(RunApp, GivesTheExitCodeAndTheOutput) {
  EXPECT_EQ(run(well_behaved), 3);
  EXPECT_EQ(platform_.output(), "program on testing, port 8081, hi\nwarning: careful\n");
}

TEST_F(RunApp, FailsWithAMessageOnAWrongArgument) {
  EXPECT_EQ(run(well_behaved, {"--port=http"}), 1);
  EXPECT_EQ(platform_.output(), "error: --port=http: expected a whole number from 0 to 65535\n");
}

TEST_F(RunApp, ReportsAnException) {
  EXPECT_EQ(run(throwing), kExitException);
  EXPECT_EQ(platform_.output(), "error: uncaught exception: broken\n");
}

TEST_F(RunApp, ReportsAnExceptionOfAnyType) {
  EXPECT_EQ(run(throwing_no_exception), kExitException);
}

TEST_F(RunApp, StopsInOrder) {
  for (const StopReason reason : {StopReason::Interrupt, StopReason::Terminate}) {
    platform_.event_at(clock_.now() + 1_s, {.kind = Event::Kind::Stop,
                                            .readable = false,
                                            .writable = false,
                                            .hangup = false,
                                            .source = static_cast<std::uint64_t>(reason)});
    EXPECT_EQ(run(endless), reason == StopReason::Interrupt ? 130 : 143);
    EXPECT_FALSE(platform_.stuck());
  }
}

TEST_F(RunApp, TurnsANonsensicalCodeInto255) { EXPECT_EQ(run(out_of_range), 255); }

using ConsoleOf = SystemTest;

Task<Journal> read_lines(Console& console) {
  Journal lines;
  for (;;) {
    Result<std::string> line = co_await console.read_line();
    lines.push_back(line ? *line : mir::os::format("({})", line.error()));
    if (!line && line.error() == Errc::Closed)
      co_return lines;
  }
}

TEST_F(ConsoleOf, LinesAreReadWholeAndWithoutTheirEnds) {
  system_.platform().type_at(after(1_s), "fir");
  system_.platform().type_at(after(2_s), "st\r\nsecond\n\nla");
  system_.platform().type_at(after(3_s), "st");
  system_.platform().end_input_at(after(4_s));
  EXPECT_EQ(system_.run(read_lines(system_.app().console())),
            (Journal{"first", "second", "", "last", "(already closed)"}));
}

TEST_F(ConsoleOf, TooLongLineIsSkipped) {
  system_.platform().type_at(after(1_s), std::string(3 * Console::kLongestLine, 'x') + "\nnext\n");
  system_.platform().end_input_at(after(2_s));
  EXPECT_EQ(system_.run(read_lines(system_.app().console())),
            (Journal{"(too long)", "next", "(already closed)"}));
}

Task<Journal> give_up_then_read_lines(Console& console) {
  const auto line = co_await timeout(1500_ms, console.read_line());
  Journal lines = {mir::os::format("({})", line ? Errc::Invalid : line.error().code())};
  for (const std::string& next : co_await read_lines(console))
    lines.push_back(next);
  co_return lines;
}

TEST_F(ConsoleOf, TooLongLineIsSkippedAlsoByWhoGaveUp) {
  system_.platform().type_at(after(1_s), std::string(2 * Console::kLongestLine, 'x'));
  system_.platform().type_at(after(2_s), "rest\nnext\n");
  system_.platform().end_input_at(after(3_s));
  EXPECT_EQ(system_.run(give_up_then_read_lines(system_.app().console())),
            (Journal{"(timed out)", "(too long)", "next", "(already closed)"}));
}

TEST_F(ConsoleOf, LongestLineMayArriveInPieces) {
  const std::string longest(Console::kLongestLine, 'x');
  system_.platform().type_at(after(1_s), longest + "\r");
  system_.platform().type_at(after(2_s), "\n");
  system_.platform().end_input_at(after(3_s));
  EXPECT_EQ(system_.run(read_lines(system_.app().console())),
            (Journal{longest, "(already closed)"}));
}

Task<> count_steps(int& steps) {
  for (;;) {
    co_await yield();
    ++steps;
  }
}

Task<int> steps_beside_a_reader(System& system) {
  int steps = 0;
  Group others(system.scheduler());
  others.spawn(count_steps(steps));
  co_await read_lines(system.app().console());
  co_return steps;
}

TEST_F(ConsoleOf, InputThatNeverPausesLetsOthersRun) {
  std::string text;
  for (int i = 0; i < 10'000; ++i)
    text += "a line\n";
  system_.platform().type_at(start_, text);
  system_.platform().end_input_at(start_);
  EXPECT_GT(system_.run(steps_beside_a_reader(system_)).value_or(0), 10);
}

TEST_F(ConsoleOf, LineLongerThanTheBufferIsWrittenInOnePiece) {
  const std::string text(2000, 'x');
  system_.app().console().println("<{}>", text);
  EXPECT_EQ(system_.output(), "<" + text + ">\n");
}

TEST_F(ConsoleOf, LogObeysLevelAndTimestamps) {
  Log& log = system_.app().logger();
  log.set_level(LogLevel::Error);
  log.warning("dropped");
  log.set_level(LogLevel::Debug);
  log.set_timestamps(true);
  clock_.advance(1500_ms);
  log.debug("x is {}", 5);
  EXPECT_EQ(system_.output(), "[1.500000] debug: x is 5\n");
}

} // namespace
