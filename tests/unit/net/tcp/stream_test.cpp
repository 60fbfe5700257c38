// Two engines over a link that loses, reorders, duplicates, corrupts and delays: every byte
// arrives, and nothing is left behind.
#include "stream.hpp"

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

struct Case {
  const char* name;
  Faults faults;
  std::uint32_t connections, at_once, size;
  std::uint16_t mtu = 1'500;
  bool segments = false;
  tcp::Limits limits = {};
};

void expect_all(const Case& test, std::uint64_t seed) {
  Link link(seed, test.faults, test.limits, test.mtu, test.segments);
  const Outcome outcome =
      run_streams(link, test.connections, test.at_once, test.size, Duration::seconds(36'000));
  EXPECT_EQ(outcome.complete, 2 * test.connections);
  EXPECT_EQ(outcome.failed, 0u) << (outcome.problems.empty() ? "" : outcome.problems.front());
  EXPECT_EQ(outcome.corrupted, 0u);
  for (Host* host : {&link.client, &link.server}) {
    EXPECT_EQ(host->tcp.connections(), 0u);
    EXPECT_EQ(host->tcp.time_waits(), 0u);
    EXPECT_EQ(host->tcp.orphans(), 0u);
    EXPECT_EQ(host->tcp.receive_memory(), 0u);
    EXPECT_EQ(host->pool.in_use(), 0u);
  }
}

class Streams : public ::testing::TestWithParam<Case> {};

TEST_P(Streams, ArriveWholeAndLeaveNothing) { expect_all(GetParam(), 1); }

tcp::Limits without(bool tcp::Limits::* feature) {
  tcp::Limits limits;
  limits.*feature = false;
  return limits;
}
tcp::Limits with_ecn() {
  tcp::Limits limits;
  limits.ask_for_ecn = true;
  return limits;
}
tcp::Limits small_buffers() {
  tcp::Limits limits;
  limits.send_buffer = 3'000;
  limits.receive_buffer = 2'000;
  return limits;
}

const Case kCases[] = {
    {"Clean", {}, 10, 5, 100'000},
    {"Offloaded", {}, 10, 5, 200'000, 1'500, true},
    {"Loss1", {.loss = 10}, 20, 10, 60'000},
    {"Loss10", {.loss = 100}, 20, 10, 30'000},
    {"Loss30", {.loss = 300}, 20, 10, 10'000},
    {"OffloadedLoss5", {.loss = 50}, 20, 10, 60'000, 1'500, true},
    {"Reordered", {.reordering = 300}, 20, 10, 30'000},
    {"Duplicated", {.duplication = 300}, 20, 10, 30'000},
    {"Corrupted", {.corruption = 100}, 20, 10, 30'000},
    {"Delayed", {.loss = 20, .delay = Duration::milliseconds(150)}, 20, 10, 30'000},
    {"TinyMtu", {.loss = 20}, 10, 5, 20'000, 128},
    {"Everything",
     {.loss = 50, .duplication = 50, .corruption = 50, .reordering = 200},
     20,
     10,
     50'000},
    {"ShortQueue", {.queue = 30}, 10, 5, 100'000},
    {"NoSack", {.loss = 50}, 20, 10, 30'000, 1'500, false, without(&tcp::Limits::selective_acks)},
    {"NoTimestamps", {.loss = 50}, 20, 10, 30'000, 1'500, false, without(&tcp::Limits::timestamps)},
    {"NoScaling",
     {.loss = 50},
     20,
     10,
     50'000,
     1'500,
     false,
     without(&tcp::Limits::window_scaling)},
    {"Marked", {.marks = 100}, 10, 5, 60'000, 1'500, false, with_ecn()},
    {"SmallBuffers", {.loss = 20}, 10, 5, 50'000, 1'500, false, small_buffers()},
};
INSTANTIATE_TEST_SUITE_P(Tcp, Streams, ::testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

/// No SYN cookies: a copy of a connection's first segment would open it a second time.
TEST(ManyStreams, ArriveWholeFromManySeeds) {
  tcp::Limits limits;
  limits.half_open = 4'096;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    SCOPED_TRACE(seed);
    expect_all({.name = "",
                .faults = {.loss = 30, .duplication = 20, .corruption = 10, .reordering = 100},
                .connections = 1'000,
                .at_once = 200,
                .size = 3'000,
                .limits = limits},
               seed);
  }
}

} // namespace
} // namespace mir::net::tcp_test
