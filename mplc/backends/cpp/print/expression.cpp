#include "mplc/backends/cpp/print/expression.hpp"

#include "mplc/backends/cpp/print/format.hpp"
#include "mplc/backends/cpp/print/printer.hpp"

#include "llvm/Support/ErrorHandling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace mir::mplc::cpp {

namespace {

using Op = ir::Expr::Op;
using Type = ir::Expr::Type;

std::string_view type_name(Type type) {
  return type == Type::Bool ? "bool" : type == Type::U64 ? "std::uint64_t" : "std::int64_t";
}

/// The C++ operator of a node of two operands; empty if it has none.
std::string_view infix(Op op) {
  switch (op) {
  case Op::Add:
    return "+";
  case Op::Sub:
    return "-";
  case Op::Mul:
    return "*";
  case Op::Div:
    return "/";
  case Op::Mod:
    return "%";
  case Op::BitAnd:
    return "&";
  case Op::BitOr:
    return "|";
  case Op::BitXor:
    return "^";
  case Op::Shl:
    return "<<";
  case Op::Shr:
    return ">>";
  case Op::Eq:
    return "==";
  case Op::Ne:
    return "!=";
  case Op::Lt:
    return "<";
  case Op::Le:
    return "<=";
  case Op::Gt:
    return ">";
  case Op::Ge:
    return ">=";
  case Op::And:
    return "&&";
  case Op::Or:
    return "||";
  default:
    return "";
  }
}

/// The comparison that holds when this one does not.
std::string_view opposite(Op op) {
  switch (op) {
  case Op::Eq:
    return "!=";
  case Op::Ne:
    return "==";
  case Op::Lt:
    return ">=";
  case Op::Le:
    return ">";
  case Op::Gt:
    return "<=";
  case Op::Ge:
    return "<";
  default:
    return "";
  }
}

} // namespace

bool needs_checked(const ir::Expr& expr) {
  return expr.checked || std::ranges::any_of(expr.args, needs_checked);
}

bool arguments_checked(const ir::Field& field) {
  return std::ranges::any_of(field.wire.arguments, needs_checked);
}

bool arguments_checked(const ir::Packet& packet) {
  return std::ranges::any_of(packet.fields,
                             [](const ir::Field& field) { return arguments_checked(field); });
}

std::string literal(const ir::Expr& expr) {
  if (expr.type == Type::Bool)
    return expr.value != 0 ? "true" : "false";
  if (expr.type == Type::U64)
    return fmt::format("{}u", expr.value);
  const auto value = static_cast<std::int64_t>(expr.value);
  return value == INT64_MIN ? "INT64_MIN" : fmt::format("{}", value);
}

std::string ExpressionPrinter::leaf(const ir::Expr& expr) const {
  const auto cast = [&](const std::string& text) {
    return fmt::format("static_cast<{}>({})", type_name(expr.type), text);
  };
  switch (expr.op) {
  case Op::Constant:
    return literal(expr);
  case Op::Text:
    return text_literal(expr.text);
  case Op::Field: {
    if (expr.type == Type::Text)
      return text_of(spelling_, in_, expr.index);
    const std::string number = spelling_.number(in_, expr.index);
    return expr.type == Type::Bool ? number : cast(number);
  }
  case Op::Parameter:
    return spelling_.parameter(expr.index);
  case Op::ParameterLength:
    return cast(spelling_.parameter(expr.index) + ".size()");
  case Op::Position:
    return cast(spelling_.offset(in_, expr.position));
  case Op::Present:
    return spelling_.present(in_, expr.index);
  case Op::Count:
    return cast(spelling_.count(in_, expr.index));
  case Op::Length: {
    const ir::Field& field = spelling_.field(expr.index);
    return cast(spelling_.distance(in_, field.position, field.end));
  }
  default:
    llvm_unreachable("not a leaf");
  }
}

std::string ExpressionPrinter::checked(const ir::Expr& expr) const {
  const auto call = [&](std::string_view name) {
    std::string arguments;
    for (const ir::Expr& arg : expr.args)
      arguments += (arguments.empty() ? "" : ", ") + bare(arg);
    return fmt::format("checked.{}({})", name, arguments);
  };
  switch (expr.op) {
  case Op::Add:
    return call("add");
  case Op::Sub:
    return call("sub");
  case Op::Mul:
    return call("mul");
  case Op::Div:
    return call("div");
  case Op::Mod:
    return call("mod");
  case Op::Shl:
    return call("shl");
  case Op::Shr:
    return call("shr");
  case Op::Negate:
    return fmt::format("checked.sub(0, {})", bare(expr.args[0]));
  case Op::ToI64:
    return call("to_i64");
  default:
    llvm_unreachable("an operation that cannot overflow is marked as checked");
  }
}

std::string ExpressionPrinter::bare(const ir::Expr& expr) const {
  if (expr.args.empty())
    return leaf(expr);
  if (expr.checked)
    return checked(expr);
  switch (expr.op) {
  case Op::ToI64:
  case Op::ToU64:
    return fmt::format("static_cast<{}>({})", type_name(expr.type), bare(expr.args[0]));
  case Op::Negate:
    return fmt::format("-{}", print(expr.args[0]));
  case Op::Not:
    return negated(expr.args[0]);
  case Op::Select:
    return fmt::format("{} ? {} : {}", print(expr.args[0]), print(expr.args[1]),
                       print(expr.args[2]));
  default:
    return fmt::format("{} {} {}", print(expr.args[0]), infix(expr.op), print(expr.args[1]));
  }
}

std::string ExpressionPrinter::print(const ir::Expr& expr) const {
  const bool compound =
      !expr.args.empty() && !expr.checked && expr.op != Op::ToI64 && expr.op != Op::ToU64;
  return compound ? fmt::format("({})", bare(expr)) : bare(expr);
}

std::string ExpressionPrinter::negated(const ir::Expr& expr) const {
  if (const std::string_view op = opposite(expr.op); !op.empty())
    return fmt::format("{} {} {}", print(expr.args[0]), op, print(expr.args[1]));
  if (expr.op == Op::Not)
    return bare(expr.args[0]);
  return "!" + print(expr);
}

} // namespace mir::mplc::cpp
