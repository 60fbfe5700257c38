// Our end of a ring, against another end that may write anything at any time.
#include "rt/xen/bus/ring.hpp"

#include <cstring>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <xen/grant_table.h>

#include <xen/io/blkif.h>
#include <xen/io/netif.h>

namespace {

using Ring = mir::rt::FrontRing<netif_tx_sring>;

static_assert(Ring::kSize == 256); // netif.h: NET_TX_RING_SIZE of everybody else
static_assert(mir::rt::FrontRing<netif_rx_sring>::kSize == 256);
static_assert(mir::rt::FrontRing<blkif_sring>::kSize == 32);

struct Page {
  alignas(4096) std::byte bytes[4096] = {};
  netif_tx_sring& shared = *reinterpret_cast<netif_tx_sring*>(bytes);
  Ring ring{bytes};

  void put(uint16_t id) {
    ring.put(netif_tx_request{.gref = 1, .offset = 0, .flags = 0, .id = id, .size = 60});
  }
  // The other end: answers what it has been shown, with the request's own id.
  void answer(uint32_t count) {
    for (; count > 0; --count, ++shared.rsp_prod) {
      auto& entry = reinterpret_cast<netif_tx_sring_entry*>(shared.ring)[shared.rsp_prod % 256];
      const uint16_t id = entry.req.id;
      entry.rsp = {.id = id, .status = NETIF_RSP_OKAY};
    }
  }
};

TEST(Ring, CarriesRequestsAndResponsesRoundAndRound) {
  Page page;
  uint16_t next = 0;
  for (uint16_t id = 0; id < 3000; id += 100) {
    for (uint16_t i = 0; i < 100; ++i)
      page.put(static_cast<uint16_t>(id + i));
    (void)page.ring.publish();
    EXPECT_EQ(page.shared.req_prod, id + 100u);
    page.answer(100);
    netif_tx_response response;
    while (page.ring.take(response))
      EXPECT_EQ(response.id, next++);
    EXPECT_EQ(next, id + 100);
  }
  EXPECT_FALSE(page.ring.broken());
}

TEST(Ring, HasRoomForNoMoreThanItsSize) {
  Page page;
  for (int i = 0; i < 256; ++i)
    page.put(0);
  EXPECT_EQ(page.ring.room(), 0u);
  (void)page.ring.publish();
  page.answer(3);
  netif_tx_response response;
  EXPECT_TRUE(page.ring.take(response));
  EXPECT_EQ(page.ring.room(), 1u);
  EXPECT_EQ(page.ring.unanswered(), 255u);
}

TEST(Ring, ShowsNothingBeforeItIsPublished) {
  Page page;
  page.put(7);
  EXPECT_EQ(page.shared.req_prod, 0u);
  (void)page.ring.publish();
  EXPECT_EQ(page.shared.req_prod, 1u);
}

TEST(Ring, NotifiesWhoeverWaitsAndNobodyElse) {
  Page page;
  page.put(0);
  EXPECT_TRUE(page.ring.publish()); // the other end waits for the first
  page.put(1);
  EXPECT_FALSE(page.ring.publish()); // it is at work, and looks again by itself
  page.shared.req_event = 4;         // it waits for the fourth
  page.put(2);
  EXPECT_FALSE(page.ring.publish());
  page.put(3);
  page.put(4);
  EXPECT_TRUE(page.ring.publish());
  EXPECT_FALSE(page.ring.publish()); // nothing new
}

TEST(Ring, IsToldOfWhatCameBeforeItAsked) {
  Page page;
  page.put(0);
  page.put(1);
  (void)page.ring.publish();
  EXPECT_FALSE(page.ring.arm());
  EXPECT_EQ(page.shared.rsp_event, 1u);
  page.answer(1);
  EXPECT_TRUE(page.ring.arm());
  netif_tx_response response;
  EXPECT_TRUE(page.ring.take(response));
  EXPECT_FALSE(page.ring.arm());
  EXPECT_EQ(page.shared.rsp_event, 2u);
}

TEST(Ring, BelievesNoAnswerToWhatWasNotAsked) {
  for (const uint32_t shown : {3u, 257u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    Page page;
    page.put(0);
    page.put(1);
    (void)page.ring.publish();
    page.put(2); // not shown yet: its answer would be one to nothing, too
    page.shared.rsp_prod = shown;
    netif_tx_response response;
    EXPECT_FALSE(page.ring.take(response)) << shown;
    EXPECT_TRUE(page.ring.broken()) << shown;
    page.shared.rsp_prod = 1;
    EXPECT_FALSE(page.ring.take(response)) << "believed again";
  }
}

TEST(Ring, BelievesNoIndexThatGoesBack) {
  Page page;
  page.put(0);
  page.put(1);
  (void)page.ring.publish();
  page.answer(2);
  netif_tx_response response;
  EXPECT_TRUE(page.ring.take(response));
  EXPECT_TRUE(page.ring.take(response));
  page.shared.rsp_prod = 1;
  EXPECT_FALSE(page.ring.take(response));
  EXPECT_TRUE(page.ring.broken());
}

TEST(Ring, KeepsItsOwnIndicesToItself) {
  Page page;
  page.put(0);
  (void)page.ring.publish();
  page.shared.req_prod = 77; // ours to write, never read
  page.shared.rsp_event = 99;
  page.answer(1);
  netif_tx_response response;
  EXPECT_TRUE(page.ring.take(response));
  page.put(1);
  (void)page.ring.publish();
  EXPECT_EQ(page.shared.req_prod, 2u);
}

// Whatever the page says, no more answers come out than requests went in.
TEST(Ring, SurvivesAPageOfNonsense) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    Page page;
    uint32_t asked = 0, answered = 0;
    for (int i = 0; i < 40; ++i) {
      for (auto& byte : page.bytes)
        if (random() % 16 == 0)
          byte = static_cast<std::byte>(random());
      if (random() % 2 == 0)
        page.shared.rsp_prod = answered + random() % 4;
      for (uint32_t n = random() % 40; n > 0 && page.ring.room() > 0; --n, ++asked)
        page.put(static_cast<uint16_t>(n));
      (void)page.ring.publish();
      netif_tx_response response;
      while (page.ring.take(response))
        ++answered;
      ASSERT_LE(answered, asked);
      ASSERT_EQ(page.ring.unanswered(), asked - answered);
      (void)page.ring.arm();
    }
  }
}

} // namespace
