// Flow and Manager::connect() over the loopback. Runs in both modes.
#include "network.hpp"

#include <mir/os/task/group.hpp>

namespace mir::test {
namespace {

using namespace mir::literals;

Task<> write_all(net::Flow& flow, std::string text, bool& done) {
  EXPECT_TRUE((co_await flow.write(bytes(text))).has_value());
  EXPECT_TRUE(flow.shutdown().has_value());
  done = true;
}

TEST(Flow, ReadsWhatWasWrittenToTheEnd) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    const std::string text = pattern(5'000'000);
    bool done = false;
    auto [all, unit] = co_await when_all(read_all(pair.server), write_all(pair.client, text, done));
    EXPECT_TRUE(all.text == text);
    EXPECT_EQ(all.end, Errc::Closed);
  });
}

TEST(Flow, KnowsBothEnds) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    EXPECT_EQ(pair.client.local(), pair.server.peer());
    EXPECT_EQ(pair.client.peer(), pair.server.local());
    EXPECT_EQ(pair.client.peer().address, net::Address::loopback_v4());
    EXPECT_EQ(network.counters().accepted, 1u);
    EXPECT_EQ(network.counters().connected, 1u);
  });
}

TEST(Flow, ChunkIsWrittenOnWithoutACopy) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    EXPECT_TRUE((co_await pair.client.write(bytes("there"))).has_value());
    Result<net::Chunk> chunk = co_await pair.server.read();
    EXPECT_TRUE(chunk.has_value());
    EXPECT_TRUE((co_await pair.server.write(std::move(*chunk))).has_value());
    EXPECT_EQ(co_await read_some(pair.client, 5), "there");
  });
}

// A peer that does not read stops the writer, and nobody else.
TEST(Flow, WriterWaitsForASlowReader) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Pair slow = co_await connect_pair(network);
    Pair other = co_await connect_pair(network);
    const std::string text = pattern(40'000'000); // more than the kernel buffers on both sides
    bool done = false;
    Group group(app.scheduler());
    group.spawn(write_all(slow.client, text, done));
    EXPECT_TRUE((co_await other.client.write(bytes("meanwhile"))).has_value());
    EXPECT_EQ(co_await read_some(other.server, 9), "meanwhile");
    EXPECT_FALSE(done);
    EXPECT_TRUE((co_await read_all(slow.server)).text == text);
    EXPECT_TRUE((co_await group.join()).has_value());
    EXPECT_TRUE(done);
  });
}

TEST(Flow, HalfCloseLeavesTheOtherDirectionOpen) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    EXPECT_TRUE(pair.client.shutdown().has_value());
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Closed);
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Closed) << "the end is the end";
    EXPECT_EQ((co_await pair.client.write(bytes("x"))).error(), Errc::Closed);
    EXPECT_TRUE((co_await pair.server.write(bytes("answer"))).has_value());
    EXPECT_EQ(co_await read_some(pair.client, 6), "answer");
  });
}

TEST(Flow, ResetIsTold) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    pair.client.abort();
    EXPECT_FALSE(pair.client.is_open());
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Reset);
  });
}

TEST(Flow, ClosedFlowSaysSo) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    pair.client.close();
    EXPECT_EQ((co_await pair.client.read()).error(), Errc::Closed);
    EXPECT_EQ((co_await pair.client.write(bytes("x"))).error(), Errc::Closed);
    EXPECT_EQ(pair.client.shutdown().error(), Errc::Closed);
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Closed);
  });
}

TEST(Flow, MovedWhileBeingReadGoesOn) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    Task<Result<net::Chunk>> reading = pair.server.read();
    net::Flow moved = std::move(pair.server);
    EXPECT_TRUE((co_await pair.client.write(bytes("late"))).has_value());
    Result<net::Chunk> chunk = co_await std::move(reading);
    EXPECT_TRUE(chunk.has_value() && os::as_text(chunk->first()) == "late");
  });
}

TEST(Flow, ReadThatWasGivenUpLosesNothing) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    for (const char* word : {"one", "two", "six"}) {
      EXPECT_EQ((co_await timeout(1_us, pair.server.read())).error(), Errc::TimedOut);
      EXPECT_TRUE((co_await pair.client.write(bytes(word))).has_value());
      EXPECT_EQ(co_await read_some(pair.server, 3), word);
    }
  });
}

// RFC 1122 4.2.3.6: only who asks for keep-alives gets them.
TEST(Flow, KeepAliveHasBounds) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    net::Flow& flow = pair.client;
    EXPECT_TRUE(flow.keep_alive(net::KeepAlive{}).has_value());
    EXPECT_TRUE(flow.keep_alive(net::KeepAlive{1_s, 1_s, 1}).has_value());
    EXPECT_TRUE(flow.keep_alive(net::KeepAlive{32'767_s, 32'767_s, 127}).has_value());
    EXPECT_TRUE(flow.keep_alive(net::KeepAlive{1'500_ms, 32'766_s + 1_ns, 9}).has_value());
    for (const net::KeepAlive& wrong :
         {net::KeepAlive{999_ms, 1_s, 1}, net::KeepAlive{1_s, 999_ms, 1},
          net::KeepAlive{1_s, 1_s, 0}, net::KeepAlive{32'767_s + 1_ns, 1_s, 1},
          net::KeepAlive{1_s, 32'768_s, 1}, net::KeepAlive{1_s, 1_s, 128},
          net::KeepAlive{-1_s, 1_s, 1}, net::KeepAlive{Duration::max(), Duration::max(), 1}})
      EXPECT_EQ(flow.keep_alive(wrong).error(), Errc::Invalid);
    EXPECT_TRUE(flow.keep_alive(std::nullopt).has_value());
    EXPECT_TRUE((co_await flow.write(bytes("goes on"))).has_value());
    EXPECT_EQ(co_await read_some(pair.server, 7), "goes on");
  });
}

TEST(Flow, KeepAliveOfOneThatIsOver) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    pair.client.abort();
    EXPECT_EQ(pair.client.keep_alive(net::KeepAlive{}).error(), Errc::Closed);
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Reset);
    EXPECT_TRUE(pair.server.keep_alive(net::KeepAlive{1_s, 1_s, 1}).has_value()); // means nothing
    EXPECT_FALSE((co_await pair.server.read()).has_value());
  });
}

Task<> block_in_read(net::Flow flow) { (void)co_await flow.read(); }
Task<> block_in_write(net::Flow flow) {
  (void)co_await flow.write(bytes(std::string(40'000'000, 'x')));
}
Task<> block_in_accept(net::Listener listener) { (void)co_await listener.accept(); }
Task<> block_in_connect(net::Manager& network, net::Endpoint to) {
  (void)co_await network.connect(to);
}

/// Lets every task run until it waits.
Task<> settle() {
  for (int i = 0; i < 10; ++i)
    co_await yield();
}

// What is left of them would fail the checks of the Manager, or be found by ASan.
TEST(Flow, CancelledOperationsLeaveNothingBehind) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network), silent = co_await connect_pair(network);
    Result<net::Listener> full = network.listener(local(), 0);
    Result<net::Flow> queued = co_await network.connect(full->local()); // fills the backlog of one
    Group group(app.scheduler());
    group.spawn(block_in_read(std::move(silent.client)));
    group.spawn(block_in_write(std::move(pair.server)));
    group.spawn(block_in_accept(std::move(*network.listener(local()))));
    group.spawn(block_in_connect(network, full->local()));
    co_await settle();
    EXPECT_EQ(group.size(), 4u) << "one of them did not block";
    group.cancel();
    EXPECT_TRUE((co_await group.join()).has_value());
  });
}

Task<> count_turns(const Signal& done, int& turns) {
  while (!done.is_set()) {
    co_await yield();
    ++turns;
  }
}

Task<> echo_to_itself(net::Flow& from, net::Flow& to, int times, Signal& done) {
  for (int i = 0; i < times; ++i) { // always ready: neither operation ever has to wait
    EXPECT_TRUE((co_await to.write(bytes("x"))).has_value());
    EXPECT_TRUE((co_await from.read()).has_value());
  }
  done.set();
}

TEST(Flow, TaskThatNeverWaitsLetsOthersRun) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    Signal done;
    int turns = 0;
    Group group(app.scheduler());
    group.spawn(echo_to_itself(pair.server, pair.client, 1'000, done));
    group.spawn(count_turns(done, turns));
    EXPECT_TRUE((co_await group.join()).has_value());
    EXPECT_GT(turns, 50);
  });
}

TEST(Connect, WhereNobodyListensIsRefused) {
  in_network([](App&, net::Manager& network) -> Task<> {
    net::Endpoint nobody;
    {
      Result<net::Listener> listener = network.listener(local());
      nobody = listener->local();
    }
    EXPECT_EQ((co_await network.connect(nobody)).error(), Errc::Refused);
  });
}

TEST(Connect, WithoutAnAnswerTimesOut) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Listener> full = network.listener(local(), 0);
    Result<net::Flow> queued = co_await network.connect(full->local());
    EXPECT_TRUE(queued.has_value());
    EXPECT_EQ((co_await network.connect(full->local(), 20_ms)).error(), Errc::TimedOut);
  });
}

} // namespace
} // namespace mir::test
