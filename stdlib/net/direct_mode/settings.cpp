#include <mir/net/direct_mode/settings.hpp>

namespace mir::net {
namespace {

constexpr std::uint16_t kLeastMtu = 68; // RFC 791 3.2
constexpr std::string_view kNoHost = "not the address of a host";

/// A setting as text, and where it was found.
struct Setting {
  std::string name;
  std::string_view text; ///< empty: not set
  bool argument = false;
};

/// Reads settings and says what is wrong with them.
class Reader {
public:
  Reader(os::App& app, const NetDefaults& defaults, std::uint32_t interface)
      : app_(app), defaults_(defaults) {
    if (interface == 0)
      return;
    suffix_ = '.' + std::to_string(interface);
    defaults_ = {.dns = defaults.dns}; // the manifest speaks of the first
  }

  os::Result<DirectSettings> read() {
    if (!read_method() || !read_gateway() || !read_servers() || !read_mtu() || !read_pcap())
      return os::fail(error_);
    return settings_;
  }

private:
  /// The argument, or what the manifest says. A bare `--name` is an empty text, which no setting
  /// may have.
  std::optional<Setting> find(std::string_view name, std::string_view otherwise) {
    const std::string whole = std::string(name) + suffix_;
    const std::optional<std::string_view> argument = app_.arguments().find(whole);
    if (!argument || !argument->empty())
      return Setting{whole, argument.value_or(otherwise), argument.has_value()};
    app_.logger().error("--{}: a value is missing: --{}=...", whole, whole);
    error_ = os::Errc::Invalid;
    return std::nullopt;
  }

  template <class Why> bool refuse(const Setting& setting, const Why& why) {
    if (setting.argument)
      app_.logger().error("--{}={}: {}", setting.name, setting.text, why);
    else
      app_.logger().error("mir.toml, net.{} = \"{}\": {}", setting.name, setting.text, why);
    error_ = os::Errc::Invalid;
    return false;
  }

  template <class T> bool parse(const Setting& setting, std::optional<T>& value) {
    if (setting.text.empty())
      return true;
    const Parsed<T> parsed = T::parse(setting.text);
    if (!parsed)
      return refuse(setting, parsed.error());
    value = *parsed;
    return true;
  }

  bool host(const Setting& setting, const Address& address) {
    if (!address.is_v4()) {
      (void)refuse(setting, "only IPv4 is part of this version");
      error_ = os::Errc::Unsupported;
      return false;
    }
    if (address.is_any() || address.is_multicast() || address.is_broadcast() ||
        address.is_loopback())
      return refuse(setting, kNoHost);
    return true;
  }

  /// A fixed address, or DHCP.
  bool read_method() {
    const std::optional<std::string_view> dhcp = app_.arguments().find("dhcp" + suffix_);
    const auto address = find("address", defaults_.address);
    if (!address)
      return false;
    if (dhcp && address->argument && *dhcp != "false")
      return refuse(*address, "--dhcp is given too: an address is either fixed or asked for");
    if (dhcp && *dhcp != "false" && *dhcp != "no" && *dhcp != "0")
      return *dhcp == "" || *dhcp == "true" || *dhcp == "yes" || *dhcp == "1" ||
             read_wanted({"dhcp" + suffix_, *dhcp, true});
    if (address->text == "dhcp" || address->text.empty())
      return true;
    if (!parse(*address, settings_.address) || !host(*address, settings_.address->address()))
      return false;
    const Prefix& prefix = *settings_.address;
    if (prefix.length() == 0 || address->text.find('/') == std::string_view::npos)
      return refuse(*address, "the length of the network's prefix is missing, as in 10.0.0.2/24");
    return true;
  }

  bool read_wanted(const Setting& setting) {
    return parse(setting, settings_.wanted) && host(setting, *settings_.wanted);
  }

  bool read_gateway() {
    const auto gateway = find("gateway", settings_.address ? defaults_.gateway : "");
    if (!gateway || !parse(*gateway, settings_.gateway))
      return false;
    if (!settings_.gateway)
      return true;
    if (!settings_.address)
      return refuse(*gateway, "the address is asked for by DHCP, which tells the gateway too; give "
                              "--address=A/P with it");
    if (!host(*gateway, *settings_.gateway))
      return false;
    if (settings_.address->contains(*settings_.gateway)) {
      if (*settings_.gateway != settings_.address->address())
        return true;
      return refuse(*gateway, "our own address");
    }
    if (gateway->argument)
      return refuse(*gateway, "not in the network of --address");
    settings_.gateway.reset(); // the manifest's belongs to the manifest's network
    return true;
  }

  bool read_servers() {
    const os::Result<NameServers> servers = read_name_servers(app_, defaults_.dns);
    if (servers)
      settings_.name_servers = *servers;
    else
      error_ = servers.error();
    return servers.has_value();
  }

  bool read_mtu() {
    const auto mtu = find("mtu", defaults_.mtu);
    if (!mtu || mtu->text.empty())
      return mtu.has_value();
    constexpr std::uint32_t kMost = 65'535;
    std::uint32_t number = 0;
    for (const char c : mtu->text) {
      if (c < '0' || c > '9' || number > kMost)
        return refuse(*mtu, "expected a whole number from 68 to 65535");
      number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    if (number < kLeastMtu || number > kMost)
      return refuse(*mtu, "expected a whole number from 68 to 65535");
    settings_.mtu = static_cast<std::uint16_t>(number);
    return true;
  }

  bool read_pcap() {
    const auto pcap = find("pcap", defaults_.pcap);
    if (pcap)
      settings_.pcap = pcap->text;
    return pcap.has_value();
  }

  os::App& app_;
  NetDefaults defaults_;
  std::string suffix_; // ".1": of arguments for another interface than the first
  DirectSettings settings_;
  os::Error error_ = os::Errc::Invalid;
};

} // namespace

os::Result<DirectSettings> read_settings(os::App& app, const NetDefaults& defaults,
                                         std::uint32_t interface) {
  (void)app.argument("tap", ""); // the run time has read it
  return Reader(app, defaults, interface).read();
}

} // namespace mir::net
