// The front end of a disk, with a back end that keeps to the protocol.
#include "block_backend.hpp"

namespace {

using namespace mir::rt;
using namespace mir::rt::testing;
using Outcome = std::map<uint64_t, mir_status>;

TEST(BlockFront, SaysWhatTheBackEndSays) {
  BlockBackend b(2048, 4096);
  b.connect();
  const mir_block_info info = b.info();
  EXPECT_STREQ(info.name, "vbd/51712");
  EXPECT_EQ(info.sectors, 256u); // xenstore counts in 512 bytes whatever a sector is
  EXPECT_EQ(info.sector_size, 4096u);
  EXPECT_EQ(info.most_sectors, 32u);
  EXPECT_FALSE(info.read_only);
  EXPECT_TRUE(info.can_flush);
  EXPECT_TRUE(info.present);
  EXPECT_EQ(b.said("protocol"), XEN_IO_PROTO_ABI_NATIVE);
  EXPECT_EQ(b.said("feature-persistent"), "1");
}

TEST(BlockFront, ReadsWhatWasWrittenWithEverySizeOfSegmentsAndSectors) {
  for (const unsigned sector : {512u, 4096u})
    for (const unsigned segments : {0u, 11u, 16u, 32u, 256u}) {
      BlockBackend b(4096, sector);
      b.attach(sector, segments);
      b.connect();
      const uint32_t most = b.info().most_sectors;
      for (const uint32_t sectors : {1u, 2u, most - 1, most}) {
        SCOPED_TRACE(::testing::Message() << sector << " " << segments << " " << sectors);
        const std::string bytes = numbered(sectors * sector, sectors);
        ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 3, sectors, 1, bytes, sector), MIR_OK);
        EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
        EXPECT_EQ(b.disk.substr(3 * sector, bytes.size()), bytes);
        ASSERT_EQ(b.submit(MIR_BLOCK_READ, 3, sectors, 2, "", sector), MIR_OK);
        EXPECT_EQ(b.serve(), (Outcome{{2, MIR_OK}}));
        EXPECT_EQ(b.memory[2], bytes);
      }
      EXPECT_EQ(b.indirect > 0, segments > 11);
      EXPECT_GT(b.direct, 0);
    }
}

TEST(BlockFront, LargestRequestIsOneIndirectPiece) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 256, 1), MIR_OK);
  EXPECT_EQ(b.waiting(), 1u);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
  EXPECT_EQ(b.indirect, 1);
}

TEST(BlockFront, MoreThanFitsWaitsForRoomAndPages) {
  BlockBackend b;
  b.connect();
  for (uint64_t i = 0; i < BlockQueue::kSlots; ++i)
    ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, i * 64, 64, i, numbered(64 * 512, i)), MIR_OK);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 99), MIR_AGAIN);
  EXPECT_EQ(b.waiting(), BlockQueue::kPages / 8); // 16 of 8 pages each
  EXPECT_EQ(b.serve().size(), BlockQueue::kSlots);
  for (uint64_t i = 0; i < BlockQueue::kSlots; ++i)
    EXPECT_EQ(b.disk.substr(i * 64 * 512, 64 * 512), numbered(64 * 512, i));
}

TEST(BlockFront, ManyAreShownAtOnceAndToldOnce) {
  BlockBackend b;
  b.connect();
  const evtchn_port_t port = std::stoul(b.said("event-channel"));
  b.ring().req_event = 1; // "tell me of the first"
  std::vector<std::string> places(8, std::string(512, ' '));
  std::vector<mir_block_request> requests;
  for (uint64_t i = 0; i < 8; ++i)
    requests.push_back({MIR_BLOCK_READ, 1, i, places[i].data(), i});
  const int before = b.domain.notified[port];
  size_t taken = 0;
  EXPECT_EQ(b.front->submit(requests, taken), MIR_OK);
  EXPECT_EQ(taken, 8u);
  EXPECT_EQ(b.waiting(), 8u);
  EXPECT_EQ(b.domain.notified[port], before + 1);
}

TEST(BlockFront, RefusesWhatContradictsTheDevice) {
  BlockBackend b;
  b.attach(512, 32, "4"); // VDISK_READONLY
  b.connect();
  EXPECT_TRUE(b.info().read_only);
  EXPECT_EQ(b.submit(MIR_BLOCK_WRITE, 0, 1, 1), MIR_DENIED);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 2048, 1, 1), MIR_INVALID);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 2047, 2, 1), MIR_INVALID);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, UINT64_MAX, 1, 1), MIR_INVALID);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 0, 1), MIR_INVALID);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 257, 1), MIR_INVALID);
  EXPECT_EQ(b.submit(MIR_BLOCK_FLUSH, 0, 1, 1), MIR_INVALID);
  EXPECT_EQ(b.waiting(), 0u);
}

TEST(BlockFront, FlushesByWhatThereIs) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_FLUSH, 0, 0, 1), MIR_OK);
  EXPECT_EQ(b.entry(0).req.operation, BLKIF_OP_FLUSH_DISKCACHE);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
  EXPECT_EQ(b.flushes, 1);

  BlockBackend barrier;
  barrier.attach(512, 32, "0", false);
  barrier.put("feature-barrier", "1");
  barrier.connect();
  ASSERT_EQ(barrier.submit(MIR_BLOCK_FLUSH, 0, 0, 1), MIR_OK);
  EXPECT_EQ(barrier.entry(0).req.operation, BLKIF_OP_WRITE_BARRIER);
  EXPECT_EQ(barrier.serve(), (Outcome{{1, MIR_OK}}));

  BlockBackend neither;
  neither.attach(512, 32, "0", false);
  neither.connect();
  EXPECT_FALSE(neither.info().can_flush);
  EXPECT_EQ(neither.submit(MIR_BLOCK_FLUSH, 0, 0, 1), MIR_UNSUPPORTED);
}

// Of a device below the back end that cannot: it finds that out when it is asked.
TEST(BlockFront, BelievesARefusedFlush) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_FLUSH, 0, 0, 1), MIR_OK);
  b.answer_one(BLKIF_RSP_EOPNOTSUPP);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_UNSUPPORTED}}));
  EXPECT_FALSE(b.info().can_flush);
  EXPECT_TRUE(b.front->running());
}

TEST(BlockFront, OneFailedPieceFailsItsRequestAlone) {
  BlockBackend b;
  b.attach(512, 0); // 11 pages a piece: 88 sectors
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 200, 1), MIR_OK);
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 2), MIR_OK);
  EXPECT_EQ(b.waiting(), 4u);
  b.answer_one();
  b.answer_one(BLKIF_RSP_ERROR);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_IO}, {2, MIR_OK}}));
}

TEST(BlockFront, ForgottenRequestsAreNotTold) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 8, 1), MIR_OK);
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 8, 2), MIR_OK);
  b.front->forget(1);
  b.memory.erase(1); // under sanitizers: nobody writes there any more
  EXPECT_EQ(b.serve(), (Outcome{{2, MIR_OK}}));
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 8, 1), MIR_OK); // its name is free again
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
}

// A driver domain that restarts: what was not answered is made again with the next one.
TEST(BlockFront, RequestsOutliveTheirBackEnd) {
  BlockBackend b;
  b.connect();
  for (uint64_t i = 0; i < 4; ++i)
    ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, i, 1, i, numbered(512, i)), MIR_OK);
  b.answer_one();
  EXPECT_EQ(b.done(), (Outcome{{0, MIR_OK}}));
  b.put("state", "5");
  EXPECT_TRUE(b.front->take_event());
  EXPECT_FALSE(b.front->running());
  EXPECT_EQ(b.domain.grants(), 0u);
  EXPECT_TRUE(b.info().present);
  ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 9, 1, 9, numbered(512, 9)), MIR_OK); // waits
  EXPECT_TRUE(b.done().empty());
  b.put("state", "6");
  b.attach();
  b.connect();
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}, {2, MIR_OK}, {3, MIR_OK}, {9, MIR_OK}}));
  for (const uint64_t i : {1, 2, 3, 9})
    EXPECT_EQ(b.disk.substr(i * 512, 512), numbered(512, i));
}

TEST(BlockFront, RequestsOutliveASavedDomain) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 5, 2, 1, numbered(1024)), MIR_OK);
  b.domain.restore();
  b.front->resumed();
  EXPECT_FALSE(b.front->running());
  b.attach();
  b.connect();
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
  EXPECT_EQ(b.disk.substr(5 * 512, 1024), numbered(1024));
}

TEST(BlockFront, RequestsEndWhenTheDeviceIsTakenAway) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1), MIR_OK);
  b.put("state", "5");
  (void)b.front->take_event();
  EXPECT_TRUE(b.done().empty());
  b.domain.remove(kDiskFront);
  b.domain.remove(kDiskBack);
  EXPECT_TRUE(b.front->take_event());
  EXPECT_EQ(b.done(), (Outcome{{1, MIR_GONE}}));
  EXPECT_FALSE(b.info().present);
  EXPECT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1), MIR_GONE);
  b.attach(); // and given again
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1), MIR_OK);
  EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
}

TEST(BlockFront, RequestsEndWhenNothingCanBeOfferedToANewBackEnd) {
  BlockBackend b;
  b.connect();
  ASSERT_EQ(b.submit(MIR_BLOCK_READ, 0, 1, 1), MIR_OK);
  b.put("state", "5");
  (void)b.front->take_event();
  b.put("state", "6");
  b.domain.pages_left = 0;
  b.attach();
  EXPECT_TRUE(b.front->take_event());
  EXPECT_EQ(b.said("state"), "6");
  EXPECT_EQ(b.done(), (Outcome{{1, MIR_IO}}));
  EXPECT_FALSE(b.info().present);
}

TEST(BlockFront, SharedPagesHoldNothingButItsOwnBytes) {
  BlockBackend b;
  b.connect();
  // A device of 4096-byte pages, written with one sector: the rest of the page is zero, not what
  // lay in memory before.
  ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 0, 1, 1, numbered(512)), MIR_OK);
  const DirectRequest request = [&] {
    DirectRequest r;
    std::memcpy(&r, &b.entry(0), sizeof r);
    return r;
  }();
  const std::byte* const page = b.page(request.segments[0].grant);
  EXPECT_TRUE(std::all_of(page + 512, page + 4096, [](std::byte x) { return x == std::byte{}; }));
  EXPECT_EQ(request.zero, 0u);
  EXPECT_EQ(request.segments[0].zero, 0u);
}

TEST(BlockFront, DoesWithTheMemoryThereIs) {
  for (const size_t pages : {0u, 1u, 2u, 3u, 5u, 20u}) {
    SCOPED_TRACE(pages);
    BlockBackend b;
    b.domain.pages_left = pages;
    b.front = std::make_unique<BlockFront>(b.domain, 51712, kDiskFront);
    ASSERT_TRUE(b.front->open());
    (void)b.front->take_event();
    if (pages < 3) { // a ring, data, and a list of segments
      EXPECT_EQ(b.said("state"), "6");
      EXPECT_EQ(b.domain.grants(), 0u);
      EXPECT_EQ(b.domain.pages_taken(), 0u);
      continue;
    }
    b.connect();
    ASSERT_EQ(b.submit(MIR_BLOCK_WRITE, 0, 200, 1, numbered(200 * 512)), MIR_OK);
    EXPECT_EQ(b.serve(), (Outcome{{1, MIR_OK}}));
    EXPECT_EQ(b.disk.substr(0, 200 * 512), numbered(200 * 512));
  }
}

} // namespace
