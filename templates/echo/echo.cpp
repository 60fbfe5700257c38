// A TCP server that sends back what it receives.
//
//     mir run --target=unix-socket echo          # port 8081; another one: --port=N
//     socat - TCP:127.0.0.1:8081                 # what you type comes back
//
// Each connection is a task of its own. A peer that does not read stops only its own connection:
// write() waits until there is room again. Control-C cancels them all.
#include <cstdint>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

// One connection: until the peer has ended its half and everything has gone back.
mir::Task<> echo(mir::net::Flow flow) {
  while (auto chunk = co_await flow.read())
    if (auto sent = co_await flow.write(std::move(*chunk)); !sent)
      break;
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
  auto listener = manager->listener(port);
  if (!listener)
    co_return app.fail("cannot listen on port {}: {}", port, listener.error());
  app.log("listening on {}", mir::net::Endpoint{manager->address(), listener->local().port});
  co_await listener->serve(echo, 10'000);
  co_return 0;
}
