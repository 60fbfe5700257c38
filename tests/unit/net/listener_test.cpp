// Manager::listen(), Listener and what may go wrong while serving. Runs in both modes.
#include "network.hpp"

#include <stdexcept>
#include <vector>

#include <mir/os/task/group.hpp>

namespace mir::test {
namespace {

using namespace mir::literals;

TEST(Listener, ServesManyAtOnce) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> listener = network.listener(local());
    Group server(app.scheduler());
    server.spawn(listener->serve(echo, 1'000));
    Group clients(app.scheduler());
    for (std::size_t i = 0; i < 200; ++i)
      clients.spawn(expect_echo(network, listener->local(), pattern(1 + i * 307)));
    EXPECT_TRUE((co_await clients.join()).has_value());
    EXPECT_EQ(network.counters().accepted, 200u);
    server.cancel();
    EXPECT_TRUE((co_await server.join()).has_value());
  });
}

TEST(Listener, PortZeroBecomesANumberInBothFamilies) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> listener = network.listener(net::Port(0));
    const net::Port port = listener->local().port;
    EXPECT_NE(port, net::Port(0));
    Group server(app.scheduler());
    server.spawn(listener->serve(echo, 10));
    co_await expect_echo(network, {net::Address::loopback_v4(), port}, "four");
    if (network.listener(net::Endpoint{net::Address::loopback_v6(), net::Port(0)}))
      co_await expect_echo(network, {net::Address::loopback_v6(), port}, "six");
  });
}

TEST(Listener, TakenPortIsInUse) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Result<net::Listener> first = network.listener(local());
    EXPECT_EQ(network.listener(first->local()).error(), Errc::InUse);
    EXPECT_EQ((co_await network.listen(first->local(), echo)).error(), Errc::InUse);
    EXPECT_EQ(network.listener(net::Endpoint{net::Address::v4(192, 0, 2, 1), {}}).error(),
              Errc::NoAddress); // RFC 5737: nobody's
  });
}

Task<> hold(net::Flow flow) {
  EXPECT_TRUE((co_await flow.write(bytes("served"))).has_value());
  (void)co_await flow.read();
}

TEST(Listener, LimitMakesConnectionsWait) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> listener = network.listener(local());
    Group server(app.scheduler());
    server.spawn(listener->serve(hold, 2));
    std::vector<net::Flow> flows;
    for (int i = 0; i < 3; ++i)
      flows.push_back(std::move(*co_await network.connect(listener->local())));
    EXPECT_EQ(co_await read_some(flows[0], 6), "served");
    EXPECT_EQ(co_await read_some(flows[1], 6), "served");
    EXPECT_EQ(network.counters().accepted, 2u);
    flows[0].close();
    EXPECT_EQ(co_await read_some(flows[2], 6), "served");
  });
}

Task<> fail_or_echo(net::Flow flow) {
  Result<net::Chunk> chunk = co_await flow.read();
  if (chunk && os::as_text(chunk->first()) == "fail")
    throw std::runtime_error("told to");
  if (chunk)
    (void)co_await flow.write(std::move(*chunk));
}

TEST(Listener, HandlerThatThrowsEndsItsConnectionOnly) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> listener = network.listener(local());
    Group server(app.scheduler());
    server.spawn(listener->serve(fail_or_echo, 10));
    Result<net::Flow> bystander = co_await network.connect(listener->local());
    Result<net::Flow> failing = co_await network.connect(listener->local());
    EXPECT_TRUE((co_await failing->write(bytes("fail"))).has_value());
    EXPECT_EQ((co_await failing->read()).error(), Errc::Closed);
    EXPECT_EQ(network.counters().handler_failures, 1u);
    EXPECT_TRUE((co_await bystander->write(bytes("fine"))).has_value());
    EXPECT_EQ(co_await read_some(*bystander, 4), "fine");
  });
}

TEST(Listener, CancelledServerEndsItsConnections) {
  in_network([](App& app, net::Manager& network) -> Task<> {
    Result<net::Listener> listener = network.listener(local());
    Group server(app.scheduler());
    server.spawn(listener->serve(hold, 10));
    Result<net::Flow> flow = co_await network.connect(listener->local());
    EXPECT_EQ(co_await read_some(*flow, 6), "served");
    server.cancel();
    EXPECT_TRUE((co_await server.join()).has_value());
    EXPECT_EQ((co_await read_all(*flow)).end, Errc::Closed);
  });
}

} // namespace
} // namespace mir::test
