// The small services of old, over TCP and UDP: echo (RFC 862), discard (RFC 863), character
// generator (RFC 864).
//
//     mir run --target=unix-direct net-services -- --tap=tap0 --address=10.0.0.2/24
//     ping 10.0.0.2; socat - TCP:10.0.0.2:7
//
// UDP port 11 answers every datagram with "COUNT BYTES\n": what port 9 has discarded since the last
// question. With --netstat TCP port 15 tells whoever asks the state of the network: connections,
// and counters of what was dropped and why. Ports below 1024 belong to root where the kernel's
// sockets are used: --base=10000 adds that to each port.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

using namespace mir;

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

constexpr std::size_t kLine = 72; // characters, without its end (RFC 864)

/// The lines of RFC 864: each begins one character further in the alphabet.
std::string generated_lines() {
  constexpr char kFirst = '!', kLast = '~';
  constexpr std::size_t kCharacters = kLast - kFirst + 1;
  std::string text;
  for (std::size_t line = 0; line < kCharacters; ++line) {
    for (std::size_t i = 0; i < kLine; ++i)
      text += static_cast<char>(kFirst + (line + i) % kCharacters);
    text += "\r\n";
  }
  return text;
}

Task<> generate(net::Flow flow) {
  const std::string lines = generated_lines();
  while (co_await flow.write(os::as_bytes(lines))) {
  }
}

Task<> tell_state(const net::Manager& manager, net::Flow flow) {
  const std::string state = manager.dump();
  (void)co_await flow.write(os::as_bytes(state));
}

// UDP promises nothing: a datagram that cannot be received or answered is lost, and the next one
// counts.

Task<> echo_datagrams(net::Datagram socket) {
  for (;;)
    if (auto received = co_await socket.receive())
      (void)co_await socket.send(std::move(received->payload), received->from);
}

Task<> generate_datagrams(net::Datagram socket) {
  const std::string lines = generated_lines();
  for (std::size_t line = 0;; line = (line + kLine + 2) % lines.size())
    if (auto received = co_await socket.receive())
      (void)co_await socket.send(os::as_bytes(lines).subspan(line, kLine + 2), received->from);
}

/// Opens the ports, and serves them until it is cancelled.
class Services {
public:
  Services(App& app, net::Manager& manager, std::uint16_t base)
      : manager_(manager), base_(base), group_(app.scheduler()) {}

  Result<> start() {
    struct Service {
      int port;
      Task<> (*handler)(net::Flow);
    };
    for (const auto& [port, handler] :
         {Service{7, echo}, Service{9, discard}, Service{19, generate}})
      if (const auto started = start(port, handler); !started)
        return started;
    auto echoing = manager_.bind(number(7)), discarding = manager_.bind(number(9)),
         counting = manager_.bind(number(11)), generating = manager_.bind(number(19));
    for (const auto* socket : {&echoing, &discarding, &counting, &generating})
      if (!*socket)
        return os::fail(socket->error());
    group_.spawn(echo_datagrams(std::move(*echoing)));
    group_.spawn(discard_datagrams(std::move(*discarding)));
    group_.spawn(count_datagrams(std::move(*counting)));
    group_.spawn(generate_datagrams(std::move(*generating)));
    return {};
  }
  Result<> start_netstat() {
    return start(
        15, [&manager = manager_](net::Flow flow) { return tell_state(manager, std::move(flow)); });
  }
  Task<> run() { (void)co_await group_.join(); }

private:
  [[nodiscard]] net::Port number(int port) const {
    return net::Port(static_cast<std::uint16_t>(base_ + port));
  }
  Result<> start(int port, net::Handler handler) {
    auto listener = manager_.listener(number(port));
    if (!listener)
      return os::fail(listener.error());
    group_.spawn(serve(std::move(*listener), std::move(handler)));
    return {};
  }
  static Task<> serve(net::Listener listener, net::Handler handler) {
    co_await listener.serve(std::move(handler), 10'000);
  }

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
        const std::string_view answer =
            os::format_to(text, "{} {}\n", discarded_.datagrams, discarded_.bytes);
        discarded_ = {};
        (void)co_await socket.send(os::as_bytes(answer), received->from);
      }
  }

  net::Manager& manager_;
  std::uint16_t base_;
  Discarded discarded_;
  Group group_; // last: its tasks use the above
};

} // namespace

mir::Task<int> app_main(mir::App& app) {
  const auto base = app.argument("base", std::uint16_t{0});
  if (!base)
    co_return app.fail("{}", base.error());
  const auto netstat = app.argument("netstat", false);
  if (!netstat)
    co_return app.fail("{}", netstat.error());
  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  if (const auto unknown = app.arguments().unused())
    co_return app.fail("there is no option --{}", *unknown);
  Services services(app, *manager, *base);
  auto started = services.start();
  if (started && *netstat)
    started = services.start_netstat();
  if (!started)
    co_return app.fail("cannot open a port: {}", started.error());
  app.log("listening on {}",
          mir::net::Endpoint{manager->address(),
                             mir::net::Port(static_cast<std::uint16_t>(*base + 7))});
  co_await services.run();
  co_return 0;
}
