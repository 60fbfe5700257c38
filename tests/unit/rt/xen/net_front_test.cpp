// A network interface against a back end in memory that keeps to the protocol.
#include "net_backend.hpp"

namespace {

using namespace mir::rt;
using namespace mir::rt::testing;

TEST(Mac, IsSixPairsOfDigits) {
  uint8_t mac[6];
  ASSERT_TRUE(mac_in("00:16:3E:fe:09:a0", mac));
  EXPECT_EQ(mac[2], 0x3e);
  EXPECT_EQ(mac[5], 0xa0);
  for (const char* wrong :
       {"", "00:16:3e:00:00", "00:16:3e:00:00:0g", "00-16-3e-00-00-01", "00:16:3e:00:00:01x",
        "01:16:3e:00:00:01", "ff:ff:ff:ff:ff:ff", "0 :16:3e:00:00:01", "-1:16:3e:00:00:01"})
    EXPECT_FALSE(mac_in(wrong, mac)) << wrong;
}

TEST(NetFront, OffersWhatItCan) {
  Backend b;
  b.connect();
  for (const char* key :
       {"request-rx-copy", "feature-sg", "feature-gso-tcpv4", "feature-rx-notify"})
    EXPECT_EQ(b.said(key), "1") << key;
  EXPECT_NE(b.said("event-channel-tx"), b.said("event-channel-rx"));
  mir_net_info info;
  b.front->describe(info);
  EXPECT_STREQ(info.name, "vif/0");
  EXPECT_EQ(info.mac[5], 0x56);
  EXPECT_EQ(info.mtu, 1500);
  EXPECT_TRUE(info.link_up);
  EXPECT_EQ(info.offload,
            MIR_NET_SEND_CHECKSUM | MIR_NET_SEND_SEGMENTS_TCP4 | MIR_NET_RECEIVE_MERGED);
}

TEST(NetFront, HasMulticastKeptFromIt) {
  Backend without;
  without.connect();
  EXPECT_EQ(without.said("request-multicast-control"), "0");
  Backend b(false);
  b.put("feature-multicast-control", "1");
  b.attach();
  b.connect();
  EXPECT_EQ(b.said("request-multicast-control"), "1");
}

TEST(NetFront, TakesWhatTheBackEndHasNot) {
  Backend b(false);
  b.attach("00110");
  b.connect();
  EXPECT_EQ(b.said("event-channel-tx"), "(none)");
  EXPECT_EQ(b.domain.ports(), 1u);
  mir_net_info info;
  b.front->describe(info);
  EXPECT_EQ(info.offload, MIR_NET_RECEIVE_MERGED);
  EXPECT_TRUE(b.send(text(5000))); // dropped: it fits no page
  EXPECT_TRUE(b.send(text(100), MIR_FRAME_CHECKSUM_PARTIAL));
  EXPECT_EQ(b.front->send_counters().too_long, 2u);
  EXPECT_FALSE(b.has_frame());
}

TEST(NetFront, IsNotOfferedToABackEndThatCannotCopy) {
  Backend b(false);
  b.attach("11000");
  b.front = std::make_unique<NetFront>(b.domain, 0, kFront);
  ASSERT_TRUE(b.front->open());
  EXPECT_FALSE(b.front->take_event());
  EXPECT_EQ(b.said("state"), "6");
  EXPECT_EQ(b.domain.pages_taken(), 0u);
}

TEST(NetFront, ReadsTheMtuOfTheToolstack) {
  for (const auto& [said, mtu] : {std::pair("9000", 9000), std::pair("67", 1500),
                                  std::pair("65536", 1500), std::pair("x", 1500)}) {
    Backend b;
    b.domain.put(std::string(kFront) + "/mtu", said);
    b.connect();
    mir_net_info info;
    b.front->describe(info);
    EXPECT_EQ(info.mtu, mtu) << said;
  }
}

// A frame of more than a page would be dropped, and nobody would learn why.
TEST(NetFront, ClaimsNoMtuThatTheBackEndCannotTake) {
  Backend b(false);
  b.attach("00110"); // no frames of several pages
  b.domain.put(std::string(kFront) + "/mtu", "9000");
  b.connect();
  mir_net_info info;
  b.front->describe(info);
  EXPECT_GE(info.mtu, 1500);
  EXPECT_TRUE(b.send(text(info.mtu + 14u + 4u))); // Ethernet, and a tag
  EXPECT_TRUE(b.has_frame());
  EXPECT_EQ(b.front->send_counters().too_long, 0u);
}

// 'xl network-attach' makes a new address up unless it is told one.
TEST(NetFront, HasTheAddressThatItWasGivenLast) {
  Backend b;
  b.connect();
  b.put("state", "6");
  ASSERT_TRUE(b.front->take_event());
  b.attach();
  b.domain.put(std::string(kFront) + "/mac", "00:16:3e:00:00:09");
  b.domain.put(std::string(kFront) + "/mtu", "9000");
  b.connect();
  mir_net_info info;
  b.front->describe(info);
  EXPECT_EQ(info.mac[5], 9);
  EXPECT_EQ(info.mtu, 9000);
  b.put("state", "6");
  ASSERT_TRUE(b.front->take_event());
  b.attach();
  b.domain.put(std::string(kFront) + "/mac", "none");
  EXPECT_FALSE(b.front->take_event());
  EXPECT_EQ(b.said("state"), "6");
}

TEST(NetFront, SendsFramesOfEverySize) {
  Backend b;
  b.connect();
  unsigned seed = 0;
  size_t put = 0, told = 0;
  std::array<uint64_t, 64> cookies;
  for (const size_t size : {14, 60, 1514, 4096, 4097, 8192, 20'000, 65'535}) {
    for (const size_t pieces : {1, 3, 17}) {
      if (pieces > size)
        continue;
      const std::string frame = text(size, ++seed);
      ASSERT_TRUE(b.send(frame, 0, 0, pieces));
      const auto sent = b.take_frame();
      EXPECT_EQ(sent.bytes, frame);
      EXPECT_EQ(sent.flags & (NETTXF_csum_blank | NETTXF_extra_info), 0u);
      EXPECT_LE(sent.slots, XEN_NETIF_NR_SLOTS_MIN);
      put += pieces;
    }
  }
  while (const size_t count = b.front->sent(cookies))
    told += count;
  EXPECT_EQ(told, put);
}

TEST(NetFront, LeavesChecksumsAndSegmentsToTheBackEnd) {
  Backend b;
  b.connect();
  ASSERT_TRUE(b.send(text(100), MIR_FRAME_CHECKSUM_PARTIAL));
  EXPECT_EQ(b.take_frame().flags, NETTXF_csum_blank | NETTXF_data_validated);
  const std::string large = text(30'000);
  ASSERT_TRUE(b.send(large, MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_SEGMENTS_TCP4, 1448, 5));
  const auto sent = b.take_frame();
  EXPECT_EQ(sent.bytes, large);
  EXPECT_EQ(sent.segment_size, 1448);
  EXPECT_TRUE(sent.flags & NETTXF_csum_blank);
  ASSERT_TRUE(b.send(text(100), MIR_FRAME_SEGMENTS_TCP4, 0)); // Linux leaves a guest that says so
  EXPECT_FALSE(b.has_frame());
}

TEST(NetFront, WaitsForRoomAndIsToldOfIt) {
  Backend b;
  b.connect();
  int count = 0;
  while (b.send(text(60)))
    ++count;
  EXPECT_EQ(count, 256);
  EXPECT_EQ(b.transmit().rsp_event, 1u); // it wants to know of the next answer
  const auto port = static_cast<evtchn_port_t>(std::stoul(b.said("event-channel-tx")));
  b.take_frame();
  EXPECT_TRUE(b.send(text(60)));
  EXPECT_FALSE(b.send(text(60)));
  EXPECT_EQ(b.transmit().rsp_event, 2u); // and of the one after that
  b.take_frame();
  EXPECT_TRUE(b.domain.raise(port));
  EXPECT_TRUE(b.front->take_event());
  EXPECT_TRUE(b.send(text(60)));
  EXPECT_FALSE(b.send(text(60)));
}

TEST(NetFront, NotifiesABatchOnce) {
  Backend b;
  b.connect();
  const auto port = static_cast<evtchn_port_t>(std::stoul(b.said("event-channel-tx")));
  std::vector<mir_net_entry> entries(20);
  const std::string frame = text(60);
  for (mir_net_entry& entry : entries)
    entry = {frame.data(), 60, 0, 1, 0, 0, 0, 0};
  EXPECT_EQ(b.front->send(entries), 20u);
  EXPECT_EQ(b.front->send(entries), 20u); // it is at work already
  EXPECT_EQ(b.domain.notified[port], 1);
}

TEST(NetFront, IsToldOfTheNextFrame) {
  Backend b;
  b.connect();
  b.lend(20);
  for (uint32_t i = 0; i < 3; ++i) {
    EXPECT_TRUE(b.received().empty());
    EXPECT_EQ(b.receive().rsp_event, b.filled + 1);
    b.deliver(text(60));
    b.deliver(text(60));
    EXPECT_EQ(b.received().size(), 2u);
    EXPECT_EQ(b.receive().rsp_event, b.filled + 1);
  }
}

TEST(NetFront, TellsABackEndThatWaitsForPages) {
  Backend b;
  b.connect();
  const auto port = static_cast<evtchn_port_t>(std::stoul(b.said("event-channel-rx")));
  EXPECT_EQ(b.domain.notified[port], 1); // it was not there when the ring was made
  b.lend(20);
  EXPECT_EQ(b.domain.notified[port], 2); // of the first page, for which it waited
  EXPECT_EQ(b.receive().req_prod, 20u);
  b.deliver(text(60));
  EXPECT_EQ(b.received().size(), 1u);
  b.lend(1);
  EXPECT_EQ(b.domain.notified[port], 2); // it has pages
  b.receive().req_event = 22;
  b.lend(1);
  EXPECT_EQ(b.domain.notified[port], 3);
}

TEST(NetFront, LetsTheBackEndOnlyReadWhatIsSent) {
  Backend b;
  b.connect();
  b.lend(1);
  ASSERT_TRUE(b.send(text(60)));
  EXPECT_TRUE(b.domain.is_read_only(b.transmit_entry(0).req.gref));
  EXPECT_FALSE(b.domain.is_read_only(b.receive_entry(0).req.gref));
}

TEST(NetFront, ReceivesFramesOfEverySize) {
  Backend b;
  b.connect();
  unsigned seed = 0;
  for (const size_t size : {14, 60, 1514, 4096, 4097, 30'000, 65'535}) {
    for (const size_t slot : {4096, 4000}) {
      b.lend(18);
      const std::string frame = text(size, ++seed);
      b.deliver(frame, 0, 0, slot);
      const auto frames = b.received();
      ASSERT_EQ(frames.size(), 1u);
      EXPECT_EQ(frames[0].bytes, frame);
      EXPECT_EQ(frames[0].entries, (size + slot - 1) / slot);
    }
  }
}

TEST(NetFront, TellsWhatTheBackEndHasChecked) {
  Backend b;
  b.connect();
  b.lend(30);
  b.deliver(text(100));
  b.deliver(text(100), NETRXF_data_validated);
  b.deliver(text(100), NETRXF_csum_blank | NETRXF_data_validated);
  b.deliver(text(20'000), NETRXF_csum_blank | NETRXF_data_validated, 1448);
  const auto frames = b.received();
  ASSERT_EQ(frames.size(), 4u);
  EXPECT_EQ(frames[0].first.flags, 0u);
  EXPECT_EQ(frames[1].first.flags, MIR_FRAME_CHECKSUM_VALID);
  EXPECT_EQ(frames[2].first.flags, MIR_FRAME_CHECKSUM_VALID);
  EXPECT_EQ(frames[3].first.flags & ~uint32_t{MIR_FRAME_MORE},
            MIR_FRAME_CHECKSUM_VALID | MIR_FRAME_SEGMENTS_TCP4);
  EXPECT_EQ(frames[3].first.segment_size, 1448);
}

TEST(NetFront, ReceivesRoundAndRound) {
  Backend b;
  b.connect();
  for (unsigned i = 0; i < 2000; ++i) {
    b.lend(1);
    const std::string frame = text(60 + i % 100, i);
    b.deliver(frame);
    const auto frames = b.received();
    ASSERT_EQ(frames.size(), 1u);
    ASSERT_EQ(frames[0].bytes, frame);
  }
}

TEST(NetFront, KeepsAFrameUntilThereIsRoomForAllOfIt) {
  Backend b;
  b.connect();
  b.lend(20);
  const std::string small = text(60), large = text(9000);
  b.deliver(small);
  b.deliver(large);
  EXPECT_EQ(b.received(3).at(0).bytes, small);
  EXPECT_TRUE(b.received(2).empty());
  EXPECT_EQ(b.received(3).at(0).bytes, large);
}

// What the stack looks at nobody else can change.
TEST(NetFront, EndsTheRightToAPageBeforeItIsLookedAt) {
  Backend b;
  b.connect();
  b.lend(3);
  const uint32_t ref = b.receive_entry(0).req.gref;
  EXPECT_EQ(b.page(ref), b.buffers[0]->bytes) << "received in place";
  b.deliver(text(100));
  ASSERT_EQ(b.received().size(), 1u);
  EXPECT_EQ(b.domain.page_of(ref), nullptr);
}

TEST(NetFront, LeavesABackEndThatAnswersAndKeepsThePage) {
  Backend b;
  b.connect();
  b.lend(3);
  const uint32_t ref = b.receive_entry(0).req.gref;
  b.deliver(text(100));
  b.domain.hold(ref);
  EXPECT_TRUE(b.received().empty());
  EXPECT_FALSE(b.front->running());
  EXPECT_EQ(b.domain.grants(), 1u);
  (void)b.front->take_event();
  b.put("state", "6");
  b.attach();
  b.connect();
  EXPECT_EQ(b.receive().req_prod, 2u) << "the third page is not there";
  b.domain.let_go(ref);
  b.put("state", "6");
  (void)b.front->take_event();
  b.attach();
  b.connect();
  EXPECT_EQ(b.receive().req_prod, 3u);
}

TEST(NetFront, TakesNoMorePagesThanTheRingHolds) {
  Backend b;
  b.connect();
  b.lend(Receive::kMostLent);
  Page page;
  const mir_net_buffer buffer{page.bytes, 4096, 999};
  EXPECT_EQ(b.front->post({&buffer, 1}), 0u);
  EXPECT_EQ(b.receive().req_prod, Receive::kMostLent);
}

// A page that is given back to the system while another domain has it may be anything the next
// moment.
TEST(NetFront, LetsGoOfAllPagesButThoseThatAreHeld) {
  Backend b;
  b.connect();
  b.lend(5);
  Page sending;
  ASSERT_TRUE(b.send_page(sending, 0, 4096, 77));
  const uint32_t receive_ref = b.receive_entry(1).req.gref;
  const uint32_t send_ref = b.transmit_entry(0).req.gref;
  b.domain.hold(receive_ref);
  b.domain.hold(send_ref);
  b.front->stop();
  EXPECT_EQ(b.domain.given_up, (std::set<void*>{b.buffers[1]->bytes, sending.bytes}));
  std::array<uint64_t, 4> cookies;
  EXPECT_EQ(b.front->sent(cookies), 0u);
  EXPECT_EQ(b.front->post({}), 0u);
}

// Whoever comes after must not wait until as many frames were lost as somebody had lent pages.
TEST(NetFront, LendsPagesAgainAfterItHasLetGo) {
  Backend b;
  b.connect();
  for (unsigned round = 0; round < 5; ++round) {
    b.lend(Receive::kMostLent);
    const std::string frame = text(9000, round);
    b.deliver(frame);
    EXPECT_EQ(b.received().at(0).bytes, frame);
    EXPECT_EQ(b.front->receive_counters().frames, round + 1);
    b.front->stop();
    EXPECT_TRUE(b.front->running());
    EXPECT_EQ(b.domain.page_of(b.receive_entry(b.filled).req.gref), nullptr);
  }
  EXPECT_EQ(b.front->receive_counters().refused, 0u);
  b.put("state", "6");
  (void)b.front->take_event();
  EXPECT_EQ(b.domain.grants(), 0u);
}

TEST(NetFront, LosesWhatComesWhileNobodyHasLentPages) {
  Backend b;
  b.connect();
  b.lend(5);
  b.front->stop();
  for (int i = 0; i < 3; ++i)
    b.answer({.id = static_cast<uint16_t>(i), .offset = 0, .flags = 0, .status = 60});
  b.receive().rsp_prod = 3;
  EXPECT_TRUE(b.received().empty());
  EXPECT_EQ(b.front->receive_counters().refused, 3u);
  b.lend(2);
  const std::string frame = text(60);
  b.deliver(frame); // by a request of before
  EXPECT_EQ(b.received().at(0).bytes, frame);
}

TEST(NetFront, SendsThePagesOfTheStackInPlace) {
  Backend b;
  b.connect();
  Page page;
  const std::string header = text(54);
  ASSERT_TRUE(b.send_page(page, 96, 4000, 77, header));
  const auto& first = b.transmit_entry(0).req;
  const auto& second = b.transmit_entry(1).req;
  EXPECT_EQ(first.size, 4054u);
  EXPECT_NE(b.page(first.gref), page.bytes) << "a small piece is copied";
  EXPECT_EQ(b.page(second.gref), page.bytes);
  EXPECT_EQ(second.offset, 96u);
  EXPECT_TRUE(b.domain.is_read_only(second.gref));
  const uint32_t ref = second.gref;
  EXPECT_EQ(b.cookies(), std::vector<uint64_t>{1}) << "of the header";
  EXPECT_EQ(b.take_frame().bytes.size(), 4054u);
  EXPECT_EQ(b.cookies(), std::vector<uint64_t>{77});
  EXPECT_EQ(b.domain.page_of(ref), nullptr) << "the right ends with the request";
}

TEST(NetFront, CopiesWhatIsNotTheStacksOrLiesInTwoPages) {
  Backend b;
  b.connect();
  struct {
    Page one, two;
  } pages;
  mir_net_entry entry{pages.one.bytes, 4096, 0, 1, 0, 0, 0, 0};
  EXPECT_EQ(b.front->send({&entry, 1}), 1u);
  EXPECT_NE(b.page(b.transmit_entry(0).req.gref), pages.one.bytes);
  entry = {pages.one.bytes + 100, 4096, MIR_FRAME_OWN_PAGE, 2, 0, 0, 0, 0};
  EXPECT_EQ(b.front->send({&entry, 1}), 1u);
  EXPECT_NE(b.page(b.transmit_entry(1).req.gref), pages.one.bytes);
  EXPECT_EQ(b.cookies(), (std::vector<uint64_t>{1, 2}));
}

// Of more pieces than a frame may have slots none is lent: then they fit.
TEST(NetFront, CopiesAFrameOfTooManyPieces) {
  Backend b;
  b.connect();
  std::vector<Page> pages(20);
  std::vector<mir_net_entry> entries;
  for (size_t i = 0; i < pages.size(); ++i)
    entries.push_back({pages[i].bytes, 2000,
                       MIR_FRAME_OWN_PAGE | (i + 1 < pages.size() ? uint32_t{MIR_FRAME_MORE} : 0),
                       i, 0, 0, 0, 0});
  EXPECT_EQ(b.front->send(entries), entries.size());
  const auto sent = b.take_frame();
  EXPECT_EQ(sent.bytes.size(), 40'000u);
  EXPECT_EQ(sent.slots, 10);
  EXPECT_EQ(b.cookies().size(), pages.size());
}

TEST(NetFront, KeepsASentPageUntilTheBackEndLetsGo) {
  Backend b;
  b.connect();
  Page page;
  ASSERT_TRUE(b.send_page(page, 0, 4096, 77));
  const uint32_t ref = b.transmit_entry(0).req.gref;
  b.domain.hold(ref);
  b.take_frame();
  EXPECT_TRUE(b.cookies().empty());
  EXPECT_FALSE(b.front->running()) << "it has answered, and keeps the page";
  b.domain.let_go(ref);
  (void)b.front->take_event();
  b.put("state", "6");
  (void)b.front->take_event();
  EXPECT_EQ(b.cookies(), std::vector<uint64_t>{77});
  EXPECT_EQ(b.domain.grants(), 0u);
}

// Whoever has given out all pages waits for some: no event would come otherwise.
TEST(NetFront, AsksToBeToldWhenManyPagesAreOnTheirWay) {
  Backend b;
  b.connect();
  std::vector<Page> pages(200);
  for (size_t i = 0; i < pages.size(); ++i)
    ASSERT_TRUE(b.send_page(pages[i], 0, 4096, i));
  EXPECT_TRUE(b.cookies().empty());
  EXPECT_EQ(b.transmit().rsp_event, 100u);
  for (int i = 0; i < 120; ++i)
    b.take_frame();
  EXPECT_EQ(b.cookies().size(), 64u);
}

TEST(NetFront, TellsOfPagesThatAGoneBackEndHad) {
  Backend b;
  b.connect();
  Page page;
  ASSERT_TRUE(b.send_page(page, 0, 4096, 77));
  b.put("state", "6");
  EXPECT_TRUE(b.front->take_event());
  EXPECT_EQ(b.cookies(), std::vector<uint64_t>{77});
  EXPECT_EQ(b.domain.grants(), 0u);
}

TEST(NetFront, TellsTheApplicationNothingOfOtherFrames) {
  Backend b; // what is sent lies in pages of its own: nothing else of them was ever written to
  b.connect();
  ASSERT_TRUE(b.send("secret" + text(100)));
  const auto* page = b.page(b.transmit_entry(0).req.gref);
  EXPECT_TRUE(
      std::all_of(page + 106, page + 4096, [](std::byte byte) { return byte == std::byte{0}; }));
}

TEST(NetFront, SurvivesABackEndThatGoesAndComes) {
  Backend b;
  for (int times = 0; times < 5; ++times) {
    b.connect();
    const size_t pages = b.domain.pages_taken();
    EXPECT_TRUE(b.send(text(60)));
    b.put("state", "5");
    EXPECT_TRUE(b.front->take_event());
    EXPECT_FALSE(b.front->running());
    EXPECT_EQ(b.domain.grants(), 0u);
    EXPECT_EQ(b.domain.ports(), 0u);
    EXPECT_EQ(b.domain.pages_taken(), 0u) << pages;
    EXPECT_TRUE(b.send(text(60))) << "without a link frames are lost, and nobody waits";
    EXPECT_TRUE(b.received().empty());
    b.put("state", "6");
    (void)b.front->take_event();
    b.attach();
  }
}

TEST(NetFront, KeepsPagesThatADeadBackEndStillHolds) {
  Backend b;
  b.connect();
  const auto ref = static_cast<uint32_t>(std::stoul(b.said("tx-ring-ref")));
  b.domain.hold(ref);
  b.put("state", "6");
  EXPECT_TRUE(b.front->take_event());
  EXPECT_EQ(b.domain.pages_taken(), 1u); // the fake aborts if it were given back
  b.domain.let_go(ref);
  b.attach();
  b.connect();
  EXPECT_EQ(b.domain.pages_taken(), 258u);
}

// Each time it is offered pages and keeps them the domain is smaller by two megabytes.
TEST(NetFront, OffersNoMoreToABackEndThatLetsGoOfNothing) {
  Backend b;
  b.connect();
  for (int times = 0; times < 6; ++times) {
    b.domain.hold_all();
    b.put("state", "6");
    (void)b.front->take_event();
    b.attach();
    (void)b.front->take_event();
    if (b.said("state") == "4")
      b.put("state", "4");
    (void)b.front->take_event();
  }
  EXPECT_LE(b.domain.pages_taken(), SharedPages::kMostHeld);
  EXPECT_EQ(b.said("state"), "6");
  b.domain.let_go_of_all();
  b.put("state", "6");
  (void)b.front->take_event();
  EXPECT_EQ(b.domain.pages_taken(), 0u);
  b.attach();
  b.connect();
}

// One that comes back while we still look: whoever waits for room in the old ring has it in the new
// one, and no event of that would say so.
TEST(NetFront, TellsOfALinkThatWasGoneForAMoment) {
  Backend b;
  b.connect();
  while (b.send(text(60))) {
  }
  (void)b.front->take_event();
  b.domain.on_write = [&](const std::string& path, const std::string& value) {
    if (path == std::string(kFront) + "/state" && value == "4")
      b.put("state", "4");
  };
  b.put("state", "2");
  EXPECT_TRUE(b.front->take_event());
  EXPECT_TRUE(b.front->running());
  EXPECT_TRUE(b.send(text(60)));
}

// xenstore may take seconds to answer: whoever moves frames does not wait for it.
TEST(NetFront, AsksXenstoreNothingWhileFramesFlow) {
  for (const bool sending : {false, true}) {
    Backend b;
    b.connect();
    (void)b.front->take_event();
    const size_t asked = b.domain.asked;
    b.transmit().rsp_prod = 3;
    if (sending) {
      (void)b.send(text(60));
    } else {
      EXPECT_TRUE(b.received().empty());
    }
    EXPECT_FALSE(b.front->running());
    EXPECT_EQ(b.domain.grants(), 0u);
    EXPECT_EQ(b.domain.asked, asked);
    EXPECT_TRUE(b.front->take_event());
    EXPECT_EQ(b.said("state"), "6");
  }
}

TEST(NetFront, DoesWithoutWhatItCannotHave) {
  for (const size_t pages : {0, 1, 100, 257}) {
    Backend b;
    b.domain.pages_left = pages;
    b.front = std::make_unique<NetFront>(b.domain, 0, kFront);
    ASSERT_TRUE(b.front->open());
    EXPECT_FALSE(b.front->take_event());
    EXPECT_EQ(b.said("state"), "6");
    EXPECT_EQ(b.domain.pages_taken(), 0u);
    EXPECT_EQ(b.domain.ports(), 0u);
  }
}

// The back end is another one, and what the old one would not let go of is free.
TEST(NetFront, BeginsAnewInARestoredDomain) {
  Backend b;
  b.connect();
  b.lend(20);
  ASSERT_TRUE(b.send(text(60)));
  b.domain.hold_all();
  b.domain.restore();
  b.front->resumed();
  EXPECT_FALSE(b.front->running());
  EXPECT_EQ(b.domain.grants() + b.domain.pages_taken() + b.domain.ports(), 0u);
  b.attach();
  EXPECT_TRUE(b.front->take_event()); // the link is down
  b.connect();
  ASSERT_TRUE(b.send(text(70)));
  EXPECT_EQ(b.take_frame().bytes, text(70));
  b.deliver(text(80));
  EXPECT_EQ(b.received().size(), 1u);
}

} // namespace
