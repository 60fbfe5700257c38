/* \file
 * The reference: Ethernet, IPv4 and TCP by hand, every access checked, as fast as its writer could
 * make it. Whoever makes it faster makes the benchmark better.
 */
#include "workload.h"

#include <stdbool.h>
#include <string.h>

enum { ETHERNET = 14, IPV4 = 20, TCP = 20, TYPE_IPV4 = 0x0800, PROTOCOL_TCP = 6 };

static inline uint16_t load16(const uint8_t* at) {
  uint16_t value;
  memcpy(&value, at, sizeof value);
  return __builtin_bswap16(value);
}

static inline uint32_t load32(const uint8_t* at) {
  uint32_t value;
  memcpy(&value, at, sizeof value);
  return __builtin_bswap32(value);
}

static inline void store16(uint8_t* at, uint16_t value) {
  value = __builtin_bswap16(value);
  memcpy(at, &value, sizeof value);
}

static inline void store32(uint8_t* at, uint32_t value) {
  value = __builtin_bswap32(value);
  memcpy(at, &value, sizeof value);
}

/* Where the headers of an accepted frame begin. */
struct packet {
  const uint8_t* ip;
  const uint8_t* tcp;
  size_t payload_size;
};

static inline bool parse(const uint8_t* bytes, size_t size, struct packet* packet) {
  if (__builtin_expect(size < ETHERNET + IPV4, 0) || load16(bytes + 12) != TYPE_IPV4)
    return false;
  const uint8_t* ip = bytes + ETHERNET;
  const unsigned first = ip[0];
  const size_t header = (first & 15) * 4;
  const size_t total = load16(ip + 2);
  /* Version 4 and at least 5 words: 0x45 to 0x4f. */
  if (__builtin_expect(first - 0x45 > 0x4f - 0x45 || total < header || total > size - ETHERNET, 0))
    return false;
  if (ip[9] != PROTOCOL_TCP ||
      (load16(ip + 6) & 0x1fff) != 0) /* a later fragment has no TCP header */
    return false;
  const uint8_t* tcp = ip + header;
  const size_t left = total - header;
  if (__builtin_expect(left < TCP, 0))
    return false;
  const size_t tcp_header = (size_t)(tcp[12] >> 4) * 4;
  if (__builtin_expect(tcp_header < TCP || tcp_header > left, 0))
    return false;
  packet->ip = ip;
  packet->tcp = tcp;
  packet->payload_size = left - tcp_header;
  return true;
}

struct sums hand_parse(const struct frame* frames, size_t count) {
  struct sums sums = {0, 0};
  for (size_t i = 0; i < count; ++i) {
    struct packet packet;
    if (!parse(frames[i].bytes, frames[i].size, &packet))
      continue;
    ++sums.accepted;
    sums.value += packet.payload_size;
  }
  return sums;
}

struct sums hand_fields(const struct frame* frames, size_t count) {
  struct sums sums = {0, 0};
  for (size_t i = 0; i < count; ++i) {
    struct packet packet;
    if (!parse(frames[i].bytes, frames[i].size, &packet))
      continue;
    const uint8_t* ip = packet.ip;
    const uint8_t* tcp = packet.tcp;
    ++sums.accepted;
    sums.value += packet.payload_size;
    sums.value += (uint64_t)(ip[1] >> 2) + load16(ip + 2) + load16(ip + 4) + (ip[6] >> 6 & 1) +
                  (ip[6] >> 5 & 1);
    sums.value += (uint64_t)ip[8] + load16(ip + 10) + load32(ip + 12) + load32(ip + 16);
    sums.value += (uint64_t)load16(tcp) + load16(tcp + 2) + load32(tcp + 4) + load32(tcp + 8);
    sums.value += (uint64_t)(tcp[13] >> 4 & 1) + (tcp[13] >> 1 & 1) + (tcp[13] & 1) +
                  load16(tcp + 14) + load16(tcp + 16);
  }
  return sums;
}

/* ----------------------------------------------------------------------------------------------
 * building Headers are summed as the numbers they are made of, not read back: the stores are still
 * on their way to the cache, and wider loads would wait for them. The rest is summed in the byte
 * order of memory, which gives the same sum with its bytes swapped (RFC 1071 2 (B)).
 */

static inline uint64_t memory64(const uint8_t* at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline uint32_t memory32(const uint8_t* at) {
  uint32_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline uint16_t memory16(const uint8_t* at) {
  uint16_t word;
  memcpy(&word, at, sizeof word);
  return word;
}

static inline uint64_t add(uint64_t sum, uint64_t word) {
  sum += word;
  return sum + (sum < word); /* end-around carry */
}

/* Bytes in the order of memory, on a little-endian machine. \returns a sum to be folded. */
static inline uint64_t sum_bytes(const uint8_t* at, size_t size) {
  uint64_t sum = 0;
  for (; size >= 8; at += 8, size -= 8)
    sum = add(sum, memory64(at));
  /* The tail as one word: its missing bytes are the high ones. */
  uint64_t rest = 0;
  if (size & 1)
    rest = at[size - 1];
  if (size & 2)
    rest = rest << 16 | memory16(at + (size & 4));
  if (size & 4)
    rest = rest << 32 | memory32(at);
  return add(sum, rest);
}

/* Each half is added to the other; the upper one then has the carry, too. */
static inline uint16_t fold(uint64_t sum) {
  const uint32_t half = (uint32_t)((sum + (sum << 32 | sum >> 32)) >> 32);
  return (uint16_t)((half + (half << 16 | half >> 16)) >> 16);
}

/* Writes the IPv4 header. \returns the sum of its addresses. */
static inline uint64_t build_ip(const struct segment* segment, uint8_t* ip, size_t total) {
  const uint32_t words[3] = {0x45000000 | (uint32_t)total,
                             (uint32_t)segment->identification << 16 | 0x4000, /* do not fragment */
                             64u << 24 | PROTOCOL_TCP << 16};
  const uint64_t addresses = (uint64_t)segment->source + segment->destination;
  const uint16_t sum = fold((uint64_t)words[0] + words[1] + words[2] + addresses);
  store32(ip, words[0]);
  store32(ip + 4, words[1]);
  store32(ip + 8, words[2] | (uint16_t)~sum);
  store32(ip + 12, segment->source);
  store32(ip + 16, segment->destination);
  return addresses;
}

/* Writes the TCP header, the options and the payload. \param sum of the pseudo header (RFC
 * 9293 3.1). */
static inline void build_tcp(const struct segment* segment, uint8_t* tcp, size_t header,
                             uint64_t sum) {
  const uint32_t ports = (uint32_t)segment->source_port << 16 | segment->destination_port;
  const uint32_t flags = (uint32_t)(header / 4) << 28 | 0x10u << 16 | segment->window; /* ACK */
  sum += (uint64_t)ports + flags + segment->sequence + segment->acknowledgment;
  store32(tcp, ports);
  store32(tcp + 4, segment->sequence);
  store32(tcp + 8, segment->acknowledgment);
  store32(tcp + 12, flags);
  uint64_t rest = 0;
  for (size_t i = 0; i < segment->options_size; i += 4) {
    const uint32_t word = memory32(segment->options + i);
    memcpy(tcp + TCP + i, &word, sizeof word);
    rest += word;
  }
  memcpy(tcp + header, segment->payload, segment->payload_size);
  rest = add(rest, sum_bytes(segment->payload, segment->payload_size));
  store32(tcp + 16, (uint32_t)(uint16_t)~fold(sum + __builtin_bswap16(fold(rest))) << 16);
}

/* \returns the bytes written; 0 when the options make no header, or when it is more than there is
 * room for or than IPv4 can say. */
static inline size_t build(const struct segment* segment, uint8_t* out, size_t room) {
  const size_t header = TCP + segment->options_size;
  const size_t total = IPV4 + header + segment->payload_size;
  if (__builtin_expect(segment->options_size > 40 || segment->options_size % 4 != 0, 0))
    return 0;
  if (__builtin_expect(total > 0xffff || ETHERNET + total > room, 0))
    return 0;
  memcpy(out, segment->destination_mac, 6);
  memcpy(out + 6, segment->source_mac, 6);
  store16(out + 12, TYPE_IPV4);
  const uint64_t addresses = build_ip(segment, out + ETHERNET, total);
  build_tcp(segment, out + ETHERNET + IPV4, header, addresses + PROTOCOL_TCP + (total - IPV4));
  return ETHERNET + total;
}

struct sums hand_build(const struct segment* segments, size_t count, uint8_t* frames) {
  struct sums sums = {0, 0};
  for (size_t i = 0; i < count; ++i) {
    const size_t size = build(&segments[i], frames + i * MOST_BYTES, MOST_BYTES);
    sums.accepted += size != 0;
    sums.value += size;
  }
  return sums;
}
