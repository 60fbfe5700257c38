// One question until its answer, and what is kept of it, in virtual time.
#include "dns_server.hpp"

#include <set>

#include <gtest/gtest.h>
#include <mir/net/service/dns_cache.hpp>
#include <mir/net/service/dns_query.hpp>

namespace mir::net::test {
namespace {

using os::literals::operator""_s;
using Outcome = DnsAnswer::Outcome;

const Address kFirst = Address::v4(10, 0, 0, 1), kSecond = Address::v4(10, 0, 0, 2);

NameServers servers(std::initializer_list<Address> list) {
  NameServers result;
  for (const Address& server : list)
    result.add(server);
  return result;
}

class Asked {
public:
  explicit Asked(std::initializer_list<Address> list = {kFirst}, std::uint64_t seed = 1)
      : random_(seed), query({"www.test", DnsKind::Address}, servers(list), random_) {}
  /// Answers the attempt that is waiting.
  bool answer(DnsReply reply) {
    reply.id = query.attempt()->id;
    reply.question = query.attempt()->question.name;
    return query.received(dns_bytes(reply));
  }

private:
  os::Random random_;

public:
  DnsQuery query;
};

TEST(DnsQuery, AsksTheFirstServer) {
  Asked asked;
  ASSERT_TRUE(asked.query.attempt());
  EXPECT_EQ(asked.query.attempt()->server, kFirst);
  EXPECT_FALSE(asked.query.attempt()->over_tcp);
  EXPECT_TRUE(asked.query.attempt()->edns);
  EXPECT_TRUE(asked.answer({.answers = {a_record("www.test", 0x0a000009)}}));
  EXPECT_FALSE(asked.query.attempt());
  EXPECT_EQ(asked.query.result()->addresses, std::vector{Address::v4(10, 0, 0, 9)});
}

TEST(DnsQuery, WithoutAServerThereIsNothingToAsk) {
  Asked asked({});
  EXPECT_FALSE(asked.query.attempt());
  EXPECT_EQ(asked.query.result().error(), os::Errc::Unsupported);
}

TEST(DnsQuery, GoesRoundTheServersThreeTimes) {
  Asked asked({kFirst, kSecond});
  std::vector<std::pair<Address, std::int64_t>> attempts;
  while (asked.query.attempt()) {
    attempts.emplace_back(asked.query.attempt()->server, asked.query.attempt()->limit.s());
    asked.query.timed_out();
  }
  const std::vector<std::pair<Address, std::int64_t>> expected{
      {kFirst, 2}, {kSecond, 2}, {kFirst, 4}, {kSecond, 4}, {kFirst, 8}, {kSecond, 8}};
  EXPECT_EQ(attempts, expected);
  EXPECT_EQ(asked.query.result().error(), os::Errc::TimedOut);
}

TEST(DnsQuery, EveryAttemptHasAnotherNumberAndOtherLetters) {
  std::set<std::uint16_t> ids;
  std::set<std::string> names;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Asked asked({kFirst, kSecond}, seed);
    while (asked.query.attempt()) {
      ids.insert(asked.query.attempt()->id);
      names.insert(asked.query.attempt()->question.name);
      EXPECT_EQ(canonical_dns_name(asked.query.attempt()->question.name), "www.test");
      asked.query.timed_out();
    }
  }
  EXPECT_GT(ids.size(), 110u);  // of 120 drawn
  EXPECT_GT(names.size(), 60u); // of 128 that there are
}

TEST(DnsQuery, AForgedAnswerIsNoneAndTheTrueOneCounts) {
  Asked asked;
  DnsReply forged{.id = static_cast<std::uint16_t>(asked.query.attempt()->id + 1),
                  .question = asked.query.attempt()->question.name,
                  .answers = {a_record("www.test", 0x0a000666)}};
  EXPECT_FALSE(asked.query.received(dns_bytes(forged)));
  EXPECT_FALSE(asked.query.received({}));
  EXPECT_TRUE(asked.answer({.answers = {a_record("www.test", 0x0a000009)}}));
  EXPECT_EQ(asked.query.result()->addresses, std::vector{Address::v4(10, 0, 0, 9)});
}

TEST(DnsQuery, AnAnswerInOtherLettersIsAskedForOverTcp) {
  Asked asked;
  const DnsReply reply{.id = asked.query.attempt()->id,
                       .question = "WWW.test" == asked.query.attempt()->question.name ? "www.TEST"
                                                                                      : "WWW.test",
                       .answers = {a_record("www.test", 0x0a000666)}};
  EXPECT_TRUE(asked.query.received(dns_bytes(reply)));
  ASSERT_TRUE(asked.query.attempt());
  EXPECT_TRUE(asked.query.attempt()->over_tcp);
  const DnsReply again{.id = asked.query.attempt()->id,
                       .question = "www.test",
                       .answers = {a_record("www.test", 0x0a000009)}};
  EXPECT_TRUE(asked.query.received(dns_bytes(again)));
  EXPECT_EQ(asked.query.result()->addresses, std::vector{Address::v4(10, 0, 0, 9)});
}

TEST(DnsQuery, WhatWasCutShortComesOverTcp) {
  Asked asked({kFirst, kSecond});
  EXPECT_TRUE(asked.answer({.truncated = true}));
  EXPECT_TRUE(asked.query.attempt()->over_tcp);
  EXPECT_EQ(asked.query.attempt()->server, kFirst);
  asked.query.failed(); // it does not speak TCP
  EXPECT_FALSE(asked.query.attempt()->over_tcp);
  EXPECT_EQ(asked.query.attempt()->server, kSecond);
}

TEST(DnsQuery, AServerWithoutEdnsIsAskedWithoutIt) {
  Asked asked({kFirst, kSecond});
  EXPECT_TRUE(asked.answer({.code = wire::DnsRcode::FormErr, .repeats_question = false}));
  EXPECT_EQ(asked.query.attempt()->server, kFirst);
  EXPECT_FALSE(asked.query.attempt()->edns);
  EXPECT_TRUE(asked.answer({.code = wire::DnsRcode::FormErr})); // nor does that help
  EXPECT_EQ(asked.query.attempt()->server, kSecond);
  EXPECT_TRUE(asked.query.attempt()->edns);
}

TEST(DnsQuery, AServerThatFailsIsPassedOver) {
  Asked asked({kFirst, kSecond});
  EXPECT_TRUE(asked.answer({.code = wire::DnsRcode::ServFail}));
  EXPECT_EQ(asked.query.attempt()->server, kSecond);
  EXPECT_TRUE(asked.answer({.answers = {a_record("www.test", 0x0a000009)}}));
  EXPECT_TRUE(asked.query.result());

  Asked all({kFirst});
  while (all.query.attempt())
    EXPECT_TRUE(all.answer({.code = wire::DnsRcode::Refused}));
  EXPECT_EQ(all.query.result().error(), os::Errc::ServerFailed);
}

TEST(DnsQuery, AsksForWhatAnAliasLeadsTo) {
  Asked asked;
  EXPECT_TRUE(asked.answer({.answers = {cname("www.test", "b.test", 5)}}));
  ASSERT_TRUE(asked.query.attempt());
  EXPECT_EQ(canonical_dns_name(asked.query.attempt()->question.name), "b.test");
  EXPECT_TRUE(asked.answer({.answers = {a_record("b.test", 0x0a000009, 60)}}));
  EXPECT_EQ(asked.query.result()->lifetime, 5_s); // the shortest of them
}

TEST(DnsQuery, AliasesWithoutEndEnd) {
  Asked asked;
  unsigned questions = 0;
  for (; asked.query.attempt() && questions < 100; ++questions) {
    const std::string name = canonical_dns_name(asked.query.attempt()->question.name);
    EXPECT_TRUE(asked.answer({.answers = {cname(name.c_str(), ("a" + name).c_str())}}));
  }
  EXPECT_EQ(questions, 9u);
  EXPECT_EQ(asked.query.result().error(), os::Errc::ServerFailed);
}

TEST(DnsQuery, RemembersThatThereIsNothing) {
  Asked asked;
  EXPECT_TRUE(asked.answer({.code = wire::DnsRcode::NxDomain, .authorities = {soa(60, 30)}}));
  EXPECT_EQ(*asked.query.result(), (DnsAnswer{.outcome = Outcome::NoName, .lifetime = 30_s}));
}

// ------------------------------------------------------------------------------------------------

DnsQuestion question(std::size_t number) { return {os::format("n{}.test", number)}; }
DnsAnswer answer(os::Duration lifetime) {
  return {.outcome = Outcome::Found, .addresses = {kFirst}, .lifetime = lifetime};
}
os::Instant at(os::Duration after) { return os::Instant::from_ns(1'000'000'000) + after; }

TEST(DnsCache, KeepsAnAnswerAsLongAsItSays) {
  DnsCache cache;
  EXPECT_EQ(cache.find(question(1), at(0_s)), nullptr);
  cache.put(question(1), answer(60_s), at(0_s));
  ASSERT_NE(cache.find(question(1), at(59_s)), nullptr);
  EXPECT_EQ(cache.find(question(1), at(59_s))->addresses, std::vector{kFirst});
  EXPECT_EQ(cache.find(question(1), at(60_s)), nullptr);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(DnsCache, DoesNotKeepWhatIsNotToBeKept) {
  DnsCache cache;
  cache.put(question(1), answer(0_s), at(0_s));
  EXPECT_EQ(cache.size(), 0u);
}

TEST(DnsCache, KindsAreDifferentQuestions) {
  DnsCache cache;
  cache.put({"x", DnsKind::Address}, answer(60_s), at(0_s));
  EXPECT_EQ(cache.find({"x", DnsKind::Pointer}, at(0_s)), nullptr);
}

TEST(DnsCache, IsBounded) {
  DnsCache cache;
  for (std::size_t i = 0; i < 10 * DnsCache::kMost; ++i)
    cache.put(question(i), answer(os::Duration::seconds(100 + static_cast<std::int64_t>(i))),
              at(0_s));
  EXPECT_EQ(cache.size(), DnsCache::kMost);
  EXPECT_EQ(cache.find(question(0), at(1_s)), nullptr); // what would have ended first
  EXPECT_NE(cache.find(question(10 * DnsCache::kMost - 1), at(1_s)), nullptr);
  cache.put(question(1), answer(60_s), at(100'000_s)); // all are over
  EXPECT_EQ(cache.size(), 1u);
}

} // namespace
} // namespace mir::net::test
