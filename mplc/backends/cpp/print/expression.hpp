#pragma once
// Expressions of the IR as expressions of C++.

#include "mplc/backends/cpp/print/spelling.hpp"

namespace mir::mplc::cpp {

/// Prints the expressions of one function; remembers whether any of them needs a `mpl::Checked
/// checked`.
class ExpressionPrinter {
public:
  ExpressionPrinter(const Spelling& spelling, In in) : spelling_(spelling), in_(in) {}

  /// A C++ expression of type std::int64_t, std::uint64_t or bool, with parentheses where it is
  /// compound.
  [[nodiscard]] std::string print(const ir::Expr& expr) const;
  /// A condition that is true when the expression is not.
  [[nodiscard]] std::string negated(const ir::Expr& expr) const;
  /// The expression without parentheses around it.
  [[nodiscard]] std::string bare(const ir::Expr& expr) const;

private:
  [[nodiscard]] std::string leaf(const ir::Expr& expr) const;
  [[nodiscard]] std::string checked(const ir::Expr& expr) const;

  const Spelling& spelling_;
  In in_;
};

/// An expression may leave 64 bits, and its step must look at `checked` afterwards.
[[nodiscard]] bool needs_checked(const ir::Expr& expr);

/// The same of what the packet of `field` is given.
[[nodiscard]] bool arguments_checked(const ir::Field& field);
/// The same of some field of the packet.
[[nodiscard]] bool arguments_checked(const ir::Packet& packet);

/// A constant as C++ writes it, of the expression's type.
[[nodiscard]] std::string literal(const ir::Expr& expr);

} // namespace mir::mplc::cpp
