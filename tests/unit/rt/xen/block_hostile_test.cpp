// The front end of a disk, with a back end that lies.
#include "block_backend.hpp"

#include <functional>
#include <random>

namespace {

using namespace mir::rt;
using namespace mir::rt::testing;
using Outcome = std::map<uint64_t, mir_status>;

/// After whatever happened, one that begins anew is served.
void expect_it_recovers(BlockBackend& b) {
  (void)b.front->take_event();
  b.put("state", "6");
  (void)b.front->take_event();
  EXPECT_EQ(b.domain.grants(), 0u);
  (void)b.done();
  b.attach();
  b.connect();
  (void)b.serve(); // what still waited
  const std::string bytes = numbered(5 * 512, 77);
  ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 7, 5, 1'000'000, bytes), MIR_OK);
  (void)b.serve();
  EXPECT_EQ(b.disk.substr(7 * 512, bytes.size()), bytes);
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 7, 5, 1'000'001), MIR_OK);
  (void)b.serve();
  EXPECT_EQ(b.memory[1'000'001], bytes);
  EXPECT_TRUE(b.front->running());
}

TEST(BlockFrontHostile, RefusesDevicesThatAreNone) {
  const std::pair<const char*, const char*> lies[] = {
      {"sectors", "0"},
      {"sectors", "-1"},
      {"sectors", "99999999999999999999"},
      {"sectors", ""},
      {"sectors", "2048x"},
      {"sector-size", "0"},
      {"sector-size", "513"},
      {"sector-size", "1024"},
      {"sector-size", "8192"},
      {"sectors", "7"}, // no sector of 4096 bytes
      {"sectors", "18014398509481985"},
  };
  for (const auto& [key, value] : lies) {
    SCOPED_TRACE(::testing::Message() << key << " is " << value);
    BlockBackend b(2048, 4096);
    b.put(key, value);
    b.offer();
    b.put("state", "4");
    (void)b.front->take_event();
    EXPECT_FALSE(b.front->running());
    EXPECT_EQ(b.said("state"), "6");
    EXPECT_EQ(b.domain.grants(), 0u);
    EXPECT_EQ(b.domain.ports(), 0u);
    EXPECT_FALSE(b.info().present);
    EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1, "", 4096), MIR_GONE);
  }
}

// Whoever asked has counted with the sectors of before: his memory would not hold as many larger
// ones.
TEST(BlockFrontHostile, SectorsNeverChange) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 200, 1), MIR_OK);
  b.put("state", "5");
  (void)b.front->take_event();
  b.put("state", "6");
  b.attach(4096);
  b.offer();
  b.put("state", "4");
  EXPECT_TRUE(b.front->take_event()); // there is a result
  EXPECT_FALSE(b.front->running());
  EXPECT_EQ(b.done(), (Outcome{{1, MIR_IO}}));
  EXPECT_EQ(b.info().sector_size, 512u);
  expect_it_recovers(b);
}

TEST(BlockFrontHostile, AShorterDeviceEndsWhatIsBehindItsEnd) {
  BlockBackend b;
  b.connect();
  b.put("state", "5");
  (void)b.front->take_event();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 2000, 1, 1), MIR_OK); // by what is known
  b.put("state", "6");
  b.disk.resize(100 * 512);
  b.attach();
  b.connect();
  b.answer_one(BLKIF_RSP_ERROR);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_IO}}));
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 100, 1, 2), MIR_INVALID);
}

TEST(BlockFrontHostile, LeavesABackEndThatBreaksARule) {
  const std::vector<std::function<void(BlockBackend&)>> lies = {
      [](BlockBackend& b) { b.ring().rsp_prod = 3; },   // more answers than requests
      [](BlockBackend& b) { b.ring().rsp_prod = ~0u; }, // backwards
      [](BlockBackend& b) { b.ring().rsp_prod = 0x80000000; },
      [](BlockBackend& b) { // an id twice
        const uint64_t id = b.entry(0).req.id;
        b.put_response({.id = id, .operation = 0, .status = 0});
        b.put_response({.id = id, .operation = 0, .status = 0});
      },
      [](BlockBackend& b) { b.put_response({.id = 31, .operation = 0, .status = 0}); },
      [](BlockBackend& b) { b.put_response({.id = 40'000, .operation = 0, .status = 0}); },
      [](BlockBackend& b) { b.put_response({.id = ~uint64_t{0}, .operation = 0, .status = 0}); },
      [](BlockBackend& b) { // an id whose lower half is one
        b.put_response(
            {.id = b.entry(0).req.id + (uint64_t{1} << 32), .operation = 0, .status = 0});
      },
  };
  for (size_t i = 0; i < lies.size(); ++i) {
    SCOPED_TRACE(i);
    BlockBackend b;
    b.connect();
    ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 8, 1), MIR_OK);
    ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 9, 8, 2), MIR_OK);
    lies[i](b);
    const Outcome told = b.done();
    EXPECT_EQ(told.size(), 2u); // nobody waits for ever
    EXPECT_EQ(told.at(2), MIR_IO);
    EXPECT_FALSE(b.front->running());
    EXPECT_FALSE(b.info().present);
    EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 3), MIR_GONE);
    EXPECT_TRUE(b.front->take_event());
    EXPECT_EQ(b.said("state"), "6");
    EXPECT_EQ(b.domain.grants(), 0u);
    expect_it_recovers(b);
  }
}

TEST(BlockFrontHostile, EveryStatusIsASuccessOrAFailure) {
  for (int status = -32768; status <= 32767; status += status >= -4 && status < 4 ? 1 : 1021) {
    BlockBackend b;
    b.connect();
    ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1), MIR_OK);
    b.put_response({.id = b.entry(0).req.id,
                    .operation = static_cast<uint8_t>(status),
                    .status = static_cast<int16_t>(status)});
    const auto told = b.done();
    ASSERT_EQ(told.size(), 1u);
    EXPECT_EQ(told.at(1), status == BLKIF_RSP_OKAY         ? MIR_OK
                          : status == BLKIF_RSP_EOPNOTSUPP ? MIR_UNSUPPORTED
                                                           : MIR_IO);
    EXPECT_TRUE(b.front->running());
  }
}

// Each word of the ring's head and of its first entries in turn, with values that mean much:
// nothing is touched that is not ours, every request ends, and whoever begins anew after that is
// served.
TEST(BlockFrontHostile, SurvivesEveryValueInEveryFieldOfItsRing) {
  constexpr uint32_t kValues[] = {0,     1,      2,          31,         32,
                                  0x101, 0xffff, 0x80000000, 0xffff0001, 0xffffffff};
  constexpr size_t kWords = 16 + 2 * sizeof(blkif_sring_entry) / 4;
  for (size_t word = 0; word < kWords; ++word)
    for (const uint32_t value : kValues) {
      SCOPED_TRACE(::testing::Message() << "word " << word << " is " << value);
      BlockBackend b;
      b.connect();
      ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 8, 1), MIR_OK);
      ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 9, 100, 2, numbered(51'200)), MIR_OK);
      b.answer_one();
      reinterpret_cast<uint32_t*>(&b.ring())[word] = value;
      for (int again = 0; again < 3; ++again) {
        (void)b.done();
        (void)b.submit(MIR_BLOCK_READ, 1, 9, 3 + again);
        (void)b.front->take_event();
      }
      expect_it_recovers(b);
    }
}

// The pages of data and of segments belong to the other end as well, all the time: what it writes
// there meanwhile changes bytes, and nothing else.
TEST(BlockFrontHostile, WhatIsInSharedPagesDecidesNothing) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 256, 1), MIR_OK);
  ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 300, 256, 2, numbered(256 * 512)), MIR_OK);
  for (uint32_t ref = 0; ref < 4096; ++ref)
    if (std::byte* const page = b.domain.page_of(ref);
        page && page != reinterpret_cast<std::byte*>(&b.ring()))
      std::memset(page, 0xff, 4096);
  b.answer_one(BLKIF_RSP_OKAY);
  b.answer_one(BLKIF_RSP_OKAY);
  EXPECT_EQ(b.done(), (Outcome{{1, MIR_OK}, {2, MIR_OK}}));
  EXPECT_EQ(b.memory[1], std::string(256 * 512, '\xff'));
  expect_it_recovers(b);
}

// Answers at random, all the time, by somebody who comes and goes as he likes.
TEST(BlockFrontHostile, SurvivesRingsOfNonsense) {
  std::mt19937 random(1);
  uint64_t told = 0, cookie = 0;
  for (int round = 0; round < 100; ++round) {
    BlockBackend b;
    b.attach(512, random() % 64);
    b.connect();
    for (int i = 0; i < 60; ++i) {
      for (int n = 0; n < 4; ++n)
        (void)b.submit(static_cast<mir_block_operation>(random() % 3 + 1), random() % 2100,
                       random() % 5 ? random() % 20 : random() % 300, ++cookie);
      if (random() % 3 == 0)
        b.front->forget(cookie - random() % 8);
      for (uint32_t n = random() % 4; n > 0 && b.front->running(); --n)
        b.put_response({.id = random() % 20 ? b.entry(b.taken).req.id : random() % 40,
                        .operation = static_cast<uint8_t>(random()),
                        .status = static_cast<int16_t>(random() % 3 ? 0 : random())});
      if (b.front->running() && random() % 40 == 0)
        b.ring().rsp_prod = static_cast<uint32_t>(random());
      told += b.done().size();
      if (random() % 20 == 0)
        b.put("state", std::to_string(random() % 9));
      (void)b.front->take_event();
      if (!b.front->running()) {
        b.put("state", "6");
        (void)b.front->take_event();
        b.attach(random() % 4 ? 512 : 4096, random() % 64);
        (void)b.front->take_event();
        b.taken = 0;
        b.put("state", "4");
        (void)b.front->take_event();
      }
    }
    b.domain.let_go_of_all();
    expect_it_recovers(b);
  }
  EXPECT_GT(told, 1000u);
}

// One that holds on to what it was given keeps its pages, and gets no more than one set of them.
TEST(BlockFrontHostile, WhoNeverLetsGoGetsNoMoreMemory) {
  BlockBackend b;
  for (int i = 0; i < 20; ++i) {
    b.domain.hold_all();
    b.put("state", "5");
    if (b.front)
      (void)b.front->take_event();
    b.put("state", "6");
    b.attach();
    if (!b.front) {
      b.connect();
      continue;
    }
    (void)b.front->take_event();
    b.put("state", "4");
    (void)b.front->take_event();
  }
  EXPECT_LE(b.domain.pages_taken(), SharedPages::kMostHeld);
  b.domain.let_go_of_all();
  expect_it_recovers(b);
}

} // namespace
