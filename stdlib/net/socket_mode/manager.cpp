#include <mir/net/manager.hpp>

#include <mir/net/resolve.hpp>
#include <mir/net/socket_mode/ground.hpp>

namespace mir::net {

os::Task<os::Result<Manager>> Manager::create(os::App& app, std::uint32_t interface) {
  if (interface != 0) {
    app.logger().error("there is one network here: the kernel's, with all of its interfaces");
    co_return os::fail(os::Errc::Gone);
  }
  std::optional<Address> address;
  if (const std::string_view text = app.argument("address", ""); !text.empty()) {
    const Parsed<Address> parsed = Address::parse(text);
    if (!parsed) {
      app.logger().error("--address={}: {}", text, parsed.error());
      co_return os::fail(os::Errc::Invalid);
    }
    address = *parsed;
  }
  const os::Result<NameServers> servers = read_name_servers(app, "");
  if (!servers)
    co_return os::fail(servers.error());
  co_return Manager(std::make_unique<SocketGround>(app, address, *servers));
}

} // namespace mir::net
