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

net::Endpoint local(net::Port port) { return {net::Address::loopback_v4(), port}; }

Task<Pair> connect_pair(net::Manager& network) {
  Result<net::Listener> listener = network.listener(local());
  EXPECT_TRUE(listener.has_value());
  auto [client, server] = co_await when_all(network.connect(listener->local()), listener->accept());
  EXPECT_TRUE(client.has_value());
  EXPECT_TRUE(server.has_value());
  co_return Pair{std::move(*client), std::move(*server)};
}

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i)
    text[i] = static_cast<char>('a' + (i * 31 + i / 251) % 26);
  return text;
}

os::Bytes bytes(std::string_view text) { return os::as_bytes(text); }

Task<Everything> read_all(net::Flow& flow) {
  std::string text;
  for (;;) {
    Result<net::Chunk> chunk = co_await flow.read();
    if (!chunk)
      co_return Everything{std::move(text), chunk.error().code()};
    for (const os::Bytes piece : chunk->pieces())
      text += os::as_text(piece);
  }
}

Task<std::string> read_some(net::Flow& flow, std::size_t size) {
  std::string text;
  while (text.size() < size) {
    Result<net::Chunk> chunk = co_await flow.read();
    if (!chunk)
      break;
    text += os::as_text(chunk->first());
  }
  co_return text;
}

} // namespace mir::test
