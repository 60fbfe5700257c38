// Channels: examples, and a random program against what a queue must do.
#include <deque>
#include <random>
#include <set>

#include "system_test.hpp"

namespace {

using namespace mir::os;
using namespace mir::os::literals;
using namespace mir::os::testing;

using Channels = SystemTest;

Task<> send_numbers(Channel<int>& channel, int count, int& sent) {
  for (; sent < count; ++sent)
    if (!co_await channel.send(sent))
      co_return;
}
Task<> receive_all(Channel<int>& channel, std::vector<int>& got) {
  while (auto value = co_await channel.receive())
    got.push_back(*value);
}

TEST_F(Channels, FullChannelMakesTheSenderWait) {
  int sent = 0;
  const auto program = [](Scheduler& scheduler, int& count) -> Task<> {
    Channel<int> channel(3);
    Group group(scheduler);
    group.spawn(send_numbers(channel, 10, count));
    co_await sleep(1_s);
    EXPECT_EQ(count, 3);
    EXPECT_EQ(co_await channel.receive(), 0);
    co_await sleep(1_s);
    EXPECT_EQ(count, 4);
    EXPECT_EQ(channel.size(), 3U);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler(), sent)));
}

TEST_F(Channels, ReceiversGetWhatIsThereThenTheEnd) {
  const auto program = [](Scheduler& scheduler) -> Task<> {
    Channel<int> channel(2);
    std::vector<int> got;
    int sent = 0;
    Group group(scheduler);
    group.spawn(receive_all(channel, got));
    co_await send_numbers(channel, 5, sent);
    channel.close();
    EXPECT_TRUE(co_await group.join());
    EXPECT_EQ(got, (std::vector{0, 1, 2, 3, 4}));
    EXPECT_EQ(co_await channel.send(6), fail(Errc::Closed));
    EXPECT_EQ(co_await channel.receive(), std::nullopt);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler())));
}

TEST_F(Channels, ClosingFailsTheWaitingSender) {
  const auto program = [](Scheduler& scheduler) -> Task<> {
    Channel<int> channel(1);
    int sent = 0;
    Group group(scheduler);
    group.spawn(send_numbers(channel, 5, sent));
    co_await yield();
    channel.close();
    EXPECT_TRUE(co_await group.join());
    EXPECT_EQ(sent, 1);
    EXPECT_EQ(co_await channel.receive(), 0);
    EXPECT_EQ(co_await channel.receive(), std::nullopt);
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler())));
}

TEST_F(Channels, ValueOfAReceiverCancelledBeforeItRunsGoesToTheNext) {
  const auto program = [](Scheduler& scheduler) -> Task<> {
    Channel<int> channel(1);
    std::vector<int> lost, got;
    Group doomed(scheduler), waiting(scheduler);
    doomed.spawn(receive_all(channel, lost));
    co_await yield();
    waiting.spawn(receive_all(channel, got));
    co_await yield();
    int value = 7;
    EXPECT_TRUE(channel.try_send(value));
    EXPECT_EQ(channel.try_receive(), std::nullopt); // it is promised
    doomed.cancel();
    co_await sleep(1_ms);
    EXPECT_TRUE(lost.empty());
    EXPECT_EQ(got, std::vector{7}); // before the end of the channel wakes anybody
    channel.close();
    EXPECT_TRUE(co_await waiting.join());
  };
  EXPECT_TRUE(system_.run(program(system_.scheduler())));
}

TEST_F(Channels, TrySendLeavesTheValueOfAFullChannel) {
  Channel<std::unique_ptr<int>> channel(1);
  auto first = std::make_unique<int>(1), second = std::make_unique<int>(2);
  EXPECT_TRUE(channel.try_send(first));
  EXPECT_EQ(channel.try_send(second), fail(Errc::Limit));
  EXPECT_EQ(*second, 2);
}

// Senders and receivers that pause, give up and are cancelled at random: every value is received
// once, by one, in the order of its sender; or never, if its sender gave up.
struct Model {
  explicit Model(std::uint64_t seed) : random(seed) {}
  std::mt19937_64 random;
  std::set<int> sent, given_up;
  std::vector<int> received;
  Duration pause() { return Duration::microseconds(static_cast<std::int64_t>(random() % 50)); }
};
constexpr int kPerSender = 1000; // names of values: sender * kPerSender + index

Task<Result<>> send_one(Channel<int>& channel, int value) {
  co_return co_await channel.send(value);
}
Task<> receive_one(Channel<int>& channel, Model& model, bool& end) {
  const std::optional<int> value = co_await channel.receive();
  if (value)
    model.received.push_back(*value);
  else
    end = true;
}
Task<> random_sender(Channel<int>& channel, Model& model, int name) {
  for (int i = 0; i < 40; ++i) {
    co_await sleep(model.pause());
    const int value = name * kPerSender + i;
    model.sent.insert(value);
    if (!co_await timeout(model.pause(), send_one(channel, value)))
      model.given_up.insert(value);
  }
}
Task<> random_receiver(Channel<int>& channel, Model& model) {
  for (bool end = false; !end;) {
    co_await sleep(model.pause());
    (void)co_await timeout(model.pause(), receive_one(channel, model, end));
  }
}
Task<> random_program(Scheduler& scheduler, Model& model) {
  Channel<int> channel(1 + model.random() % 4);
  Group senders(scheduler), receivers(scheduler);
  for (int i = 0; i < 4; ++i)
    senders.spawn(random_sender(channel, model, i));
  for (int i = 0; i < 3; ++i)
    receivers.spawn(random_receiver(channel, model));
  EXPECT_TRUE(co_await senders.join());
  channel.close();
  EXPECT_TRUE(co_await receivers.join());
}

TEST(ChannelModel, LosesAndDoublesNothing) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    VirtualClock clock;
    System system(clock, seed);
    Model model(seed);
    ASSERT_TRUE(system.run(random_program(system.scheduler(), model)));
    std::set<int> received;
    int last[4] = {-1, -1, -1, -1};
    for (const int value : model.received) {
      EXPECT_TRUE(received.insert(value).second) << value << " twice, seed " << seed;
      int& previous = last[value / kPerSender];
      EXPECT_LT(previous, value) << "out of order, seed " << seed;
      previous = value;
    }
    for (const int value : model.sent)
      EXPECT_TRUE(received.contains(value) || model.given_up.contains(value))
          << value << " lost, seed " << seed;
  }
}

} // namespace
