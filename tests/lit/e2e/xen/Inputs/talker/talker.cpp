// Sends --bytes=N to the echo server --peer=A:P while it reads what comes back, and compares each
// byte. At first it says "hello" until the server is there.
#include <cstdint>
#include <string>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

using namespace mir::literals;

/// Byte number `at` of what is sent: no two blocks are the same.
char byte_at(std::uint64_t at) { return static_cast<char>(at ^ (at >> 8) * 31 ^ (at >> 16) * 7); }

mir::Task<mir::Result<>> send(mir::net::Flow& flow, std::uint64_t bytes) {
  std::string block;
  for (std::uint64_t at = 0; at < bytes; at += block.size()) {
    block.resize(std::min<std::uint64_t>(16'384, bytes - at));
    for (std::size_t i = 0; i < block.size(); ++i)
      block[i] = byte_at(at + i);
    if (const auto sent = co_await flow.write(mir::os::as_bytes(block)); !sent)
      co_return mir::os::fail(sent.error());
  }
  co_return flow.shutdown();
}

/// \returns how many came back as they were sent, up to the first that was not.
mir::Task<std::uint64_t> receive(mir::net::Flow& flow) {
  std::uint64_t at = 0;
  while (const auto chunk = co_await flow.read())
    for (const mir::os::Bytes piece : chunk->pieces())
      for (const char c : mir::os::as_text(piece))
        if (c != byte_at(at++))
          co_return at - 1;
  co_return at;
}

mir::Task<mir::Result<mir::net::Flow>> reach(mir::net::Manager& manager, mir::net::Endpoint peer) {
  for (int tries = 0;; ++tries) {
    auto flow = co_await manager.connect(peer, 5_s);
    if (flow || tries == 60)
      co_return flow;
    co_await mir::sleep(500_ms);
  }
}

} // namespace

mir::Task<int> app_main(mir::App& app) {
  const auto peer = mir::net::Endpoint::parse(app.argument("peer", ""));
  const auto bytes = app.argument("bytes", std::uint64_t{1'000'000});
  if (!peer || !bytes)
    co_return app.fail("give --peer=A:P and --bytes=N");
  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  auto flow = co_await reach(*manager, *peer);
  if (!flow)
    co_return app.fail("no connection: {}", flow.error());
  const auto [sent, back] = co_await mir::when_all(send(*flow, *bytes), receive(*flow));
  app.log("{} of {} bytes came back", back, *bytes);
  co_return sent&& back == *bytes ? 0 : 1;
}
