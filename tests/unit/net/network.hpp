/// \file
/// Runs a test's coroutine with a network: on the kernel's loopback (network_socket.cpp), or on our
/// own stack's in virtual time (network_direct.cpp). The tests are the same.
#pragma once

#include <gtest/gtest.h>
#include <mir/app.hpp>
#include <mir/net/manager.hpp>
#include <mir/os/device/sockets.hpp>

namespace mir::test {

/// Runs one program. Its Manager checks at its end that no socket and no page is left. A program
/// that hangs fails.
/// \param sockets in place of the run time's; in socket mode only.
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
std::string text_of(const net::Chunk& chunk);

/// Everything up to the end of the stream, and why it ended.
struct Everything {
  std::string text;
  Errc end;
};
Task<Everything> read_all(net::Flow& flow);
/// Sends back what comes, until its end.
Task<> echo(net::Flow flow);
/// Connects, and expects the text back.
Task<> expect_echo(net::Manager& network, net::Endpoint server, std::string text);
/// At least `size` bytes, unless the stream ends.
Task<std::string> read_some(net::Flow& flow, std::size_t size);

} // namespace mir::test
