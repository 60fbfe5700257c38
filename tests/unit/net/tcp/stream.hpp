/// \file
/// Streams over a Link: each end writes a pattern of its own and checks the other's.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <utility>

#include "link.hpp"

namespace mir::net::tcp_test {

/// One direction of one connection: byte i of stream n is a hash of both.
[[nodiscard]] constexpr std::byte stream_byte(std::uint32_t stream, std::uint32_t i) noexcept {
  const std::uint32_t mixed = (i ^ stream * 0x9e37'79b9u) * 0x85eb'ca6bu;
  return static_cast<std::byte>(mixed >> 24);
}

/// An application at one end: sends `size` bytes, ends its stream, reads until the other's end.
class Talker final : public SocketWatcher {
public:
  using Ready = std::vector<Talker*>; ///< who may get on

  Talker(Ready& ready, tcp::Connection& connection, std::uint32_t out, std::uint32_t in,
         std::uint32_t size)
      : ready_(ready), connection_(&connection), out_(out), in_(in), left_(size) {
    connection.set_watcher(this);
    socket_ready(true, true);
  }
  Talker(const Talker&) = delete;
  Talker& operator=(const Talker&) = delete;

  void socket_ready(bool, bool) noexcept override {
    if (!std::exchange(listed_, true))
      ready_.push_back(this);
  }
  std::list<Talker>::iterator place; ///< where its owner keeps it

  /// Does what can be done now. \returns whether it is finished, in good or bad.
  bool work();
  void abort() { connection_->abort(); }
  [[nodiscard]] bool complete() const noexcept { return done_ && !failed_; }
  [[nodiscard]] std::uint32_t received() const noexcept { return received_; }
  [[nodiscard]] os::Error error() const noexcept { return error_; }
  [[nodiscard]] std::string describe() const {
    return "stream " + std::to_string(out_) + ": " + std::string(error_.text()) + " after " +
           std::to_string(sent_) + " bytes out, " + std::to_string(received_) + " in, " +
           (shut_ ? "shut" : "open");
  }
  [[nodiscard]] bool corrupted() const noexcept { return corrupted_; }

private:
  void send();
  void receive();
  void end(os::Error error);

  Ready& ready_;
  bool listed_ = false;
  tcp::Connection* connection_;
  std::uint32_t out_, in_;
  std::uint32_t left_, sent_ = 0, received_ = 0;
  bool shut_ = false, ended_ = false, done_ = false, failed_ = false, corrupted_ = false;
  os::Error error_ = os::Errc::Again;
};

/// What came of running many connections.
struct Outcome {
  std::uint32_t complete = 0, failed = 0, corrupted = 0, refused = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> problems; ///< of those that failed
  Duration took;
};

/// Opens `connections` connections, at most `at_once` at a time, and talks both ways on each.
/// \param size bytes each way: up to this many, from the seed.
Outcome run_streams(Link& link, std::uint32_t connections, std::uint32_t at_once,
                    std::uint32_t size, Duration limit);

} // namespace mir::net::tcp_test
