// Direct mode: our own stack's loopback in virtual time, above a device on which nobody answers.
#include "network.hpp"

#include <mir/os/base/check.hpp>
#include <mir/os/testing/virtual_platform.hpp>

#include "direct/device.hpp"

namespace mir::test {
namespace {

using namespace mir::literals;

/// Of virtual time. Far above what any test waits for.
constexpr Duration kHang = 36'000_s;

Task<> with_manager(App& app, Task<> (*program)(App&, net::Manager&)) {
  Result<net::Manager> manager = co_await net::Manager::create(app);
  EXPECT_TRUE(manager.has_value());
  if (manager)
    co_await program(app, *manager);
}

} // namespace

void in_network(Task<> (*program)(App& app, net::Manager& network), os::Sockets* sockets) {
  MIR_CHECK(sockets == nullptr);
  os::testing::VirtualClock clock;
  os::testing::VirtualPlatform platform(clock, 7);
  net::test::Device device;
  platform.set_net_device(&device);
  char name[] = "test", address[] = "--address=10.0.0.1/24";
  char* arguments[] = {name, address};
  App app(platform, arguments);
  const auto outcome = app.scheduler().run(timeout(kHang, with_manager(app, program)));
  ASSERT_TRUE(outcome.has_value()) << "stopped" << platform.output();
  EXPECT_TRUE(outcome->has_value()) << "hangs" << platform.output();
}

} // namespace mir::test
