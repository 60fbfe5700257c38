// Questions and answers (RFC 1035 4, RFC 2308, RFC 5452).
#include "dns_server.hpp"

#include <gtest/gtest.h>

namespace mir::net::test {
namespace {

using os::literals::operator""_s;
using Outcome = DnsAnswer::Outcome;

const DnsQuestion kQuestion{"www.test", DnsKind::Address};

std::expected<DnsAnswer, DnsRefusal> read(const DnsReply& reply, bool exact = true) {
  return read_dns(dns_bytes(reply), 1, kQuestion, exact);
}
DnsAnswer found(std::vector<Address> addresses, os::Duration lifetime = 60_s) {
  return {.outcome = Outcome::Found, .addresses = std::move(addresses), .lifetime = lifetime};
}

TEST(DnsMessage, AsksWithAndWithoutEdns) {
  std::array<std::byte, kMostDnsQuery> bytes;
  for (const bool edns : {true, false}) {
    const auto message =
        wire::Dns::parse(write_dns(bytes, 0x1234, {"WwW.teST", DnsKind::Address}, edns));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->id(), 0x1234);
    EXPECT_FALSE(message->response());
    EXPECT_TRUE(message->recursion_desired());
    for (const auto question : message->questions())
      EXPECT_TRUE(question.question().name().identical(mpl::DnsName("WwW.teST")));
    EXPECT_EQ(message->additionals().count(), edns ? 1u : 0u);
    for (const auto additional : message->additionals()) {
      EXPECT_TRUE(additional.record().as_opt());
      EXPECT_EQ(static_cast<std::uint16_t>(additional.record().class_()), kDnsUdpSize);
    }
  }
}

TEST(DnsMessage, TheLongestNameFits) {
  const std::string label(63, 'a');
  const std::string name = label + '.' + label + '.' + label + '.' + std::string(61, 'b');
  ASSERT_EQ(name.size(), 253u);
  EXPECT_TRUE(is_dns_name(name));
  EXPECT_FALSE(is_dns_name(name + 'b'));
  std::array<std::byte, kMostDnsQuery + 2> bytes;
  EXPECT_EQ(write_dns_in_stream(bytes, 1, {name, DnsKind::Address}, true).size(), bytes.size());
}

TEST(DnsMessage, KnowsWhatIsAName) {
  for (const char* name : {"a", "a.b", "a.b.", "xn--bcher-kva.example", "_sip._tcp.x"})
    EXPECT_TRUE(is_dns_name(name)) << name;
  for (const char* name : {"", ".", "..", "a..b", ".a", "a..", "back\\slash"})
    EXPECT_FALSE(is_dns_name(name)) << name;
  EXPECT_FALSE(is_dns_name(std::string(64, 'a')));
  EXPECT_EQ(canonical_dns_name("WWW.Test."), "www.test");
}

TEST(DnsMessage, NamesAddresses) {
  EXPECT_EQ(reverse_dns_name(Address::v4(10, 0, 0, 2)), "2.0.0.10.in-addr.arpa");
  EXPECT_EQ(reverse_dns_name(*Address::parse("2001:db8::1")),
            "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
}

TEST(DnsMessage, ReadsAddresses) {
  EXPECT_EQ(*read({.answers = {a_record("www.test", 0x0a000001, 100),
                               a_record("www.test", 0x0a000002, 50)}}),
            found({Address::v4(10, 0, 0, 1), Address::v4(10, 0, 0, 2)}, 50_s));
}

TEST(DnsMessage, FollowsAliasesInAnyOrder) {
  EXPECT_EQ(*read({.answers = {a_record("c.test", 0x0a000001, 100), cname("b.test", "c.test", 7),
                               cname("www.test", "b.test")}}),
            found({Address::v4(10, 0, 0, 1)}, 7_s));
}

TEST(DnsMessage, BelievesNothingThatIsNotTheQuestionsAnswer) {
  EXPECT_EQ(*read({.answers = {a_record("www.test", 0x0a000001), a_record("bank.test", 0x0a000666),
                               cname("other.test", "www.test")}}),
            found({Address::v4(10, 0, 0, 1)}));
  EXPECT_EQ(read({.answers = {a_record("bank.test", 0x0a000666)}})->outcome, Outcome::NoData);
}

TEST(DnsMessage, AnAliasThatLeadsNowhereIsToBeAskedFor) {
  const auto answer = read({.answers = {cname("www.test", "b.test", 9)}});
  EXPECT_EQ(*answer, (DnsAnswer{.outcome = Outcome::Alias, .name = "b.test", .lifetime = 9_s}));
}

TEST(DnsMessage, AliasesInACircleEnd) {
  const auto answer = read({.answers = {cname("www.test", "b.test"), cname("b.test", "www.test")}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, Outcome::Alias);
}

TEST(DnsMessage, ReadsWhatThereIsNot) {
  using enum wire::DnsRcode;
  const auto none = read({.code = NxDomain, .authorities = {soa(300, 120)}});
  EXPECT_EQ(*none, (DnsAnswer{.outcome = Outcome::NoName, .lifetime = 120_s})); // RFC 2308 5
  EXPECT_EQ(read({.code = NxDomain, .authorities = {soa(90, 120)}})->lifetime, 90_s);
  EXPECT_EQ(read({.code = NxDomain, .authorities = {soa(900'000, 900'000)}})->lifetime, 3'600_s);
  EXPECT_EQ(read({.code = NxDomain})->lifetime, 0_s); // RFC 2308 5: not kept
  EXPECT_EQ(read({.authorities = {soa(300, 120)}})->outcome, Outcome::NoData);
  // Of an alias, the code is of its end (RFC 2308 2.1).
  EXPECT_EQ(read({.code = NxDomain, .answers = {cname("www.test", "b.test")}})->outcome,
            Outcome::NoName);
}

TEST(DnsMessage, ReadsNamesOfAddresses) {
  const DnsQuestion question{"2.0.0.10.in-addr.arpa", DnsKind::Pointer};
  const auto answer = read_dns(dns_bytes({.question = "2.0.0.10.in-addr.arpa",
                                          .type = wire::DnsType::Ptr,
                                          .answers = {ptr("2.0.0.10.in-addr.arpa", "Www.Test")}}),
                               1, question, true);
  EXPECT_EQ(answer->name, "www.test");
}

TEST(DnsMessage, TellsFailuresApart) {
  using enum wire::DnsRcode;
  EXPECT_EQ(read({.code = ServFail})->outcome, Outcome::Failed);
  EXPECT_EQ(read({.code = Refused})->outcome, Outcome::Failed);
  EXPECT_EQ(read({.code = FormErr})->outcome, Outcome::NoEdns);
  EXPECT_EQ(read({.code = FormErr, .repeats_question = false})->outcome, Outcome::NoEdns);
  EXPECT_EQ(read({.truncated = true})->outcome, Outcome::Truncated);
}

TEST(DnsMessage, RefusesTheAnswersOfOtherQuestions) {
  using enum DnsRefusal;
  EXPECT_EQ(read({.id = 2}).error(), Foreign);
  EXPECT_EQ(read({.question = "bank.test"}).error(), Foreign);
  EXPECT_EQ(read({.type = wire::DnsType::Ptr}).error(), Foreign);
  EXPECT_EQ(read({.response = false}).error(), Foreign);
  EXPECT_EQ(read({.repeats_question = false}).error(), Foreign);
  EXPECT_EQ(read({.question = "www.TEST"}).error(), OtherCase);
  EXPECT_TRUE(read({.question = "www.TEST"}, false));
}

TEST(DnsMessage, KeepsAtMostSixteenAddresses) {
  std::vector<Record::Fields> many;
  for (std::uint32_t i = 1; i <= 50; ++i)
    many.push_back(a_record("www.test", 0x0a000000 + i));
  EXPECT_EQ(read({.answers = many})->addresses.size(), 16u);
}

TEST(DnsMessage, RefusesEveryTruncationAndSurvivesEveryFlippedBit) {
  const auto bytes = dns_bytes({.answers = {cname("www.test", "b.test"), a_record("b.test", 1)}});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(read_dns(os::Bytes(bytes).first(size), 1, kQuestion, true)) << size;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    auto flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    if (const auto answer = read_dns(flipped, 1, kQuestion, true)) {
      EXPECT_LE(answer->lifetime, 86'400_s);
    }
  }
}

TEST(DnsMessage, FindsAMessageInAStream) {
  std::array<std::byte, kMostDnsQuery + 2> bytes;
  const os::Bytes whole = write_dns_in_stream(bytes, 1, kQuestion, true);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_FALSE(dns_in_stream(whole.first(size)));
  EXPECT_EQ(dns_in_stream(whole)->size(), whole.size() - 2);
}

} // namespace
} // namespace mir::net::test
