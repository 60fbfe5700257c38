#include "mplc/decode/evaluate.hpp"

#include <llvm/Support/ErrorHandling.h>

#include <algorithm>
#include <limits>

namespace mir::mplc::decode {
namespace {

using Op = ir::Expr::Op;
using Type = ir::Expr::Type;

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();

Value number(std::int64_t value) { return {.bits = static_cast<std::uint64_t>(value)}; }
Value boolean(bool value) { return {.bits = value ? 1u : 0u}; }

template <class T> bool ordered(Op op, const T& a, const T& b) {
  switch (op) {
  case Op::Eq:
    return a == b;
  case Op::Ne:
    return a != b;
  case Op::Lt:
    return a < b;
  case Op::Le:
    return a <= b;
  case Op::Gt:
    return a > b;
  case Op::Ge:
    return a >= b;
  default:
    llvm_unreachable("not a comparison");
  }
}

} // namespace

bool may_overflow(const ir::Expr& expr) {
  return expr.checked || std::ranges::any_of(expr.args, may_overflow);
}

Value Evaluator::run(const ir::Expr& expr) {
  switch (expr.op) {
  case Op::Constant:
    return {.bits = expr.value};
  case Op::Text:
    return {.text = expr.text};
  case Op::ToI64: {
    const Value value = run(expr.args[0]);
    overflow_ |= expr.checked && value.number() < 0;
    return value;
  }
  case Op::ToU64:
    return run(expr.args[0]);
  case Op::Not:
    return boolean(run(expr.args[0]).bits == 0);
  case Op::Negate: {
    std::int64_t result = 0;
    overflow_ |= __builtin_sub_overflow(std::int64_t{0}, run(expr.args[0]).number(), &result);
    return number(result);
  }
  // As in C++, what need not be computed is not: it may be what the left side rules out.
  case Op::And:
    return boolean(run(expr.args[0]).bits != 0 && run(expr.args[1]).bits != 0);
  case Op::Or:
    return boolean(run(expr.args[0]).bits != 0 || run(expr.args[1]).bits != 0);
  case Op::Select:
    return run(expr.args[run(expr.args[0]).bits != 0 ? 1 : 2]);
  default:
    return expr.args.empty() ? leaf_(expr) : binary(expr);
  }
}

Value Evaluator::binary(const ir::Expr& expr) {
  const Value a = run(expr.args[0]);
  const Value b = run(expr.args[1]);
  if (expr.op >= Op::Eq && expr.op <= Op::Ge)
    return boolean(compare(expr, a, b));
  return number(arithmetic(expr, a.number(), b.number()));
}

bool Evaluator::compare(const ir::Expr& expr, const Value& a, const Value& b) const {
  switch (expr.args[0].type) {
  case Type::Text:
    return ordered(expr.op, a.text, b.text);
  case Type::I64:
    return ordered(expr.op, a.number(), b.number());
  default:
    return ordered(expr.op, a.bits, b.bits);
  }
}

std::int64_t Evaluator::arithmetic(const ir::Expr& expr, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (expr.op) {
  case Op::Add:
    overflow_ |= __builtin_add_overflow(a, b, &result);
    return result;
  case Op::Sub:
    overflow_ |= __builtin_sub_overflow(a, b, &result);
    return result;
  case Op::Mul:
    overflow_ |= __builtin_mul_overflow(a, b, &result);
    return result;
  case Op::Div:
    if (b == 0 || (b == -1 && a == kLowest)) {
      overflow_ = true;
      return 0;
    }
    return a / b;
  case Op::Mod:
    overflow_ |= b == 0;
    return b == 0 || b == -1 ? 0 : a % b;
  case Op::BitAnd:
    return a & b;
  case Op::BitOr:
    return a | b;
  case Op::BitXor:
    return a ^ b;
  default:
    return shift(expr, a, b);
  }
}

std::int64_t Evaluator::shift(const ir::Expr& expr, std::int64_t a, std::int64_t b) {
  const bool left = expr.op == Op::Shl;
  if (b < 0 || b > (left ? 62 : 63)) {
    overflow_ = true;
    return 0;
  }
  if (!left)
    return a >> b;
  std::int64_t result = 0;
  overflow_ |= __builtin_mul_overflow(a, std::int64_t{1} << b, &result);
  return result;
}

} // namespace mir::mplc::decode
