// What only the kernel's sockets can run out of, and the Manager above them.
#include "network.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <new>
#include <sstream>
#include <utility>

#include <mir/os/port_socket.hpp>
#include <mir/os/task/group.hpp>

namespace {

bool next_new_fails = false;

} // namespace

void* operator new(std::size_t size) {
  void* memory = std::exchange(next_new_fails, false) ? nullptr : std::malloc(size);
  if (memory == nullptr)
    throw std::bad_alloc();
  return memory;
}

void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace mir::test {
namespace {

using namespace mir::literals;

/// What the kernel says of the timer of the connection from this port: "02" counts to a keep-alive,
/// the number is what is left, in hundredths of a second (proc(5), /proc/net/tcp).
std::pair<std::string, unsigned long> kernel_timer(net::Port from) {
  std::ifstream table("/proc/net/tcp");
  char end[8];
  std::snprintf(end, sizeof end, ":%04X", from.number());
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string number, local, peer, state, queues, timer;
    words >> number >> local >> peer >> state >> queues >> timer;
    if (local.ends_with(end) && state == "01") // established
      return {timer.substr(0, 2), std::stoul(timer.substr(3), nullptr, 16)};
  }
  return {"none", 0};
}

TEST(SocketMode, KernelSendsTheKeepAlives) {
  in_network([](App&, net::Manager& network) -> Task<> {
    Pair pair = co_await connect_pair(network);
    const net::Port from = pair.client.local().port;
    EXPECT_EQ(kernel_timer(from).first, "00") << "nobody asked for them";
    EXPECT_TRUE(pair.client.keep_alive(net::KeepAlive{299'001_ms, 50_s, 3}).has_value());
    const auto [kind, left] = kernel_timer(from);
    EXPECT_EQ(kind, "02");
    EXPECT_LE(left, 30'000u);
    EXPECT_GT(left, 20'000u); // a busy machine has a minute and a half to look
    EXPECT_TRUE(pair.client.keep_alive(std::nullopt).has_value());
    EXPECT_EQ(kernel_timer(from).first, "00");
  });
}

/// Sockets of a platform on which no handle is left for a while.
class ScarceSockets final : public os::PortSockets {
public:
  int refusals = 0;
  Result<Accepted> accept(os::Socket listener) noexcept override {
    if (refusals == 0)
      return PortSockets::accept(listener);
    --refusals;
    return os::fail(Errc::Limit);
  }
};

TEST(Listener, WaitsWhereHandlesAreScarce) {
  ScarceSockets sockets;
  sockets.refusals = 3;
  in_network(
      [](App& app, net::Manager& network) -> Task<> {
        Result<net::Listener> listener = network.listener(local());
        Group server(app.scheduler());
        server.spawn(listener->serve(echo, 10));
        co_await expect_echo(network, listener->local(), "patience");
        EXPECT_EQ(network.counters().accept_failures, 3u);
        EXPECT_EQ(network.counters().accepted, 1u);
      },
      &sockets);
}

/// Sockets that hand a connection over just when the heap is empty.
class Untimely final : public os::PortSockets {
public:
  int times = 0;
  Result<Accepted> accept(os::Socket listener) noexcept override {
    auto accepted = PortSockets::accept(listener);
    if (accepted && times > 0) {
      --times;
      next_new_fails = true;
    }
    return accepted;
  }
};

TEST(Listener, SurvivesAnEmptyHeap) {
  Untimely sockets;
  sockets.times = 1;
  in_network(
      [](App& app, net::Manager& network) -> Task<> {
        Result<net::Listener> listener = network.listener(local());
        Group server(app.scheduler());
        server.spawn(listener->serve(echo, 10));
        Result<net::Flow> unlucky = co_await network.connect(listener->local());
        // Closed, not forgotten: nobody has a handle to it any more.
        EXPECT_FALSE((co_await timeout(5_s, unlucky->read())).has_value());
        EXPECT_EQ(network.counters().accept_failures, 1u);
        co_await expect_echo(network, listener->local(), "again");
      },
      &sockets);
}

TEST(Manager, WrongAddressArgumentIsRefused) {
  in_network([](App& app, net::Manager&) -> Task<> {
    char program[] = "test";
    char argument[] = "--address=1.2.3";
    char* arguments[] = {program, argument};
    App other(app.platform(), arguments);
    EXPECT_EQ((co_await net::Manager::create(other)).error(), Errc::Invalid);
  });
}

TEST(Manager, AddressArgumentLimitsPorts) {
  in_network([](App& app, net::Manager&) -> Task<> {
    char program[] = "test";
    char argument[] = "--address=127.0.0.2";
    char* arguments[] = {program, argument};
    App other(app.platform(), arguments);
    Result<net::Manager> network = co_await net::Manager::create(other);
    EXPECT_EQ(network->address(), net::Address::v4(127, 0, 0, 2));
    Result<net::Listener> listener = network->listener(net::Port(0));
    EXPECT_EQ(listener->local().address, network->address());
  });
}

} // namespace
} // namespace mir::test
