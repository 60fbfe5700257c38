/// \file
/// The first disk by hand: writes one sector after the other, reads each again and flushes, until
/// it is asked to stop; tells when the disk goes and comes.
#include <mir/rt/port.hpp>

#include <cstdio>
#include <cstring>

namespace {

constexpr uint64_t kPauseNs = 20'000'000; // between two rounds
unsigned char sector[4096], copy[4096];
unsigned rounds = 0, lost = 0, stop = 0;

/// Waits for the result of one request, or for the request to stop.
mir_status result_of(const mir_block_request& request) {
  size_t taken = 0;
  if (const mir_status status = mir_port_block_submit(0, &request, 1, &taken); status != MIR_OK)
    return status;
  mir_block_result result;
  while (mir_port_block_done(0, &result, 1) == 0) {
    mir_event event;
    if (mir_port_wait(MIR_FOREVER, &event, 1) == 1 && event.kind == MIR_EVENT_STOP)
      stop = static_cast<unsigned>(event.source);
  }
  return result.status;
}

/// A round on a disk that is there. \returns how it ended.
mir_status write_and_read(const mir_block_info& info) {
  const uint64_t place = rounds % info.sectors;
  for (uint32_t i = 0; i < info.sector_size; ++i)
    sector[i] = static_cast<unsigned char>(rounds * 7 + i);
  mir_status status = result_of({MIR_BLOCK_WRITE, 1, place, sector, 1});
  if (status == MIR_OK && info.can_flush)
    status = result_of({MIR_BLOCK_FLUSH, 0, 0, nullptr, 2});
  if (status == MIR_OK)
    status = result_of({MIR_BLOCK_READ, 1, place, copy, 3});
  if (status == MIR_OK && std::memcmp(sector, copy, info.sector_size) != 0)
    ++lost;
  return status;
}

} // namespace

int mir_main(int, char**) {
  std::printf("%u disks\n", mir_port_block_count());
  bool was_there = false;
  while (stop == 0) {
    mir_block_info info;
    mir_port_block_info(0, &info);
    if (info.present != was_there)
      std::printf(info.present ? "%s: %llu sectors of %u bytes%s%s\n" : "%s: gone\n", info.name,
                  static_cast<unsigned long long>(info.sectors), info.sector_size,
                  info.read_only ? ", read only" : "", info.can_flush ? ", flushes" : "");
    std::fflush(stdout);
    was_there = info.present;
    if (info.present) {
      const mir_status status = write_and_read(info);
      if (status == MIR_OK && ++rounds % 10 == 0)
        std::printf("round %u\n", rounds);
      else if (status != MIR_OK && status != MIR_GONE)
        std::printf("a round failed: %d\n", static_cast<int>(status));
    }
    mir_event event;
    const uint64_t until = mir_port_monotonic_ns() + kPauseNs;
    while (stop == 0 && mir_port_wait(until, &event, 1) == 1)
      if (event.kind == MIR_EVENT_STOP)
        stop = static_cast<unsigned>(event.source);
  }
  std::printf("%u rounds, %u lost\n", rounds, lost);
  return lost == 0 ? 0 : 1;
}
