// How much arrives under random loss, beside what RFC 9438 4.3 says a window of CUBIC is worth. In
// virtual time: whatever is missing was lost by the recovery, to time-outs, or to a window that
// does not grow, and never to a busy machine.
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>

#include "link.hpp"

namespace mir::net::tcp_test {
namespace {

constexpr Duration kOneWay = Duration::microseconds(50);

struct Case {
  const char* name;
  unsigned loss;           // per mille, of what the sender sends
  unsigned reordering;     // per mille
  double least;            // of the formula's window
  int round_trips = 1'500; // enough for fifty recoveries
  bool prompt = false; // the reader acknowledges every other segment, and not all that come at once
  bool segments = false; // the device cuts
  friend std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }
};

/// Segments in flight on average: RFC 9438 4.3 with its alpha = 9/17 and beta = 0.7 makes what RFC
/// 5681 would have, sqrt(3 / 2p).
double expected_window(double loss) { return std::sqrt(1.5 / loss); }

/// What one bulk stream has carried, and how the sender dealt with it.
struct Carried {
  double window; // segments that arrived in a round trip
  std::uint64_t timeouts, recoveries;
};

Carried carry(const Case& test, std::uint64_t seed) {
  Link link(seed, {.delay = kOneWay, .prompt_client = test.prompt}, {}, 1'500, test.segments);
  auto listener = link.server.tcp.listen({{}, Port(80)}, 16);
  auto reader = link.client.tcp.connect({}, {link.server.address, Port(80)});
  tcp::Connection* writer = nullptr;
  std::uint64_t arrived = 0;
  static constexpr std::array<std::byte, 16'384> kBytes{};
  const Instant end = link.clock.now() + kOneWay * 2 * test.round_trips;
  while (link.step(end)) {
    if (writer == nullptr)
      if (auto accepted = (*listener)->accept()) {
        writer = *accepted;
        link.faults.loss_of_server = test.loss; // the handshake is another test's
        link.faults.reordering = test.reordering;
        link.faults.jitter = kOneWay / 2;
      }
    if (writer != nullptr)
      while (writer->write(os::Bytes(kBytes)))
        ;
    while (auto packet = (*reader)->read())
      arrived += packet->size();
  }
  const tcp::Counters& counters = link.server.tcp.counters();
  const Carried run{static_cast<double>(arrived) / 1'448 / test.round_trips, counters.timeouts,
                    counters.recoveries};
  (*reader)->abort();
  writer->abort();
  (*listener)->close();
  return run;
}

class Goodput : public ::testing::TestWithParam<Case> {};

TEST_P(Goodput, IsWhatTheLossAllows) {
  constexpr std::uint64_t kSeeds = 2;
  Carried sum{};
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Carried run = carry(GetParam(), seed);
    sum.window += run.window / kSeeds;
    sum.timeouts += run.timeouts;
    sum.recoveries += run.recoveries;
  }
  RecordProperty("window", std::to_string(sum.window));
  EXPECT_GE(sum.window, GetParam().least * expected_window(GetParam().loss / 1'000.0));
  EXPECT_GT(sum.recoveries, 0u);
  // A time-out costs two thousand of these round trips.
  EXPECT_EQ(sum.timeouts, 0u);
}

const Case kCases[] = {
    {.name = "Loss1PerMille", .loss = 1, .reordering = 0, .least = 0.85, .round_trips = 3'000},
    {.name = "Loss1Percent", .loss = 10, .reordering = 0, .least = 1.0},
    {.name = "Loss3Percent", .loss = 30, .reordering = 0, .least = 1.0},
    {.name = "Loss1PercentPrompt", .loss = 10, .reordering = 0, .least = 1.0, .prompt = true},
    {.name = "Loss3PercentPrompt", .loss = 30, .reordering = 0, .least = 1.0, .prompt = true},
    {.name = "Loss1PercentReordered", .loss = 10, .reordering = 20, .least = 0.5},
    {.name = "Loss1PercentCutByTheDevice",
     .loss = 10,
     .reordering = 0,
     .least = 1.0,
     .segments = true},
};
INSTANTIATE_TEST_SUITE_P(Tcp, Goodput, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

} // namespace
} // namespace mir::net::tcp_test
