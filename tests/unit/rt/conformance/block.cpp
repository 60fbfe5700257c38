// What targets with block devices promise of them. Device 0 may be written, and has 64 KiB or more;
// of device 1 nothing may be written. What device 0 held before is lost.
#include "check.hpp"

#include <initializer_list>
#include <string.h>

namespace mir::conformance {
namespace {

constexpr uint32_t kMostSlots = 64;
constexpr size_t kPlace = 256 * 1024; // bytes for the data of a case
unsigned char* place() {
  static unsigned char* const pages =
      static_cast<unsigned char*>(mir_port_pages_map(kPlace / MIR_PAGE_SIZE));
  return pages;
}

mir_block_info describe(uint32_t device = 0) {
  mir_block_info info = {};
  mir_port_block_info(device, &info);
  return info;
}

mir_block_request request(mir_block_operation operation, uint64_t sector, uint32_t sectors,
                          void* data, uint64_t cookie) {
  return {operation, sectors, sector, data, cookie};
}

/// Waits for that many results, each in the place of its cookie.
bool collect(Check& check, mir_status* of_cookie, size_t wanted) {
  uint64_t const end = in_milliseconds(kLongMs);
  for (size_t got = 0; got < wanted;) {
    mir_block_result results[8];
    size_t const count = mir_port_block_done(0, results, 8);
    for (size_t i = 0; i < count; ++i, ++got)
      if (check.that(results[i].cookie < kMostSlots, "a cookie that nobody gave"))
        of_cookie[results[i].cookie] = results[i].status;
    mir_event event;
    if (count == 0 && got < wanted && mir_port_wait(end, &event, 1) == 0)
      return check.that(false, "a request without a result");
  }
  return true;
}

/// Makes one request and waits for its result.
mir_status make(Check& check, mir_block_operation operation, uint64_t sector, uint32_t sectors,
                void* data) {
  mir_block_request const one = request(operation, sector, sectors, data, 7);
  size_t taken = 0;
  mir_status const status = mir_port_block_submit(0, &one, 1, &taken);
  if (status != MIR_OK)
    return status;
  mir_status statuses[kMostSlots];
  return collect(check, statuses, 1) ? statuses[7] : MIR_TIMED_OUT;
}

/// Bytes that differ from place to place and from case to case.
void fill(unsigned char* data, size_t size, uint32_t seed) {
  for (size_t i = 0; i < size; ++i)
    data[i] = static_cast<unsigned char>((seed = seed * 1'664'525 + 1'013'904'223) >> 24);
}

bool holds(Check& check, const unsigned char* data, size_t size, uint32_t seed) {
  for (size_t i = 0; i < size; ++i)
    if (data[i] != static_cast<unsigned char>((seed = seed * 1'664'525 + 1'013'904'223) >> 24))
      return check.equal(i, size, "other bytes than were written, from here on");
  return true;
}

void device_has_a_description(Check& check) {
  if (!check.that(mir_port_block_count() >= 1, "no block device"))
    return;
  mir_block_info const info = describe();
  check.that(info.sector_size == 512 || info.sector_size == 4096, "a strange sector size");
  check.that(info.sectors * info.sector_size >= 65'536, "a device that is too small for this");
  check.that(info.slots >= 1 && info.slots <= kMostSlots, "a strange number of slots");
  check.that(info.most_sectors >= 1 && info.most_sectors * info.sector_size <= kPlace / 2,
             "a strange limit of a request");
  check.that(info.present && !info.read_only, "it should be there, and writable");
  check.that(info.name[0] != '\0' && memchr(info.name, 0, sizeof info.name), "no name");
}

/// From one sector to the largest request, at addresses of any kind.
void reads_what_was_written(Check& check) {
  mir_block_info const info = describe();
  uint32_t const sizes[] = {1, 2, 3, info.most_sectors / 2, info.most_sectors};
  uint32_t seed = 1;
  for (uint32_t sectors : sizes)
    for (size_t shift : {0u, 1u, 511u}) {
      size_t const size = size_t{sectors} * info.sector_size;
      if (size > info.sectors * info.sector_size || 2 * size + shift > kPlace)
        continue;
      uint64_t const at = info.sectors - sectors; // also the last sector there is
      unsigned char* const data = place() + shift;
      fill(data, size, ++seed);
      if (!check.equal(make(check, MIR_BLOCK_WRITE, at, sectors, data), MIR_OK, "a write"))
        return;
      memset(data, 0, size);
      if (!check.equal(make(check, MIR_BLOCK_READ, at, sectors, data), MIR_OK, "a read") ||
          !holds(check, data, size, seed))
        return;
    }
}

void touches_nothing_beside_what_was_asked_for(Check& check) {
  mir_block_info const info = describe();
  size_t const size = info.sector_size;
  unsigned char* const data = place();
  fill(data, 5 * size, 77);
  check.equal(make(check, MIR_BLOCK_WRITE, 3, 5, data), MIR_OK, "a write");
  fill(data, size, 78);
  check.equal(make(check, MIR_BLOCK_WRITE, 5, 1, data), MIR_OK, "a write within");
  memset(data, 0xee, 7 * size);
  check.equal(make(check, MIR_BLOCK_READ, 5, 1, data + size), MIR_OK, "a read");
  for (size_t i = 0; i < size; ++i)
    if (!check.equal(data[i], 0xee, "a byte before the memory") ||
        !check.equal(data[2 * size + i], 0xee, "a byte behind the memory"))
      return;
  holds(check, data + size, size, 78);
  check.equal(make(check, MIR_BLOCK_READ, 3, 5, data), MIR_OK, "a read");
  fill(data + 5 * size, 5 * size, 77);
  check.that(memcmp(data, data + 5 * size, 2 * size) == 0, "the sectors before it have changed");
  check.that(memcmp(data + 3 * size, data + 8 * size, 2 * size) == 0,
             "the sectors behind it have changed");
}

/// As many as it holds, and one more, which has to wait; results come in any order.
void many_requests_at_once(Check& check) {
  mir_block_info const info = describe();
  size_t const size = info.sector_size;
  mir_status statuses[kMostSlots];
  for (auto operation : {MIR_BLOCK_WRITE, MIR_BLOCK_READ})
    for (uint32_t round = 0; round < 4; ++round) {
      mir_block_request requests[kMostSlots];
      uint32_t count = info.slots;
      if (count > info.sectors || count * size > kPlace)
        count = static_cast<uint32_t>(kPlace / size < info.sectors ? kPlace / size : info.sectors);
      for (uint32_t i = 0; i < count; ++i) {
        unsigned char* const data = place() + i * size;
        if (operation == MIR_BLOCK_WRITE)
          fill(data, size, 1000 + i);
        else
          memset(data, 0, size);
        requests[i] = request(operation, i, 1, data, i);
        statuses[i] = MIR_TIMED_OUT;
      }
      size_t taken = 0;
      if (!check.equal(mir_port_block_submit(0, requests, count, &taken), MIR_OK, "submitting") ||
          !check.equal(taken, count, "requests taken"))
        return;
      if (count == info.slots) {
        mir_block_request const more = request(MIR_BLOCK_READ, 0, 1, place(), 63);
        check.equal(mir_port_block_submit(0, &more, 1, &taken), MIR_AGAIN, "one too many");
        check.equal(taken, 0, "one too many was taken");
      }
      if (!collect(check, statuses, count))
        return;
      for (uint32_t i = 0; i < count; ++i) {
        check.equal(statuses[i], MIR_OK, "one of many");
        if (operation == MIR_BLOCK_READ && !holds(check, place() + i * size, size, 1000 + i))
          return;
      }
    }
}

void what_is_outside_is_refused(Check& check) {
  mir_block_info const info = describe();
  unsigned char* const data = place();
  for (auto operation : {MIR_BLOCK_READ, MIR_BLOCK_WRITE}) {
    check.equal(make(check, operation, info.sectors, 1, data), MIR_INVALID, "behind the end");
    check.equal(make(check, operation, info.sectors - 1, 2, data), MIR_INVALID, "across the end");
    check.equal(make(check, operation, UINT64_MAX, 1, data), MIR_INVALID, "a sector that wraps");
    check.equal(make(check, operation, 0, 0, data), MIR_INVALID, "no sectors");
    check.equal(make(check, operation, 0, info.most_sectors + 1, data), MIR_INVALID, "too many");
  }
  check.equal(make(check, static_cast<mir_block_operation>(9), 0, 1, data), MIR_INVALID,
              "an operation that is none");
  // What comes before the wrong one was taken.
  mir_block_request const two[] = {request(MIR_BLOCK_READ, 0, 1, data, 1),
                                   request(MIR_BLOCK_READ, info.sectors, 1, data, 2)};
  size_t taken = 0;
  check.equal(mir_port_block_submit(0, two, 2, &taken), MIR_INVALID, "the second of two");
  check.equal(taken, 1, "requests taken before it");
  mir_status statuses[kMostSlots];
  if (collect(check, statuses, 1))
    check.equal(statuses[1], MIR_OK, "the first of two");
}

void flush_is_answered(Check& check) {
  mir_block_info const info = describe();
  fill(place(), info.sector_size, 5);
  check.equal(make(check, MIR_BLOCK_WRITE, 0, 1, place()), MIR_OK, "a write");
  check.equal(make(check, MIR_BLOCK_FLUSH, 0, 0, nullptr),
              info.can_flush ? MIR_OK : MIR_UNSUPPORTED, "a flush");
  check.equal(make(check, MIR_BLOCK_FLUSH, 0, 1, place()),
              info.can_flush ? MIR_INVALID : MIR_UNSUPPORTED, "a flush of sectors");
}

/// No result of it comes, its memory is left alone, and its place is free at once.
void forgotten_requests_are_silent(Check& check) {
  mir_block_info const info = describe();
  unsigned char* const data = place();
  fill(data, info.sector_size, 6);
  check.equal(make(check, MIR_BLOCK_WRITE, 1, 1, data), MIR_OK, "a write");
  for (uint32_t round = 0; round < 3 * info.slots; ++round) {
    mir_block_request const one = request(MIR_BLOCK_READ, 1, 1, data, 3);
    size_t taken = 0;
    if (!check.equal(mir_port_block_submit(0, &one, 1, &taken), MIR_OK, "submitting"))
      return;
    mir_port_block_forget(0, 3);
  }
  memset(data, 0xdd, info.sector_size);
  unsigned char* const other = place() + kPlace / 2;
  check.equal(make(check, MIR_BLOCK_READ, 1, 1, other), MIR_OK, "a read after those");
  holds(check, other, info.sector_size, 6);
  mir_block_result result;
  check.equal(mir_port_block_done(0, &result, 1), 0, "a result of a forgotten request");
  for (uint32_t i = 0; i < info.sector_size; ++i)
    if (!check.equal(data[i], 0xdd, "memory of a forgotten request was written"))
      return;
}

void event_tells_of_results(Check& check) {
  mir_event event;
  while (mir_port_wait(0, &event, 1) != 0) { // what was there before
  }
  mir_block_request const one = request(MIR_BLOCK_READ, 0, 1, place(), 4);
  size_t taken = 0;
  check.equal(mir_port_block_submit(0, &one, 1, &taken), MIR_OK, "submitting");
  do
    if (!check.that(mir_port_wait(in_milliseconds(kLongMs), &event, 1) == 1, "no event"))
      return;
  while (event.kind != MIR_EVENT_BLOCK);
  check.equal(event.source, 0, "the device of the event");
  mir_status statuses[kMostSlots];
  collect(check, statuses, 1);
  while (mir_port_wait(0, &event, 1) != 0) {
  }
  check.equal(mir_port_wait(in_milliseconds(5), &event, 1), 0, "an event out of nothing");
}

void read_only_is_only_read(Check& check) {
  if (!check.that(mir_port_block_count() >= 2, "no second device"))
    return;
  mir_block_info const info = describe(1);
  check.that(info.read_only, "it does not say that it is read only");
  mir_block_request one = request(MIR_BLOCK_WRITE, 0, 1, place(), 1);
  size_t taken = 0;
  check.equal(mir_port_block_submit(1, &one, 1, &taken), MIR_DENIED, "a write");
  one.operation = MIR_BLOCK_READ;
  check.equal(mir_port_block_submit(1, &one, 1, &taken), MIR_OK, "a read");
  uint64_t const end = in_milliseconds(kLongMs);
  mir_block_result result;
  mir_event event;
  while (mir_port_block_done(1, &result, 1) == 0)
    if (!check.that(mir_port_wait(end, &event, 1) == 1, "a request without a result"))
      return;
  check.equal(result.status, MIR_OK, "its result");
}

void claimed_once_at_a_time(Check& check) {
  for (int round = 0; round < 2; ++round) {
    check.equal(mir_port_block_claim(0), MIR_OK, "a device that is free");
    check.equal(mir_port_block_claim(0), MIR_IN_USE, "a device that somebody has");
    if (mir_port_block_count() > 1) {
      check.equal(mir_port_block_claim(1), MIR_OK, "another device");
      mir_port_block_release(1);
    }
    mir_port_block_release(0);
  }
}

constexpr Case kCases[] = {
    {"Block.HasADescription", device_has_a_description},
    {"Block.ClaimedOnceAtATime", claimed_once_at_a_time},
    {"Block.ReadsWhatWasWritten", reads_what_was_written},
    {"Block.TouchesNothingBeside", touches_nothing_beside_what_was_asked_for},
    {"Block.ManyRequestsAtOnce", many_requests_at_once},
    {"Block.WhatIsOutsideIsRefused", what_is_outside_is_refused},
    {"Block.FlushIsAnswered", flush_is_answered},
    {"Block.ForgottenRequestsAreSilent", forgotten_requests_are_silent},
    {"Block.EventTellsOfResults", event_tells_of_results},
    {"Block.ReadOnlyIsOnlyRead", read_only_is_only_read},
};

} // namespace

Suite block_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
