// Four loops that run side by side and print at different rates, then two tasks that are joined,
// then an exit code. Try `--fast`: the same in a tenth of the time.
#include <mir/app.hpp>

using namespace mir::literals;

// A coroutine: it gives way to the others wherever it says co_await.
mir::Task<> tick(mir::App& app, std::string name, int times, mir::Duration pause) {
  for (int i = 1; i <= times; ++i) {
    co_await mir::sleep(pause);
    app.log("{} {} of {}", name, i, times);
  }
}

mir::Task<int> add_slowly(int a, int b, mir::Duration pause) {
  co_await mir::sleep(pause);
  co_return a + b;
}

mir::Task<int> app_main(mir::App& app) {
  const auto fast = app.argument("fast", false);
  if (!fast)
    co_return app.fail("{}", fast.error());
  if (const auto unknown = app.arguments().unused())
    co_return app.fail("there is no option --{}; there is --fast", *unknown);
  const mir::Duration beat = *fast ? 10_ms : 100_ms;
  app.log("sleep: four loops on {}", app.target());

  // A group owns what is spawned into it: nothing outlives it, and join() waits for all of it.
  mir::Group loops(app.scheduler());
  loops.spawn(tick(app, "heron", 10, 3 * beat));
  loops.spawn(tick(app, "stork", 6, 5 * beat));
  loops.spawn(tick(app, "crane", 4, 7 * beat));
  loops.spawn(tick(app, "egret", 2, 11 * beat));
  if (auto joined = co_await loops.join(); !joined)
    co_return app.fail("{}", joined.error());

  // Both run at the same time, so this takes as long as the slower one.
  auto [five, nine] =
      co_await mir::when_all(add_slowly(2, 3, 2 * beat), add_slowly(4, 5, 4 * beat));
  app.log("joined: {} and {}", five, nine);

  app.log("done");
  co_return 0;
}
