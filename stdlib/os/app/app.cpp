#include <mir/os/app/app.hpp>

namespace mir::os {

App::App(Platform& platform, std::span<char* const> arguments)
    : platform_(platform), arguments_(arguments), scheduler_(platform), console_(scheduler_),
      log_(console_, scheduler_), random_(platform) {}

std::optional<std::uint64_t> App::wall_ns() noexcept {
  const std::uint64_t ns = platform_.wall_ns();
  if (ns == 0)
    return std::nullopt;
  return ns;
}

namespace {

int run_to_end(App& app, Task<int> (*app_main)(App&)) {
  const Result<int> code = app.scheduler().run(app_main(app));
  if (!code)
    return kExitStopped + static_cast<int>(app.scheduler().stop_reason());
  return *code >= 0 && *code <= 255 ? *code : 255;
}

} // namespace

int run_app(Platform& platform, std::span<char* const> arguments, Task<int> (*app_main)(App&)) {
  App app(platform, arguments);
  try { // the one place that catches: below it everything has been destroyed in order
    return run_to_end(app, app_main);
  } catch (const std::exception& exception) {
    app.logger().error("uncaught exception: {}", exception.what());
  } catch (...) {
    app.logger().error("uncaught exception of a type that is not a std::exception");
  }
  return kExitException;
}

} // namespace mir::os
