/// \file
/// Sends back what comes in for the address that the conformance of network devices sends to, with
/// the addresses swapped, in the pages that it came in.
#include <mir/rt/port.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace {

constexpr size_t kBuffers = 128;
constexpr size_t kMost = 64; // entries looked at together
constexpr uint8_t kNobody[6] = {0x02, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe};

char* pages;

void lend(uint64_t cookie) {
  const mir_net_buffer buffer{pages + cookie * MIR_PAGE_SIZE, MIR_PAGE_SIZE, cookie};
  mir_port_net_post(0, &buffer, 1);
}

void take_back() {
  uint64_t cookies[kMost];
  while (const size_t count = mir_port_net_sent(0, cookies, kMost))
    std::for_each(cookies, cookies + count, lend);
}

/// Whether the frame goes back; makes it one that may be sent.
bool turn(mir_net_entry* entries, size_t count) {
  auto* const first = pages + entries[0].cookie * MIR_PAGE_SIZE +
                      (static_cast<const char*>(entries[0].data) - pages) % MIR_PAGE_SIZE;
  if (entries[0].length < 14 || std::memcmp(first, kNobody, 6) != 0)
    return false;
  std::swap_ranges(first, first + 6, first + 6);
  for (size_t i = 0; i < count; ++i)
    entries[i].flags =
        (entries[i].flags & (MIR_FRAME_MORE | MIR_FRAME_SEGMENTS_TCP4)) | MIR_FRAME_OWN_PAGE;
  if (entries[0].flags & MIR_FRAME_SEGMENTS_TCP4) { // whose checksum was never written
    entries[0].flags |= MIR_FRAME_CHECKSUM_PARTIAL;
    entries[0].checksum_start = 34;
    entries[0].checksum_offset = 16;
  }
  return true;
}

void reflect() {
  mir_net_entry entries[kMost];
  while (const size_t count = mir_port_net_receive(0, entries, kMost)) {
    for (size_t at = 0, size = 1; at < count; at += size, size = 1) {
      while (entries[at + size - 1].flags & MIR_FRAME_MORE)
        ++size;
      const bool wanted = turn(entries + at, size);
      if (!wanted || mir_port_net_send(0, entries + at, size) != size)
        for (size_t i = at; i < at + size; ++i)
          lend(entries[i].cookie);
    }
    take_back();
  }
  take_back();
}

} // namespace

int mir_main(int, char**) {
  if (mir_port_net_count() != 1)
    return 2;
  pages = static_cast<char*>(mir_port_pages_map(kBuffers));
  for (uint64_t i = 0; i < kBuffers; ++i)
    lend(i);
  std::printf("reflects\n");
  for (mir_event event;;) {
    reflect();
    mir_port_wait(MIR_FOREVER, &event, 1);
    if (event.kind == MIR_EVENT_STOP)
      return 0;
  }
}
