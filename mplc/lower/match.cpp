// When a value is one that a variant or a clause knows.
#include "mplc/lower/packet_lowering.hpp"

namespace mir::mplc::ir {
namespace {

void add(std::optional<Expr>& all, Expr::Op op, Expr one) {
  all = all ? both(op, std::move(*all), std::move(one)) : std::move(one);
}

/// `subject` is what the part says; nothing if that is always so.
std::optional<Expr> part_condition(const Expr& subject, const sema::Part& part) {
  if (part.any)
    return std::nullopt;
  if (subject.type == Expr::Type::Text)
    return compare(Expr::Op::Eq, subject, text(part.text, subject.where));
  if (part.low == part.high)
    return compare(Expr::Op::Eq, subject, part.low);
  std::optional<Expr> condition;
  const bool wide = subject.type == Expr::Type::U64;
  if (wide ? part.low > 0 : part.low > subject.low)
    add(condition, Expr::Op::And, compare(Expr::Op::Ge, subject, part.low));
  if (wide || part.high < subject.high)
    add(condition, Expr::Op::And, compare(Expr::Op::Le, subject, part.high));
  return condition;
}

/// No bit is set but those of the tags.
Expr known_bits(const Lowering& lowering, FieldId id, Location where) {
  const sema::Field& field = lowering.source.fields[id];
  std::uint64_t known = 0;
  for (const sema::Tag& tag : field.variant->tags)
    known |= tag.value;
  const std::uint64_t all = ~std::uint64_t{0} >> (64 - field.bits);
  Expr value = to_i64(field_value(lowering, id, where));
  Expr unknown{.op = Expr::Op::BitAnd, .where = where};
  unknown.args.push_back(std::move(value));
  unknown.args.push_back(constant(static_cast<std::int64_t>(all & ~known), where));
  unknown.high = static_cast<std::int64_t>(all & ~known);
  return compare(Expr::Op::Eq, std::move(unknown), sema::Int{0});
}

} // namespace

Expr known_value(const Lowering& lowering, FieldId id) {
  const sema::Field& field = lowering.source.fields[id];
  const sema::Variant& variant = *field.variant;
  if (variant.flags)
    return known_bits(lowering, id, lowering.where(variant.range));
  std::optional<Expr> all;
  for (const sema::Tag& tag : variant.tags) {
    if (tag.shadowed)
      continue;
    const Expr value = field_value(lowering, id, lowering.where(tag.range));
    const sema::Part part{
        .low = sema::Int(tag.value), .high = sema::Int(tag.high), .text = tag.text};
    if (auto one = part_condition(value, part))
      add(all, Expr::Op::Or, std::move(*one));
  }
  return all ? std::move(*all) : Expr{.type = Expr::Type::Bool, .value = 1};
}

std::optional<Expr> tuples_condition(const Lowering& lowering, const sema::Classify& classify,
                                     const sema::Clause& clause) {
  std::optional<Expr> all;
  for (const sema::Tuple& tuple : clause.tuples) {
    std::optional<Expr> one;
    for (std::size_t i = 0; i < tuple.size(); ++i) {
      const Expr subject = expression_after(lowering, classify.subjects[i], classify.field);
      if (auto condition = part_condition(subject, tuple[i]))
        add(one, Expr::Op::And, std::move(*condition));
    }
    if (!one) // (_, _)
      return Expr{.type = Expr::Type::Bool, .value = 1, .where = lowering.where(clause.range)};
    add(all, Expr::Op::Or, std::move(*one));
  }
  return all;
}

} // namespace mir::mplc::ir
