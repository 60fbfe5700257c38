#include <mir/net/service/dns_query.hpp>

#include <algorithm>
#include <utility>

namespace mir::net {
namespace {

constexpr os::Duration kFirstLimit = os::Duration::seconds(2);
/// A connection and the answer in it: two round trips more, of a server that is there.
constexpr os::Duration kTcpLimit = os::Duration::seconds(5);

/// Each letter large or small, as a coin falls.
std::string any_case(std::string name, os::Random& random) {
  std::uint64_t coins = 0;
  unsigned left = 0;
  for (char& c : name) {
    if (c < 'a' || c > 'z')
      continue;
    if (left == 0) {
      coins = random.next();
      left = 64;
    }
    if ((coins & 1) != 0)
      c = static_cast<char>(c - ('a' - 'A'));
    coins >>= 1;
    --left;
  }
  return name;
}

} // namespace

DnsQuery::DnsQuery(DnsQuestion question, const NameServers& servers, os::Random& random)
    : question_(std::move(question)), servers_(servers), random_(random) {
  question_.name = canonical_dns_name(question_.name);
  if (!servers_.empty())
    begin();
}

/// From the first server, anew.
void DnsQuery::begin() {
  server_ = 0;
  round_ = 0;
  edns_ = true;
  somebody_failed_ = false;
  ask(false);
}

void DnsQuery::ask(bool over_tcp) {
  DnsQuestion question = question_;
  question.name = any_case(std::move(question.name), random_);
  attempt_ = DnsAttempt{.server = servers_.list()[server_],
                        .over_tcp = over_tcp,
                        .id = static_cast<std::uint16_t>(random_.next()),
                        .question = std::move(question),
                        .edns = edns_,
                        .limit = over_tcp ? kTcpLimit : kFirstLimit * (std::int64_t{1} << round_)};
}

void DnsQuery::next_server() {
  edns_ = true;
  if (++server_ == servers_.list().size()) {
    server_ = 0;
    ++round_;
  }
  if (round_ == kRounds)
    return finish(os::fail(somebody_failed_ ? os::Errc::ServerFailed : os::Errc::TimedOut));
  ask(false);
}

void DnsQuery::finish(os::Result<DnsAnswer> result) {
  attempt_.reset();
  result_ = std::move(result);
}

bool DnsQuery::received(os::Bytes message) {
  if (!attempt_)
    return true;
  // Over TCP nobody can answer but the server: its letters need not be ours.
  auto answer = read_dns(message, attempt_->id, attempt_->question, !attempt_->over_tcp);
  if (answer) {
    answered(std::move(*answer));
    return true;
  }
  if (answer.error() == DnsRefusal::OtherCase) {
    ask(true); // forged, or of a server that changes letters: over TCP it shows
    return true;
  }
  if (!attempt_->over_tcp)
    return false; // the true answer may still come (RFC 5452 9.1)
  failed();
  return true;
}

void DnsQuery::answered(DnsAnswer answer) {
  using Outcome = DnsAnswer::Outcome;
  switch (answer.outcome) {
  case Outcome::Found:
  case Outcome::NoName:
  case Outcome::NoData:
    answer.lifetime = std::min(answer.lifetime, lifetime_);
    return finish(std::move(answer));
  case Outcome::Alias:
    if (++aliases_ > kMostAliases || !is_dns_name(answer.name))
      return finish(os::fail(os::Errc::ServerFailed));
    lifetime_ = std::min(lifetime_, answer.lifetime);
    question_.name = answer.name;
    return begin();
  case Outcome::Truncated:
    if (!attempt_->over_tcp)
      return ask(true);
    break; // over TCP that makes no sense
  case Outcome::NoEdns:
    if (std::exchange(edns_, false))
      return ask(attempt_->over_tcp);
    break;
  case Outcome::Failed:
    break;
  }
  somebody_failed_ = true;
  next_server();
}

void DnsQuery::timed_out() { next_server(); }

void DnsQuery::failed() { next_server(); }

} // namespace mir::net
