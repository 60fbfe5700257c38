#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"

namespace mir::mplc::cpp {

namespace {

const ir::Classify& classify_of(const Target& target, const ir::Item& item) {
  return target.names.packet().classifies[item.index];
}

/// The condition under which `number` cannot be written to the field; empty if there is none.
std::string refused(const Target& target, const ir::Field& field) {
  const std::uint32_t bits = field.wire.bits;
  std::string text;
  const auto either = [&](const std::string& condition) {
    text += (text.empty() ? "" : " || ") + condition;
  };
  const bool whole = bits == 8 || bits == 16 || bits == 32 || bits == 64 ||
                     target.names.view_type(field) == "bool";
  if (!whole && field.wire.kind == ir::Wire::Kind::Unsigned)
    either(fmt::format("number > {}", (std::uint64_t{1} << bits) - 1));
  if (field.minimum && field.minimum->value != 0)
    either(fmt::format("number < {}", literal(*field.minimum)));
  if (field.maximum)
    either(fmt::format("number > {}", literal(*field.maximum)));
  if (field.variant && field.strict)
    either("to_string(value).empty()");
  return text;
}

/// The statement that writes `value`, a number, to the field.
std::string write_number(const Target& target, const ir::Field& field, std::string_view value) {
  const std::string at =
      fmt::format("const_cast<std::byte*>({})", target.names.address(In::View, field.position));
  const std::string number = fmt::format("static_cast<std::uint64_t>({})", value);
  if (is_bit_field(field))
    return fmt::format("mpl::set_bits<{}, {}>({}, {});", field.position.bits, field.wire.bits, at,
                       number);
  const std::uint32_t bytes = field.wire.kind == ir::Wire::Kind::Boolean ? 1 : field.wire.bits / 8;
  const bool little = field.wire.endian == ir::Endian::Little && bytes > 1;
  return fmt::format("mpl::store<{}{}>({}, {});", bytes, little ? ", std::endian::little" : "", at,
                     number);
}

/// A setter that may refuse its value.
void emit_checked_setter(const Target& target, ir::FieldId id, const std::string& refusal) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(id);
  out.open("constexpr std::expected<void, mpl::Error> {}({} value) const noexcept {{", field.setter,
           target.names.view_type(field));
  out.line("const auto number = static_cast<{}>(value);", target.names.number_type(field));
  out.line("if ({}) [[unlikely]]", refusal);
  out.line(
      "  return mpl::fail(mpl::Reason::OutOfRange, {}, {}, static_cast<std::uint64_t>(number));",
      target.table.row(id), target.names.offset(In::View, field.position));
  emit_mended_write(target, id, write_number(target, field, "number"));
  out.line("return {{}};");
  out.close();
}

void emit_plain_setter(const Target& target, ir::FieldId id, bool number) {
  const ir::Field& field = target.names.field(id);
  target.out.open("constexpr void {}({} value) const noexcept {{", field.setter,
                  target.names.view_type(field));
  emit_mended_write(target, id,
                    number ? write_number(target, field, "value")
                           : fmt::format("mpl::copy(const_cast<std::byte*>({}), value);",
                                         target.names.address(In::View, field.position)));
  target.out.close();
}

void emit_setter(const Target& target, ir::FieldId id) {
  Printer& out = target.out;
  const ir::Field& field = target.names.field(id);
  const bool number = is_number(field.wire);
  if (!field.settable || !field.fixed_size || (!number && !field.wire.fixed_bytes) ||
      !can_mend(target, id))
    return;
  out.doc(field.doc);
  out.from(field.where);
  const std::string refusal = number ? refused(target, field) : "";
  if (!refusal.empty())
    emit_checked_setter(target, id, refusal);
  else
    emit_plain_setter(target, id, number);
  out.here();
}

void emit_editor(const Target& target, const Level& level, const std::string& qualified) {
  Printer& out = target.out;
  out.blank();
  out.doc(
      "A view that can also change fields on which nothing depends but checksums, which it mends.");
  out.open("class {}::Editor : public {} {{", qualified, qualified);
  out.label("public:");
  out.line("constexpr explicit Editor(const Layout& at) noexcept : {}(at) {{}}", level.name);
  emit_update(target, level.clause);
  for (const ir::Item& item : level.body) {
    if (item.kind == ir::Item::Kind::Field) {
      emit_setter(target, item.index);
      continue;
    }
    const ir::Classify& classify = classify_of(target, item);
    for (const ir::Clause& clause : classify.clauses) {
      out.blank();
      out.line("template <class Editor_ = {}::Editor>", clause.cpp_name); // as as_<clause>()
      out.open("[[nodiscard]] constexpr std::optional<Editor_> edit_{}() const noexcept {{",
               clause.accessor);
      out.line("if ({}() != {}::{})", classify.accessor, classify.cpp_name, clause.cpp_name);
      out.line("  return std::nullopt;");
      out.line("return Editor_(at_);");
      out.close();
    }
  }
  out.close("};");
}

/// Those of the clauses first: the packet's own returns them.
void emit_clause_editors(const Target& target, const ir::Body& body, const std::string& outer) {
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Classify)
      continue;
    const ir::Classify& classify = classify_of(target, item);
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      const std::string name = outer + "::" + clause.cpp_name;
      emit_clause_editors(target, clause.body, name);
      emit_editor(target,
                  {.body = clause.body,
                   .name = clause.cpp_name,
                   .clause = ir::ClauseRef{.classify = item.index, .clause = i}},
                  name);
    }
  }
}

} // namespace

void emit_editors(const Target& target) {
  const ir::Packet& packet = target.names.packet();
  emit_clause_editors(target, packet.body, packet.cpp_name);
  emit_editor(target, {.body = packet.body, .name = packet.cpp_name}, packet.cpp_name);
}

} // namespace mir::mplc::cpp
