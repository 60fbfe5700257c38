/* \file
 * The reference for domain names: a DNS message (RFC 1035 4.1) by hand, every access checked, each
 * name written without compression as it is met. It checks what the generated view promises of the
 * types in the workload: the bounds of everything, pointers that lead backwards only, labels of 63
 * and names of 255 octets, and data that fills its record.
 */
#include "workload.h"

#include <stdbool.h>
#include <string.h>

enum { HEADER = 12, LONGEST = 255, A = 1, NS = 2, CNAME = 5, PTR = 12, MX = 15, AAAA = 28 };

struct reader {
  const uint8_t* message;
  const uint8_t* end;
  const uint8_t* at;
  uint8_t name[LONGEST + 64];
  uint64_t value;
};

static inline uint16_t load16(const uint8_t* at) {
  uint16_t value;
  memcpy(&value, at, sizeof value);
  return __builtin_bswap16(value);
}

/* Copies a label, and what follows it where that is cheaper; `to` has room for 16 bytes more. */
static inline void copy_label(uint8_t* to, const uint8_t* from, size_t size, const uint8_t* end) {
  if (__builtin_expect(size <= 16 && end - from >= 16, 1))
    memcpy(to, from, 16);
  else
    memcpy(to, from, size);
}

/* Copies the name at `at` into r->name, and counts it. \returns where it ends in place; a null
 * pointer if it is none. Before the end of a piece there is always one octet more: the bounds are
 * compared once a label. */
static inline const uint8_t* read_name(struct reader* r, const uint8_t* at, const uint8_t* end) {
  const uint8_t* piece = at;
  const uint8_t* behind = 0;
  uint8_t* to = r->name;
  uint8_t* const last = r->name + LONGEST - 1; /* of the root */
  if (__builtin_expect(at >= end, 0))
    return 0;
  for (;;) {
    const size_t octet = *at;
    if (octet == 0) {
      *to = 0;
      r->value += (size_t)(to - r->name) + 1 + r->name[1];
      return behind ? behind : at + 1;
    }
    if (octet <= 63) {
      const uint8_t* from = at;
      uint8_t* const label = to;
      at += octet + 1;
      to += octet + 1;
      if (__builtin_expect(at >= end || to > last, 0))
        return 0;
      copy_label(label, from, octet + 1, r->end);
      continue;
    }
    if (__builtin_expect(octet < 0xc0 || end - at < 2, 0))
      return 0;
    if (behind == 0)
      behind = end = at + 2; /* no earlier piece reaches beyond the name */
    at = r->message + (load16(at) & 0x3fff);
    if (__builtin_expect(at >= piece, 0))
      return 0;
    piece = at;
  }
}

static inline bool read_data(struct reader* r, unsigned type, const uint8_t* at, size_t length) {
  const uint8_t* end = at + length;
  switch (type) {
  case A:
    return length == 4;
  case AAAA:
    return length == 16;
  case MX:
    if (length < 2)
      return false;
    at += 2;
    /* and a name */
    __attribute__((fallthrough));
  case NS:
  case CNAME:
  case PTR:
    return read_name(r, at, end) == end;
  default:
    return true;
  }
}

static inline bool read_records(struct reader* r, unsigned count) {
  for (; count > 0; --count) {
    const uint8_t* at = read_name(r, r->at, r->end);
    if (at == 0 || r->end - at < 10)
      return false;
    const unsigned type = load16(at);
    const size_t length = load16(at + 8);
    at += 10;
    if ((size_t)(r->end - at) < length || !read_data(r, type, at, length))
      return false;
    r->at = at + length;
  }
  return true;
}

static inline bool read_message(struct reader* r) {
  if (r->end - r->message < HEADER)
    return false;
  r->at = r->message + HEADER;
  for (unsigned count = load16(r->message + 4); count > 0; --count) {
    const uint8_t* at = read_name(r, r->at, r->end);
    if (at == 0 || r->end - at < 4)
      return false;
    r->at = at + 4;
  }
  return read_records(r, load16(r->message + 6)) && read_records(r, load16(r->message + 8)) &&
         read_records(r, load16(r->message + 10));
}

struct sums hand_names(const struct frame* frames, size_t count) {
  struct sums sums = {0, 0};
  for (size_t i = 0; i < count; ++i) {
    struct reader reader;
    reader.message = frames[i].bytes;
    reader.end = frames[i].bytes + frames[i].size;
    reader.value = 0;
    if (!read_message(&reader))
      continue;
    ++sums.accepted;
    sums.value += reader.value;
  }
  return sums;
}
