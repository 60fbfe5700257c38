/// \file
/// The first network interface by hand: answers ARP and pings for 10.0.2.20, until it is asked to
/// stop.
///
/// To the first who asks for its address it sends one TCP frame of 20 KB, whose segments and
/// checksum are left to the back end. A reset is the answer when that has taken it so.
///
/// With the argument "shout" it sends frames to a group and to everybody, and ends: the other one
/// counts them.
#include <mir/rt/port.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace {

constexpr uint8_t kAddress[4] = {10, 0, 2, 20};
constexpr size_t kHeader = 14; // of Ethernet
constexpr size_t kBuffers = 64;
constexpr size_t kLargest = 16'384; // bytes of a frame that is answered

mir_net_info info;
unsigned answered = 0, heard = 0, resets = 0, to_group = 0, to_all = 0;

void send(uint8_t* frame, size_t size) {
  std::memcpy(frame, frame + 6, 6); // back to the sender
  std::memcpy(frame + 6, info.mac, 6);
  const mir_net_entry entry{frame, static_cast<uint32_t>(size), 0, 1, 0, 0, 0, 0};
  uint64_t cookies[8];
  if (mir_port_net_send(0, &entry, 1) == 1)
    ++answered;
  while (mir_port_net_sent(0, cookies, 8) > 0) {
  }
}

// The sum of RFC 1071, not yet folded.
uint32_t sum_of(const uint8_t* bytes, size_t size) {
  uint32_t sum = 0;
  for (size_t i = 0; i + 1 < size; i += 2)
    sum += static_cast<uint32_t>(bytes[i]) << 8 | bytes[i + 1];
  return sum;
}

uint32_t fold(uint32_t sum) {
  sum = (sum & 0xffff) + (sum >> 16);
  return (sum & 0xffff) + (sum >> 16);
}

void put16(uint8_t* to, uint32_t value) {
  to[0] = static_cast<uint8_t>(value >> 8);
  to[1] = static_cast<uint8_t>(value);
}

// An acknowledgement of nothing that is known there, with 20 KB, to whoever sent this ARP request.
void send_large(const uint8_t* request) {
  constexpr size_t kIp = 20, kTcp = 20, kPayload = 20'000;
  constexpr uint16_t kSegment = 1448;
  static uint8_t frame[kHeader + kIp + kTcp + kPayload];
  uint8_t* const ip = frame + kHeader;
  uint8_t* const tcp = ip + kIp;
  std::memcpy(frame, request + 6, 6);
  std::memcpy(frame + 6, info.mac, 6);
  frame[12] = 8;
  constexpr uint8_t kStart[10] = {0x45, 0, 0, 0, 0, 1, 0x40, 0, 64, 6};
  std::memcpy(ip, kStart, sizeof kStart);
  put16(ip + 2, kIp + kTcp + kPayload);
  std::memcpy(ip + 12, kAddress, 4);
  std::memcpy(ip + 16, request + 28, 4);
  put16(ip + 10, ~fold(sum_of(ip, kIp)));
  put16(tcp, 4000);
  put16(tcp + 2, 9);
  tcp[12] = 0x50; // five words
  tcp[13] = 0x10; // ACK
  // The sum of the pseudo header only: the back end adds the rest.
  put16(tcp + 16, fold(sum_of(ip + 12, 8) + 6 + kTcp + kPayload));
  const mir_net_entry entry{frame,
                            sizeof frame,
                            MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_SEGMENTS_TCP4,
                            2,
                            kHeader + kIp,
                            16,
                            kSegment,
                            0};
  (void)mir_port_net_send(0, &entry, 1);
}

// RFC 826: who has our address?
void answer_arp(uint8_t* frame, size_t size) {
  if (size < kHeader + 28 || frame[21] != 1 || std::memcmp(frame + 38, kAddress, 4) != 0)
    return;
  static bool sent = false;
  if (!sent && (info.offload & MIR_NET_SEND_SEGMENTS_TCP4))
    send_large(frame);
  sent = true;
  frame[21] = 2;
  std::memcpy(frame + 32, frame + 22, 10);
  std::memcpy(frame + 22, info.mac, 6);
  std::memcpy(frame + 28, kAddress, 4);
  send(frame, kHeader + 28);
}

void hear_tcp(const uint8_t* frame, size_t size) {
  constexpr uint8_t kReset = 4;
  if (size >= kHeader + 40 && frame[kHeader + 9] == 6 && (frame[kHeader + 33] & kReset))
    ++resets;
}

// RFC 792: a request becomes the reply by its type, and so by 8 in the checksum's first byte.
void answer_ping(uint8_t* frame, size_t size) {
  const size_t at = kHeader + 20;
  if (size < at + 8 || frame[kHeader] != 0x45 || frame[kHeader + 9] != 1 || frame[at] != 8 ||
      std::memcmp(frame + kHeader + 16, kAddress, 4) != 0)
    return;
  frame[at] = 0;
  const unsigned sum = frame[at + 2] + 8u;
  frame[at + 2] = static_cast<uint8_t>(sum);
  if (sum > 0xff && ++frame[at + 3] == 0) // the carry goes round
    ++frame[at + 2];
  std::swap_ranges(frame + kHeader + 12, frame + kHeader + 16, frame + kHeader + 16);
  send(frame, size);
}

// A type for experiments (IEEE 802, OUI and Company ID tutorial).
constexpr uint8_t kShout[2] = {0x88, 0xb5};

int shout() {
  constexpr int kTimes = 20;
  static uint8_t frame[60];
  std::memcpy(frame + 6, info.mac, 6);
  std::memcpy(frame + 12, kShout, 2);
  for (int i = 0; i < kTimes; ++i)
    for (const bool all : {false, true}) {
      constexpr uint8_t kGroup[6] = {0x01, 0, 0x5e, 0, 0, 0xfb},
                        kAll[6] = {255, 255, 255, 255, 255, 255};
      std::memcpy(frame, all ? kAll : kGroup, 6);
      const mir_net_entry entry{frame, sizeof frame, 0, 1, 0, 0, 0, 0};
      (void)mir_port_net_send(0, &entry, 1);
    }
  uint64_t cookies[8];
  size_t done = 0;
  while (done < 2 * kTimes) { // they have left
    done += mir_port_net_sent(0, cookies, 8);
    mir_event event;
    mir_port_wait(mir_port_monotonic_ns() + 10'000'000, &event, 1);
  }
  return 0;
}

void answer(uint8_t* frame, size_t size) {
  ++heard;
  if (std::memcmp(frame + 12, kShout, 2) == 0)
    ++(frame[0] == 0xff ? to_all : to_group);
  if (size > kHeader && frame[12] == 8 && frame[13] == 6)
    answer_arp(frame, size);
  if (size > kHeader && frame[12] == 8 && frame[13] == 0) {
    hear_tcp(frame, size);
    answer_ping(frame, size);
  }
}

void lend(const mir_net_entry& entry) {
  const auto page = reinterpret_cast<uintptr_t>(entry.data) & ~(MIR_PAGE_SIZE - 1);
  const mir_net_buffer buffer{reinterpret_cast<void*>(page), MIR_PAGE_SIZE, entry.cookie};
  mir_port_net_post(0, &buffer, 1);
}

void show() {
  mir_port_net_info(0, &info);
  std::printf("%s %02x:%02x:%02x:%02x:%02x:%02x mtu %u offload %u %s\n", info.name, info.mac[0],
              info.mac[1], info.mac[2], info.mac[3], info.mac[4], info.mac[5], info.mtu,
              info.offload, info.link_up ? "up" : "down");
}

// Puts the pieces of each frame together; one that is too large is no ping.
void hear() {
  static uint8_t frame[kLargest];
  static size_t size = 0;
  mir_net_entry entries[32];
  while (const size_t count = mir_port_net_receive(0, entries, 32)) {
    for (size_t i = 0; i < count; ++i) {
      const size_t part = std::min<size_t>(entries[i].length, kLargest - size);
      std::memcpy(frame + size, entries[i].data, part);
      size += part;
      lend(entries[i]);
      if (entries[i].flags & MIR_FRAME_MORE)
        continue;
      answer(frame, size);
      size = 0;
    }
  }
}

} // namespace

int mir_main(int count, char** arguments) {
  if (mir_port_net_count() == 0) {
    std::printf("no network\n");
    return 2;
  }
  show();
  if (count > 1 && std::strcmp(arguments[1], "shout") == 0)
    return shout();
  auto* const pages = static_cast<char*>(mir_port_pages_map(kBuffers));
  for (size_t i = 0; i < kBuffers; ++i)
    lend({pages + i * MIR_PAGE_SIZE, 0, 0, i, 0, 0, 0, 0});
  for (mir_event event;;) {
    mir_port_wait(MIR_FOREVER, &event, 1);
    if (event.kind == MIR_EVENT_STOP)
      break;
    if (event.kind != MIR_EVENT_NET)
      continue;
    const bool was_up = info.link_up;
    mir_port_net_info(0, &info);
    if (info.link_up != was_up)
      show();
    hear();
  }
  std::printf("heard %u frames to a group, %u to all\n", to_group, to_all);
  std::printf("answered %u of %u frames; a large frame was answered %u times\n", answered, heard,
              resets);
  return 0;
}
