#include <mir/net/resolve.hpp>

#include <array>

#include <mir/os/task/combine.hpp>

namespace mir::net {
namespace {

constexpr Port kPort(53); // RFC 1035 4.2

// ------------------------------------------------------------------------------------------------
// one attempt

/// Waits for the answer, and passes over what is none.
os::Task<os::Result<>> wait_for_answer(Datagram& socket, DnsQuery& query, Endpoint server) {
  // An answer larger than what we said we take is nobody's business.
  std::array<std::byte, 4'096> bytes;
  for (;;) {
    const os::Result<Datagram::Received> received = co_await socket.receive();
    if (!received)
      co_return os::fail(received.error());
    const Chunk& payload = received->payload;
    if (received->from != server || payload.size() > bytes.size())
      continue;
    if (query.received(os::Bytes(bytes).first(payload.copy_to(bytes))))
      co_return os::Result<>();
  }
}

os::Task<> try_udp(Network& network, DnsQuery& query, DnsAttempt attempt) {
  const Address any = attempt.server.is_v4() ? Address::any_v4() : Address::any_v6();
  os::Result<Datagram> socket = network.bind(Endpoint{any, Port(0)}); // a port for this one only
  if (!socket) {
    query.failed();
    co_return;
  }
  std::array<std::byte, kMostDnsQuery> bytes;
  const os::Bytes message = write_dns(bytes, attempt.id, attempt.question, attempt.edns);
  const Endpoint server{attempt.server, kPort};
  if (!co_await socket->send(message, server)) {
    query.failed();
    co_return;
  }
  const os::Result<> over =
      co_await os::timeout(attempt.limit, wait_for_answer(*socket, query, server));
  if (!over)
    query.timed_out();
}

/// Reads until a message is whole.
os::Task<os::Result<std::vector<std::byte>>> read_message(Flow& flow) {
  std::vector<std::byte> received;
  for (;;) {
    const os::Result<Chunk> chunk = co_await flow.read();
    if (!chunk)
      co_return os::fail(chunk.error());
    for (const os::Bytes piece : chunk->pieces())
      received.insert(received.end(), piece.begin(), piece.end());
    if (const auto message = dns_in_stream(received))
      co_return std::vector<std::byte>(message->begin(), message->end());
  }
}

os::Task<os::Result<std::vector<std::byte>>> converse(Network& network, DnsAttempt attempt) {
  os::Result<Flow> flow = co_await network.connect({attempt.server, kPort});
  if (!flow)
    co_return os::fail(flow.error());
  std::array<std::byte, kMostDnsQuery + 2> bytes;
  if (const os::Result<> sent = co_await flow->write(
          write_dns_in_stream(bytes, attempt.id, attempt.question, attempt.edns));
      !sent)
    co_return os::fail(sent.error());
  co_return co_await read_message(*flow);
}

os::Task<> try_tcp(Network& network, DnsQuery& query, DnsAttempt attempt) {
  const os::Result<std::vector<std::byte>> message =
      co_await os::timeout(attempt.limit, converse(network, attempt));
  if (message)
    (void)query.received(*message);
  else
    query.failed();
}

// ------------------------------------------------------------------------------------------------
// settings

os::Result<NameServers> refuse(os::App& app, bool argument, std::string_view text,
                               const AddressError& why) {
  if (argument)
    app.logger().error("--dns={}: {}", text, why);
  else
    app.logger().error("mir.toml, net.dns = [\"{}\"]: {}", text, why);
  return os::fail(os::Errc::Invalid);
}

// ------------------------------------------------------------------------------------------------
// answers without a question

/// "localhost" and what ends with it is this machine (RFC 6761 6.3).
bool is_localhost(std::string_view name) {
  return name == "localhost" || name.ends_with(".localhost");
}

/// RFC 6761 6.4: nobody has such a name, and nobody is asked.
bool is_invalid(std::string_view name) { return name == "invalid" || name.ends_with(".invalid"); }

os::Result<DnsAnswer> positive(DnsAnswer answer) {
  if (answer.outcome != DnsAnswer::Outcome::Found)
    return os::fail(os::Errc::NotFound);
  return answer;
}

} // namespace

Network::Network(os::App& app) noexcept : app_(app) {}
Network::~Network() = default;

Resolver& Network::resolver() {
  if (!resolver_)
    resolver_ = std::make_unique<Resolver>(*this);
  return *resolver_;
}

/// Who uses an Asking. The last one takes it away.
class Resolver::Ticket {
public:
  Ticket(Resolver& resolver, const DnsQuestion& question)
      : resolver_(resolver), place_(resolver.asking_.try_emplace(question).first) {
    ++place_->second.users;
  }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;
  ~Ticket() {
    if (--place_->second.users == 0)
      resolver_.asking_.erase(place_);
  }
  [[nodiscard]] os::Mutex& turn() noexcept { return place_->second.turn; }

private:
  Resolver& resolver_;
  std::map<DnsQuestion, Asking>::iterator place_;
};

os::Task<os::Result<DnsAnswer>> Resolver::ask(DnsQuestion question) {
  Ticket ticket(*this, question);
  const os::Mutex::Lock turn = co_await ticket.turn().lock();
  os::App& app = network_.app();
  if (const DnsAnswer* known = cache_.find(question, app.now()))
    co_return positive(*known);
  const os::Semaphore::Permit place = co_await places_.acquire();
  DnsQuery query(question, network_.name_servers(), app.random());
  while (query.attempt()) {
    const DnsAttempt attempt = *query.attempt();
    if (attempt.over_tcp)
      co_await try_tcp(network_, query, attempt);
    else
      co_await try_udp(network_, query, attempt);
  }
  if (!query.result())
    co_return os::fail(query.result().error());
  cache_.put(question, *query.result(), app.now());
  co_return positive(*query.result());
}

os::Task<os::Result<std::vector<Address>>> Resolver::addresses(std::string text) {
  if (const Parsed<Address> address = Address::parse(text))
    co_return std::vector{*address};
  const std::string name = canonical_dns_name(text);
  if (is_localhost(name))
    co_return std::vector{Address::loopback_v4()};
  if (is_invalid(name))
    co_return os::fail(os::Errc::NotFound);
  if (!is_dns_name(name))
    co_return os::fail(os::Errc::Invalid);
  os::Result<DnsAnswer> answer = co_await ask({name, DnsKind::Address});
  if (!answer)
    co_return os::fail(answer.error());
  co_return std::move(answer->addresses);
}

os::Task<os::Result<std::string>> Resolver::name(Address address) {
  if (address.is_loopback())
    co_return std::string("localhost");
  os::Result<DnsAnswer> answer = co_await ask({reverse_dns_name(address), DnsKind::Pointer});
  if (!answer)
    co_return os::fail(answer.error());
  co_return std::move(answer->name);
}

os::Result<NameServers> read_name_servers(os::App& app, std::string_view otherwise) {
  const std::optional<std::string_view> argument = app.arguments().find("dns");
  std::string_view rest = argument.value_or(otherwise);
  NameServers servers;
  if (rest.empty() && !argument)
    return servers;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    const std::string_view text = rest.substr(0, comma);
    const Parsed<Address> server = Address::parse(text);
    if (!server)
      return refuse(app, argument.has_value(), text, server.error());
    if (server->is_any() || server->is_multicast() || server->is_broadcast())
      return refuse(app, argument.has_value(), text, {"not the address of a host", 0});
    servers.add(*server);
    more = comma != std::string_view::npos;
    rest.remove_prefix(more ? comma + 1 : rest.size());
  }
  return servers;
}

} // namespace mir::net
