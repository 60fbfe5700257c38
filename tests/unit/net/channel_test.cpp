// Channel: lines over a Flow. Runs in both modes.
#include "network.hpp"

#include <mir/net/channel.hpp>
#include <mir/os/task/group.hpp>

namespace mir::test {
namespace {

using namespace mir::literals;

Task<> send_and_end(net::Flow& flow, std::string text) {
  EXPECT_TRUE((co_await flow.write(bytes(text))).has_value());
  EXPECT_TRUE(flow.shutdown().has_value());
}

TEST(Channel, ReadsLinesWithEitherEnd) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    co_await send_and_end(pair.client, "one\r\ntwo\n\n\rthree\r\r\nlast");
    net::Channel channel(std::move(pair.server));
    for (const char* line : {"one", "two", "", "\rthree\r", "last"})
      EXPECT_EQ(co_await channel.read_line(), std::string(line));
    EXPECT_EQ((co_await channel.read_line()).error(), Errc::Closed);
    EXPECT_EQ((co_await channel.read_line()).error(), Errc::Closed);
  });
}

TEST(Channel, SkipsALineThatIsTooLong) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    co_await send_and_end(pair.client,
                          "12345\r\n123456\n" + std::string(20'000, 'x') + "\nok\n123456");
    net::Channel channel(std::move(pair.server));
    EXPECT_EQ(co_await channel.read_line(5), "12345");
    EXPECT_EQ((co_await channel.read_line(5)).error(), Errc::TooLong);
    EXPECT_EQ((co_await channel.read_line(5)).error(), Errc::TooLong);
    EXPECT_EQ(co_await channel.read_line(5), "ok");
    EXPECT_EQ((co_await channel.read_line(5)).error(), Errc::TooLong);
    EXPECT_EQ((co_await channel.read_line(5)).error(), Errc::Closed);
  });
}

TEST(Channel, HugeLimitIsNone) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    co_await send_and_end(pair.client, pattern(100'000) + "\nnext\n");
    net::Channel channel(std::move(pair.server));
    EXPECT_EQ(co_await channel.read_line(SIZE_MAX), pattern(100'000));
    EXPECT_EQ((co_await channel.read_line(0)).error(), Errc::TooLong);
  });
}

TEST(Channel, LineArrivesInPieces) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    net::Channel channel(std::move(pair.server));
    for (const char* part : {"a", "b\r", "\nc"}) {
      EXPECT_TRUE((co_await pair.client.write(bytes(part))).has_value());
      if (part[0] != '\n') // given up with a part of the line read
        EXPECT_EQ((co_await timeout(1_us, channel.read_line())).error(), Errc::TimedOut);
    }
    EXPECT_EQ(co_await channel.read_line(), "ab");
    pair.client.close();
    EXPECT_EQ(co_await channel.read_line(), "c");
  });
}

TEST(Channel, SendsOnFlush) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    net::Channel channel(std::move(pair.client));
    EXPECT_TRUE((co_await channel.write("one ")).has_value());
    EXPECT_TRUE((co_await channel.print("{} {}\n", 2, "three")).has_value());
    EXPECT_EQ((co_await timeout(1_us, pair.server.read())).error(), Errc::TimedOut);
    EXPECT_TRUE((co_await channel.flush()).has_value());
    EXPECT_EQ(co_await read_some(pair.server, 12), "one 2 three\n");
  });
}

TEST(Channel, SendsUnaskedWhenThereIsEnough) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    net::Channel channel(std::move(pair.client));
    const std::string text = pattern(net::Channel::kWriteBuffer);
    EXPECT_TRUE((co_await channel.write(text)).has_value());
    EXPECT_TRUE(co_await read_some(pair.server, text.size()) == text);
  });
}

TEST(Channel, ErrorOfTheConnectionIsTold) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    net::Channel channel(std::move(pair.server));
    pair.client.abort();
    EXPECT_EQ((co_await channel.read_line()).error(), Errc::Reset);
    EXPECT_TRUE((co_await channel.write("x")).has_value());
    EXPECT_FALSE((co_await channel.flush()).has_value());
  });
}

} // namespace
} // namespace mir::test
