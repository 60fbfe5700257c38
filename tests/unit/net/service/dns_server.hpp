/// \file
/// What a name server says, as bytes, for tests of the resolver.
#pragma once

#include <string>
#include <vector>

#include <mir/net/service/dns_message.hpp>
#include <mir/net/wire/dns.hpp>

namespace mir::net::test {

using Record = wire::DnsRecord;

/// One answer. What a test wants otherwise it changes.
struct DnsReply {
  std::uint16_t id = 1;
  std::string question = "www.test";
  wire::DnsType type = wire::DnsType::A;
  wire::DnsRcode code = wire::DnsRcode::NoError;
  bool response = true, truncated = false;
  bool repeats_question = true;
  std::vector<Record::Fields> answers = {};
  std::vector<Record::Fields> authorities = {};
};

[[nodiscard]] inline Record::Fields a_record(const char* name, std::uint32_t address,
                                             std::uint32_t ttl = 60) {
  const auto byte = [address](unsigned shift) { return static_cast<std::byte>(address >> shift); };
  return {.name = name,
          .ttl = ttl,
          .type_clause = Record::A::Fields{.address = {byte(24), byte(16), byte(8), byte(0)}}};
}
[[nodiscard]] inline Record::Fields cname(const char* name, const char* host,
                                          std::uint32_t ttl = 60) {
  return {.name = name, .ttl = ttl, .type_clause = Record::Cname::Fields{.host = host}};
}
[[nodiscard]] inline Record::Fields ptr(const char* name, const char* host) {
  return {.name = name, .ttl = 60, .type_clause = Record::Ptr::Fields{.host = host}};
}
[[nodiscard]] inline Record::Fields soa(std::uint32_t ttl, std::uint32_t minimum) {
  return {.name = "test",
          .ttl = ttl,
          .type_clause = Record::Soa::Fields{.primary = "ns.test",
                                             .mailbox = "m.test",
                                             .serial = 1,
                                             .refresh = 1,
                                             .retry = 1,
                                             .expire = 1,
                                             .minimum = minimum}};
}

[[nodiscard]] inline std::vector<std::byte> dns_bytes(const DnsReply& reply) {
  std::vector<wire::DnsQuestion_2::Fields> questions;
  if (reply.repeats_question)
    questions.push_back(
        {.question = {.name = std::string_view(reply.question), .type = reply.type}});
  std::vector<wire::DnsAnswer::Fields> answers;
  for (const Record::Fields& record : reply.answers)
    answers.push_back({.record = record});
  std::vector<wire::DnsAuthority::Fields> authorities;
  for (const Record::Fields& record : reply.authorities)
    authorities.push_back({.record = record});
  std::vector<std::byte> bytes(4'096);
  mpl::DnsTable names;
  const auto written = wire::Dns::build(bytes,
                                        {.id = reply.id,
                                         .response = reply.response,
                                         .truncated = reply.truncated,
                                         .rcode = reply.code,
                                         .questions = questions,
                                         .answers = answers,
                                         .authorities = authorities},
                                        names);
  bytes.resize(written.value().size());
  return bytes;
}

} // namespace mir::net::test
