// `mir test`: the server of echo.cpp and a client, each on a system of its own, in virtual time.
#include <string>

#include <mir/net/manager.hpp>
#include <mir/test.hpp>

using namespace mir::literals;

namespace {

mir::Task<> run_server(mir::App& app) { co_await app_main(app); }

// Sends a text, ends its half of the connection, and reads what comes back.
mir::Task<> ask(mir::App& app, std::string text, std::string& answer) {
  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return;
  auto flow =
      co_await manager->connect({*mir::net::Address::parse("10.0.0.1"), mir::net::Port(8081)});
  if (!flow)
    co_return;
  if (const auto sent = co_await flow->write(mir::os::as_bytes(text)); !sent)
    co_return;
  if (const auto ended = flow->shutdown(); !ended)
    co_return;
  while (auto chunk = co_await flow->read())
    for (const mir::os::Bytes piece : chunk->pieces())
      answer += mir::os::as_text(piece);
}

} // namespace

MIR_TEST("what was sent comes back, though the network loses one frame in twenty") {
  if (test.app().target() == "unix-socket")
    test.skip("it needs a TCP/IP stack of its own");
  mir::Network network({.lost_permille = 50});
  mir::World world(/*seed=*/1);
  mir::System& server = network.add(world, "10.0.0.1/24");
  mir::System& client = network.add(world, "10.0.0.2/24");
  const std::string text(100'000, 'x');
  std::string answer;
  world.start(server, run_server(server.app()));
  world.start(client, ask(client.app(), text, answer));
  world.run_for(10_min); // of virtual time
  MIR_EXPECT(answer.size() == text.size());
  MIR_EXPECT((answer == text));
  MIR_EXPECT(server.output().find("listening on 10.0.0.1:8081") != std::string::npos);
}
