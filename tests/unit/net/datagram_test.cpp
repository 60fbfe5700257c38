// Datagram over the loopback. Runs in both modes.
#include "network.hpp"

namespace mir::test {
namespace {

using namespace mir::literals;

TEST(Datagram, KeepsBoundariesAndSender) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> here = network.bind(local());
    Result<net::Datagram> there = network.bind(local());
    for (const std::size_t size : {0u, 1u, 4'096u, 4'097u, 65'507u}) {
      const std::string text = pattern(size);
      EXPECT_TRUE((co_await here->send(bytes(text), there->local())).has_value());
      Result<net::Datagram::Received> received = co_await there->receive();
      EXPECT_TRUE(received.has_value());
      EXPECT_TRUE(text_of(received->payload) == text) << size;
      EXPECT_EQ(received->from, here->local());
      EXPECT_TRUE((co_await there->send(std::move(received->payload), received->from)).has_value());
      EXPECT_EQ((co_await here->receive())->payload.size(), size);
    }
  });
}

TEST(Datagram, BeyondTheProtocolIsTooLong) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> socket = network.bind(local());
    const std::string text = pattern(65'508);
    EXPECT_EQ((co_await socket->send(bytes(text), socket->local())).error(), Errc::TooLong);
  });
}

TEST(Datagram, PortWithoutAddressServesBothFamilies) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> server = network.bind(net::Port(0));
    const net::Port port = server->local().port;
    for (const net::Address& address : {net::Address::loopback_v4(), net::Address::loopback_v6()}) {
      Result<net::Datagram> client = network.bind(net::Endpoint{address, {}});
      if (!client)
        continue; // this machine has no IPv6
      EXPECT_TRUE((co_await client->send(bytes("ping"), {address, port})).has_value());
      Result<net::Datagram::Received> received = co_await server->receive();
      EXPECT_EQ(received->from, client->local());
      EXPECT_TRUE((co_await server->send(bytes("pong"), received->from)).has_value());
      EXPECT_EQ(os::as_text((co_await client->receive())->payload.first()), "pong");
    }
  });
}

TEST(Datagram, OtherFamilyIsUnsupported) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> socket = network.bind(local());
    const net::Endpoint six{net::Address::loopback_v6(), net::Port(9)};
    EXPECT_EQ((co_await socket->send(bytes("x"), six)).error(), Errc::Unsupported);
  });
}

TEST(Datagram, TakenPortIsInUse) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> socket = network.bind(local());
    EXPECT_EQ(network.bind(socket->local()).error(), Errc::InUse);
    co_return;
  });
}

TEST(Datagram, ReceiveThatWasGivenUpLosesNothing) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Datagram> socket = network.bind(local());
    EXPECT_EQ((co_await timeout(1_us, socket->receive())).error(), Errc::TimedOut);
    EXPECT_TRUE((co_await socket->send(bytes("x"), socket->local())).has_value());
    EXPECT_EQ((co_await socket->receive())->payload.size(), 1u);
  });
}

} // namespace
} // namespace mir::test
