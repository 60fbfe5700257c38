#include "mplc/parse/expression.hpp"

#include <array>

namespace mir::mplc {
namespace {

using ast::Expr;
using ast::ExprKind;

// Nesting deeper than this is no specification, and would overflow the stack here or in a later
// phase.
constexpr unsigned kDeepest = 200;

struct Operator {
  TokenKind token;
  ExprKind kind;
  unsigned level; ///< higher binds tighter
};

// "!" stands between "&&" and the comparisons: `!a > b` is `!(a > b)` (A.2). The operators of B.6
// bind tighter than comparisons, unlike C's, so that `flags & 1 == 1` means what it seems to.
constexpr unsigned kNotLevel = 4;
constexpr std::array kOperators{Operator{TokenKind::DotDot, ExprKind::Range, 1},
                                Operator{TokenKind::BarBar, ExprKind::Or, 2},
                                Operator{TokenKind::AmpAmp, ExprKind::And, 3},
                                Operator{TokenKind::Greater, ExprKind::Greater, 5},
                                Operator{TokenKind::GreaterEqual, ExprKind::GreaterEqual, 5},
                                Operator{TokenKind::Less, ExprKind::Less, 5},
                                Operator{TokenKind::LessEqual, ExprKind::LessEqual, 5},
                                Operator{TokenKind::EqualEqual, ExprKind::Equal, 5},
                                Operator{TokenKind::BangEqual, ExprKind::NotEqual, 5},
                                Operator{TokenKind::Bar, ExprKind::BitOr, 6},
                                Operator{TokenKind::Caret, ExprKind::BitXor, 7},
                                Operator{TokenKind::Amp, ExprKind::BitAnd, 8},
                                Operator{TokenKind::ShiftLeft, ExprKind::ShiftLeft, 9},
                                Operator{TokenKind::ShiftRight, ExprKind::ShiftRight, 9},
                                Operator{TokenKind::Plus, ExprKind::Add, 10},
                                Operator{TokenKind::Minus, ExprKind::Subtract, 10},
                                Operator{TokenKind::Star, ExprKind::Multiply, 11},
                                Operator{TokenKind::Slash, ExprKind::Divide, 11},
                                Operator{TokenKind::Percent, ExprKind::Modulo, 11}};

const Operator* find_operator(TokenKind token) {
  for (const Operator& op : kOperators)
    if (op.token == token)
      return &op;
  return nullptr;
}

class ExpressionParser {
public:
  explicit ExpressionParser(Cursor& cursor) : cursor_(cursor) {}

  Expr whole() {
    Expr condition = binary(1);
    if (!cursor_.accept(TokenKind::Question))
      return condition;
    const Range begin = condition.range;
    Expr chosen = whole();
    if (!cursor_.expect(TokenKind::Colon, "between the two results of '?'"))
      return {};
    Expr other = whole();
    Expr select{.kind = ExprKind::Select, .range = join(begin, other.range)};
    select.operands = {std::move(condition), std::move(chosen), std::move(other)};
    return select;
  }

  Expr binary(unsigned level) {
    if (depth_ >= kDeepest) {
      cursor_.diagnostics().report(Diag::TooDeep, cursor_.peek().range).done();
      return {};
    }
    ++depth_;
    Expr left = level <= kNotLevel && cursor_.at(TokenKind::Bang) ? negation() : unary();
    while (const Operator* op = find_operator(cursor_.peek().kind)) {
      if (op->level < level)
        break;
      cursor_.take();
      Expr right = binary(op->level + 1);
      Expr both{.kind = op->kind, .range = join(left.range, right.range)};
      both.operands.push_back(std::move(left));
      both.operands.push_back(std::move(right));
      left = std::move(both);
    }
    --depth_;
    return left;
  }

private:
  Expr negation() {
    const Range begin = cursor_.take().range;
    Expr operand = binary(kNotLevel);
    Expr result{.kind = ExprKind::Not, .range = join(begin, operand.range)};
    result.operands.push_back(std::move(operand));
    return result;
  }

  Expr unary() {
    if (!cursor_.at(TokenKind::Minus))
      return atom();
    const Range begin = cursor_.take().range;
    if (++depth_ > kDeepest)
      return {};
    Expr operand = unary();
    --depth_;
    Expr result{.kind = ExprKind::Negate, .range = join(begin, operand.range)};
    result.operands.push_back(std::move(operand));
    return result;
  }

  Expr atom() {
    const Token token = cursor_.peek();
    Expr expr{.range = token.range};
    switch (token.kind) {
    case TokenKind::Integer:
      expr.kind = ExprKind::Integer;
      expr.value = token.value;
      break;
    case TokenKind::String:
      expr.kind = ExprKind::String;
      expr.text = cursor_.string(token);
      break;
    case TokenKind::KwTrue:
    case TokenKind::KwFalse:
      expr.kind = ExprKind::Boolean;
      expr.value = token.kind == TokenKind::KwTrue;
      break;
    case TokenKind::Identifier:
      return name();
    case TokenKind::UpperIdentifier:
      expr.kind = ExprKind::Tag;
      expr.text = cursor_.text(token);
      break;
    case TokenKind::LeftParen:
      return parenthesised();
    case TokenKind::Error:
      break;
    default:
      cursor_.unexpected("an expression", "here");
      return expr;
    }
    cursor_.take();
    return expr;
  }

  Expr name() {
    const Token token = cursor_.take();
    Expr expr{
        .kind = ExprKind::Name, .range = token.range, .text = std::string(cursor_.text(token))};
    if (!cursor_.accept(TokenKind::LeftParen))
      return expr;
    expr.kind = ExprKind::Call;
    if (cursor_.at(TokenKind::Identifier)) {
      const Token argument = cursor_.take();
      expr.argument = ast::Name{std::string(cursor_.text(argument)), argument.range};
    }
    if (!cursor_.expect(TokenKind::RightParen, "after the argument of '" + expr.text + "'"))
      expr.kind = ExprKind::Error;
    expr.range = cursor_.since(expr.range);
    return expr;
  }

  Expr parenthesised() {
    const Range begin = cursor_.take().range;
    Expr inner = whole();
    if (inner.kind == ExprKind::Error)
      return inner;
    if (!cursor_.expect(TokenKind::RightParen, "to close the parenthesis"))
      return {};
    inner.range = cursor_.since(begin);
    return inner;
  }

  Cursor& cursor_;
  unsigned depth_ = 0;
};

} // namespace

ast::Expr parse_expression(Cursor& cursor) { return ExpressionParser(cursor).whole(); }

ast::Expr parse_pattern(Cursor& cursor) { return ExpressionParser(cursor).binary(1); }

} // namespace mir::mplc
