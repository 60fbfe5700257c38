/* \file
 * What is parsed and built: the same bytes and the same fields for every contender. C, so that the
 * hand-written parser can be C.
 */
#ifndef MIR_BENCH_PARSE_WORKLOAD_H
#define MIR_BENCH_PARSE_WORKLOAD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { MOST_BYTES = 192 }; /* of a frame */

/* A frame as it was received. */
struct frame {
  const uint8_t* bytes;
  size_t size;
};

/* What a sender knows of a segment. Numbers in host byte order. */
struct segment {
  uint8_t destination_mac[6];
  uint8_t source_mac[6];
  uint32_t source;
  uint32_t destination;
  uint16_t identification;
  uint16_t source_port;
  uint16_t destination_port;
  uint32_t sequence;
  uint32_t acknowledgment;
  uint16_t window;
  const uint8_t* options;
  size_t options_size; /* a multiple of 4 */
  const uint8_t* payload;
  size_t payload_size;
};

/* What is added up over all packets, so that nothing that was asked for can be left out, and so
 * that the contenders can be held against each other. */
struct sums {
  uint64_t accepted;
  uint64_t value;
};

/* One contender: each function goes over all packets once. */
typedef struct sums parse_kernel(const struct frame* frames, size_t count);
/* \param frames `count` times MOST_BYTES bytes, one frame at the start of each piece. */
typedef struct sums build_kernel(const struct segment* segments, size_t count, uint8_t* frames);

parse_kernel hand_parse;  /* headers checked; the value is the payload's size */
parse_kernel hand_fields; /* and 18 fields read */
build_kernel hand_build;  /* with the IPv4 and the TCP checksum; the value is the frame's size */

/* DNS messages, each name in them written without compression; the value adds up their sizes. */
parse_kernel hand_names;
parse_kernel generated_names;
parse_kernel generated_again; /* by a loop over the records of a view */

/* TCP and UDP, one at a time, and in bursts while the packets that follow are fetched. */
parse_kernel generated_one_at_a_time;
parse_kernel generated_bursts;
/* One byte of each loaded and nothing parsed: what memory gives at most. The value is that of
 * segments without options. */
parse_kernel touch;

/* A UDP datagram in a frame; \returns its size. */
size_t generated_datagram(uint8_t* frame);

parse_kernel generated_parse;
parse_kernel generated_fields;
build_kernel generated_build;

#ifdef __cplusplus
}
#endif

#endif
