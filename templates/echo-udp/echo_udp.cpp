// A UDP server that sends each datagram back to who sent it.
//
//     mir run --target=unix-socket echo-udp      # port 8081; another one: --port=N
//     socat - UDP:127.0.0.1:8081                 # what you type comes back
#include <cstdint>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

// UDP promises nothing: a datagram that cannot be received or sent back is lost, and the next one
// counts.
mir::Task<> echo(mir::net::Datagram socket) {
  for (;;)
    if (auto received = co_await socket.receive())
      (void)co_await socket.send(std::move(received->payload), received->from);
}

mir::Task<int> app_main(mir::App& app) {
  const auto number = app.argument("port", std::uint16_t{8081});
  if (!number)
    co_return app.fail("{}", number.error());
  const mir::net::Port port(*number);

  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  if (const auto unknown = app.arguments().unused())
    co_return app.fail("there is no option --{}; there are --port=N and --address=A", *unknown);
  auto socket = manager->bind(port);
  if (!socket)
    co_return app.fail("cannot bind port {}: {}", port, socket.error());
  app.log("listening on {}", mir::net::Endpoint{manager->address(), socket->local().port});
  co_await echo(std::move(*socket));
  co_return 0;
}
