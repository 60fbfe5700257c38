#include <mir/os/app/app.hpp>
#include <mir/os/device/blkif.hpp>
#include <mir/os/port_block.hpp>

namespace mir::os {

Result<std::unique_ptr<Blkif>> open_block_device(App& app, std::uint32_t number) {
  (void)app.arguments().find("disk"); // the run time of UNIX has read it
  const auto in_use = [&] {
    app.logger().error(
        "block device {} is open already: use that Blkif or KvRo, from any number of "
        "tasks, or let go of it first",
        number);
    return fail(Errc::InUse);
  };
  if (BlockDevice* const own = app.platform().block_device(number)) {
    if (!own->claim())
      return in_use();
    return std::make_unique<Blkif>(app.scheduler(), *own, number);
  }
  if (number >= PortBlockDevice::count()) {
    app.logger().error("there is no block device {}; on UNIX, --disk=FILE names one", number);
    return fail(Errc::NotFound);
  }
  auto device = std::make_unique<PortBlockDevice>(number);
  if (!device->claim())
    return in_use();
  return std::make_unique<Blkif>(app.scheduler(), std::move(device), number);
}

} // namespace mir::os
