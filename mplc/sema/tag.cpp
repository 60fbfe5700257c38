// What a field can be written or compared with: its tags, and constants of its type.
#include "mplc/sema/scope.hpp"

#include <algorithm>
#include <span>

namespace mir::mplc::sema {
namespace {

/// "'A', 'B' and 'C'"; of many, the first.
std::string listed(std::span<const std::string_view> names) {
  constexpr std::size_t kShown = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    const bool last = i + 1 == names.size();
    out += (i == 0 ? "'" : last ? " and '" : ", '") + std::string(names[i]) + "'";
  }
  return names.size() > kShown ? out + " and others" : out;
}

/// A tag of the field's variant, by name; reports one that it has not.
const Tag* find_tag(const Place& place, const Field& field, const ast::Expr& expr) {
  if (!field.variant) {
    place.context.diagnostics.report(Diag::TagOutOfPlace, expr.range, {expr.text}).done();
    return nullptr;
  }
  if (const Tag* tag = named_tag(*field.variant, expr.text))
    return tag;
  std::vector<std::string_view> names;
  for (const Tag& tag : field.variant->tags)
    names.push_back(tag.name);
  const Near near = nearest(expr.text, names);
  const std::string known = near.empty() ? listed(names) : std::string(near.name);
  place.context.diagnostics
      .report(near.empty() ? Diag::UnknownTag : Diag::UnknownTagNear, expr.range,
              {field.name, expr.text, known})
      .note(Diag::NoteDeclaredHere, field.range, {field.name})
      .fix_if(expr.range, expr.kind == ast::ExprKind::String && near.sure
                              ? "\"" + known + "\""
                              : std::string(near.mend()));
  return nullptr;
}

/// The value of a tag; of a range its first.
Expr tag_value(const Place& place, const Field& field, const ast::Expr& expr) {
  const Tag* tag = find_tag(place, field, expr);
  if (!tag)
    return {};
  if (is_string(field))
    return {.op = Op::Text, .type = Type::Text, .range = expr.range, .text = tag->text};
  const Type type = field.kind == FieldKind::Boolean ? Type::Bool : Type::Int;
  return constant(expr.range, type, Int(tag->value));
}

} // namespace

std::string_view name_of(Type type) {
  return type == Type::Bool ? "a boolean" : type == Type::Text ? "a string" : "a number";
}

const Tag* named_tag(const Variant& variant, std::string_view name) {
  const auto found = std::ranges::find(variant.tags, name, &Tag::name);
  return found == variant.tags.end() ? nullptr : &*found;
}

Expr resolve_value_of(const Place& place, const Field& field, const ast::Expr& expr) {
  const bool text = has_text(field);
  if (expr.kind == ast::ExprKind::Tag ||
      (expr.kind == ast::ExprKind::String && field.variant && !text))
    return tag_value(place, field, expr);
  Expr value = resolve(place, expr);
  const Type wanted = text ? Type::Text : field.kind == FieldKind::Boolean ? Type::Bool : Type::Int;
  value.type = type_beside(field, value);
  if (!value.failed() && value.type != wanted) {
    place.context.diagnostics
        .report(Diag::WrongType, expr.range, {name_of(value.type), name_of(wanted)})
        .done();
    return {};
  }
  return value;
}

Type type_beside(const Field& field, const Expr& value) {
  const bool bit = field.kind == FieldKind::Unsigned && field.bits == 1;
  if (value.type == Type::Bool && value.op == Op::Constant && bit)
    return Type::Int;
  if (value.type == Type::Int && value.op == Op::Constant && field.kind == FieldKind::Boolean &&
      (value.value == 0 || value.value == 1))
    return Type::Bool;
  return value.type;
}

} // namespace mir::mplc::sema
