// One program under one load, in virtual time: what callgrind is to count. bench_net prints the
// table; by hand: bench_net_instructions LOAD plain|offload CONNECTIONS COUNT.
#include <array>
#include <charconv>
#include <cstdio>
#include <string_view>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

#include "counted.hpp"
#include "machine.hpp"

namespace {

using namespace mir;

Task<> echo(net::Flow flow) {
  while (auto chunk = co_await flow.read())
    if (auto sent = co_await flow.write(std::move(*chunk)); !sent)
      break;
}

Task<> discard(net::Flow flow) {
  while (auto chunk = co_await flow.read()) {
  }
}

constinit std::array<std::byte, 64 * 1024> generated{};

Task<> generate(net::Flow flow) {
  while (co_await flow.write(generated)) {
  }
}

Task<> echo_datagrams(net::Datagram socket) {
  for (;;)
    if (auto received = co_await socket.receive())
      (void)co_await socket.send(std::move(received->payload), received->from);
}

Task<> discard_datagrams(net::Datagram socket) {
  for (;;)
    (void)co_await socket.receive();
}

Task<int> program(App& app) {
  auto manager = co_await net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  auto echoing = manager->bind(net::Port(7)), discarding = manager->bind(net::Port(9));
  MIR_CHECK(echoing && discarding);
  Group group(app.scheduler());
  const net::ListenOptions options{.connections = 20'000};
  group.spawn(manager->listen(net::Port(7), echo, options));
  group.spawn(manager->listen(net::Port(9), discard, options));
  group.spawn(manager->listen(net::Port(19), generate, options));
  group.spawn(echo_datagrams(std::move(*echoing)));
  group.spawn(discard_datagrams(std::move(*discarding)));
  (void)co_await group.join();
  co_return 0;
}

struct Name {
  std::string_view text;
  bench::Load load;
};
constexpr Name kNames[] = {{"send", bench::Load::Send},
                           {"fetch", bench::Load::Fetch},
                           {"ask", bench::Load::Ask},
                           {"connect", bench::Load::Connect},
                           {"datagrams", bench::Load::Datagrams},
                           {"echo", bench::Load::DatagramEcho},
                           {"trickle", bench::Load::Trickle},
                           {"idle", bench::Load::Idle}};

bool read_number(std::string_view text, std::size_t& into) {
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, into);
  return error == std::errc() && stop == end;
}

bool read_plan(int count, char** arguments, bench::Plan& plan) {
  if (count != 5)
    return false;
  for (const Name& name : kNames)
    if (name.text == arguments[1]) {
      plan.load = name.load;
      plan.offload = std::string_view(arguments[2]) == "offload";
      return read_number(arguments[3], plan.connections) && read_number(arguments[4], plan.count);
    }
  return false;
}

} // namespace

int main(int count, char** arguments) {
  bench::Plan plan;
  if (!read_plan(count, arguments, plan)) {
    std::fprintf(stderr, "usage: %s LOAD plain|offload CONNECTIONS COUNT\n", arguments[0]);
    return 2;
  }
  bench::Machine machine(plan);
  char name[] = "bench", address[] = "--address=10.0.0.2/24";
  char* own[] = {name, address};
  const std::int64_t before = bench::heap().bytes;
  (void)os::run_app(machine, own, program);
  const bench::Seen& seen = machine.seen();
  std::printf("in %zu out %zu done %zu allocations %zu heap %lld pages %zu\n", seen.frames_in,
              seen.frames_out, seen.done, seen.allocations,
              static_cast<long long>(seen.heap - before), seen.pages);
}
