/// \file
/// What runs on the stations: servers, and a client that checks every byte.
#pragma once

#include <list>
#include <vector>

#include "wire.hpp"

namespace mir::net::whole {

/// TCP on a port: echoes (RFC 862), or writes without an end (RFC 864).
class Service {
public:
  enum class Kind { Echo, Generate, Silent };

  Service(Station& station, std::uint16_t port, Kind kind, std::uint32_t backlog = 1'024);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  void work();
  [[nodiscard]] std::size_t open() const noexcept { return served_.size(); }
  [[nodiscard]] const TcpListener& listener() const noexcept { return *listener_; }

private:
  class Served final : public SocketWatcher {
  public:
    Served(std::vector<Served*>& ready, TcpConnection& connection)
        : ready_(ready), connection(connection) {
      connection.set_watcher(this);
      socket_ready(true, true);
    }
    void socket_ready(bool, bool) noexcept override {
      if (!std::exchange(listed, true))
        ready_.push_back(this);
    }

  private:
    std::vector<Served*>& ready_;

  public:
    TcpConnection& connection;
    bool listed = false;
    os::Packet pending; ///< read, not yet written
    std::list<Served>::iterator place;
  };

  /// \returns whether it is over.
  bool echo(Served& served);
  bool generate(Served& served);

  const Kind kind_;
  TcpListener* listener_;
  std::vector<Served*> ready_;
  std::list<Served> served_;
};

/// A conversation with the echo service of a station: sends, compares what comes back, closes.
class Client {
public:
  Client(Station& from, const Endpoint& to, std::uint32_t size);
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client();

  void work();
  [[nodiscard]] bool done() const noexcept { return connection_ == nullptr; }
  /// All came back, and the other end closed, too.
  [[nodiscard]] bool good() const noexcept { return good_; }
  [[nodiscard]] std::uint32_t received() const noexcept { return received_; }
  [[nodiscard]] os::Error error() const noexcept { return error_; }
  [[nodiscard]] TcpConnection* connection() const noexcept { return connection_; }

private:
  void end(bool good);

  TcpConnection* connection_ = nullptr;
  std::uint32_t size_, sent_ = 0, received_ = 0;
  bool good_ = false, shut_ = false;
  os::Error error_ = os::Errc::Again;
};

/// Talks once to port 7 of station 1. \returns whether all came back within `limit`.
bool talk(Wire& wire, std::uint32_t size = 3'000, os::Duration limit = os::Duration::seconds(10));

} // namespace mir::net::whole
