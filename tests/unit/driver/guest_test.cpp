#include "driver/run/guest.hpp"

#include <gtest/gtest.h>

#include "driver/run/console_line.hpp"
#include "driver/run/job.hpp"
#include "driver/run/symbols.hpp"
#include "driver/target/xl_configuration.hpp"

namespace mir::driver {
namespace {

Manifest manifest() {
  Manifest result;
  result.name.value = "hello";
  return result;
}

TEST(XlConfiguration, DescribesAPvhGuest) {
  EXPECT_EQ(xl_configuration(manifest(), "hello.xen", ""),
            "# Made by mir. In this folder: xl create -c hello.cfg\n"
            "name = \"hello\"\ntype = \"pvh\"\nkernel = \"hello.xen\"\nmemory = 16\nvcpus = 1\n"
            "tsc_mode = \"native\"\n");
}

TEST(XlConfiguration, HasWhatTheManifestDeclares) {
  Manifest full = manifest();
  full.xen.memory = (8 << 20) + 1; // no byte less than was asked for
  full.xen.vif = {{"bridge=xenbr0", {}}, {"mac=00:16:3e:00:00:01", {}}};
  full.xen.disks = {{"format=raw, vdev=xvda, target=a\"b\\c", {}}};
  const std::string text = xl_configuration(full, "hello.xen", R"("a\"b")");
  EXPECT_NE(text.find("memory = 9\n"), std::string::npos);
  EXPECT_NE(text.find("cmdline = \"\\\"a\\\\\\\"b\\\"\"\n"), std::string::npos);
  EXPECT_NE(text.find("vif = [\"bridge=xenbr0\", \"mac=00:16:3e:00:00:01\"]\n"), std::string::npos);
  EXPECT_NE(text.find("disk = [\"format=raw, vdev=xvda, target=a\\\"b\\\\c\"]\n"),
            std::string::npos);
}

TEST(KernelCommandLine, QuotesEveryWord) {
  EXPECT_EQ(kernel_command_line({}), "");
  EXPECT_EQ(kernel_command_line({"a", "b c", "", "d\"e\\"}), R"("a" "b c" "" "d\"e\\")");
}

TEST(JobDisk, PutsEachFileOnAPageOfItsOwn) {
  auto disk = job_disk(
      {.name = "g", .time_s = 7, .files = {{"g.xen", std::string(5000, 'x')}, {"g.cfg", "cfg"}}});
  ASSERT_TRUE(disk);
  EXPECT_EQ(disk->size(), kJobDiskSize);
  EXPECT_EQ(llvm::StringRef(*disk).split('\0').first,
            "mirjob\nname g\ntime 7\nfile g.xen 4096 5000\nfile g.cfg 12288 3\n");
  EXPECT_EQ(disk->substr(4096, 5000), std::string(5000, 'x'));
  EXPECT_EQ(disk->substr(12288, 4), std::string("cfg\0", 4));
}

TEST(JobDisk, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(job_disk(
      {.name = "g", .time_s = 0, .files = {{"a", std::string(kJobDiskSize - 4096, 'x')}}}));
  EXPECT_FALSE(job_disk(
      {.name = "g", .time_s = 0, .files = {{"a", std::string(kJobDiskSize - 4095, 'x')}}}));
  EXPECT_FALSE(job_disk({.name = std::string(5000, 'n'), .time_s = 0, .files = {}}));
}

TEST(ConsoleLines, ShowsTheProgramsLinesOnly) {
  ConsoleLines console;
  EXPECT_EQ(console.line("hello\r"), "hello");
  EXPECT_EQ(console.line(""), "");
  EXPECT_EQ(console.exit_code(), std::nullopt);
  EXPECT_EQ(console.line("mir: exit 3\r"), std::nullopt);
  EXPECT_EQ(console.exit_code(), 3);
  EXPECT_EQ(console.line("mir-guest: end 3"), std::nullopt);
  EXPECT_EQ(console.reason(), "3");
}

TEST(ConsoleLines, KeepsWhatStandsBeforeTheEnd) {
  ConsoleLines console;
  EXPECT_EQ(console.line("half a linemir-guest: end 1"), "half a line");
  EXPECT_EQ(console.reason(), "1");
}

TEST(ConsoleLines, ShowsAPromptBeforeItsLineEnds) {
  EXPECT_EQ(ConsoleLines::part("your name: "), "your name: ");
  EXPECT_EQ(ConsoleLines::part("done\r"), "done");
}

TEST(ConsoleLines, ShowsNoPartOfWhatLinesLeaveOut) {
  const llvm::StringRef end = "half mir-guest: end 1";
  for (std::size_t size = 6; size <= end.size(); ++size)
    EXPECT_EQ(ConsoleLines::part(end.take_front(size)), "half ") << size;
  for (llvm::StringRef line : {"mir: exit 3", "mir-guest: xl: no such file",
                               "qemu-system-x86_64: terminating on signal 2"})
    for (std::size_t size = 1; size <= line.size(); ++size)
      EXPECT_EQ(ConsoleLines::part(line.take_front(size)), "") << size;
}

TEST(ConsoleLines, TakesNoLookalikeForTheEnd) {
  ConsoleLines console;
  for (const char* text :
       {"mir: exit", "mir: exit x", "mir: exit 256", "mir: exit -1", " mir: exit 1"})
    EXPECT_EQ(console.line(text), text);
  EXPECT_EQ(console.exit_code(), std::nullopt);
}

TEST(ConsoleLines, LeavesOutWhatQemuSaysOfASignal) {
  ConsoleLines console;
  EXPECT_EQ(console.line("qemu-system-x86_64: terminating on signal 2 from pid 1 (sh)"),
            std::nullopt);
  EXPECT_EQ(console.line("qemu-system-x86_64: no such file"), "qemu-system-x86_64: no such file");
}

TEST(ConsoleLines, CollectsWhatXlSays) {
  ConsoleLines console;
  EXPECT_EQ(console.line("mir-guest: xl: no such file"), std::nullopt);
  EXPECT_EQ(console.line("mir-guest: end none"), std::nullopt);
  EXPECT_EQ(console.complaints(), std::vector<std::string>{"no such file"});
  EXPECT_EQ(console.reason(), "none");
}

TEST(BacktraceLine, IsToldFromOthers) {
  auto line = backtrace_line("  #12 0x0000000000105ecd");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->number, 12U);
  EXPECT_EQ(line->address, 0x105ecdU);
  EXPECT_EQ(line->size, 24U);
  EXPECT_TRUE(backtrace_line("  #0  0x0000000000105ecd"));
  auto named = backtrace_line("  #0  0x0000000000105ecd std::vector<>::at");
  ASSERT_TRUE(named);
  EXPECT_EQ(named->address, 0x105ecdU);
  EXPECT_EQ(named->size, 24U);
  for (const char* text : {"#0  0x0000000000105ecd", "  #0", "  #x  0x0000000000105ecd",
                           "  #0  0x105ecd", "  #0  105ecd", "  #0  0x0000000000105ecdx"})
    EXPECT_FALSE(backtrace_line(text)) << text;
}

TEST(Symbols, HaveNothingToSayOfAFileThatIsNotThere) {
  EXPECT_EQ(Symbols("/nowhere/at/all.elf").at({.number = 1, .address = 4096, .size = 0}), "");
}

} // namespace
} // namespace mir::driver
