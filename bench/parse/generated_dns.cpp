/// \file
/// The contender for domain names: the same messages through the view that mplc wrote, each name
/// copied out of it.
#include "workload.h"

#include <array>

#include <mir/net/wire/dns.hpp>

namespace {

/// Copies one name after the other, and adds up what the hand-written parser does.
class Names {
public:
  void operator()(const mpl::DnsName& name) {
    const auto copied = name.copy(buffer_);
    value_ += copied->size() + std::to_integer<std::uint64_t>(buffer_[1]);
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

private:
  std::array<std::byte, mpl::DnsName::kLongest> buffer_{};
  std::uint64_t value_ = 0;
};

void take_record(const mir::net::wire::DnsRecord& record, Names& names) {
  names(record.name());
  if (const auto mx = record.as_mx())
    names(mx->exchange());
  else if (const auto ns = record.as_ns())
    names(ns->host());
  else if (const auto cname = record.as_cname())
    names(cname->host());
  else if (const auto ptr = record.as_ptr())
    names(ptr->host());
}

} // namespace

sums generated_names(const frame* frames, std::size_t count) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    const mpl::Bytes bytes{reinterpret_cast<const std::byte*>(frames[i].bytes), frames[i].size};
    const auto message = mir::net::wire::Dns::parse(bytes);
    if (!message)
      continue;
    Names names;
    for (const auto& question : message->questions())
      names(question.question().name());
    for (const auto& answer : message->answers())
      take_record(answer.record(), names);
    for (const auto& authority : message->authorities())
      take_record(authority.record(), names);
    for (const auto& additional : message->additionals())
      take_record(additional.record(), names);
    ++result.accepted;
    result.value += names.value();
  }
  return result;
}
