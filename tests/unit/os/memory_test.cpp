// Packet pages and coroutine frames: what they count, and that warm paths do not touch the heap.
#include <mir/os/mem/packet_pool.hpp>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "system_test.hpp"

// Counts every allocation of this program, and can refuse them.
namespace {
std::size_t allocations = 0;
bool heap_is_empty = false;
} // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = heap_is_empty ? nullptr : std::malloc(size))
    return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using Allocation = SystemTest;

Task<int> identity(int n) {
  co_await yield();
  co_return n;
}
Task<> await_many(int count, std::size_t& during) {
  (void)co_await identity(0); // the first one fetches a slab
  const std::size_t before = allocations;
  for (int i = 0; i < count; ++i) {
    (void)co_await identity(i);
    co_await sleep(1_ns);
    co_await yield();
  }
  during = allocations - before;
}

TEST_F(Allocation, AwaitingAllocatesNothingBeyondPooledFrames) {
  std::size_t during = 1;
  EXPECT_TRUE(system_.run(await_many(1000, during)));
  EXPECT_EQ(during, 0U);
}

Task<> nothing() { co_return; }
Task<> combine_everything(Scheduler& scheduler, Channel<int>& channel, Mutex& mutex) {
  Group group(scheduler);
  for (int i = 0; i < 20; ++i)
    group.spawn(nothing());
  (void)co_await group.join();
  (void)co_await when_all(identity(1), identity(2), nothing());
  (void)co_await when_any(identity(1), nothing());
  (void)co_await timeout(1_s, identity(3));
  const Mutex::Lock lock = co_await mutex.lock();
  (void)co_await channel.send(1);
  (void)co_await channel.receive();
}
Task<> warm_up_then_count(Scheduler& scheduler, std::size_t& during) {
  Channel<int> channel(4);
  Mutex mutex;
  co_await combine_everything(scheduler, channel, mutex);
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i)
    co_await combine_everything(scheduler, channel, mutex);
  during = allocations - before;
}

TEST_F(Allocation, WarmPoolNeedsNoHeap) {
  std::size_t during = 1;
  EXPECT_TRUE(system_.run(warm_up_then_count(system_.scheduler(), during)));
  EXPECT_EQ(during, 0U);
}

TEST(FramePoolBlocks, AreReusedAlignedAndCounted) {
  FramePool pool;
  void* first = pool.allocate(100);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % __STDCPP_DEFAULT_NEW_ALIGNMENT__, 0U);
  EXPECT_EQ(pool.frames(), 1U);
  FramePool::free(first);
  EXPECT_EQ(pool.allocate(101), first); // the same class
  FramePool::free(first);
  EXPECT_EQ(pool.frames(), 0U);
  EXPECT_EQ(pool.slabs(), 1U);
}

TEST(FramePoolBlocks, OfEverySizeHoldTheirBytes) {
  FramePool pool;
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (std::size_t size = 1; size < 5000; size += 37) {
    auto* block = static_cast<unsigned char*>(pool.allocate(size));
    std::fill_n(block, size, static_cast<unsigned char>(size));
    blocks.emplace_back(block, size);
  }
  for (const auto& [block, size] : blocks) {
    EXPECT_EQ(std::count(block, block + size, static_cast<unsigned char>(size)), size);
    FramePool::free(block);
  }
  EXPECT_GT(pool.large(), 0U);
}

TEST(FramePoolBlocks, GoBackToTheirOwnPool) {
  FramePool a, b;
  const FramePool::Current current_a(a);
  void* block = nullptr;
  {
    const FramePool::Current current_b(b);
    block = FramePool::allocate_current(64);
  }
  EXPECT_EQ(a.frames(), 0U);
  EXPECT_EQ(b.frames(), 1U);
  FramePool::free(block);
  EXPECT_EQ(b.frames(), 0U);
}

TEST(FramePoolDeathTest, FrameThatOutlivesItsPoolAborts) {
  EXPECT_DEATH(
      {
        FramePool pool;
        (void)pool.allocate(64);
      },
      "frames_ == 0");
}

class PacketPages : public ::testing::Test {
protected:
  VirtualClock clock_;
  VirtualPlatform platform_{clock_, 1};
};

TEST_F(PacketPages, AreGivenBackWithTheLastSlice) {
  PacketPool pool(platform_, 8);
  PageSlice whole = *pool.take();
  PageSlice second = whole.share();
  EXPECT_FALSE(whole.unique());
  whole.reset();
  EXPECT_EQ(pool.in_use(), 1U);
  EXPECT_TRUE(second.unique());
  second = PageSlice();
  EXPECT_EQ(pool.in_use(), 0U);
}

TEST_F(PacketPages, HeadersAreBuiltBackwards) {
  PacketPool pool(platform_, 8);
  PageSlice packet = *pool.take(64);
  EXPECT_EQ(packet.headroom(), 64U);
  packet.drop_back(packet.size());
  packet.grow_back(1)[0] = std::byte{3};
  packet.grow_front(1)[0] = std::byte{2};
  packet.grow_front(1)[0] = std::byte{1};
  const Bytes bytes = packet.bytes();
  ASSERT_EQ(bytes.size(), 3U);
  EXPECT_EQ(bytes[0], std::byte{1});
  EXPECT_EQ(bytes[2], std::byte{3});
  EXPECT_EQ(packet.headroom(), 62U);
}

TEST_F(PacketPages, SplittingCopiesNothing) {
  PacketPool pool(platform_, 8);
  PageSlice rest = *pool.take();
  const std::byte* begin = rest.bytes().data();
  const PageSlice front = rest.take_front(1000);
  EXPECT_EQ(front.bytes().data(), begin);
  EXPECT_EQ(front.size(), 1000U);
  EXPECT_EQ(rest.bytes().data(), begin + 1000);
  EXPECT_EQ(rest.size(), PacketPool::kPageSize - 1000);
  EXPECT_EQ(pool.in_use(), 1U);
}

TEST_F(PacketPages, LimitIsKeptAndCounted) {
  PacketPool pool(platform_, 3);
  std::vector<PageSlice> slices;
  for (int i = 0; i < 3; ++i)
    slices.push_back(*pool.take());
  EXPECT_EQ(pool.take().error(), Errc::NoMemory);
  EXPECT_EQ(pool.refused(), 1U);
  slices.pop_back();
  EXPECT_TRUE(pool.take());
  EXPECT_EQ(pool.most_in_use(), 3U);
}

TEST_F(PacketPages, ShortPlatformGivesWhatItHas) {
  platform_.limit_pages(5);
  PacketPool pool(platform_, 100);
  std::vector<PageSlice> slices;
  while (auto slice = pool.take())
    slices.push_back(std::move(*slice));
  EXPECT_EQ(slices.size(), 5U);
}

TEST_F(PacketPages, WhatIsTheHeapsIsNotTaken) {
  platform_.limit_pages(200);
  PacketPool pool(platform_, 150, 50);
  EXPECT_EQ(pool.reserve(20), 20U);
  std::byte* const heap = platform_.map_pages(60); // it has outgrown its share
  ASSERT_NE(heap, nullptr);
  std::vector<PageSlice> held;
  while (auto slice = pool.take())
    held.push_back(std::move(*slice));
  EXPECT_EQ(platform_.free_pages(), 50U);
  EXPECT_TRUE(pool.exhausted());
  EXPECT_EQ(pool.refused(), 1U);
  platform_.unmap_pages(heap, 60);
  pool.ask_again();
  EXPECT_TRUE(pool.take());
}

TEST_F(PacketPages, AnEmptyHeapIsAShortageAsAnyOther) {
  PacketPool pool(platform_, 40);
  heap_is_empty = true;
  const bool taken = pool.take().has_value();
  pool.ask_again();
  heap_is_empty = false;
  EXPECT_FALSE(taken);
  EXPECT_EQ(pool.refused(), 1U);
  pool.ask_again();
  EXPECT_TRUE(pool.take());
}

TEST_F(PacketPages, WhatThePlatformDidNotHaveIsAskedForAgain) {
  platform_.limit_pages(5);
  PacketPool pool(platform_, 40);
  std::vector<PageSlice> held;
  while (auto page = pool.take())
    held.push_back(std::move(*page));
  EXPECT_EQ(held.size(), 5U);
  EXPECT_TRUE(pool.exhausted());
  pool.ask_again();
  EXPECT_TRUE(pool.exhausted()); // there is still none
  platform_.limit_pages(SIZE_MAX);
  EXPECT_FALSE(pool.take()); // asked each time, it would cost those most who are short
  pool.ask_again();
  EXPECT_FALSE(pool.exhausted());
  EXPECT_TRUE(pool.take());
  held.clear();
}

TEST_F(PacketPages, ReserveIsForReceivingOnly) {
  PacketPool pool(platform_, 16);
  EXPECT_EQ(pool.reserve(100), 4U); // a quarter
  EXPECT_EQ(pool.most_to_keep(), 9U);
  std::vector<PageSlice> kept, lent;
  while (auto page = pool.take())
    kept.push_back(std::move(*page));
  EXPECT_EQ(kept.size(), 12U);
  EXPECT_TRUE(pool.exhausted());
  EXPECT_EQ(pool.left_to_keep(), 0U);
  while (auto page = pool.take_to_receive())
    lent.push_back(std::move(*page));
  EXPECT_EQ(lent.size(), 4U);
  // A frame that came in takes part in everything else, until it is dropped.
  PageSlice frame = std::move(lent.back());
  pool.received();
  kept.pop_back();
  lent.back() = *pool.take_to_receive();
  EXPECT_FALSE(pool.take().has_value());
  frame.reset();
  EXPECT_TRUE(pool.take().has_value());
  for (int i = 0; i < 4; ++i)
    pool.received();
}

TEST_F(PacketPages, ReserveIsThereWhenThePlatformHasNoMore) {
  platform_.limit_pages(8);
  PacketPool pool(platform_, 1'000);
  EXPECT_EQ(pool.reserve(4), 4U);
  std::vector<PageSlice> kept;
  while (auto page = pool.take())
    kept.push_back(std::move(*page));
  EXPECT_EQ(kept.size(), 4U);
  EXPECT_TRUE(pool.exhausted());
  EXPECT_TRUE(pool.take_to_receive().has_value());
  pool.received();
  // It is asked again, but not each time.
  platform_.limit_pages(20);
  std::size_t tries = 0;
  while (!pool.take() && ++tries < 1'000)
    ;
  EXPECT_GT(tries, 10U);
  EXPECT_LT(tries, 1'000U);
}

TEST_F(PacketPages, WarmPoolNeedsNoHeap) {
  PacketPool pool(platform_, 8);
  (void)pool.take();
  const std::size_t before = allocations;
  for (int i = 0; i < 100; ++i) {
    const PageSlice page = *pool.take();
    const PageSlice other = page.share();
  }
  EXPECT_EQ(allocations, before);
}

TEST_F(PacketPages, WritingToASharedPageAborts) {
  PacketPool pool(platform_, 8);
  PageSlice page = *pool.take();
  const PageSlice other = page.share();
  EXPECT_DEATH((void)page.mutable_bytes(), "unique");
}

} // namespace
