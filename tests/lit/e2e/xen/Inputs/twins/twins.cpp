// Echoes on port 7 of two interfaces, each with a network of its own; a third there is not.
#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

mir::Task<> echo(mir::net::Flow flow) {
  while (auto chunk = co_await flow.read())
    if (auto sent = co_await flow.write(std::move(*chunk)); !sent)
      break;
}

} // namespace

mir::Task<int> app_main(mir::App& app) {
  auto first = co_await mir::net::Manager::create(app);
  auto second = co_await mir::net::Manager::create(app, 1);
  if (!first || !second)
    co_return app.fail("no network");
  const auto third = co_await mir::net::Manager::create(app, 2);
  if (third || third.error() != mir::Errc::Gone)
    co_return app.fail("a third network");
  mir::Group servers(app.scheduler());
  for (auto* manager : {&*first, &*second}) {
    auto listener = manager->listener(mir::net::Port{7});
    if (!listener)
      co_return app.fail("{}", listener.error());
    servers.spawn([](mir::net::Listener on) -> mir::Task<> {
      co_await on.serve(echo, 100);
    }(std::move(*listener)));
  }
  app.log("listening on {} and {}", first->address(), second->address());
  (void)co_await servers.join();
  co_return 0;
}
