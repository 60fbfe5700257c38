/// \file
/// Runs a test's coroutine on the run time of the build machine, with a network.
#pragma once

#include <gtest/gtest.h>
#include <mir/app.hpp>
#include <mir/net/manager.hpp>
#include <mir/os/device/sockets.hpp>

namespace mir::test {

/// Runs one program. Its Manager checks at its end that no socket and no page is left. A program
/// that hangs fails.
/// \param sockets in place of the run time's.
void in_network(Task<> (*program)(App& app, net::Manager& network), os::Sockets* sockets = nullptr);

/// 127.0.0.1 with a port.
net::Endpoint local(net::Port port = {});

/// Both ends of one connection.
struct Pair {
  net::Flow client;
  net::Flow server;
};
Task<Pair> connect_pair(net::Manager& network);

/// Bytes that tell where they stand.
std::string pattern(std::size_t size);
os::Bytes bytes(std::string_view text);

/// Everything up to the end of the stream, and why it ended.
struct Everything {
  std::string text;
  Errc end;
};
Task<Everything> read_all(net::Flow& flow);
/// At least `size` bytes, unless the stream ends.
Task<std::string> read_some(net::Flow& flow, std::size_t size);

} // namespace mir::test
