#include <mir/os/app/app.hpp>
#include <mir/os/device/blkif.hpp>
#include <mir/os/port_block.hpp>

#include <new>
#include <utility>

namespace mir::os {
namespace {

/// Has claimed a device, which it gives back unless somebody has taken it over.
class Claim {
public:
  explicit Claim(BlockDevice& device) noexcept
      : device_(device), claimed_(device.claim().has_value()) {}
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim() {
    if (claimed_)
      device_.release();
  }
  [[nodiscard]] bool claimed() const noexcept { return claimed_; }
  void take_over() noexcept { claimed_ = false; }

private:
  BlockDevice& device_;
  bool claimed_;
};

/// \returns Errc::NotFound, InUse; throws std::bad_alloc, and then nobody has the device.
Result<std::unique_ptr<Blkif>> open(App& app, std::uint32_t number) {
  BlockDevice* const own = app.platform().block_device(number);
  if (own == nullptr && number >= PortBlockDevice::count())
    return fail(Errc::NotFound);
  PortBlockDevice of_platform(number);
  Claim claim(own != nullptr ? *own : of_platform);
  if (!claim.claimed())
    return fail(Errc::InUse);
  auto blkif = own != nullptr
                   ? std::make_unique<Blkif>(app.scheduler(), *own, number)
                   : std::make_unique<Blkif>(app.scheduler(),
                                             std::make_unique<PortBlockDevice>(number), number);
  claim.take_over();
  return blkif;
}

} // namespace

Result<std::unique_ptr<Blkif>> open_block_device(App& app, std::uint32_t number) {
  (void)app.arguments().find("disk"); // the run time of UNIX has read it
  Result<std::unique_ptr<Blkif>> opened = fail(Errc::NoMemory);
  try {
    opened = open(app, number);
  } catch (const std::bad_alloc&) { // NoMemory
  }
  if (opened)
    return opened;
  if (opened.error() == Errc::NotFound)
    app.logger().error("there is no block device {}; on UNIX, --disk=FILE names one", number);
  else if (opened.error() == Errc::InUse)
    app.logger().error("block device {} is open already: use that Blkif or KvRo, from any number "
                       "of tasks, or let go of it first",
                       number);
  else
    app.logger().error("block device {}: {}", number, opened.error());
  return opened;
}

} // namespace mir::os
