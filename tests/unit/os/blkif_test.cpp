// Blkif: sectors in tasks.
#include "memory_disk.hpp"
#include "system_test.hpp"

#include <mir/os/device/blkif.hpp>

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

class BlkifTest : public SystemTest {
protected:
  /// The device answers all it holds, and says so, each millisecond.
  void answer_each_ms(int times) {
    for (int i = 1; i <= times; ++i)
      system_.platform().event_at(after(Duration::milliseconds(i)), event(Event::Kind::Block));
  }
  /// Answers before the tasks look: a task of its own beside them.
  static Task<> serve(MemoryDisk& disk) {
    for (;;) {
      disk.answer_all();
      co_await sleep(500_us);
    }
  }
  MemoryDisk disk_{64};
};

std::vector<std::byte> pattern(std::size_t size, unsigned seed = 1) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::byte>((seed = seed * 1'664'525 + 1'013'904'223) >> 24);
  return bytes;
}

TEST_F(BlkifTest, LargeRequestsAreCutUpAndComeTogetherAgain) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    Group server(scheduler);
    server.spawn(serve(disk));
    const auto out = pattern(50 * 512);
    EXPECT_TRUE(co_await blkif.write(3, out));
    std::vector<std::byte> in(50 * 512);
    EXPECT_TRUE(co_await blkif.read(3, in));
    EXPECT_EQ(in, out);
    EXPECT_EQ(disk.answered, 14U); // 8 sectors each
    EXPECT_EQ(disk.most_waiting, 4U);
    EXPECT_TRUE(co_await blkif.flush());
    EXPECT_EQ(blkif.counters().failed, 0U);
    server.cancel();
    EXPECT_TRUE(co_await server.join());
  };
  answer_each_ms(100);
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

TEST_F(BlkifTest, SaysWhatIsWrongWithARequest) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    std::vector<std::byte> bytes(1024);
    EXPECT_EQ(co_await blkif.read(63, bytes), fail(Errc::OutOfRange));
    EXPECT_EQ(co_await blkif.read(UINT64_MAX, bytes), fail(Errc::OutOfRange));
    EXPECT_EQ(co_await blkif.read(0, std::span(bytes).first(100)), fail(Errc::Unaligned));
    EXPECT_TRUE(co_await blkif.read(64, {}));
    disk.about.read_only = true;
    EXPECT_EQ(co_await blkif.write(0, bytes), fail(Errc::ReadOnly));
    disk.about.can_flush = false;
    EXPECT_EQ(co_await blkif.flush(), fail(Errc::Unsupported));
    disk.about.present = false;
    EXPECT_EQ(co_await blkif.read(0, bytes), fail(Errc::Gone));
    EXPECT_EQ(disk.waiting.size(), 0U);
    EXPECT_EQ(blkif.counters().failed, 6U);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

TEST_F(BlkifTest, OneBadSectorFailsItsRequestAndNoOther) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    Group server(scheduler);
    server.spawn(serve(disk));
    disk.broken_sector = 20;
    std::vector<std::byte> all(64 * 512), few(4 * 512);
    auto [a, b] = co_await when_all(blkif.read(0, all), blkif.read(40, few));
    EXPECT_EQ(a, fail(Errc::Io));
    EXPECT_TRUE(b);
    server.cancel();
    EXPECT_TRUE(co_await server.join());
  };
  answer_each_ms(100);
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

TEST_F(BlkifTest, ACancelledTaskLetsGoOfItsMemory) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    {
      std::vector<std::byte> bytes(64 * 512);
      EXPECT_EQ(co_await timeout(5_ms, blkif.read(0, bytes)), fail(Errc::TimedOut));
    }
    EXPECT_EQ(disk.forgotten, 4U);
    EXPECT_TRUE(disk.waiting.empty());
    // The places are free again.
    Group server(scheduler);
    server.spawn(serve(disk));
    std::vector<std::byte> bytes(64 * 512);
    EXPECT_TRUE(co_await blkif.read(0, bytes));
    server.cancel();
    EXPECT_TRUE(co_await server.join());
  };
  for (int i = 10; i < 60; ++i)
    system_.platform().event_at(after(Duration::milliseconds(i)), event(Event::Kind::Block));
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

TEST_F(BlkifTest, AnswersThatNobodyAskedForAreNothing) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    disk.results = {{0, {}}, {3, fail(Errc::Io)}, {99, {}}, {UINT64_MAX, {}}};
    co_await sleep(3_ms);
    EXPECT_TRUE(disk.results.empty());
  };
  answer_each_ms(2);
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

TEST_F(BlkifTest, AUnpluggedDeviceEndsWhatIsUnderWay) {
  const auto program = [](Scheduler& scheduler, MemoryDisk& disk) -> Task<> {
    Blkif blkif(scheduler, disk, 0);
    Group unplug(scheduler);
    const auto later = [](MemoryDisk& d) -> Task<> {
      co_await sleep(1_ms);
      d.about.present = false;
      for (const BlockRequest& request : d.waiting)
        d.results.push_back({request.cookie, fail(Errc::Gone)});
      d.waiting.clear();
    };
    unplug.spawn(later(disk));
    std::vector<std::byte> bytes(64 * 512);
    EXPECT_EQ(co_await blkif.read(0, bytes), fail(Errc::Gone));
    EXPECT_TRUE(co_await unplug.join());
  };
  answer_each_ms(5);
  EXPECT_TRUE(system_.run(program(system_.scheduler(), disk_)));
}

} // namespace
