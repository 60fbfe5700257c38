/// \file
/// The contender for domain names: the same messages through the parser that mplc wrote, which
/// hands out each record as it is checked, its names decompressed.
#include "workload.h"

#include <mir/net/wire/dns.hpp>

namespace {

using mir::net::wire::Dns;
using mir::net::wire::DnsRecord;

/// Takes one name after the other, and adds up what the hand-written parser does.
class Names {
public:
  void operator()(const Dns::Question& element) { add(element.question().name()); }
  void operator()(const Dns::Answer& element) { add(element.record()); }
  void operator()(const Dns::Authority& element) { add(element.record()); }
  void operator()(const Dns::Additional& element) { add(element.record()); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

private:
  void add(const mpl::DnsName& name) {
    const mpl::Bytes octets = name.plain();
    value_ += octets.size() + std::to_integer<std::uint64_t>(octets[1]);
  }
  void add(const DnsRecord& record) {
    add(record.name());
    if (const auto mx = record.as_mx())
      add(mx->exchange());
    else if (const auto ns = record.as_ns())
      add(ns->host());
    else if (const auto cname = record.as_cname())
      add(cname->host());
    else if (const auto ptr = record.as_ptr())
      add(ptr->host());
  }

  std::uint64_t value_ = 0;
};

} // namespace

sums generated_names(const frame* frames, std::size_t count) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    const mpl::Bytes bytes{reinterpret_cast<const std::byte*>(frames[i].bytes), frames[i].size};
    Names names;
    if (!Dns::parse_each(bytes, names))
      continue;
    ++result.accepted;
    result.value += names.value();
  }
  return result;
}
