#include "rt/xen/bus/event_ports.hpp"

#include <array>

#include <gtest/gtest.h>

namespace {

using mir::rt::EventPorts;

struct Bitmap {
  std::array<xen_ulong_t, 64> words{};
  void raise(evtchn_port_t port) { words[port / 64] |= xen_ulong_t{1} << (port % 64); }
  [[nodiscard]] bool is_raised(evtchn_port_t port) const {
    return words[port / 64] >> (port % 64) & 1;
  }
};

void count(void* context) { ++*static_cast<int*>(context); }

TEST(EventPorts, CallsTheHandlerOfAPendingPortOnce) {
  EventPorts ports;
  Bitmap pending;
  int low = 0;
  int high = 0;
  ASSERT_TRUE(ports.listen(3, count, &low));
  ASSERT_TRUE(ports.listen(4095, count, &high));
  pending.raise(4095);
  ports.dispatch(pending.words);
  ports.dispatch(pending.words);
  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 1);
}

TEST(EventPorts, LeavesOtherPortsAlone) {
  EventPorts ports;
  Bitmap pending;
  int calls = 0;
  ASSERT_TRUE(ports.listen(64, count, &calls));
  pending.raise(64);
  pending.raise(65);
  ports.dispatch(pending.words);
  EXPECT_FALSE(pending.is_raised(64));
  EXPECT_TRUE(pending.is_raised(65));
}

// A call that waits for the daemon's answer clears the port's bit; what else the event meant, a
// watch that fired or a key that was hit, must not be forgotten.
TEST(EventPorts, DeliversAnEventThatACallHasTakenForItself) {
  EventPorts ports;
  Bitmap pending;
  int calls = 0;
  int others = 0;
  ASSERT_TRUE(ports.listen(7, count, &calls));
  ASSERT_TRUE(ports.listen(8, count, &others));
  EXPECT_FALSE(ports.has_kept());
  ports.keep(7);
  ports.keep(9); // nobody listens to it
  EXPECT_TRUE(ports.has_kept());
  ports.dispatch(pending.words);
  EXPECT_FALSE(ports.has_kept());
  ports.dispatch(pending.words);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(others, 0);
}

TEST(EventPorts, ForgetsWhatWasKeptWithThePort) {
  EventPorts ports;
  Bitmap pending;
  int calls = 0;
  ASSERT_TRUE(ports.listen(7, count, &calls));
  ports.keep(7);
  ports.ignore(7);
  EXPECT_FALSE(ports.has_kept());
  ASSERT_TRUE(ports.listen(7, count, &calls));
  ports.dispatch(pending.words);
  EXPECT_EQ(calls, 0);
}

TEST(EventPorts, KeepsAnEventThatComesWhileItsHandlerLooks) {
  struct Late {
    Bitmap pending;
    int calls = 0;
  } late;
  EventPorts ports;
  ASSERT_TRUE(ports.listen(
      9,
      [](void* context) {
        auto& self = *static_cast<Late*>(context);
        if (++self.calls == 1)
          self.pending.raise(9);
      },
      &late));
  late.pending.raise(9);
  ports.dispatch(late.pending.words);
  EXPECT_TRUE(late.pending.is_raised(9));
  ports.dispatch(late.pending.words);
  EXPECT_EQ(late.calls, 2);
}

TEST(EventPorts, RefusesWhatItCannotListenTo) {
  EventPorts ports;
  int calls = 0;
  ASSERT_TRUE(ports.listen(5, count, &calls));
  EXPECT_FALSE(ports.listen(5, count, &calls));
  EXPECT_FALSE(ports.listen(4096, count, &calls)); // the two-level bitmap ends there
  for (evtchn_port_t port = 100; ports.ports().size() < EventPorts::kMost; ++port)
    ASSERT_TRUE(ports.listen(port, count, &calls));
  EXPECT_FALSE(ports.listen(1, count, &calls));
  ports.ignore(5);
  EXPECT_TRUE(ports.listen(1, count, &calls));
}

TEST(EventPorts, LetsAHandlerIgnoreItsOwnPort) {
  struct Self {
    EventPorts ports;
    int calls = 0;
  } self;
  const auto leave = [](void* context) {
    auto& me = *static_cast<Self*>(context);
    ++me.calls;
    me.ports.ignore(7);
  };
  int others = 0;
  ASSERT_TRUE(self.ports.listen(6, count, &others));
  ASSERT_TRUE(self.ports.listen(7, leave, &self));
  ASSERT_TRUE(self.ports.listen(8, count, &others));
  Bitmap pending;
  for (const evtchn_port_t port : {6, 7, 8})
    pending.raise(port);
  self.ports.dispatch(pending.words);
  EXPECT_EQ(self.calls, 1);
  EXPECT_EQ(others, 2);
  pending.raise(7);
  self.ports.dispatch(pending.words);
  EXPECT_EQ(self.calls, 1);
}

// A restored domain: the numbers may be other ports by now.
TEST(EventPorts, AreAllForgottenAtOnce) {
  EventPorts ports;
  Bitmap pending;
  int before = 0, after = 0;
  ASSERT_TRUE(ports.listen(7, count, &before) && ports.listen(8, count, &before));
  ports.keep(7);
  ports.clear();
  EXPECT_TRUE(ports.ports().empty());
  EXPECT_FALSE(ports.has_kept());
  EXPECT_FALSE(ports.ignore(8));
  ASSERT_TRUE(ports.listen(7, count, &after));
  pending.raise(7);
  pending.raise(8);
  ports.dispatch(pending.words);
  EXPECT_EQ(before, 0);
  EXPECT_EQ(after, 1);
  EXPECT_TRUE(ports.ignore(7));
}

} // namespace
