#include "mplc/sema/packet.hpp"

#include <algorithm>
#include <array>

namespace mir::mplc::sema {
namespace {

constexpr std::array<std::string_view, 9> kAttributes{
    "const", "value", "default", "min", "max", "align", "variant", "strict", "checksum"};

bool is_scalar(const Field& field) {
  return field.kind == FieldKind::Unsigned || field.kind == FieldKind::Signed ||
         field.kind == FieldKind::Boolean;
}

bool is_number(const Field& field) {
  return field.kind == FieldKind::Unsigned || field.kind == FieldKind::Signed;
}

/// Whether attribute `name` means something on `field`.
bool applies(std::string_view name, const Field& field) {
  if (name == "min" || name == "max")
    return is_number(field);
  return name == "align" ? field.kind == FieldKind::Bytes && !field.text
                         : is_scalar(field) || is_string(field);
}

/// What goes when this does: the blanks before it, too.
Range with_blank_before(const Context& context, Range range) {
  const std::string_view text = context.sources.text(range.file);
  while (range.begin > 0 && (text[range.begin - 1] == ' ' || text[range.begin - 1] == '\t'))
    --range.begin;
  return range;
}

/// Reports a string that the field cannot hold.
void check_text(Context& context, const Field& field, std::string_view text, Range range) {
  const std::uint64_t most = field.kind == FieldKind::Text && field.prefix_bytes < 4
                                 ? (std::uint64_t{1} << (8 * field.prefix_bytes)) - 1
                                 : UINT32_MAX;
  std::string reason;
  if (text.size() > most)
    reason = "it is longer than " + std::to_string(most) + " bytes; shorten it";
  if (field.kind == FieldKind::CString && text.find('\0') != std::string_view::npos)
    reason = "a 0 in it would end it; use string8 or string16";
  if (field.kind == FieldKind::Bytes && field.size && field.size->op == Op::Constant &&
      Int(text.size()) > field.size->value)
    reason = "it is longer than the field; shorten it";
  if (!reason.empty())
    context.diagnostics.report(Diag::BadText, range, {field.name, reason}).done();
}

class AttributeResolver {
public:
  AttributeResolver(Context& context, Packet& packet, const PendingField& pending)
      : context_(context), packet_(packet), stmt_(*pending.stmt), pending_(pending),
        field_(packet.fields[pending.field]),
        constant_place_{context, packet, Use::Constant, 0, field_.clause, pending.prefix} {}

  /// Attributes that need nothing but constants. The variant goes first: the others may name its
  /// tags.
  void constants() {
    for (const ast::Attribute& attribute : stmt_.attributes)
      if (known(attribute) && attribute.name.text == "variant")
        variant(attribute);
    for (const ast::Attribute& attribute : stmt_.attributes)
      one(attribute);
    conflicts();
    limits();
  }

  void sizes_and_values() {
    if (field_.kind == FieldKind::Bytes) {
      const Place place{context_,       packet_,       Use::Earlier,
                        pending_.field, field_.clause, pending_.prefix};
      field_.size = resolve_integer(place, *stmt_.size);
    }
    for (const ast::Attribute& attribute : stmt_.attributes)
      if (attribute.name.text == "value" && field_.value)
        value(attribute.arguments[0]);
    for (const auto& given : {field_.constant, field_.default_value})
      if (given && given->type == Type::Text)
        check_text(context_, field_, given->text, given->range);
    if (field_.variant && is_string(field_))
      for (const Tag& tag : field_.variant->tags)
        check_text(context_, field_, tag.text, tag.range);
  }

private:
  /// Whether the attribute exists, fits the field and is given once, with the right number of
  /// arguments.
  bool known(const ast::Attribute& attribute) {
    const std::string& name = attribute.name.text;
    return std::ranges::find(kAttributes, name) != kAttributes.end() && applies(name, field_);
  }

  /// Reports what is wrong with the attribute as such; true if nothing is.
  bool admit(const ast::Attribute& attribute) {
    const std::string& name = attribute.name.text;
    if (std::ranges::find(kAttributes, name) == kAttributes.end()) {
      const Near near = nearest(name, kAttributes);
      if (near.empty())
        context_.diagnostics.report(Diag::UnknownAttribute, attribute.name.range, {name}).done();
      else
        context_.diagnostics
            .report(Diag::UnknownAttributeNear, attribute.name.range, {name, near.name})
            .fix_if(attribute.name.range, near.mend());
      return false;
    }
    for (const ast::Attribute& other : stmt_.attributes) {
      if (&other == &attribute)
        break;
      if (other.name.text == name) {
        Report report = context_.diagnostics.report(Diag::DuplicateAttribute, attribute.name.range,
                                                    {name, field_.name});
        report.note(Diag::NoteFirstHere, other.name.range);
        // Which of two that differ is meant, nobody knows.
        if (context_.sources.text(attribute.range) == context_.sources.text(other.range))
          report.fix(with_blank_before(context_, attribute.range), "");
        return false;
      }
    }
    if (!applies(name, field_)) {
      context_.diagnostics
          .report(Diag::AttributeMismatch, attribute.name.range, {name, field_.name})
          .done();
      return false;
    }
    if (name == "checksum")
      return false; // sema/checksum.cpp looks into it
    const std::size_t wanted = name == "variant" || name == "strict" ? 0 : 1;
    if (attribute.arguments.size() != wanted) {
      context_.diagnostics
          .report(Diag::AttributeArguments, attribute.range,
                  {name, wanted == 0 ? "none" : "one", std::to_string(attribute.arguments.size())})
          .done();
      return false;
    }
    return true;
  }

  void one(const ast::Attribute& attribute) {
    if (!admit(attribute))
      return;
    const std::string& name = attribute.name.text;
    if (name == "const")
      constant(attribute, field_.constant);
    else if (name == "default")
      constant(attribute, field_.default_value);
    else if (name == "min")
      constant(attribute, field_.minimum);
    else if (name == "max")
      constant(attribute, field_.maximum);
    else if (name == "align")
      align(attribute);
    else if (name == "strict")
      strict(attribute);
    else if (name == "value")
      field_.value = Expr{.range = attribute.range}; // resolved when every field is known
  }

  void constant(const ast::Attribute& attribute, std::optional<Expr>& out) {
    Expr value = resolve_value_of(constant_place_, field_, attribute.arguments[0]);
    if (value.failed())
      return;
    if (value.type == Type::Text) {
      out = std::move(value);
      return;
    }
    if (value.value == -1 && field_.kind == FieldKind::Unsigned)
      value.value = largest(field_); // all bits set (A.8)
    if (!fits(field_, value.value)) {
      context_.diagnostics
          .report(Diag::ConstantTooLarge, value.range,
                  {to_string(value.value), field_.name, to_string(smallest(field_)),
                   to_string(largest(field_))})
          .done();
      return;
    }
    out = std::move(value);
  }

  void align(const ast::Attribute& attribute) {
    const Expr bits = resolve_integer(constant_place_, attribute.arguments[0]);
    if (bits.failed())
      return;
    if (bits.value <= 0 || bits.value % 8 != 0 || bits.value > 8 * 65536) {
      Report report =
          context_.diagnostics.report(Diag::BadAlign, bits.range, {to_string(bits.value)});
      if (bits.value == 1 || bits.value == 2 || bits.value == 4) // meant as bytes
        report.fix(bits.range, to_string(bits.value * 8));
    } else
      field_.align_bytes = static_cast<std::uint32_t>(bits.value / 8);
  }

  void strict(const ast::Attribute& attribute) {
    context_.modern = true;
    if (field_.variant)
      field_.variant->strict = true;
    else
      context_.diagnostics.report(Diag::StrictWithoutVariant, attribute.range, {field_.name})
          .fix(with_blank_before(context_, attribute.range), "");
  }

  void variant(const ast::Attribute& attribute) {
    if (field_.variant) { // that of its type
      context_.diagnostics
          .report(Diag::AttributeMismatch, attribute.name.range, {"variant", field_.name})
          .done();
      return;
    }
    Variant variant{.tags = {}, .range = attribute.range};
    for (const ast::VariantMatch& match : attribute.matches)
      tag(match, variant);
    if (!variant.tags.empty())
      field_.variant = std::move(variant);
  }

  void tag(const ast::VariantMatch& match, Variant& variant) {
    if (auto tag = resolve_tag(constant_place_, field_, match, variant))
      add_tag(match, std::move(*tag), variant);
  }

  void add_tag(const ast::VariantMatch& match, Tag tag, Variant& variant) {
    const auto same = std::ranges::find_if(variant.tags, [&](const Tag& other) {
      return is_string(field_) ? other.text == tag.text
                               : other.value <= tag.value && tag.value <= other.high;
    });
    const auto twin = std::ranges::find(variant.tags, match.tag.text, &Tag::name);
    if (twin != variant.tags.end()) {
      context_.diagnostics.report(Diag::DuplicateTag, match.tag.range, {match.tag.text})
          .note(Diag::NoteFirstHere, twin->range);
      return;
    }
    if (same != variant.tags.end())
      context_.diagnostics
          .report(Diag::SharedTagValue, match.range,
                  {match.tag.text, same->name,
                   is_string(field_) ? "\"" + tag.text + "\"" : to_string(Int(tag.value))})
          .note(Diag::NoteFirstHere, same->range);
    if (match.preferred && variant.preferred)
      context_.diagnostics.report(Diag::TwoPreferredTags, match.range, {field_.name})
          .note(Diag::NoteFirstHere, variant.tags[*variant.preferred].range)
          .fix(arrow(match), "->");
    else if (match.preferred)
      variant.preferred = variant.tags.size();
    tag.shadowed = same != variant.tags.end();
    variant.tags.push_back(std::move(tag));
  }

  /// The "=>" between a number and its tag.
  [[nodiscard]] Range arrow(const ast::VariantMatch& match) const {
    const Range between{match.range.file, match.value.range.end, match.tag.range.begin};
    const auto at =
        between.begin + static_cast<std::uint32_t>(context_.sources.text(between).rfind("=>"));
    return {between.file, at, at + 2};
  }

  /// Only one of const, value and default can say what is written.
  void conflicts() {
    auto conflict = [this](std::string_view first, bool has_first, std::string_view second,
                           bool has_second) {
      if (has_first && has_second)
        context_.diagnostics
            .report(Diag::ConflictingAttributes, field_.range, {first, second, field_.name})
            .done();
    };
    conflict("const", field_.constant.has_value(), "value", field_.value.has_value());
    conflict("const", field_.constant.has_value(), "default", field_.default_value.has_value());
    const bool sum = field_.checksum.has_value();
    conflict("checksum", sum, "const", field_.constant.has_value());
    conflict("checksum", sum, "value", field_.value.has_value());
    conflict("checksum", sum, "default", field_.default_value.has_value());
    conflict("checksum", sum, "variant", field_.variant.has_value());
    conflict("checksum", sum, "min", field_.minimum.has_value());
    conflict("checksum", sum, "max", field_.maximum.has_value());
    if (field_.value && field_.default_value) {
      // Old specifications may have both: the original took any list of attributes.
      const auto unused =
          std::ranges::find(stmt_.attributes, "default",
                            [](const ast::Attribute& attribute) { return attribute.name.text; });
      context_.diagnostics.report(Diag::UnusedDefault, field_.default_value->range, {field_.name})
          .fix(with_blank_before(context_, unused->range), "");
      field_.default_value.reset();
    }
  }

  void limits() {
    if (field_.minimum && field_.maximum && field_.minimum->value > field_.maximum->value) {
      context_.diagnostics
          .report(Diag::EmptyRange, field_.minimum->range,
                  {field_.name, to_string(field_.minimum->value), to_string(field_.maximum->value)})
          .note(Diag::NoteMaximum, field_.maximum->range)
          .fix(field_.minimum->range, std::string(context_.sources.text(field_.maximum->range)))
          .fix(field_.maximum->range, std::string(context_.sources.text(field_.minimum->range)));
      return;
    }
    for (const auto& given : {field_.constant, field_.default_value}) {
      if (!given || ((!field_.minimum || given->value >= field_.minimum->value) &&
                     (!field_.maximum || given->value <= field_.maximum->value)))
        continue;
      context_.diagnostics
          .report(Diag::OutsideLimits, given->range, {to_string(given->value), field_.name})
          .done();
    }
  }

  /// The value of a string is a constant one: nothing else can be computed.
  void text_value(const ast::Expr& expr) {
    field_.value.reset();
    Expr text = resolve_value_of(constant_place_, field_, expr);
    if (!text.failed())
      field_.constant = std::move(text);
  }

  void value(const ast::Expr& expr) {
    if (is_string(field_))
      return text_value(expr);
    const Place place{context_, packet_, Use::Any, 0, field_.clause, pending_.prefix};
    Expr value = field_.kind == FieldKind::Boolean ? resolve_condition(place, expr)
                 : field_.bits == 1                ? resolve_bit(place, expr)
                                                   : resolve_integer(place, expr);
    field_.value.reset();
    field_.value_failed = true;
    if (value.failed())
      return;
    if (value.is_constant() && !fits(field_, value.value)) {
      context_.diagnostics
          .report(Diag::ConstantTooLarge, value.range,
                  {to_string(value.value), field_.name, to_string(smallest(field_)),
                   to_string(largest(field_))})
          .done();
      return;
    }
    field_.value = std::move(value);
    field_.value_failed = false;
  }

  Context& context_;
  Packet& packet_;
  const ast::FieldStmt& stmt_;
  const PendingField& pending_;
  Field& field_;
  Place constant_place_;
};

void resolve_arguments(Context& context, const std::vector<Packet>& packets,
                       const PendingField& pending, Packet& packet) {
  Field& field = packet.fields[pending.field];
  const Packet& target = packets[field.packet];
  const std::vector<ast::Expr>& given = pending.nested->arguments;
  if (given.size() != target.parameters.size()) {
    context.diagnostics
        .report(
            Diag::ArgumentCount, pending.nested->target.range,
            {target.name, std::to_string(target.parameters.size()), std::to_string(given.size())})
        .note(Diag::NoteDeclaredHere, target.range, {target.name});
    return;
  }
  const Place place{context, packet, Use::Earlier, pending.field, field.clause, pending.prefix};
  for (std::size_t i = 0; i < given.size(); ++i) {
    const Type type = target.parameters[i].type;
    Expr value =
        type == Type::Bool ? resolve_condition(place, given[i]) : resolve_as(place, given[i], type);
    if (!value.failed())
      field.arguments.push_back(std::move(value));
  }
}

} // namespace

std::optional<Tag> resolve_tag(const Place& place, const Field& field,
                               const ast::VariantMatch& match, const Variant& variant) {
  const bool range = match.value.kind == ast::ExprKind::Range;
  place.context.modern |= range;
  Expr low = resolve(place, range ? match.value.operands[0] : match.value);
  Expr high = range ? resolve(place, match.value.operands[1]) : low;
  low.type = type_beside(field, low);
  high.type = type_beside(field, high);
  if (low.failed() || high.failed())
    return std::nullopt;
  const Type wanted = is_string(field)                   ? Type::Text
                      : field.kind == FieldKind::Boolean ? Type::Bool
                                                         : Type::Int;
  Diagnostics& diagnostics = place.context.diagnostics;
  if (low.type != wanted || high.type != wanted || (range && wanted != Type::Int)) {
    diagnostics.report(Diag::VariantValue, match.value.range, {field.name}).done();
    return std::nullopt;
  }
  Tag tag{.name = match.tag.text, .doc = match.doc, .text = low.text, .range = match.range};
  if (wanted == Type::Text) {
    tag.value = tag.high = variant.tags.size();
    return tag;
  }
  if (low.value > high.value) {
    diagnostics
        .report(Diag::EmptyPattern, match.value.range,
                {to_string(low.value), to_string(high.value)})
        .done();
    return std::nullopt;
  }
  if (!fits(field, low.value) || !fits(field, high.value)) {
    diagnostics
        .report(Diag::TagTooLarge, match.range,
                {match.tag.text, to_string(high.value), field.name, to_string(largest(field))})
        .fix(with_blank_before(place.context, match.range), "");
    return std::nullopt;
  }
  tag.value = static_cast<std::uint64_t>(low.value);
  tag.high = static_cast<std::uint64_t>(high.value);
  return tag;
}

Int largest(const Field& field) {
  if (field.kind == FieldKind::Boolean)
    return 1;
  return (Int{1} << (field.kind == FieldKind::Signed ? field.bits - 1 : field.bits)) - 1;
}

Int smallest(const Field& field) {
  return field.kind == FieldKind::Signed ? -(Int{1} << (field.bits - 1)) : Int{0};
}

bool fits(const Field& field, Int value) {
  return value >= smallest(field) && value <= largest(field);
}

void resolve_attributes(Context& context, const std::vector<Packet>& packets,
                        const Pending& pending, Packet& packet) {
  for (const PendingField& field : pending.fields)
    if (field.stmt)
      AttributeResolver(context, packet, field).constants();
  for (const PendingField& field : pending.fields) {
    if (field.stmt)
      AttributeResolver(context, packet, field).sizes_and_values();
    else
      resolve_arguments(context, packets, field, packet);
  }
}

} // namespace mir::mplc::sema
