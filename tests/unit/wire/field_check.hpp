/// \file
/// Compares the fields of one header with tshark's.
#pragma once

#include "dissection.hpp"
#include "malformed.hpp"
#include "report.hpp"

#include <cstdint>

namespace mir::wire_test {

/// One header: what tshark says of it, and where it begins.
class FieldCheck {
public:
  /// \param where "FILE packet N", for messages. Borrows everything.
  FieldCheck(Report& report, const std::string& where, const Protocol& tshark)
      : report_(report), where_(where), tshark_(tshark) {}

  /// tshark's value of the field, a hexadecimal number, must be ours.
  void number(std::string_view name, std::size_t offset, std::size_t size, std::uint64_t ours);
  /// The same of a field whose value tshark gives unmasked: what it shows must be ours.
  void shown(std::string_view name, std::size_t offset, std::size_t size, std::uint64_t ours);
  /// The bytes of the field must be ours.
  void bytes(std::string_view name, std::size_t offset, Bytes ours);
  /// The field must begin with our bytes, and be longer.
  void starts_with(std::string_view name, std::size_t offset, Bytes ours);
  /// A number that tshark works out and puts nowhere in the packet.
  void derived(std::string_view name, std::uint64_t ours);
  /// Everything tshark shows between `offset` and the end of `ours` must agree with `ours`, and
  /// leave no byte out.
  void covers(std::size_t offset, Bytes ours);
  /// Where the header ends, or the message.
  void extent(std::size_t size);

  /// Are the bytes of tshark's field others than those at its place in the packet?
  [[nodiscard]] static bool differs(const Item& item, Bytes packet);

private:
  void fail(std::string_view name, const std::string& ours, const std::string& theirs);
  const Item* at(std::string_view name, std::size_t offset, std::size_t size);

  Report& report_;
  const std::string& where_;
  const Protocol& tshark_;
};

/// Digits of bytes, as tshark's `value` has them.
[[nodiscard]] std::string hex(Bytes bytes);

} // namespace mir::wire_test
