#pragma once
// The value of an expression, as generated code computes it.

#include "mplc/ir/ir.hpp"

#include <functional>
#include <string_view>

namespace mir::mplc::decode {

/// What an expression yields. `bits` of I64 is its two's complement, of Bool 0 or 1.
struct Value {
  std::uint64_t bits = 0;
  std::string_view text{};
  [[nodiscard]] std::int64_t number() const { return static_cast<std::int64_t>(bits); }
};

/// Computes expressions. The leaves are asked of `leaf`; arithmetic that leaves 64 bits goes on
/// with a meaningless number, and is remembered.
class Evaluator {
public:
  using Leaf = std::function<Value(const ir::Expr&)>;
  explicit Evaluator(Leaf leaf) : leaf_(std::move(leaf)) {}

  Value run(const ir::Expr& expr);
  /// Whether any result so far left 64 bits.
  [[nodiscard]] bool overflow() const { return overflow_; }

private:
  Value binary(const ir::Expr& expr);
  std::int64_t arithmetic(const ir::Expr& expr, std::int64_t a, std::int64_t b);
  std::int64_t shift(const ir::Expr& expr, std::int64_t a, std::int64_t b);
  bool compare(const ir::Expr& expr, const Value& a, const Value& b) const;

  Leaf leaf_;
  bool overflow_ = false;
};

/// Whether any part of the expression may leave 64 bits: then generated code looks afterwards.
[[nodiscard]] bool may_overflow(const ir::Expr& expr);

} // namespace mir::mplc::decode
