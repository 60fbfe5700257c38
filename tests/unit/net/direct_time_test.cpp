// What takes its time in direct mode: calls that come after a long silence, in which nobody told
// the stack the time, and clocks that whoever drives it has to wake up for.
#include "network.hpp"

namespace mir::test {
namespace {

using namespace mir::literals;

/// What Manager::dump() says of this counter of TCP; 0 if it does not.
std::uint64_t count(net::Manager& network, std::string_view name) {
  const std::string dump = network.dump();
  const std::size_t at = dump.find(std::string(name) + ' ');
  return at == std::string::npos ? 0 : std::stoull(dump.substr(at + name.size() + 1));
}

TEST(KeepAlive, IsAnsweredByWhoIsThere) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    co_await os::sleep(20'000_s);
    EXPECT_EQ(count(network, "keep-alives"), 0u) << "nobody asked for them";
    EXPECT_TRUE(pair.client.keep_alive(net::KeepAlive{5_s, 1_s, 2}).has_value());
    co_await os::sleep(4'900_ms);
    EXPECT_EQ(count(network, "keep-alives"), 0u);
    co_await os::sleep(200_ms);
    EXPECT_EQ(count(network, "keep-alives"), 1u);
    co_await os::sleep(50_s);
    EXPECT_EQ(count(network, "keep-alives"), 11u);
    EXPECT_TRUE(pair.client.keep_alive(std::nullopt).has_value());
    co_await os::sleep(50_s);
    EXPECT_EQ(count(network, "keep-alives"), 11u);
    EXPECT_TRUE((co_await pair.client.write(bytes("here"))).has_value());
    EXPECT_EQ(co_await read_some(pair.server, 4), "here");
  });
}

TEST(Connect, AfterALongSilenceTriesAsLongAsEver) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> full = network.listener(local(), 0);
    Result<net::Flow> queued = co_await network.connect(full->local()); // all that it takes
    EXPECT_TRUE(queued.has_value());
    co_await os::sleep(3'600_s);
    const os::Instant begun = app.now();
    EXPECT_EQ((co_await network.connect(full->local(), 600_s)).error(), Errc::TimedOut);
    EXPECT_GE(app.now() - begun, 180_s); // RFC 9293 3.8.3
    EXPECT_LT(app.now() - begun, 600_s);
  });
}

TEST(Close, AfterALongSilenceGivesThePeerItsTime) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    EXPECT_TRUE(pair.client.shutdown().has_value());
    EXPECT_EQ((co_await pair.server.read()).error(), Errc::Closed);
    co_await os::sleep(3'600_s);
    pair.client.close(); // in FIN-WAIT-2: the peer has a minute to close, too
    co_await os::sleep(50_s);
    EXPECT_EQ(count(network, "orphans-dropped"), 0u);
    co_await os::sleep(20_s);
    EXPECT_EQ(count(network, "orphans-dropped"), 1u);
  });
}

} // namespace
} // namespace mir::test
