// What bench_net asks of our stack: the services of templates/net-services, whose generator sends
// 64 KiB at a time, as the other peers' do.
#include <array>
#include <cstdint>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

using namespace mir;

constexpr net::Port kEcho(7), kDiscard(9), kCount(11), kGenerate(19);
constexpr net::ListenOptions kOptions{.connections = 20'000};

struct Discarded {
  std::uint64_t datagrams = 0;
  std::uint64_t bytes = 0;
};

Task<> echo(net::Flow flow) {
  while (auto chunk = co_await flow.read())
    if (auto sent = co_await flow.write(std::move(*chunk)); !sent)
      break;
}

Task<> discard(net::Flow flow) {
  while (auto chunk = co_await flow.read()) {
  }
}

Task<> generate(net::Flow flow) {
  static constexpr std::array<std::byte, 64 * 1024> kZeros{};
  while (co_await flow.write(kZeros)) {
  }
}

Task<> echo_datagrams(net::Datagram socket) {
  for (;;)
    if (auto received = co_await socket.receive())
      (void)co_await socket.send(std::move(received->payload), received->from);
}

/// Opens the ports, and serves them until it is cancelled.
class Services {
public:
  Services(App& app, net::Manager& manager) : manager_(manager), group_(app.scheduler()) {}

  Result<> start() {
    auto echoing = manager_.bind(kEcho), discarding = manager_.bind(kDiscard),
         counting = manager_.bind(kCount);
    for (const auto* socket : {&echoing, &discarding, &counting})
      if (!*socket)
        return os::fail(socket->error());
    group_.spawn(manager_.listen(kEcho, echo, kOptions));
    group_.spawn(manager_.listen(kDiscard, discard, kOptions));
    group_.spawn(manager_.listen(kGenerate, generate, kOptions));
    group_.spawn(echo_datagrams(std::move(*echoing)));
    group_.spawn(discard_datagrams(std::move(*discarding)));
    group_.spawn(count_datagrams(std::move(*counting)));
    return {};
  }
  Task<> run() { (void)co_await group_.join(); }

private:
  Task<> discard_datagrams(net::Datagram socket) {
    for (;;)
      if (auto received = co_await socket.receive()) {
        ++discarded_.datagrams;
        discarded_.bytes += received->payload.size();
      }
  }
  Task<> count_datagrams(net::Datagram socket) {
    for (;;)
      if (auto received = co_await socket.receive()) {
        std::array<char, 64> text;
        const auto answer = os::format_to(text, "{} {}\n", discarded_.datagrams, discarded_.bytes);
        discarded_ = {};
        (void)co_await socket.send(os::as_bytes(answer), received->from);
      }
  }

  net::Manager& manager_;
  Discarded discarded_;
  Group group_; // last: its tasks use the above
};

} // namespace

mir::Task<int> app_main(mir::App& app) {
  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  Services services(app, *manager);
  if (const auto started = services.start(); !started)
    co_return app.fail("cannot open a port: {}", started.error());
  app.log("listening on {}", mir::net::Endpoint{manager->address(), kEcho});
  co_await services.run();
  co_return 0;
}
