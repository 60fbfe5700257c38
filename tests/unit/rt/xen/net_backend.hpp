/// \file
/// A back end in memory for a network interface, which keeps to the protocol or breaks it.
#pragma once

#include "rt/xen/net/front.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "fake_domain.hpp"

namespace mir::rt::testing {

inline constexpr const char* kFront = "device/vif/0";
inline constexpr const char* kBack = "/local/domain/0/backend/vif/5/0";

using TransmitEntry = netif_tx_sring_entry;
using ReceiveEntry = netif_rx_sring_entry;

struct alignas(4096) Page {
  std::byte bytes[4096];
};

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
  // What the slots behind the first of a frame leave of the whole, which the first one tells.
  [[nodiscard]] size_t first_size() const {
    uint32_t at = taken;
    size_t left = transmit_entry(at).req.size;
    bool more = (transmit_entry(at).req.flags & NETTXF_more_data) != 0;
    at += transmit_entry(at).req.flags & NETTXF_extra_info ? 2 : 1;
    for (; more; ++at) {
      left -= transmit_entry(at).req.size;
      more = (transmit_entry(at).req.flags & NETTXF_more_data) != 0;
    }
    return left;
  }
  // Takes one frame, and answers its slots.
  Sent take_frame() {
    Sent sent{};
    bool more = true, first = true;
    const size_t total = transmit_entry(taken).req.size;
    size_t size = first_size();
    for (; more; first = false) {
      const netif_tx_request request = transmit_entry(taken).req;
      transmit_entry(taken++).rsp = {.id = request.id, .status = NETIF_RSP_OKAY};
      ++sent.slots;
      more = (request.flags & NETTXF_more_data) != 0;
      if (first) {
        sent.flags = request.flags;
        if (request.flags & NETTXF_extra_info) {
          netif_extra_info extra;
          std::memcpy(&extra, &transmit_entry(taken), sizeof extra);
          EXPECT_EQ(extra.type, XEN_NETIF_EXTRA_TYPE_GSO);
          sent.segment_size = extra.u.gso.size;
          transmit_entry(taken++).rsp = {.id = 999, .status = NETIF_RSP_NULL};
        }
      } else {
        size = request.size;
      }
      EXPECT_LE(request.offset + size, 4096u) << "netback takes no slot that leaves its page";
      sent.bytes.append(reinterpret_cast<const char*>(page(request.gref)) + request.offset, size);
    }
    EXPECT_EQ(sent.bytes.size(), total);
    transmit().rsp_prod = taken;
    return sent;
  }
  // A frame of one page of the stack's, perhaps behind a header of the application's.
  bool send_page(const Page& page, size_t offset, uint32_t size, uint64_t cookie,
                 const std::string& header = "") {
    std::vector<mir_net_entry> entries;
    if (!header.empty())
      entries.push_back(
          {header.data(), static_cast<uint32_t>(header.size()), MIR_FRAME_MORE, 1, 0, 0, 0, 0});
    entries.push_back({page.bytes + offset, size, MIR_FRAME_OWN_PAGE, cookie, 0, 0, 0, 0});
    return front->send(entries) == entries.size();
  }
  std::vector<uint64_t> cookies() {
    std::vector<uint64_t> told(64);
    told.resize(front->sent(told));
    return told;
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
  std::vector<std::unique_ptr<Page>> buffers;
  void lend(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      buffers.push_back(std::make_unique<Page>());
      const mir_net_buffer buffer{buffers.back()->bytes, 4096, buffers.size() - 1};
      ASSERT_EQ(front->post({&buffer, 1}), 1u);
    }
  }
  // The same, as many as it takes.
  void lend_some(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      buffers.push_back(std::make_unique<Page>());
      const mir_net_buffer buffer{buffers.back()->bytes, 4096, buffers.size() - 1};
      if (front->post({&buffer, 1}) == 0)
        return;
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

inline std::string text(size_t size, unsigned seed = 1) {
  std::mt19937 random(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes)
    byte = static_cast<char>(random());
  return bytes;
}

} // namespace mir::rt::testing
