/// \file
/// How fast the generated parsers and builders are, measured against the hand-written ones.
///
/// Both work on the same 256 packets, hot in the cache, on one core. A repetition times one, then
/// the other, in an order that changes; what counts is the median of the ratios of all repetitions,
/// because neighbours on the machine slow both down alike. Times are those of the processor.
/// Allocations of either are counted.
///
/// usage: bench_parse           prints the ratios
///        bench_parse --once    runs each contender once: for callgrind (see instructions.py)
#include "cold.hpp"
#include "messages.hpp"
#include "workload.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <new>
#include <sched.h>
#include <vector>

namespace {

std::size_t allocations = 0;

} // namespace

// The linker sends every call of malloc() from this program here (--wrap), and operator new goes
// the same way.
extern "C" {
void* __real_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size);
void* __wrap_malloc(std::size_t size) {
  ++allocations;
  return __real_malloc(size);
}
}
void* operator new(std::size_t size) {
  if (void* memory = __wrap_malloc(size))
    return memory;
  std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

constexpr std::size_t kPackets = 256;
constexpr std::size_t kRepetitions = 101;
constexpr std::size_t kColdRepetitions = 9; // each takes a second or so
constexpr double kLeastSeconds = 0.001; // that one timing should take: far above the clock's grain

/// Segments of 0 to 63 bytes of payload, every other one with the options that Linux sends (a
/// timestamp). Small, so that what is measured is headers and not memory.
class Workload {
public:
  Workload() {
    for (std::size_t i = 0; i < data_.size(); ++i)
      data_[i] = static_cast<std::uint8_t>(i * 37 + 11);
    static constexpr std::array<std::uint8_t, 12> kTimestamp{1, 1, 8, 10, 0, 1, 2, 3, 0, 4, 5, 6};
    for (std::size_t i = 0; i < kPackets; ++i) {
      const auto n = static_cast<std::uint32_t>(i);
      segments_[i] = {.destination_mac = {2, 0, 0, 0, 0, 1},
                      .source_mac = {2, 0, 0, 0, 0, 2},
                      .source = 0x0a090001 + n,
                      .destination = 0x0a090101 + n,
                      .identification = static_cast<std::uint16_t>(n * 257),
                      .source_port = static_cast<std::uint16_t>(32768 + n),
                      .destination_port = 80,
                      .sequence = n * 16777259,
                      .acknowledgment = n * 2654435761U,
                      .window = static_cast<std::uint16_t>(64240 - n),
                      .options = kTimestamp.data(),
                      .options_size = i % 2 == 0 ? kTimestamp.size() : 0,
                      .payload = data_.data(),
                      .payload_size = i * 29 % 64};
    }
    hand_build(segments_.data(), kPackets, built_by_hand_.data());
    for (std::size_t i = 0; i < kPackets; ++i)
      frames_[i] = {built_by_hand_.data() + i * MOST_BYTES,
                    14 + 20 + 20 + segments_[i].options_size + segments_[i].payload_size};
  }
  Workload(const Workload&) = delete;
  Workload& operator=(const Workload&) = delete;

  [[nodiscard]] sums parse(parse_kernel* kernel) const { return kernel(frames_.data(), kPackets); }
  [[nodiscard]] sums build(build_kernel* kernel) {
    return kernel(segments_.data(), kPackets, built_.data());
  }
  /// Frames with 20 and with 32 bytes of TCP header.
  [[nodiscard]] const frame& without_options() const { return frames_[1]; }
  [[nodiscard]] const frame& with_options() const { return frames_[2]; }
  /// Did the last build() make the frames that the hand-written one makes?
  [[nodiscard]] bool same_frames() const { return built_ == built_by_hand_; }

private:
  std::array<std::uint8_t, 64> data_{};
  std::array<segment, kPackets> segments_{};
  std::array<frame, kPackets> frames_{};
  std::array<std::uint8_t, kPackets * MOST_BYTES> built_by_hand_{};
  std::array<std::uint8_t, kPackets * MOST_BYTES> built_{};
};

using Run = std::function<sums()>;

struct Contest {
  const char* name;
  double goal; ///< the ratio to be reached; 0: there is none, the figure is to compare with
  Run hand;
  Run generated;
  std::size_t packets = kPackets; ///< that one run goes over
  std::size_t repetitions = kRepetitions;
};

/// Of the processor for this program: other programs of the machine take turns, but no part in it.
double now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double seconds(const Run& run, std::size_t rounds) {
  const double begin = now();
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < rounds; ++i)
    total += run().value;
  asm volatile("" : : "r"(total)); // what nobody wants need not be computed
  return now() - begin;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

/// Measures and prints one line. \returns whether the two did the same work, without allocating.
bool hold(const Contest& contest) {
  const sums by_hand = contest.hand();
  const sums generated = contest.generated();
  if (by_hand.accepted != contest.packets || generated.accepted != contest.packets ||
      by_hand.value != generated.value) {
    std::printf("%-44s the contenders disagree\n", contest.name);
    return false;
  }
  std::size_t rounds = 1;
  while (seconds(contest.hand, rounds) < kLeastSeconds)
    rounds *= 2;
  std::vector<double> ratios;
  std::vector<double> hand_ns;
  std::vector<double> generated_ns;
  ratios.reserve(contest.repetitions);
  hand_ns.reserve(contest.repetitions);
  generated_ns.reserve(contest.repetitions);
  const std::size_t allocations_before = allocations;
  for (std::size_t i = 0; i < contest.repetitions; ++i) {
    const bool hand_first = i % 2 == 0;
    const double first = seconds(hand_first ? contest.hand : contest.generated, rounds);
    const double second = seconds(hand_first ? contest.generated : contest.hand, rounds);
    const double per_packet = 1e9 / static_cast<double>(rounds * contest.packets);
    hand_ns.push_back((hand_first ? first : second) * per_packet);
    generated_ns.push_back((hand_first ? second : first) * per_packet);
    ratios.push_back(generated_ns.back() / hand_ns.back());
  }
  const std::size_t allocated = allocations - allocations_before;
  const double ratio = median(ratios);
  std::printf("%-44s %7.2f ns %7.2f ns %8.2f x", contest.name, median(hand_ns),
              median(generated_ns), ratio);
  if (contest.goal != 0)
    std::printf("   goal %.2f x: %s", contest.goal, ratio <= contest.goal ? "met" : "missed");
  std::printf("   %zu allocations\n", allocated);
  return allocated == 0;
}

/// On one core, so that no repetition pays for moving to another.
void stay_here() {
  cpu_set_t here;
  CPU_ZERO(&here);
  CPU_SET(static_cast<std::size_t>(sched_getcpu()), &here);
  sched_setaffinity(0, sizeof here, &here); // where it is forbidden the figures are only noisier
}

/// Packets that no cache holds. Both sides have the same memory. \returns whether all was fair.
bool hold_cold(const Workload& work) {
  std::array<std::uint8_t, MOST_BYTES> datagram{};
  const frame udp{datagram.data(), generated_datagram(datagram.data())};
  const std::array<frame, 1> segment{work.without_options()};
  const std::array<frame, 4> traffic{work.without_options(), work.with_options(), udp, udp};
  const auto race = [](const char* name, double goal, const ColdPackets& cold,
                       parse_kernel* contender) {
    return hold({name, goal, [&cold] { return cold.parse(generated_one_at_a_time); },
                 [&cold, contender] { return cold.parse(contender); }, ColdPackets::kCount,
                 kColdRepetitions});
  };
  using Pages = ColdPackets::Pages;
  std::printf("\n%-44s %10s %10s %10s\n", "1 GiB of packets, bursts of 64", "one by one",
              "in bursts", "ratio");
  bool fair = true;
  {
    const ColdPackets cold(traffic, Pages::Huge);
    fair = race("TCP and UDP, pages of 2 MiB", 0.5, cold, generated_bursts) && fair;
  }
  {
    const ColdPackets cold(traffic, Pages::Small);
    fair = race("TCP and UDP, pages of 4 KiB", 0.5, cold, generated_bursts) && fair;
  }
  {
    const ColdPackets cold(segment, Pages::Huge);
    fair = race("one kind of segment, pages of 2 MiB", 0.5, cold, generated_bursts) && fair;
    fair = race("the same, a byte of each read, not parsed", 0, cold, touch) && fair;
  }
  {
    const ColdPackets cold(segment, Pages::Small);
    fair = race("one kind of segment, pages of 4 KiB", 0.5, cold, generated_bursts) && fair;
    fair = race("the same, a byte of each read, not parsed", 0, cold, touch) && fair;
  }
  return fair;
}

} // namespace

int main(int count, char** arguments) {
  static Workload work;
  static const Messages messages;
  const std::array<Contest, 5> contests{
      Contest{"Ethernet+IPv4+TCP, parse", 1.10, [] { return work.parse(hand_parse); },
              [] { return work.parse(generated_parse); }},
      Contest{"Ethernet+IPv4+TCP, 18 fields read", 1.10, [] { return work.parse(hand_fields); },
              [] { return work.parse(generated_fields); }},
      Contest{"Ethernet+IPv4+TCP, build, checksums", 1.15, [] { return work.build(hand_build); },
              [] { return work.build(generated_build); }},
      Contest{"DNS, all names decompressed", 1.25, [] { return messages.parse(hand_names); },
              [] { return messages.parse(generated_names); }},
      Contest{"the same, by a loop over a view", 0, [] { return messages.parse(hand_names); },
              [] { return messages.parse(generated_again); }}};
  if (count == 2 && std::strcmp(arguments[1], "--once") == 0) {
    for (const Contest& contest : contests)
      std::printf("%s %llu %llu\n", contest.name,
                  static_cast<unsigned long long>(contest.hand().value),
                  static_cast<unsigned long long>(contest.generated().value));
    return 0;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0); // each line as it is known, into a file as well
  stay_here();
  std::printf("%-44s %10s %10s %10s\n", "256 packets in the cache", "by hand", "generated",
              "ratio");
  bool fair = true;
  for (const Contest& contest : contests)
    fair = hold(contest) && fair;
  fair = hold_cold(work) && fair;
  if (!work.same_frames()) {
    std::printf("the frames built differ\n");
    fair = false;
  }
  std::printf("\nFrom a specification to its header, and to an object: ./x bench mplc\n");
  return fair ? 0 : 1;
}
