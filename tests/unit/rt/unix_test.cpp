// rt/unix keeps the port's contract, with each way to wait. The cases themselves are in
// conformance/.
#include "cases.hpp"
#include "program.hpp"

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <tuple>
#include <unistd.h>
#include <vector>

namespace mir::test {
namespace {

/// The builds of the conformance program: with sanitizers, and as the product if there is a
/// sysroot.
const std::string kMechanisms[] = {"epoll", "io_uring"};

/// The kernel or a sandbox may forbid io_uring; programs then use epoll, and there is nothing to
/// test.
bool works_here(const std::string& mechanism) {
  Program probe({.program = programs().front(), .mechanism = mechanism, .name = "Target.HasAName"});
  (void)probe.read_all();
  return probe.join() == 0;
}

std::string build_name(const std::string& path) {
  return path.ends_with("_product") ? "product" : "host";
}

// ---- cases that need nobody outside

class Conformance
    : public testing::TestWithParam<std::tuple<std::string, std::string, std::string>> {};

TEST_P(Conformance, Holds) {
  auto const& [program, mechanism, name] = GetParam();
  if (!works_here(mechanism))
    GTEST_SKIP() << "this kernel offers no " << mechanism;
  Program child({.program = program, .mechanism = mechanism, .name = name});
  std::string const output = child.read_all();
  EXPECT_EQ(child.join(), 0) << output;
  EXPECT_EQ(output, "ok " + name + "\n");
}

INSTANTIATE_TEST_SUITE_P(Unix, Conformance,
                         testing::Combine(testing::ValuesIn(programs()),
                                          testing::ValuesIn(kMechanisms),
                                          testing::ValuesIn(case_names())),
                         [](const auto& info) {
                           std::string name = build_name(std::get<0>(info.param)) + "_" +
                                              std::get<1>(info.param) + "_" +
                                              std::get<2>(info.param);
                           for (char& c : name)
                             if (c == '.')
                               c = '_';
                           return name;
                         });

// ---- cases with somebody outside

class Outside : public testing::TestWithParam<std::tuple<std::string, std::string>> {
protected:
  void SetUp() override {
    if (!works_here(std::get<1>(GetParam())))
      GTEST_SKIP() << "this kernel offers no " << std::get<1>(GetParam());
  }

  static Launch launch(const std::string& name) {
    return {.program = std::get<0>(GetParam()), .mechanism = std::get<1>(GetParam()), .name = name};
  }
};

TEST_P(Outside, PipeIsReadToItsEnd) {
  Launch with = launch("Console.Echo");
  with.input = Console::Pipe;
  Program child(with);
  for (const char* line : {"first\n", "second\n", "third\n"}) {
    child.type(line);
    EXPECT_EQ(child.read(std::string(line).size()), line);
  }
  child.close_input();
  EXPECT_EQ(child.read_all(), "ok Console.Echo\n");
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, FileIsReadToItsEnd) {
  std::filesystem::path const path =
      std::filesystem::temp_directory_path() / ("mir-console-" + std::to_string(getpid()));
  std::string const text(100'000, 'a');
  std::ofstream(path) << text;
  Launch with = launch("Console.Echo");
  with.input_file = path;
  Program child(with);
  EXPECT_EQ(child.read_all(), text + "ok Console.Echo\n");
  EXPECT_EQ(child.join(), 0);
  std::filesystem::remove(path);
}

TEST_P(Outside, ClosedInputIsAtItsEnd) {
  Launch with = launch("Console.Echo");
  with.input = Console::Closed;
  Program child(with);
  EXPECT_EQ(child.read_all(), "ok Console.Echo\n");
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, TerminalIsReadLineByLine) {
  int const master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(master, 0);
  ASSERT_EQ(grantpt(master), 0);
  ASSERT_EQ(unlockpt(master), 0);
  int const slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  ASSERT_GE(slave, 0);
  Launch with = launch("Console.Echo");
  with.terminal = slave;
  Program child(with);
  // Not this session's terminal: the program is neither in its foreground nor its background, so it
  // reads.
  for (const std::string line : {"one\n", "two\n"}) {
    ASSERT_EQ(write(master, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    EXPECT_EQ(child.read(line.size()), line);
  }
  ASSERT_EQ(write(master, "\x04", 1), 1); // end of input
  EXPECT_EQ(child.read_all(), "ok Console.Echo\n");
  EXPECT_EQ(child.join(), 0);
  EXPECT_EQ(fcntl(slave, F_GETFL) & O_NONBLOCK, 0) << "the terminal was left non-blocking";
  close(slave);
  close(master);
}

TEST_P(Outside, SlowReaderGetsWholeLinesInOrder) {
  Launch with = launch("Console.Flood");
  Program child(with);
  for (int i = 0; i < 16'384; ++i) {
    char wanted[9];
    std::snprintf(wanted, sizeof wanted, "%08d", i);
    std::string const line = child.read(64);
    ASSERT_EQ(line, wanted + std::string(55, '.') + "\n");
  }
  EXPECT_EQ(child.read_all(), "ok Console.Flood\n");
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, ReaderThatLeavesDoesNotEndTheProgram) {
  Program child(launch("Console.Flood"));
  EXPECT_EQ(child.read(64).size(), 64u);
  child.close_output();
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, ClosedOutputDropsTheBytes) {
  Launch with = launch("Console.Flood");
  with.output = Console::Closed;
  Program child(with);
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, SignalIsAStopEvent) {
  constexpr std::pair<int, const char*> kCases[] = {{SIGTERM, "Stop.Terminate"},
                                                    {SIGINT, "Stop.Interrupt"}};
  for (const auto& [number, name] : kCases) {
    Program child(launch(name));
    EXPECT_EQ(child.read(6), "ready\n");
    child.signal(number);
    EXPECT_EQ(child.read_all(), std::string("ok ") + name + "\n");
    EXPECT_EQ(child.join(), 0);
  }
}

TEST_P(Outside, SecondSignalEndsAProgramThatDoesNotWait) {
  Program child(launch("Stop.Deaf"));
  EXPECT_EQ(child.read(6), "ready\n");
  child.signal(SIGINT);
  child.signal(SIGTERM);
  EXPECT_GT(child.join(), 1000) << "not ended by a signal";
}

TEST_P(Outside, DescriptorLimitIsSurvived) {
  Launch with = launch("Limit.IsSurvived");
  with.descriptors = 32;
  Program child(with);
  EXPECT_EQ(child.read_all(), "ok Limit.IsSurvived\n");
  EXPECT_EQ(child.join(), 0);
}

TEST_P(Outside, UseAfterCloseAborts) {
  Program child(launch("Socket.UseAfterClose"));
  EXPECT_EQ(child.read_all(), "");
  EXPECT_EQ(child.join(), 1000 + SIGABRT);
}

INSTANTIATE_TEST_SUITE_P(
    Unix, Outside, testing::Combine(testing::ValuesIn(programs()), testing::ValuesIn(kMechanisms)),
    [](const auto& info) {
      return build_name(std::get<0>(info.param)) + "_" + std::get<1>(info.param);
    });

} // namespace
} // namespace mir::test
