// A network interface against a back end in memory, which keeps to the protocol or breaks it.
#include "rt/xen/net/front.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fake_domain.hpp"

namespace {

using namespace mir::rt;
using mir::rt::testing::FakeDomain;

constexpr const char* kFront = "device/vif/0";
constexpr const char* kBack = "/local/domain/0/backend/vif/5/0";

using TransmitEntry = netif_tx_sring_entry;
using ReceiveEntry = netif_rx_sring_entry;

// The other end: netback's part, by the letter of netif.h.
struct Backend {
  FakeDomain domain;
  std::unique_ptr<NetFront> front;
  uint32_t taken = 0, filled = 0; // requests of each ring that it has used

  explicit Backend(bool attach_now = true) {
    if (attach_now)
      attach();
  }

  void attach(const std::string& features = "11011") { // sg, gso, no-csum, rx-copy, split
    domain.put(std::string(kFront) + "/mac", "00:16:3e:12:34:56");
    domain.put(std::string(kFront) + "/backend", kBack);
    domain.put(std::string(kFront) + "/backend-id", "0");
    domain.put(std::string(kFront) + "/state", "1");
    const char* const keys[] = {"feature-sg", "feature-gso-tcpv4", "feature-no-csum-offload",
                                "feature-rx-copy", "feature-split-event-channels"};
    for (size_t i = 0; i < 5; ++i)
      put(keys[i], features.substr(i, 1));
    put("state", "2");
  }
  void put(const std::string& key, const std::string& value) {
    domain.put(std::string(kBack) + "/" + key, value);
  }
  [[nodiscard]] std::string said(const std::string& key) const {
    return domain.at(std::string(kFront) + "/" + key);
  }
  void connect() {
    if (!front) {
      front = std::make_unique<NetFront>(domain, 0, kFront);
      ASSERT_TRUE(front->open());
    }
    (void)front->take_event();
    ASSERT_EQ(said("state"), "4");
    taken = filled = 0;
    put("state", "4");
    ASSERT_TRUE(front->take_event());
    ASSERT_TRUE(front->running());
  }

  [[nodiscard]] std::byte* page(uint32_t ref) const {
    std::byte* const found = domain.page_of(ref);
    if (!found)
      std::abort();
    return found;
  }
  netif_tx_sring& transmit() const {
    return *reinterpret_cast<netif_tx_sring*>(page(std::stoul(said("tx-ring-ref"))));
  }
  netif_rx_sring& receive() const {
    return *reinterpret_cast<netif_rx_sring*>(page(std::stoul(said("rx-ring-ref"))));
  }
  TransmitEntry& transmit_entry(uint32_t i) const {
    return reinterpret_cast<TransmitEntry*>(transmit().ring)[i % 256];
  }
  ReceiveEntry& receive_entry(uint32_t i) const {
    return reinterpret_cast<ReceiveEntry*>(receive().ring)[i % 256];
  }

  struct Sent {
    std::string bytes;
    unsigned flags;
    uint16_t segment_size;
    int slots;
  };
  // Takes one frame, and answers its slots.
  Sent take_frame() {
    Sent sent{};
    bool more = true, first = true;
    size_t total = 0;
    for (; more; first = false) {
      const netif_tx_request request = transmit_entry(taken).req;
      transmit_entry(taken++).rsp = {.id = request.id, .status = NETIF_RSP_OKAY};
      ++sent.slots;
      size_t size = request.size;
      more = (request.flags & NETTXF_more_data) != 0;
      if (first) {
        sent.flags = request.flags;
        total = request.size;
        if (request.flags & NETTXF_extra_info) {
          netif_extra_info extra;
          std::memcpy(&extra, &transmit_entry(taken), sizeof extra);
          EXPECT_EQ(extra.type, XEN_NETIF_EXTRA_TYPE_GSO);
          sent.segment_size = extra.u.gso.size;
          transmit_entry(taken++).rsp = {.id = 999, .status = NETIF_RSP_NULL};
        }
        if (more) // what the others leave of the whole
          size = std::min<size_t>(total, 4096);
      }
      sent.bytes.append(reinterpret_cast<const char*>(page(request.gref)) + request.offset, size);
    }
    EXPECT_EQ(sent.bytes.size(), total);
    transmit().rsp_prod = taken;
    return sent;
  }
  [[nodiscard]] bool has_frame() const { return transmit().req_prod != taken; }

  // Delivers the bytes in slots of this size.
  void deliver(const std::string& bytes, uint16_t flags = 0, uint16_t segment_size = 0,
               size_t slot = 4096) {
    for (size_t at = 0; at < bytes.size(); at += slot) {
      const size_t size = std::min(slot, bytes.size() - at);
      const netif_rx_request request = receive_entry(filled).req;
      std::memcpy(page(request.gref), bytes.data() + at, size);
      const bool extra = at == 0 && segment_size > 0;
      answer({.id = request.id,
              .offset = 0,
              .flags = static_cast<uint16_t>((at == 0 ? flags : 0) |
                                             (at + size < bytes.size() ? NETRXF_more_data : 0) |
                                             (extra ? NETRXF_extra_info : 0)),
              .status = static_cast<int16_t>(size)});
      if (extra) {
        netif_extra_info info{};
        info.type = XEN_NETIF_EXTRA_TYPE_GSO;
        info.u.gso = {
            .size = segment_size, .type = XEN_NETIF_GSO_TYPE_TCPV4, .pad = 0, .features = 0};
        std::memcpy(&receive_entry(filled++), &info, sizeof info);
      }
    }
    receive().rsp_prod = filled;
  }
  void answer(const netif_rx_response& response) { receive_entry(filled++).rsp = response; }

  // The stack's side.
  std::vector<std::vector<std::byte>> buffers;
  void lend(size_t count, size_t size = 4096) {
    for (size_t i = 0; i < count; ++i) {
      buffers.emplace_back(size);
      const mir_net_buffer buffer{buffers.back().data(), static_cast<uint32_t>(size),
                                  buffers.size() - 1};
      ASSERT_EQ(front->post({&buffer, 1}), 1u);
    }
  }
  struct Received {
    std::string bytes;
    mir_net_entry first;
    size_t entries;
  };
  std::vector<Received> received(size_t capacity = 64) {
    std::vector<mir_net_entry> entries(capacity);
    entries.resize(front->receive(entries));
    std::vector<Received> frames;
    bool more = false;
    for (const mir_net_entry& entry : entries) {
      if (!more)
        frames.push_back({"", entry, 0});
      frames.back().bytes.append(static_cast<const char*>(entry.data), entry.length);
      ++frames.back().entries;
      more = (entry.flags & MIR_FRAME_MORE) != 0;
    }
    EXPECT_FALSE(more) << "half a frame";
    return frames;
  }
  bool send(const std::string& bytes, uint32_t flags = 0, uint16_t segment_size = 0,
            size_t pieces = 1) {
    std::vector<mir_net_entry> entries(pieces);
    const size_t size = bytes.size() / pieces;
    for (size_t i = 0; i < pieces; ++i)
      entries[i] = {.data = bytes.data() + i * size,
                    .length =
                        static_cast<uint32_t>(i + 1 < pieces ? size : bytes.size() - i * size),
                    .flags = (i == 0 ? flags : 0) | (i + 1 < pieces ? uint32_t{MIR_FRAME_MORE} : 0),
                    .cookie = i,
                    .checksum_start = 34,
                    .checksum_offset = 16,
                    .segment_size = segment_size,
                    .reserved = 0};
    const size_t sent = front->send(entries);
    EXPECT_TRUE(sent == 0 || sent == pieces);
    return sent == pieces;
  }
};

std::string text(size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes)
    byte = static_cast<char>(random());
  return bytes;
}

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
  b.lend(20);
  const auto port = static_cast<evtchn_port_t>(std::stoul(b.said("event-channel-rx")));
  EXPECT_EQ(b.domain.notified[port], 1); // it was not there when the first were offered
  b.deliver(text(60));
  EXPECT_EQ(b.received().size(), 1u);
  EXPECT_EQ(b.receive().req_prod, 257u);
  EXPECT_EQ(b.domain.notified[port], 1); // it has pages
  b.receive().req_event = 258;
  b.deliver(text(60));
  EXPECT_EQ(b.received().size(), 1u);
  EXPECT_EQ(b.domain.notified[port], 2);
}

TEST(NetFront, LetsTheBackEndOnlyReadWhatIsSent) {
  Backend b;
  b.connect();
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
      EXPECT_EQ(frames[0].entries, (size + 4095) / 4096);
    }
  }
}

TEST(NetFront, FillsBuffersOfOtherSizes) {
  Backend b;
  b.connect();
  b.lend(60, 700);
  const std::string frame = text(30'000);
  b.deliver(frame);
  EXPECT_EQ(b.received().at(0).bytes, frame);
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
    b.buffers.clear();
  }
}

TEST(NetFront, KeepsFramesUntilThereAreBuffers) {
  Backend b;
  b.connect();
  const std::string frame = text(5000);
  b.deliver(frame);
  EXPECT_TRUE(b.received().empty());
  b.lend(1);
  EXPECT_TRUE(b.received().empty());
  b.buffers.reserve(10);
  b.lend(1);
  EXPECT_EQ(b.received().at(0).bytes, frame);
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
  const uint32_t ref = b.receive_entry(3).req.gref;
  b.domain.hold(ref);
  b.put("state", "6");
  EXPECT_TRUE(b.front->take_event());
  EXPECT_EQ(b.domain.pages_taken(), 1u); // the fake aborts if it were given back
  b.domain.let_go(ref);
  b.attach();
  b.connect();
  EXPECT_EQ(b.domain.pages_taken(), 2u * 257);
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
  for (const size_t pages : {0, 1, 100, 257, 300, 513}) {
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

// What a back end may say wrongly, one thing at a time: the frame is dropped and counted, or the
// back end is left.
TEST(NetFront, DropsAFrameOutsideItsPage) {
  for (const auto& [offset, status] :
       {std::pair(1, 4096), std::pair(4096, 1), std::pair(65535, 100), std::pair(0, 4097),
        std::pair(4000, 97), std::pair(0, 32767), std::pair(4097, 0)}) {
    Backend b;
    b.connect();
    b.lend(20);
    b.answer({.id = 0,
              .offset = static_cast<uint16_t>(offset),
              .flags = 0,
              .status = static_cast<int16_t>(status)});
    b.receive().rsp_prod = 1;
    EXPECT_TRUE(b.received().empty());
    EXPECT_EQ(b.front->receive_counters().malformed, 1u) << offset << " " << status;
    const std::string frame = text(60);
    b.deliver(frame); // the next one is heard
    EXPECT_EQ(b.received().at(0).bytes, frame);
  }
}

TEST(NetFront, DropsWhatTheBackEndCouldNotDeliver) {
  for (const int16_t status : {-1, -2, -32768}) {
    Backend b;
    b.connect();
    b.lend(20);
    b.answer({.id = 0, .offset = 0, .flags = 0, .status = status});
    b.receive().rsp_prod = 1;
    EXPECT_TRUE(b.received().empty());
    EXPECT_EQ(b.front->receive_counters().refused, 1u);
  }
}

TEST(NetFront, DropsAFrameWithoutEnd) {
  Backend b;
  b.connect();
  b.lend(100);
  for (int i = 0; i < 1000; ++i) { // far more slots than the ring has
    const uint16_t id = static_cast<uint16_t>(b.filled % 256);
    b.answer({.id = id, .offset = 0, .flags = NETRXF_more_data, .status = 100});
    b.receive().rsp_prod = b.filled;
    EXPECT_TRUE(b.received().empty());
  }
  EXPECT_TRUE(b.front->running());
  b.answer({.id = static_cast<uint16_t>(b.filled % 256), .offset = 0, .flags = 0, .status = 100});
  b.receive().rsp_prod = b.filled;
  EXPECT_TRUE(b.received().empty());
  EXPECT_EQ(b.front->receive_counters().too_long, 1u);
  const std::string frame = text(60);
  b.deliver(frame);
  EXPECT_EQ(b.received().at(0).bytes, frame);
}

TEST(NetFront, DropsExtrasWithoutEnd) {
  Backend b;
  b.connect();
  b.lend(20);
  b.answer({.id = 0, .offset = 0, .flags = NETRXF_extra_info, .status = 100});
  for (int i = 0; i < 600; ++i) {
    netif_extra_info info{};
    info.type = XEN_NETIF_EXTRA_TYPE_HASH;
    info.flags = i < 599 ? XEN_NETIF_EXTRA_FLAG_MORE : 0;
    std::memcpy(&b.receive_entry(b.filled++), &info, sizeof info);
    b.receive().rsp_prod = b.filled;
    EXPECT_TRUE(b.received().empty());
  }
  EXPECT_EQ(b.front->receive_counters().too_long, 1u);
  EXPECT_TRUE(b.front->running());
}

TEST(NetFront, LeavesABackEndThatAnswersSomethingElse) {
  const std::vector<void (*)(Backend&)> lies = {
      [](Backend& b) { // an id that is not the request's
        b.answer({.id = 1, .offset = 0, .flags = 0, .status = 60});
        b.receive().rsp_prod = 1;
      },
      [](Backend& b) { b.receive().rsp_prod = 257; }, // more than was asked
      [](Backend& b) { b.receive().rsp_prod = ~0u; }, // backwards
      [](Backend& b) { b.transmit().rsp_prod = 3; },
      [](Backend& b) { // a transmit id twice (the advisory)
        b.transmit_entry(0).rsp = {.id = 0, .status = 0};
        b.transmit_entry(1).rsp = {.id = 0, .status = 0};
        b.transmit().rsp_prod = 2;
      },
      [](Backend& b) { // an id that nothing has
        b.transmit_entry(0).rsp = {.id = 40'000, .status = 0};
        b.transmit().rsp_prod = 1;
      },
      [](Backend& b) { // an answer to an extra that was not sent
        b.transmit_entry(0).rsp = {.id = 0, .status = NETIF_RSP_NULL};
        b.transmit().rsp_prod = 1;
      },
  };
  for (size_t i = 0; i < lies.size(); ++i) {
    Backend b;
    b.connect();
    b.lend(20);
    ASSERT_TRUE(b.send(text(60)));
    ASSERT_TRUE(b.send(text(60)));
    lies[i](b);
    EXPECT_TRUE(b.received().empty()) << i;
    EXPECT_FALSE(b.front->running()) << i;
    EXPECT_TRUE(b.front->take_event()) << i;
    EXPECT_EQ(b.said("state"), "6") << i;
    EXPECT_EQ(b.domain.grants(), 0u) << i;
    b.put("state", "6");
    b.attach();
    b.connect(); // one that begins anew gets another chance
    ASSERT_TRUE(b.send(text(60))) << i;
    ASSERT_TRUE(b.has_frame()) << i;
    EXPECT_EQ(b.take_frame().bytes, text(60)) << i;
    b.deliver(text(60));
    EXPECT_EQ(b.received().size(), 1u) << i;
    EXPECT_TRUE(b.front->running()) << i;
  }
}

// Every field of both rings, at random, all the time: under sanitizers nothing is touched that is
// not ours, and no frame comes out that is larger than any may be.
TEST(NetFront, SurvivesRingsOfNonsense) {
  std::mt19937 random(1);
  uint64_t frames = 0;
  for (int round = 0; round < 60; ++round) {
    Backend b;
    b.connect();
    b.buffers.reserve(4000);
    for (int i = 0; i < 60 && b.front->running(); ++i) {
      b.lend(random() % 20);
      for (int n = 0; n < 8; ++n) {
        const uint32_t place = b.filled;
        b.answer({.id = static_cast<uint16_t>(random() % 8 ? place % 256 : random()),
                  .offset = static_cast<uint16_t>(random() % 4 ? 0 : random()),
                  .flags = static_cast<uint16_t>(random() % 2 ? 0 : random()),
                  .status = static_cast<int16_t>(random() % 2 ? 1000 : random())});
      }
      b.receive().rsp_prod = b.filled - random() % 3;
      (void)b.send(text(random() % 9000 + 1, round), random() % 16,
                   static_cast<uint16_t>(random()));
      if (b.front->running() && random() % 2) {
        b.transmit_entry(b.taken).rsp = {
            .id = static_cast<uint16_t>(random() % 2 ? b.taken : random()),
            .status = static_cast<int16_t>(random() % 4)};
        b.transmit().rsp_prod = ++b.taken;
      }
      for (const auto& frame : b.received()) {
        ASSERT_LE(frame.bytes.size(), Receive::kMostFrame);
        ++frames;
      }
      if (b.front->running())
        b.filled = b.receive().rsp_prod;
    }
  }
  EXPECT_GT(frames, 20u);
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
