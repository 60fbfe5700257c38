/// \file
/// Resolver: how names become addresses, over the sockets of either mode.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <mir/net/network.hpp>
#include <mir/net/service/dns_cache.hpp>
#include <mir/net/service/dns_query.hpp>
#include <mir/os/task/sync.hpp>

namespace mir::net {

/// Asks the network's name servers and keeps what they say. Never moves; tasks that use it end
/// before it does.
class Resolver {
public:
  explicit Resolver(Network& network) noexcept : network_(network) {}
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// As Manager::resolve().
  os::Task<os::Result<std::vector<Address>>> addresses(std::string name);
  /// As Manager::reverse().
  os::Task<os::Result<std::string>> name(Address address);

  [[nodiscard]] const DnsCache& cache() const noexcept { return cache_; }

private:
  /// Questions asked at once; others wait. Each has a socket.
  static constexpr std::size_t kMostQuestions = 32;

  /// A question that somebody asks, or waits to ask: others who want the same wait for the answer,
  /// so that many equal questions give a forger no better odds (RFC 5452 5).
  struct Asking {
    os::Mutex turn;
    std::size_t users = 0;
  };
  class Ticket;

  os::Task<os::Result<DnsAnswer>> ask(DnsQuestion question);

  Network& network_;
  DnsCache cache_;
  std::map<DnsQuestion, Asking> asking_;
  os::Semaphore places_{kMostQuestions};
};

/// Reads --dns=D[,D]. What is wrong is said in the log.
/// \param otherwise what holds where the arguments are silent: net.dns of mir.toml, or nothing.
/// \returns Errc::Invalid.
[[nodiscard]] os::Result<NameServers> read_name_servers(os::App& app, std::string_view otherwise);

} // namespace mir::net
