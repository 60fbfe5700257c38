/// \file
/// The contender for domain names: the same messages through the parser that mplc wrote, which
/// hands out each record as it is checked, its names decompressed; and by a loop over the records
/// of a view, each read again and its names copied.
#include "workload.h"

#include <array>

#include <mir/net/wire/dns.hpp>

namespace {

using mir::net::wire::Dns;
using mir::net::wire::DnsRecord;

/// The octets of a name that parse_each() hands out stand in memory already.
struct Plain {
  mpl::Bytes operator()(const mpl::DnsName& name) const { return name.plain(); }
};

/// Those of a name of a view are to be copied.
class Copied {
public:
  mpl::Bytes operator()(const mpl::DnsName& name) { return *name.copy(buffer_); } // fits: kLongest

private:
  std::array<std::byte, mpl::DnsName::kLongest> buffer_;
};

/// Takes one name after the other, and adds up what the hand-written parser does.
template <class Octets> class Names {
public:
  void operator()(const Dns::Question& element) { add(element.question().name()); }
  void operator()(const Dns::Answer& element) { add(element.record()); }
  void operator()(const Dns::Authority& element) { add(element.record()); }
  void operator()(const Dns::Additional& element) { add(element.record()); }
  [[nodiscard]] std::uint64_t value() const { return value_; }

private:
  void add(const mpl::DnsName& name) {
    const mpl::Bytes octets = octets_(name);
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

  Octets octets_;
  std::uint64_t value_ = 0;
};

mpl::Bytes bytes(const frame& frame) {
  return {reinterpret_cast<const std::byte*>(frame.bytes), frame.size};
}

} // namespace

sums generated_names(const frame* frames, std::size_t count) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    Names<Plain> names;
    if (!Dns::parse_each(bytes(frames[i]), names))
      continue;
    ++result.accepted;
    result.value += names.value();
  }
  return result;
}

sums generated_again(const frame* frames, std::size_t count) {
  sums result{};
  for (std::size_t i = 0; i < count; ++i) {
    const auto message = Dns::parse(bytes(frames[i]));
    if (!message)
      continue;
    Names<Copied> names;
    const auto each = [&names](const auto& elements) {
      for (const auto& element : elements)
        names(element);
    };
    each(message->questions());
    each(message->answers());
    each(message->authorities());
    each(message->additionals());
    ++result.accepted;
    result.value += names.value();
  }
  return result;
}
