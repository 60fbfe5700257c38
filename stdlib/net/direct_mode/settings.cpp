#include <mir/net/direct_mode/settings.hpp>

namespace mir::net {
namespace {

constexpr std::uint16_t kLeastMtu = 68; // RFC 791 3.2

/// An option read by T::parse(); nothing if it is not there.
template <class T> os::Result<std::optional<T>> option(os::App& app, const char* name) {
  const std::string_view text = app.argument(name, "");
  if (text.empty())
    return std::optional<T>();
  const Parsed<T> value = T::parse(text);
  if (!value) {
    app.logger().error("--{}={}: {}", name, text, value.error());
    return os::fail(os::Errc::Invalid);
  }
  return std::optional<T>(*value);
}

os::Result<> refuse(os::App& app, std::string_view name, const Address& address,
                    std::string_view why) {
  app.logger().error("--{}={}: {}", name, address, why);
  return os::fail(os::Errc::Invalid);
}

os::Result<> check(os::App& app, const DirectSettings& settings) {
  constexpr std::string_view kNoHost = "not the address of a host";
  const Address address = settings.address.address();
  if (!address.is_v4())
    return refuse(app, "address", address, "only IPv4 is part of this version");
  if (address.is_any() || address.is_multicast() || address.is_broadcast() || address.is_loopback())
    return refuse(app, "address", address, kNoHost);
  if (settings.gateway) {
    if (!settings.gateway->is_v4() || settings.gateway->is_any() ||
        settings.gateway->is_multicast())
      return refuse(app, "gateway", *settings.gateway, kNoHost);
    if (!settings.address.contains(*settings.gateway))
      return refuse(app, "gateway", *settings.gateway, "not in the network of --address");
  }
  if (settings.mtu != 0 && settings.mtu < kLeastMtu) {
    app.logger().error("--mtu={}: expected at least {}", settings.mtu, kLeastMtu);
    return os::fail(os::Errc::Invalid);
  }
  return {};
}

} // namespace

os::Result<DirectSettings> read_settings(os::App& app) {
  (void)app.argument("tap", ""); // the run time has read it
  const auto address = option<Prefix>(app, "address");
  const auto gateway = option<Address>(app, "gateway");
  if (!address || !gateway)
    return os::fail(os::Errc::Invalid);
  const auto mtu = app.argument("mtu", std::uint16_t{0});
  const auto dhcp = app.argument("dhcp", false);
  if (!mtu || !dhcp) {
    app.logger().error("{}", !mtu ? mtu.error() : dhcp.error());
    return os::fail(os::Errc::Invalid);
  }
  if (*dhcp) {
    app.logger().error("--dhcp: not part of this version; give --address=A/P");
    return os::fail(os::Errc::Unsupported);
  }
  if (!*address) {
    app.logger().error("no address: give --address=A/P, such as --address=10.0.0.2/24 "
                       "(asking for one by DHCP is not part of this version)");
    return os::fail(os::Errc::NoAddress);
  }
  const DirectSettings settings{.address = **address, .gateway = *gateway, .mtu = *mtu};
  if (const os::Result<> checked = check(app, settings); !checked)
    return os::fail(checked.error());
  return settings;
}

} // namespace mir::net
