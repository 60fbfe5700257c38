/// \file
/// DnsQuery: one question, asked until somebody answers (RFC 1035 7), as a state machine.
#pragma once

#include <cstdint>
#include <optional>

#include <mir/net/service/dns_message.hpp>
#include <mir/net/service/name_servers.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/random/random.hpp>

namespace mir::net {

/// What is to be sent, and how long its answer is waited for.
struct DnsAttempt {
  Address server;
  bool over_tcp = false;
  std::uint16_t id = 0;
  DnsQuestion question; ///< its letters as they go out
  bool edns = true;
  os::Duration limit;
};

/// Pure: who uses it sends each attempt from a socket with a port of its own, which only answers of
/// the server reach, and tells what became of it.
///
/// A server has 2, 4, then 8 seconds (RFC 1035 4.2.1 has 2 to 5), one server after the other. The
/// identifier, and small and capital letters (draft-vixie-dnsext-dns0x20), are drawn anew for each
/// attempt: with the port that is what a forger has to guess (RFC 5452).
class DnsQuery {
public:
  /// \param question is_dns_name(). \param random outlives it.
  DnsQuery(DnsQuestion question, const NameServers& servers, os::Random& random);

  /// What is to be tried now; nothing when it is over: then result() is there.
  [[nodiscard]] const std::optional<DnsAttempt>& attempt() const noexcept { return attempt_; }
  /// \returns the answer, which may be that there is none; Errc::TimedOut when no server answered;
  /// ServerFailed when those that did could not help; Unsupported without a server.
  [[nodiscard]] const os::Result<DnsAnswer>& result() const noexcept { return result_; }

  /// Bytes came from the server. \returns whether the attempt is over; else it is still waited for:
  /// those bytes were not its answer.
  bool received(os::Bytes message);
  /// The attempt's time is over.
  void timed_out();
  /// It could not be sent, or the connection broke.
  void failed();

private:
  static constexpr unsigned kRounds = 3;
  static constexpr unsigned kMostAliases = 8; ///< questions that an alias has led to

  void begin();
  void ask(bool over_tcp);
  void next_server();
  void finish(os::Result<DnsAnswer> result);
  void answered(DnsAnswer answer);

  DnsQuestion question_;
  const NameServers servers_;
  os::Random& random_;
  std::size_t server_ = 0;
  unsigned round_ = 0;
  unsigned aliases_ = 0;
  bool edns_ = true;
  bool somebody_failed_ = false;
  os::Duration lifetime_ = os::Duration::max(); // of the aliases so far
  std::optional<DnsAttempt> attempt_;
  os::Result<DnsAnswer> result_ = os::fail(os::Errc::Unsupported);
};

} // namespace mir::net
