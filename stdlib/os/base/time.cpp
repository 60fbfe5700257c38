#include <mir/os/base/time.hpp>

#include <mir/os/base/format.hpp>

namespace mir::os {
namespace {

struct Scale {
  std::uint64_t ns;
  std::string_view name;
};
constexpr Scale kScales[] = {{1'000'000'000, "s"}, {1'000'000, "ms"}, {1'000, "us"}, {1, "ns"}};

/// The decimals of a fraction below one, without trailing zeros and at most three.
void write_thousandths(Writer& out, std::uint64_t thousandths) {
  if (thousandths == 0)
    return;
  const char digits[] = {'.', static_cast<char>('0' + thousandths / 100),
                         static_cast<char>('0' + thousandths / 10 % 10),
                         static_cast<char>('0' + thousandths % 10)};
  std::size_t length = sizeof digits;
  while (digits[length - 1] == '0')
    --length;
  out.write({digits, length});
}

} // namespace

void format_value(Writer& out, Duration duration) {
  const bool negative = duration.ns() < 0;
  const std::uint64_t ns = negative ? 0 - static_cast<std::uint64_t>(duration.ns())
                                    : static_cast<std::uint64_t>(duration.ns());
  if (negative)
    out.put('-');
  if (ns == 0)
    return out.write("0s");
  for (const Scale& unit : kScales) {
    if (ns < unit.ns)
      continue;
    out.write_decimal(ns / unit.ns);
    if (unit.ns > 1)
      write_thousandths(out, ns % unit.ns / (unit.ns / 1'000));
    return out.write(unit.name);
  }
}

void format_value(Writer& out, Instant instant) {
  out.write_decimal(instant.ns() / 1'000'000'000);
  out.put('.');
  std::uint64_t us = instant.ns() / 1'000 % 1'000'000;
  for (std::uint64_t digit = 100'000; digit > 0; digit /= 10) {
    out.put(static_cast<char>('0' + us / digit % 10));
  }
}

} // namespace mir::os
