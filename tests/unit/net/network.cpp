#include "network.hpp"

namespace mir::test {

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

std::string text_of(const net::Chunk& chunk) {
  std::string text;
  for (const os::Bytes piece : chunk.pieces())
    text += os::as_text(piece);
  return text;
}

Task<Everything> read_all(net::Flow& flow) {
  std::string text;
  for (;;) {
    Result<net::Chunk> chunk = co_await flow.read();
    if (!chunk)
      co_return Everything{std::move(text), chunk.error().code()};
    text += text_of(*chunk);
  }
}

Task<std::string> read_some(net::Flow& flow, std::size_t size) {
  std::string text;
  while (text.size() < size) {
    Result<net::Chunk> chunk = co_await flow.read();
    if (!chunk)
      break;
    text += text_of(*chunk);
  }
  co_return text;
}

Task<> echo(net::Flow flow) {
  while (auto chunk = co_await flow.read())
    if (auto sent = co_await flow.write(std::move(*chunk)); !sent)
      break;
}

Task<> expect_echo(net::Manager& network, net::Endpoint server, std::string text) {
  Result<net::Flow> flow = co_await network.connect(server);
  EXPECT_TRUE(flow.has_value());
  if (!flow)
    co_return;
  EXPECT_TRUE((co_await flow->write(bytes(text))).has_value());
  EXPECT_TRUE(flow->shutdown().has_value());
  EXPECT_TRUE((co_await read_all(*flow)).text == text);
}

} // namespace mir::test
