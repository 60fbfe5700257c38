// Socket mode: the kernel's loopback, on the run time of the build machine.
#include "network.hpp"

#include <mir/os/platform/port.hpp>

#include "rt/unix/start.hpp"

// The tests have a main() of their own; the library OS wants this name all the same.
mir::Task<int> app_main(mir::App&) { co_return 0; }

int main(int count, char** arguments) {
  mir::rt::bring_up();
  testing::InitGoogleTest(&count, arguments);
  return RUN_ALL_TESTS();
}

namespace mir::test {
namespace {

using namespace mir::literals;

/// A test that takes longer hangs. Far above what a busy machine needs.
constexpr Duration kHang = 600_s;

Task<> with_manager(App& app, Task<> (*program)(App&, net::Manager&)) {
  Result<net::Manager> manager = co_await net::Manager::create(app);
  EXPECT_TRUE(manager.has_value());
  if (manager)
    co_await program(app, *manager);
}

/// The run time, with other sockets.
class TestPlatform final : public os::PortPlatform {
public:
  explicit TestPlatform(os::Sockets* sockets) : sockets_(sockets) {}
  [[nodiscard]] os::Sockets* sockets() noexcept override { return sockets_; }

private:
  os::Sockets* sockets_;
};

} // namespace

void in_network(Task<> (*program)(App& app, net::Manager& network), os::Sockets* sockets) {
  TestPlatform platform(sockets);
  App app(platform, {});
  const auto outcome = app.scheduler().run(timeout(kHang, with_manager(app, program)));
  ASSERT_TRUE(outcome.has_value()) << "stopped";
  EXPECT_TRUE(outcome->has_value()) << "hangs";
}

} // namespace mir::test
