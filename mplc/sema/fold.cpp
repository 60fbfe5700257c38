// Constant expressions.
#include "mplc/sema/scope.hpp"

#include <algorithm>
#include <cassert>

namespace mir::mplc::sema {
namespace {

constexpr Int kMost = ~std::uint64_t{0};
constexpr Int kLeast = -(Int{1} << 63);

/// The value of an operator of constants; false where it has none.
bool compute(const Expr& expr, Int& out) {
  const Int a = expr.operands[0].value;
  const Int b = expr.operands.size() > 1 ? expr.operands[1].value : 0;
  switch (expr.op) {
  case Op::Negate:
    out = -a;
    return true;
  case Op::Not:
    out = a == 0;
    return true;
  case Op::Or:
    out = a != 0 || b != 0;
    return true;
  case Op::And:
    out = a != 0 && b != 0;
    return true;
  case Op::Greater:
    out = a > b;
    return true;
  case Op::GreaterEqual:
    out = a >= b;
    return true;
  case Op::Less:
    out = a < b;
    return true;
  case Op::LessEqual:
    out = a <= b;
    return true;
  case Op::Equal:
    out = a == b;
    return true;
  case Op::NotEqual:
    out = a != b;
    return true;
  case Op::BitOr:
    out = a | b;
    return true;
  case Op::BitXor:
    out = a ^ b;
    return true;
  case Op::BitAnd:
    out = a & b;
    return true;
  case Op::ShiftLeft:
    out = b >= 0 && b < 64 ? a * (Int{1} << b) : 0;
    return b >= 0 && b < 64 && a <= kMost;
  case Op::ShiftRight:
    out = b >= 0 && b < 64 ? a >> b : 0;
    return b >= 0 && b < 64;
  case Op::Add:
    out = a + b;
    return true;
  case Op::Subtract:
    out = a - b;
    return true;
  case Op::Multiply:
    return !__builtin_mul_overflow(a, b, &out);
  case Op::Divide:
    out = a / b;
    return true;
  case Op::Modulo:
    out = a % b;
    return true;
  default:
    break;
  }
  assert(false && "an operator that cannot be folded");
  return false;
}

} // namespace

Expr constant(Range range, Type type, Int value) {
  return {.op = Op::Constant, .type = type, .range = range, .value = value};
}

Expr fold(Diagnostics& diagnostics, Expr expr) {
  if (std::ranges::any_of(expr.operands, &Expr::failed))
    return {};
  if (expr.op == Op::Select && expr.operands[0].op == Op::Constant) {
    Expr chosen = std::move(expr.operands[expr.operands[0].value != 0 ? 1 : 2]);
    chosen.range = expr.range;
    return chosen;
  }
  const bool divides = expr.op == Op::Divide || expr.op == Op::Modulo;
  if (divides && expr.operands[1].op == Op::Constant && expr.operands[1].value == 0) {
    diagnostics.report(Diag::DivisionByZero, expr.operands[1].range).done();
    return {};
  }
  if (!std::ranges::all_of(expr.operands, [](const Expr& e) { return e.op == Op::Constant; }))
    return expr;
  Int value = 0;
  if (!compute(expr, value) || value < kLeast || value > kMost) {
    diagnostics.report(Diag::ConstantOverflow, expr.range).done();
    return {};
  }
  return constant(expr.range, expr.type, value);
}

} // namespace mir::mplc::sema
