// A program for tests of the network's services: does what its words say, and says what came of it.
//
//     lookup --dhcp resolve=www.test reverse=10.0.0.1 connect=www.test:80 listen=7 wait=2
#include <algorithm>
#include <string>
#include <vector>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

using namespace mir;
using namespace mir::literals;

Task<> resolve(App& app, net::Manager& network, std::string name) {
  const auto addresses = co_await network.resolve(name);
  if (!addresses) {
    app.console().println("{}: {}", name, addresses.error());
    co_return;
  }
  // Sorted: servers turn their answers around.
  std::vector<net::Address> sorted = *addresses;
  std::ranges::sort(sorted);
  std::string text;
  for (const net::Address& address : sorted)
    text += os::format(" {}", address);
  app.console().println("{}:{}", name, text);
}

Task<> reverse(App& app, net::Manager& network, std::string text) {
  const auto address = net::Address::parse(text);
  if (!address)
    co_return;
  const auto name = co_await network.reverse(*address);
  if (name)
    app.console().println("{}: {}", text, *name);
  else
    app.console().println("{}: {}", text, name.error());
}

/// NAME:PORT. A byte is exchanged, so that a reset shows.
Task<> connect(App& app, net::Manager& network, std::string text, Duration limit) {
  const std::size_t colon = text.rfind(':');
  const auto port = net::Port::parse(std::string_view(text).substr(colon + 1));
  if (!port)
    co_return;
  auto flow = co_await network.connect(text.substr(0, colon), *port, limit);
  if (!flow) {
    app.console().println("{}: {}", text, flow.error());
    co_return;
  }
  (void)co_await flow->write(os::as_bytes("?"));
  const auto chunk = co_await timeout(10_s, flow->read());
  if (chunk)
    app.console().println("{}: {} bytes", text, chunk->size());
  else
    app.console().println("{}: {}", text, chunk.error());
}

/// Twice on one port.
void listen(App& app, net::Manager& network, std::string_view text) {
  const auto endpoint = net::Endpoint::parse(text);
  if (!endpoint)
    return;
  const auto first = network.listener(*endpoint);
  if (!first) {
    app.console().println("{}: {}", text, first.error());
    return;
  }
  const auto second = network.listener(*endpoint);
  app.console().println("{}: {}", text, second ? Error(Errc::Io) : second.error());
}

Task<> act(App& app, net::Manager& network, std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view verb = word.substr(0, equals);
  const std::string what(word.substr(equals + 1));
  if (verb == "resolve")
    co_await resolve(app, network, what);
  else if (verb == "reverse")
    co_await reverse(app, network, what);
  else if (verb == "connect")
    co_await connect(app, network, what, 10_s);
  else if (verb == "connect-briefly")
    co_await connect(app, network, what, 200_ms);
  else if (verb == "listen")
    listen(app, network, what);
  else if (verb == "dump")
    app.console().write(network.dump());
  else if (verb == "wait")
    co_await os::sleep(Duration::seconds(what.front() - '0'));
}

} // namespace

mir::Task<int> app_main(mir::App& app) {
  auto network = co_await mir::net::Manager::create(app);
  if (!network)
    co_return app.fail("no network: {}", network.error());
  if (const auto unknown = app.arguments().unused())
    co_return app.fail("there is no option --{}", *unknown);
  app.console().println("address {}", network->address());
  for (std::size_t i = 0; const auto word = app.arguments().positional(i); ++i)
    co_await act(app, *network, *word);
  co_return 0;
}
