#include "mplc/parse/expression.hpp"

#include <array>

namespace mir::mplc {
namespace {

using ast::Expr;
using ast::ExprKind;

// Nesting deeper than this is no specification, and would overflow the stack here or in a later
// phase.
constexpr unsigned kDeepest = 200;
// A chain of operators nests to the left: its length is bounded for the same reason.
constexpr unsigned kLongest = 1000;

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
  ExpressionParser(Cursor& cursor, bool patterns) : cursor_(cursor), patterns_(patterns) {}

  Expr whole() {
    Expr condition = binary(1);
    if (!cursor_.accept(TokenKind::Question))
      return condition;
    const Range begin = condition.range;
    if (!descend())
      return {};
    Expr chosen = whole();
    if (!cursor_.expect(TokenKind::Colon, "between the two results of '?'"))
      return {};
    Expr other = whole();
    --depth_;
    return node(ExprKind::Select, begin,
                {std::move(condition), std::move(chosen), std::move(other)});
  }

  Expr binary(unsigned level) {
    if (!descend())
      return {};
    Expr left = level <= kNotLevel && cursor_.at(TokenKind::Bang) ? negation() : unary();
    while (const Operator* op = find_operator(cursor_.peek().kind)) {
      if (op->level < level)
        break;
      cursor_.take();
      const Range begin = left.range;
      left = node(op->kind, begin, {std::move(left), binary(op->level + 1)});
    }
    --depth_;
    return left;
  }

private:
  /// One level down; false, and reported once, when that is too deep or the expression too long.
  bool descend() {
    if (depth_ < kDeepest && terms_ < kLongest) {
      ++depth_;
      return true;
    }
    if (!reported_)
      cursor_.diagnostics().report(Diag::TooDeep, cursor_.peek().range).done();
    reported_ = true;
    return false;
  }

  /// An operator over its operands; broken if one of them is, so that nothing more is said of it.
  static Expr node(ExprKind kind, Range begin, std::vector<Expr> operands) {
    for (const Expr& operand : operands)
      if (operand.kind == ExprKind::Error)
        return {};
    Expr result{.kind = kind, .range = join(begin, operands.back().range)};
    result.operands = std::move(operands);
    return result;
  }

  Expr negation() {
    const Range begin = cursor_.take().range;
    return node(ExprKind::Not, begin, {binary(kNotLevel)});
  }

  Expr unary() {
    if (!cursor_.at(TokenKind::Minus))
      return atom();
    const Range begin = cursor_.take().range;
    if (!descend())
      return {};
    Expr result = node(ExprKind::Negate, begin, {unary()});
    --depth_;
    return result;
  }

  Expr atom() {
    const Token token = cursor_.peek();
    ++terms_;
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
    if (!descend())
      return {};
    while (!cursor_.at(TokenKind::RightParen)) {
      expr.operands.push_back(argument());
      if (expr.operands.back().kind == ExprKind::Error)
        return {};
      if (!cursor_.accept(TokenKind::Comma))
        break;
    }
    --depth_;
    if (!cursor_.expect(TokenKind::RightParen, "after the arguments of '" + expr.text + "'"))
      return {};
    expr.range = cursor_.since(expr.range);
    return expr;
  }

  /// `expr` or `name = expr`.
  Expr argument() {
    if (!cursor_.at(TokenKind::Identifier) || cursor_.peek(1).kind != TokenKind::Assign)
      return whole();
    const Token token = cursor_.take();
    cursor_.take();
    Expr result = node(ExprKind::Named, token.range, {whole()});
    if (result.kind == ExprKind::Named)
      result.text = cursor_.text(token);
    return result;
  }

  Expr parenthesised() {
    const Range begin = cursor_.take().range;
    Expr inner = whole();
    if (inner.kind == ExprKind::Error)
      return inner;
    if (patterns_ && cursor_.at(TokenKind::Comma))
      return tuple(begin, std::move(inner));
    if (!cursor_.expect(TokenKind::RightParen, "to close the parenthesis"))
      return {};
    inner.range = cursor_.since(begin);
    return inner;
  }

  /// The rest of `(a, b)`.
  Expr tuple(Range begin, Expr first) {
    std::vector<Expr> parts;
    parts.push_back(std::move(first));
    while (cursor_.accept(TokenKind::Comma))
      parts.push_back(binary(1));
    Expr result = node(ExprKind::Tuple, begin, std::move(parts));
    if (result.kind == ExprKind::Error ||
        !cursor_.expect(TokenKind::RightParen, "to close the parenthesis"))
      return {};
    result.range = cursor_.since(begin);
    return result;
  }

  Cursor& cursor_;
  bool patterns_; ///< `(a, b)` may stand where an expression does
  unsigned depth_ = 0;
  unsigned terms_ = 0;
  bool reported_ = false;
};

} // namespace

ast::Expr parse_expression(Cursor& cursor) { return ExpressionParser(cursor, false).whole(); }

ast::Expr parse_pattern(Cursor& cursor) { return ExpressionParser(cursor, true).binary(1); }

std::optional<std::vector<ast::Expr>> parse_arguments(Cursor& cursor, std::string_view where) {
  if (!cursor.expect(TokenKind::LeftParen, where))
    return std::nullopt;
  std::vector<Expr> list;
  if (cursor.accept(TokenKind::RightParen))
    return list;
  do {
    list.push_back(parse_expression(cursor));
    if (list.back().kind == ast::ExprKind::Error)
      return std::nullopt;
  } while (cursor.accept(TokenKind::Comma));
  if (!cursor.expect(TokenKind::RightParen, "after the arguments"))
    return std::nullopt;
  return list;
}

ast::Expr parse_subject(Cursor& cursor) {
  if (!cursor.expect(TokenKind::LeftParen, "after 'classify'"))
    return {};
  Expr first = parse_expression(cursor);
  std::vector<Expr> parts;
  const Range begin = first.range;
  while (first.kind != ExprKind::Error && cursor.accept(TokenKind::Comma)) {
    parts.push_back(parse_expression(cursor));
    if (parts.back().kind == ExprKind::Error)
      return {};
  }
  if (first.kind == ExprKind::Error ||
      !cursor.expect(TokenKind::RightParen, "to close the parenthesis"))
    return {};
  if (parts.empty())
    return first;
  parts.insert(parts.begin(), std::move(first));
  return {.kind = ExprKind::Tuple, .range = cursor.since(begin), .operands = std::move(parts)};
}

} // namespace mir::mplc
