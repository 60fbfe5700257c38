#pragma once
// The tests that a parse of one packet still makes, as `mplc explain-checks` shows them.

#include "mplc/ir/ir.hpp"

namespace mir::mplc::ir {

/// One way for parse() to fail: one branch of the generated code that is expected not to be taken.
struct RemainingCheck {
  enum class Kind {
    Bounds,   ///< bytes must be there
    Multiple, ///< a size must be a multiple
    Value,    ///< a field must have a value, or a condition hold
    Choice,   ///< a clause must match
    Format,   ///< what says itself how long it is must be sound, and there
    Packet,   ///< a nested packet, or an element, must be sound: its checks are its own
    Progress, ///< an element must take bytes
    Overflow  ///< arithmetic must stay within 64 bits
  };
  Kind kind = Kind::Bounds;
  FieldId field = 0;      ///< that an error would name
  std::string text{};     ///< what must hold, in words
  bool repeated = false;  ///< made once for each element of an array
  bool sometimes = false; ///< made only if a clause matched, or an optional field is there
  Location where{};
};

/// In the order of the parse program, from which the back ends print their code.
[[nodiscard]] std::vector<RemainingCheck> remaining_checks(const Module& module,
                                                           const Packet& packet);

/// "bounds", "value"...
[[nodiscard]] std::string_view name(RemainingCheck::Kind kind);

} // namespace mir::mplc::ir
