#include <mir/net/service/dns_message.hpp>

#include <algorithm>
#include <array>

#include <mir/net/wire/dns.hpp>
#include <mir/os/base/check.hpp>
#include <mir/os/base/format.hpp>

namespace mir::net {
namespace {

using wire::DnsClass;
using wire::DnsRcode;
using wire::DnsRecord;
using wire::DnsType;

/// Aliases of aliases in one answer. Servers follow 8 to 16 themselves.
constexpr unsigned kMostAliases = 16;
/// Addresses that are kept of one answer; a client tries the first few.
constexpr std::size_t kMostAddresses = 16;
/// RFC 2308 5: "one to three hours" for what does not exist.
constexpr std::uint32_t kMostNegative = 3'600; // seconds
/// RFC 1035 3.2.1 has 68 years. A wrong answer should not outlive a day.
constexpr std::uint32_t kMostLifetime = 86'400; // seconds

DnsType type_of(DnsKind kind) { return kind == DnsKind::Address ? DnsType::A : DnsType::Ptr; }

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

Address to_address(std::span<const std::byte, 4> bytes) {
  std::uint32_t number = 0;
  for (const std::byte byte : bytes)
    number = number << 8 | std::to_integer<std::uint32_t>(byte);
  return Address::v4(number);
}

std::string to_text(const mpl::DnsName& name) {
  std::array<char, mpl::DnsName::kLongestText> text;
  return canonical_dns_name(name.print(text));
}

/// RFC 2181 8: a time with the highest bit set counts as none.
std::uint32_t time_of(const DnsRecord& record) {
  return record.ttl() > 0x7fff'ffff ? 0 : std::min(record.ttl(), kMostLifetime);
}

os::Duration negative_lifetime(const wire::Dns& message) {
  for (const auto authority : message.authorities())
    if (const auto record = authority.record(); const auto soa = record.as_soa())
      return os::Duration::seconds(std::min({time_of(record), soa->minimum(), kMostNegative}));
  return {}; // RFC 2308 5: without an SOA it is not kept
}

/// Follows the aliases from the name that was asked for, and gathers what is at their end. What
/// else is in an answer is nobody's question, and believed by nobody (RFC 5452 6).
class Chain {
public:
  Chain(const wire::Dns& message, const DnsQuestion& question)
      : message_(message), kind_(question.kind), name_(std::string_view(question.name)) {}

  DnsAnswer follow() {
    for (unsigned aliases = 0; aliases <= kMostAliases; ++aliases) {
      if (gather()) {
        answer_.outcome = DnsAnswer::Outcome::Found;
        break;
      }
      if (!step())
        break;
      followed_ = true;
    }
    answer_.lifetime = os::Duration::seconds(time_);
    return std::move(answer_);
  }
  [[nodiscard]] bool followed() const { return followed_; }
  [[nodiscard]] const mpl::DnsName& name() const { return name_; }

private:
  /// Takes the records of the name that are of the kind wanted.
  bool gather() {
    bool found = false;
    for (const auto element : message_.answers()) {
      const auto record = element.record();
      if (record.class_() != DnsClass::Internet || !(record.name() == name_))
        continue;
      if (const auto a = record.as_a(); a && kind_ == DnsKind::Address) {
        found = true;
        take(record);
        if (answer_.addresses.size() < kMostAddresses)
          answer_.addresses.push_back(to_address(a->address()));
      } else if (const auto ptr = record.as_ptr(); ptr && kind_ == DnsKind::Pointer && !found) {
        found = true;
        take(record);
        answer_.name = to_text(ptr->host());
      }
    }
    return found;
  }
  bool step() {
    for (const auto element : message_.answers()) {
      const auto record = element.record();
      const auto alias = record.as_cname();
      if (!alias || record.class_() != DnsClass::Internet || !(record.name() == name_))
        continue;
      take(record);
      name_ = alias->host();
      return true;
    }
    return false;
  }
  void take(const DnsRecord& record) { time_ = std::min(time_, time_of(record)); }

  const wire::Dns& message_;
  DnsKind kind_;
  mpl::DnsName name_;
  DnsAnswer answer_;
  std::uint32_t time_ = kMostLifetime;
  bool followed_ = false;
};

/// Whether the message repeats the question.
std::expected<void, DnsRefusal> check_question(const wire::Dns& message,
                                               const DnsQuestion& question, bool exact) {
  const mpl::DnsName name{std::string_view(question.name)};
  std::size_t count = 0;
  bool same = false, identical = false;
  for (const auto element : message.questions()) {
    const auto asked = element.question();
    ++count;
    same = asked.type() == type_of(question.kind) && asked.class_() == DnsClass::Internet &&
           asked.name() == name;
    identical = asked.name().identical(name);
  }
  if (count != 1 || !same)
    return std::unexpected(DnsRefusal::Foreign);
  if (exact && !identical)
    return std::unexpected(DnsRefusal::OtherCase);
  return {};
}

DnsAnswer negative(const wire::Dns& message, DnsAnswer::Outcome outcome) {
  return {.outcome = outcome, .lifetime = negative_lifetime(message)};
}

DnsAnswer answer_of(const wire::Dns& message, const DnsQuestion& question) {
  Chain chain(message, question);
  DnsAnswer answer = chain.follow();
  if (answer.outcome == DnsAnswer::Outcome::Found)
    return answer;
  // RFC 2308 2.1: of an alias, the code tells about the name at the end.
  if (message.rcode() == DnsRcode::NxDomain)
    return negative(message, DnsAnswer::Outcome::NoName);
  const os::Duration none = negative_lifetime(message);
  if (!chain.followed() || none > os::Duration())
    return negative(message, DnsAnswer::Outcome::NoData);
  answer.outcome = DnsAnswer::Outcome::Alias;
  answer.name = to_text(chain.name());
  return answer;
}

} // namespace

bool is_dns_name(std::string_view name) noexcept {
  // A dot at the end says that the name is whole; it is no label.
  return !name.empty() && name != "." && mpl::DnsName(name).valid();
}

std::string canonical_dns_name(std::string_view name) {
  if (name.ends_with('.'))
    name.remove_suffix(1);
  std::string text(name);
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

std::string reverse_dns_name(const Address& address) {
  std::string text;
  if (address.is_v4()) {
    for (std::size_t i = 4; i-- > 0;)
      text += os::format("{}.", std::uint32_t{address.bytes()[i]});
    return text + "in-addr.arpa";
  }
  for (std::size_t i = 16; i-- > 0;)
    text += os::format("{:x}.{:x}.", std::uint32_t{address.bytes()[i]} & 15u,
                       std::uint32_t{address.bytes()[i]} >> 4);
  return text + "ip6.arpa";
}

os::Bytes write_dns(os::MutableBytes into, std::uint16_t id, const DnsQuestion& question,
                    bool edns) {
  const std::array<wire::DnsQuestion_2::Fields, 1> questions{
      {{.question = {.name = std::string_view(question.name), .type = type_of(question.kind)}}}};
  // RFC 6891 6.1.2: the class of an OPT record is a size.
  const std::array<wire::DnsAdditional::Fields, 1> additionals{
      {{.record = {.name = {},
                   .class_ = static_cast<DnsClass>(kDnsUdpSize),
                   .type_clause = DnsRecord::Opt::Fields{}}}}};
  mpl::DnsTable names;
  const auto written =
      wire::Dns::build(into,
                       {.id = id,
                        .response = false,
                        .recursion_desired = true,
                        .questions = questions,
                        .additionals = edns ? mpl::Records<wire::DnsAdditional>(additionals)
                                            : mpl::Records<wire::DnsAdditional>()},
                       names);
  MIR_CHECK(written);
  return *written;
}

os::Bytes write_dns_in_stream(os::MutableBytes into, std::uint16_t id, const DnsQuestion& question,
                              bool edns) {
  std::array<std::byte, kMostDnsQuery> message;
  const auto written =
      wire::DnsStreamMessage::build(into, {.message = write_dns(message, id, question, edns)});
  MIR_CHECK(written);
  return *written;
}

std::optional<os::Bytes> dns_in_stream(os::Bytes received) noexcept {
  const auto message = wire::DnsStreamMessage::parse(received);
  if (!message)
    return std::nullopt;
  return message->message();
}

std::expected<DnsAnswer, DnsRefusal> read_dns(os::Bytes bytes, std::uint16_t id,
                                              const DnsQuestion& question, bool exact) {
  const auto message = wire::Dns::parse(bytes);
  if (!message)
    return std::unexpected(DnsRefusal::Malformed);
  if (message->id() != id || !message->response() || message->opcode() != wire::DnsOpcode::Query)
    return std::unexpected(DnsRefusal::Foreign);
  const DnsRcode code = message->rcode();
  // Who has not understood a question may not repeat it (RFC 6891 7).
  if ((code == DnsRcode::FormErr || code == DnsRcode::NotImp) && message->questions().empty())
    return DnsAnswer{.outcome = DnsAnswer::Outcome::NoEdns};
  if (const auto checked = check_question(*message, question, exact); !checked)
    return std::unexpected(checked.error());
  if (code == DnsRcode::FormErr || code == DnsRcode::NotImp)
    return DnsAnswer{.outcome = DnsAnswer::Outcome::NoEdns};
  if (code != DnsRcode::NoError && code != DnsRcode::NxDomain)
    return DnsAnswer{.outcome = DnsAnswer::Outcome::Failed};
  if (message->truncated())
    return DnsAnswer{.outcome = DnsAnswer::Outcome::Truncated};
  return answer_of(*message, question);
}

} // namespace mir::net
