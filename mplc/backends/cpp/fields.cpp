#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"
#include "mplc/backends/cpp/print/format.hpp"

namespace mir::mplc::cpp {

namespace {

bool is_classify(const ir::Item& item) { return item.kind == ir::Item::Kind::Classify; }

std::string choice_type(const ir::Classify& classify) { return classify.cpp_name + "Fields"; }

bool is_given(const ir::Field& field) {
  return field.role == ir::Role::Required || field.role == ir::Role::Defaulted ||
         field.role == ir::Role::Checksum;
}

/// Whether Fields has a member for the field: also for what is written by itself, if somebody must
/// say that it is to be there.
bool is_member(const ir::Field& field) {
  return is_given(field) || (field.condition && field.role != ir::Role::None);
}

/// ` = 64`, or nothing for what the caller must give: a compiler warns of a designated initialiser
/// that lacks it.
std::string initializer(const Spelling& names, const ir::Field& field) {
  if (field.condition)
    return is_given(field) ? " = std::nullopt" : " = false";
  if (is_open_bytes(field.wire) || field.wire.kind == ir::Wire::Kind::Array ||
      field.role == ir::Role::Checksum)
    return " = {}";
  if (field.role == ir::Role::Defaulted && is_string(field.wire))
    return " = " + text_literal(field.default_value->text);
  if (field.role != ir::Role::Defaulted || !is_number(field.wire))
    return "";
  const ir::Expr& value = *field.default_value;
  const std::string type = names.fields_type(field);
  if (type == "bool")
    return value.value != 0 ? " = true" : " = false";
  if (!field.variant)
    return " = " + literal(value);
  for (const ir::Tag& tag : names.module().enums[*field.variant].tags)
    if (tag.value == value.value)
      return fmt::format(" = {}::{}", type, tag.cpp_name);
  return fmt::format(" = static_cast<{}>({})", type, literal(value));
}

void emit_member(const Target& target, const ir::Field& field) {
  target.out.doc(field.doc);
  target.out.from(field.where);
  target.out.line("{} {}{};", target.names.member_type(field), field.cpp_name,
                  initializer(target.names, field));
  target.out.here();
}

/// The classify field, where the clause leaves its value open: a member of the clause's Fields.
const ir::Field* open_tag(const Target& target, const Level& level) {
  if (!level.clause)
    return nullptr;
  const ir::Classify& classify = target.names.packet().classifies[level.clause->classify];
  const bool given = classify.clauses[level.clause->clause].tag == ir::TagSource::Given;
  return given ? &target.names.field(classify.field) : nullptr;
}

void emit_choice(const Target& target, const ir::Classify& classify) {
  Printer& out = target.out;
  const std::string type = choice_type(classify);
  out.blank();
  out.doc("The fields of one clause, whichever it is.");
  out.open("class {} {{", type);
  out.label("public:");
  for (const ir::Clause& clause : classify.clauses)
    out.line("constexpr {0}(const {1}::Fields& fields) noexcept : clause_({2}::{1}), {3}_(fields) "
             "{{}}",
             type, clause.cpp_name, classify.cpp_name, clause.accessor);
  out.line("[[nodiscard]] constexpr {} clause() const noexcept {{ return clause_; }}",
           classify.cpp_name);
  out.blank();
  out.label("private:");
  out.line("friend class {};", target.names.packet().cpp_name);
  out.line("{} clause_;", classify.cpp_name);
  out.open("union {{");
  for (const ir::Clause& clause : classify.clauses)
    out.line("{}::Fields {}_;", clause.cpp_name, clause.accessor);
  out.close("};");
  out.close("};");
}

/// A private function that turns the clause that matched into its fields.
void emit_choice_of(const Target& target, const ir::Classify& classify) {
  Printer& out = target.out;
  out.blank();
  out.open("[[nodiscard]] constexpr {} {}_fields() const noexcept {{", choice_type(classify),
           classify.accessor);
  for (std::size_t i = 0; i + 1 < classify.clauses.size(); ++i) {
    const ir::Clause& clause = classify.clauses[i];
    out.line("if ({}() == {}::{})", classify.accessor, classify.cpp_name, clause.cpp_name);
    out.line("  return {}(at_).fields();", clause.cpp_name);
  }
  out.line("return {}(at_).fields();", classify.clauses.back().cpp_name);
  out.close();
}

/// The member of Fields that would build `value`, which the accessor returned.
std::string converted(const ir::Field& field, const std::string& value, std::string_view member) {
  if (field.wire.kind == ir::Wire::Kind::Packet)
    return fmt::format("{}{}fields()", value, member);
  if (field.wire.fixed_bytes && !field.wire.text)
    return fmt::format("mpl::to_array({}{})", member == "->" ? "*" : "", value);
  return (member == "->" ? "*" : "") + value;
}

std::string member_value(const Spelling& names, const ir::Field& field) {
  const std::string value = field.cpp_name + "()";
  if (!field.condition)
    return converted(field, value, ".");
  if (!is_given(field))
    return value + ".has_value()";
  return fmt::format("{} ? {}({}) : std::nullopt", value, names.member_type(field),
                     converted(field, value, "->"));
}

} // namespace

void emit_fields(const Target& target, const Level& level) {
  Printer& out = target.out;
  const ir::Packet& packet = target.names.packet();
  out.blank();
  out.doc("What a build needs to be told; the rest follows from it.");
  out.open("struct Fields {{");
  if (const ir::Field* tag = open_tag(target, level))
    emit_member(target, *tag);
  for (const ir::Item& item : level.body) {
    if (is_classify(item)) {
      const ir::Classify& classify = packet.classifies[item.index];
      out.doc(fmt::format("The clause of `{}`, by its fields.", classify.name));
      out.line("{} {};", choice_type(classify), classify.accessor);
    } else if (const ir::Field& field = packet.fields[item.index]; is_member(field)) {
      emit_member(target, field);
    }
  }
  out.close("};");
}

void emit_choices(const Target& target, const ir::Body& body) {
  for (const ir::Item& item : body)
    if (is_classify(item))
      emit_choice(target, target.names.packet().classifies[item.index]);
}

void emit_to_fields(const Target& target, const Level& level) {
  Printer& out = target.out;
  const ir::Packet& packet = target.names.packet();
  out.blank();
  out.doc("What a build would need to be told to make the same packet; borrows its bytes.");
  out.open("[[nodiscard]] constexpr Fields fields() const noexcept {{");
  out.open("return Fields{{");
  if (const ir::Field* tag = open_tag(target, level)) {
    const std::string load =
        is_string(tag->wire) ? content(target.names, *tag) : target.names.load(In::View, *tag);
    const std::string type = target.names.fields_type(*tag);
    out.line(".{} = {},", tag->cpp_name,
             tag->variant ? fmt::format("static_cast<{}>({})", type, load) : load);
  }
  for (const ir::Item& item : level.body) {
    if (is_classify(item))
      out.line(".{0} = {0}_fields(),", packet.classifies[item.index].accessor);
    else if (const ir::Field& field = packet.fields[item.index]; is_member(field))
      out.line(".{} = {},", field.cpp_name, member_value(target.names, field));
  }
  out.close("};");
  out.close();
}

void emit_to_choices(const Target& target, const ir::Body& body) {
  for (const ir::Item& item : body)
    if (is_classify(item))
      emit_choice_of(target, target.names.packet().classifies[item.index]);
}

} // namespace mir::mplc::cpp
