#include <mir/net/manager.hpp>

#include <mir/net/direct_mode/ground.hpp>

namespace mir::net {

os::Task<os::Result<Manager>> Manager::create(os::App& app, std::uint32_t interface) {
  const os::Result<DirectSettings> settings = read_settings(app, net_defaults(), interface);
  if (!settings)
    co_return os::fail(settings.error());
  os::NetDevice* const device = app.platform().net_device();
  if (device == nullptr && os::PortNetDevice::count() == 0) {
    app.logger().error("there is no network device; on UNIX, --tap=NAME names one");
    co_return os::fail(os::Errc::Gone);
  }
  if (const std::uint32_t count = device != nullptr ? 1 : os::PortNetDevice::count();
      interface >= count) {
    app.logger().error("there is no network device {}: there are {}", interface, count);
    co_return os::fail(os::Errc::Gone);
  }
  if (!app.random().seeded()) {
    app.logger().error("the platform has no entropy, without which connections can be forged");
    co_return os::fail(os::Errc::Unsupported);
  }
  if (const std::size_t pages = DirectGround::packet_pages(app.platform(), device);
      pages < DirectGround::kLeastPages) {
    app.logger().error("no memory for the network: of what is free, {} KiB may be for packets, and "
                       "it takes {}; give the program more, or fewer interfaces",
                       pages * 4, DirectGround::kLeastPages * 4);
    co_return os::fail(os::Errc::NoMemory);
  }
  os::PortNetDevice port(interface);
  if (!(device != nullptr ? *device : static_cast<os::NetDevice&>(port)).claim()) {
    app.logger().error("network device {} has a Manager already: use that one, from any number of "
                       "tasks, or let go of it first",
                       interface);
    co_return os::fail(os::Errc::InUse);
  }
  auto ground = std::make_unique<DirectGround>(app, device, interface, *settings);
  if (const os::Result<> begun = ground->begin_capture(); !begun)
    co_return os::fail(begun.error());
  if (const os::Result<> configured = co_await ground->configured(); !configured)
    co_return os::fail(configured.error());
  co_return Manager(std::move(ground));
}

} // namespace mir::net
