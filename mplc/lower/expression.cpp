#include "mplc/lower/packet_lowering.hpp"
#include "mplc/sema/scope.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <limits>
#include <numeric>

namespace mir::mplc::ir {
namespace {

using sema::Int;

constexpr Int kLowest = std::numeric_limits<std::int64_t>::min();
constexpr Int kHighest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLongest = std::int64_t{1}
                                  << 48; // bytes: more than any address space of today maps

struct Interval {
  Int low, high;
};

Expr::Op op_of(sema::Op op) {
  using enum sema::Op;
  switch (op) {
  case Negate:
    return Expr::Op::Negate;
  case Not:
    return Expr::Op::Not;
  case Or:
    return Expr::Op::Or;
  case And:
    return Expr::Op::And;
  case Greater:
    return Expr::Op::Gt;
  case GreaterEqual:
    return Expr::Op::Ge;
  case Less:
    return Expr::Op::Lt;
  case LessEqual:
    return Expr::Op::Le;
  case Equal:
    return Expr::Op::Eq;
  case NotEqual:
    return Expr::Op::Ne;
  case BitOr:
    return Expr::Op::BitOr;
  case BitXor:
    return Expr::Op::BitXor;
  case BitAnd:
    return Expr::Op::BitAnd;
  case ShiftLeft:
    return Expr::Op::Shl;
  case ShiftRight:
    return Expr::Op::Shr;
  case Add:
    return Expr::Op::Add;
  case Subtract:
    return Expr::Op::Sub;
  case Multiply:
    return Expr::Op::Mul;
  case Divide:
    return Expr::Op::Div;
  case Modulo:
    return Expr::Op::Mod;
  case Select:
    return Expr::Op::Select;
  default:
    break;
  }
  assert(false && "not an operator");
  return Expr::Op::Constant;
}

/// As U64; only for what is known not to be negative.
Expr to_u64(Expr expr) {
  if (expr.type == Expr::Type::U64)
    return expr;
  if (expr.is_constant()) {
    expr.type = Expr::Type::U64;
    return expr;
  }
  Expr out{.op = Expr::Op::ToU64, .type = Expr::Type::U64, .where = expr.where};
  out.args.push_back(std::move(expr));
  return out;
}

bool is_comparison(Expr::Op op) { return op >= Expr::Op::Eq && op <= Expr::Op::Ge; }

std::array<Int, 4> corners(const Interval& a, const Interval& b, Int (*apply)(Int, Int)) {
  return {apply(a.low, b.low), apply(a.low, b.high), apply(a.high, b.low), apply(a.high, b.high)};
}

Interval hull(const std::array<Int, 4>& values) {
  const auto [low, high] = std::ranges::minmax(values);
  return {low, high};
}

/// Where the result of `op` lies; `checked` is set if it may fail at run time.
Interval interval(Expr::Op op, Interval a, Interval b, bool& checked) {
  switch (op) {
  case Expr::Op::Negate:
    return {-a.high, -a.low};
  case Expr::Op::Add:
    return {a.low + b.low, a.high + b.high};
  case Expr::Op::Sub:
    return {a.low - b.high, a.high - b.low};
  case Expr::Op::Mul:
    return hull(corners(a, b, [](Int x, Int y) { return x * y; }));
  case Expr::Op::Div:
    checked = b.low <= 0 && b.high >= 0;
    if (checked || b.low < 0)
      return {std::min(a.low, -a.high), std::max(a.high, -a.low)};
    return hull(corners(a, b, [](Int x, Int y) { return x / y; }));
  case Expr::Op::Mod: {
    checked = b.low <= 0 && b.high >= 0;
    const Int most = std::max(b.high, -b.low) - 1;
    return {a.low < 0 ? -most : 0, most};
  }
  case Expr::Op::BitAnd:
    if (a.low >= 0 && b.low >= 0)
      return {0, std::min(a.high, b.high)};
    return {kLowest, kHighest};
  case Expr::Op::BitOr:
  case Expr::Op::BitXor:
    if (a.low >= 0 && b.low >= 0) {
      const auto most = static_cast<std::uint64_t>(std::max(a.high, b.high));
      return {0, (Int{1} << std::bit_width(most)) - 1};
    }
    return {kLowest, kHighest};
  case Expr::Op::Shl:
    if (b.low < 0 || b.high > 62) {
      checked = true;
      return {kLowest, kHighest};
    }
    return hull(corners(a, b, [](Int x, Int y) { return x * (Int{1} << y); }));
  case Expr::Op::Shr:
    if (b.low < 0 || b.high > 63) {
      checked = true;
      return {std::min(a.low, Int{0}), std::max(a.high, Int{0})};
    }
    return hull(corners(a, b, [](Int x, Int y) { return x >> y; }));
  default:
    break;
  }
  assert(false && "no arithmetic");
  return {kLowest, kHighest};
}

/// Fills in what is known of the value of an I64 node from its operands.
void settle(Expr& expr) {
  const Interval a{expr.args[0].low, expr.args[0].high};
  const Interval b =
      expr.args.size() > 1 ? Interval{expr.args[1].low, expr.args[1].high} : Interval{0, 0};
  Interval result = interval(expr.op, a, b, expr.checked);
  if (result.low < kLowest || result.high > kHighest)
    expr.checked = true;
  expr.low = static_cast<std::int64_t>(std::clamp(result.low, kLowest, kHighest));
  expr.high = static_cast<std::int64_t>(std::clamp(result.high, kLowest, kHighest));
}

/// The first byte that `place` can be; as far as the layout shows.
std::uint32_t earliest(const Packet& packet, Position place) {
  const Anchor& anchor = packet.anchors[place.anchor];
  std::uint32_t first = 0;
  if (anchor.kind == Anchor::Kind::AfterField)
    first = earliest(packet, packet.fields[anchor.field].position);
  if (anchor.kind == Anchor::Kind::RegionEnd)
    first = earliest(packet, packet.regions[anchor.region].begin);
  if (anchor.kind == Anchor::Kind::AfterClassify) {
    first = UINT32_MAX;
    for (const Clause& clause : packet.classifies[anchor.classify].clauses)
      first = std::min(first, earliest(packet, clause.end));
  }
  return first + place.bytes;
}

Expr position(const Packet& packet, Position place, Location where) {
  if (place.anchor == 0)
    return constant(place.bytes, where);
  Expr expr{.op = Expr::Op::Position, .position = place, .where = where};
  expr.low = earliest(packet, place);
  expr.high = kLongest;
  return expr;
}

class ExpressionLowering {
public:
  ExpressionLowering(const Lowering& lowering, Position here, AnchorId limit)
      : lowering_(lowering), here_(here), limit_(limit) {}

  Expr run(const sema::Expr& expr) {
    const Location where = lowering_.where(expr.range);
    switch (expr.op) {
    case sema::Op::Error:
      return {.where = where}; // reported; never printed
    case sema::Op::Constant:
      return literal(expr, where);
    case sema::Op::Text:
      return text(expr.text, where);
    case sema::Op::SizeOfParameter: {
      Expr out{.op = Expr::Op::ParameterLength, .index = expr.index, .where = where};
      out.high = kLongest;
      return out;
    }
    case sema::Op::Field:
      return value(expr.index, where);
    case sema::Op::Parameter:
      return parameter(expr, where);
    case sema::Op::SizeOf:
      return size_of(expr, where);
    case sema::Op::OffsetOf:
      return offset_of(expr, where);
    case sema::Op::CountOf:
      return count_of(lowering_, expr.index, where);
    case sema::Op::Remaining:
      return remaining(where);
    default:
      return operation(expr, where);
    }
  }

private:
  static Expr literal(const sema::Expr& expr, Location where) {
    if (expr.type == sema::Type::Bool)
      return {.type = Expr::Type::Bool, .value = expr.value != 0, .where = where};
    if (expr.value > kHighest)
      return {
          .type = Expr::Type::U64, .value = static_cast<std::uint64_t>(expr.value), .where = where};
    return constant(static_cast<std::int64_t>(expr.value), where);
  }

  /// A field that is not there is 0, false or an empty string.
  Expr value(FieldId id, Location where) const {
    Expr there = field_value(lowering_, id, where);
    if (!lowering_.source.fields[id].condition)
      return there;
    Expr out{.op = Expr::Op::Select, .type = there.type, .where = where};
    out.low = std::min<std::int64_t>(there.low, 0);
    out.high = std::max<std::int64_t>(there.high, 0);
    const Expr nothing =
        there.type == Expr::Type::Text ? text("", where) : Expr{.type = there.type, .where = where};
    out.args.push_back(
        {.op = Expr::Op::Present, .type = Expr::Type::Bool, .index = id, .where = where});
    out.args.push_back(std::move(there));
    out.args.push_back(nothing);
    return out;
  }

  Expr parameter(const sema::Expr& expr, Location where) const {
    Expr out{.op = Expr::Op::Parameter,
             .type = lowering_.packet.parameters[expr.index].type,
             .index = expr.index,
             .where = where};
    const auto& bounds = lowering_.source.parameters[expr.index].bounds;
    out.low = static_cast<std::int64_t>(bounds ? bounds->first : kLowest);
    out.high = static_cast<std::int64_t>(bounds ? bounds->second : kHighest);
    return out;
  }

  void require_bytes(std::uint32_t bits, const sema::Expr& expr) {
    if (bits % 8 != 0)
      lowering_.diagnostics
          .report(Diag::UnalignedSize, expr.range, {lowering_.source.fields[expr.index].name})
          .done();
  }

  Expr size_of(const sema::Expr& expr, Location where) {
    const Field& field = lowering_.packet.fields[expr.index];
    if (field.fixed_size) {
      const std::uint32_t bits =
          8 * (field.end.bytes - field.position.bytes) + field.end.bits - field.position.bits;
      require_bytes(bits, expr);
      return constant(bits / 8, where);
    }
    Expr out{.op = Expr::Op::Length, .index = expr.index, .where = where};
    out.high = kLongest;
    return out;
  }

  Expr offset_of(const sema::Expr& expr, Location where) {
    const Field& field = lowering_.packet.fields[expr.index];
    require_bytes(field.end.bits, expr);
    return position(lowering_.packet, field.end, where);
  }

  Expr remaining(Location where) const {
    Expr out{.op = Expr::Op::Sub, .where = where};
    out.args.push_back(position(lowering_.packet, {.anchor = limit_}, where));
    out.args.push_back(position(lowering_.packet, {here_.anchor, here_.bytes, 0}, where));
    out.high = kLongest; // what was read lies before the end: never negative
    return out;
  }

  Expr operation(const sema::Expr& source, Location where) {
    Expr expr{.op = op_of(source.op), .where = where};
    for (const sema::Expr& operand : source.operands)
      expr.args.push_back(run(operand));
    if (source.type == sema::Type::Bool && source.op != sema::Op::Select)
      return is_comparison(expr.op)
                 ? compare(expr.op, std::move(expr.args[0]), std::move(expr.args[1]))
                 : logic(std::move(expr));
    if (expr.op == Expr::Op::Select)
      return select(std::move(expr));
    for (Expr& operand : expr.args)
      operand = to_i64(std::move(operand));
    settle(expr);
    return expr;
  }

  static Expr logic(Expr expr) {
    expr.type = Expr::Type::Bool;
    return expr;
  }

  static Expr select(Expr expr) {
    if (expr.args[1].type != Expr::Type::Bool && expr.args[1].type != Expr::Type::Text) {
      expr.args[1] = to_i64(std::move(expr.args[1]));
      expr.args[2] = to_i64(std::move(expr.args[2]));
    }
    expr.type = expr.args[1].type;
    expr.low = std::min(expr.args[1].low, expr.args[2].low);
    expr.high = std::max(expr.args[1].high, expr.args[2].high);
    return expr;
  }

  const Lowering& lowering_;
  Position here_;
  AnchorId limit_;
};

} // namespace

Expr lower_expression(const Lowering& lowering, const sema::Expr& expr, Position here,
                      AnchorId limit) {
  return ExpressionLowering(lowering, here, limit).run(expr);
}

Expr expression_at(const Lowering& lowering, const sema::Expr& expr, FieldId field) {
  const Field& at = lowering.packet.fields[field];
  return lower_expression(lowering, expr, at.position, at.limit);
}

Expr expression_after(const Lowering& lowering, const sema::Expr& expr, FieldId field) {
  const Field& at = lowering.packet.fields[field];
  return lower_expression(lowering, expr, at.end, at.limit);
}

Expr count_of(const Lowering& lowering, FieldId array, Location where) {
  lowering.packet.fields[array].counted = true;
  Expr out{.op = Expr::Op::Count, .index = array, .where = where};
  out.high = kLongest; // each takes a byte or more
  return out;
}

Expr distance(const Lowering& lowering, Position from, Position to, Location where) {
  Expr out{.op = Expr::Op::Sub, .where = where};
  out.args.push_back(position(lowering.packet, to, where));
  out.args.push_back(position(lowering.packet, from, where));
  out.high = kLongest;
  return out;
}

Expr to_i64(Expr expr) {
  if (expr.type != Expr::Type::U64)
    return expr;
  Expr out{.op = Expr::Op::ToI64, .type = Expr::Type::I64, .checked = true, .where = expr.where};
  out.high = std::numeric_limits<std::int64_t>::max();
  out.args.push_back(std::move(expr));
  return out;
}

Expr constant(std::int64_t value, Location where) {
  return {.value = static_cast<std::uint64_t>(value), .low = value, .high = value, .where = where};
}

Expr text(std::string text, Location where) {
  return {.op = Expr::Op::Text, .type = Expr::Type::Text, .text = std::move(text), .where = where};
}

Expr field_value(const Lowering& lowering, FieldId id, Location where) {
  const sema::Field& source = lowering.source.fields[id];
  Expr expr{.op = Expr::Op::Field, .index = id, .where = where};
  if (sema::has_text(source)) {
    expr.type = Expr::Type::Text;
    return expr;
  }
  if (source.kind == sema::FieldKind::Boolean) {
    expr.type = Expr::Type::Bool;
    return expr;
  }
  if (source.kind == sema::FieldKind::Unsigned && source.bits == 64) {
    expr.type = Expr::Type::U64;
    return expr;
  }
  const bool is_signed = source.kind == sema::FieldKind::Signed;
  const Int half = Int{1} << (source.bits - 1);
  Interval range = is_signed ? Interval{-half, half - 1} : Interval{0, 2 * half - 1};
  if (source.constant)
    range = {source.constant->value, source.constant->value};
  if (source.minimum)
    range.low = std::max(range.low, source.minimum->value);
  if (source.maximum)
    range.high = std::min(range.high, source.maximum->value);
  expr.low = static_cast<std::int64_t>(range.low);
  expr.high = static_cast<std::int64_t>(range.high);
  return expr;
}

Expr compare(Expr::Op op, Expr left, Expr right) {
  Expr expr{.op = op, .type = Expr::Type::Bool, .where = left.where};
  const bool wide = left.type == Expr::Type::U64 || right.type == Expr::Type::U64;
  if (wide) {
    // A negative side can be compared only as signed; the other side must then fit.
    const bool negative = (left.type == Expr::Type::I64 && left.low < 0) ||
                          (right.type == Expr::Type::I64 && right.low < 0);
    left = negative ? to_i64(std::move(left)) : to_u64(std::move(left));
    right = negative ? to_i64(std::move(right)) : to_u64(std::move(right));
  }
  expr.args.push_back(std::move(left));
  expr.args.push_back(std::move(right));
  return expr;
}

Expr compare(Expr::Op op, Expr left, Int right) {
  const Location where = left.where;
  if (left.type == Expr::Type::Bool) {
    Expr value{.type = Expr::Type::Bool, .value = right != 0, .where = where};
    return compare(op, std::move(left), std::move(value));
  }
  if (right > kHighest) {
    Expr value{.type = Expr::Type::U64, .value = static_cast<std::uint64_t>(right), .where = where};
    return compare(op, std::move(left), std::move(value));
  }
  return compare(op, std::move(left), constant(static_cast<std::int64_t>(right), where));
}

Expr both(Expr::Op op, Expr left, Expr right) {
  Expr expr{.op = op, .type = Expr::Type::Bool, .where = left.where};
  expr.args.push_back(std::move(left));
  expr.args.push_back(std::move(right));
  return expr;
}

std::uint64_t stride(const Expr& expr) {
  switch (expr.op) {
  case Expr::Op::Constant: {
    const auto value = static_cast<std::int64_t>(expr.value);
    return value < 0 ? std::uint64_t{0} - expr.value : expr.value;
  }
  case Expr::Op::Add:
  case Expr::Op::Sub:
    return std::gcd(stride(expr.args[0]), stride(expr.args[1]));
  case Expr::Op::Mul: {
    std::uint64_t product = 0;
    return __builtin_mul_overflow(stride(expr.args[0]), stride(expr.args[1]), &product) ? 1
                                                                                        : product;
  }
  default:
    return 1;
  }
}

} // namespace mir::mplc::ir
