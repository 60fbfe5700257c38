/// \file
/// Network: an Ethernet between the systems of a World, in virtual time.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <mir/os/device/net_device.hpp>
#include <mir/os/testing/world.hpp>

namespace mir::os::testing {

/// How frames travel.
struct NetworkSettings {
  Duration delay = Duration::microseconds(100); ///< from one system to another
  unsigned lost_permille = 0;                   ///< frames in a thousand that never arrive
};

/// A switch to which systems are attached. The same seed loses the same frames. Made before the
/// world of its systems, which use it to their end.
class Network {
public:
  explicit Network(NetworkSettings settings = {}, std::uint64_t seed = 1);
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  /// A new system of a world whose network device is attached here.
  ///
  /// \param address the option --address of its application: "10.0.0.1/24".
  System& add(World& world, std::string_view address);

  [[nodiscard]] std::uint64_t frames() const noexcept { return frames_; } ///< sent so far

private:
  class Device;
  void carry(const Device& from, const std::vector<std::byte>& frame);

  NetworkSettings settings_;
  Random noise_;
  std::vector<std::unique_ptr<std::string>> words_; // arguments of the systems
  std::vector<std::unique_ptr<Device>> devices_;
  std::uint64_t frames_ = 0;
};

} // namespace mir::os::testing
