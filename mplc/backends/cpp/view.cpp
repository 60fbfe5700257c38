#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/format.hpp"

namespace mir::mplc::cpp {

namespace {

const ir::Classify& classify_of(const Target& target, const ir::Item& item) {
  return target.names.packet().classifies[item.index];
}

/// The expression an accessor returns.
std::string read(const Spelling& names, const ir::Field& field) {
  if (is_number(field.wire)) {
    const std::string load = names.load(In::View, field);
    const std::string type = names.view_type(field);
    if (type == "bool")
      return field.wire.kind == ir::Wire::Kind::Boolean ? load : load + " != 0";
    return field.variant ? fmt::format("static_cast<{}>({})", type, load) : load;
  }
  if (is_scanned(field.wire) || is_string(field.wire))
    return content(names, field);
  const std::string at = names.address(In::View, field.position);
  if (field.wire.kind == ir::Wire::Kind::Array)
    return read_array(names, field);
  if (field.wire.fixed_bytes)
    return fmt::format("{}({}, {})", names.view_type(field), at, *field.wire.fixed_bytes);
  return fmt::format("{{{}, {}}}", at, names.distance(In::View, field.position, field.end));
}

/// Nothing where the field is not there.
void emit_optional_accessor(const Target& target, ir::FieldId id) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const ir::Field& field = names.field(id);
  const std::string head = fmt::format("[[nodiscard]] constexpr {} {}() const noexcept",
                                       names.accessor_type(field), field.cpp_name);
  if (field.wire.kind == ir::Wire::Kind::Packet) {
    out.function(head, fmt::format("return at_.{}_view.optional();", names.unique(id)));
  } else {
    const std::string value = read(names, field);
    out.open("{} {{", head);
    out.line("if (!{})", names.present(In::View, id));
    out.line("  return std::nullopt;");
    out.line("return {}{};", value.starts_with('{') ? names.view_type(field) : "", value);
    out.close();
  }
  out.here();
}

void emit_accessor(const Target& target, ir::FieldId id) {
  const ir::Field& field = target.names.field(id);
  const bool nested = field.wire.kind == ir::Wire::Kind::Packet;
  target.out.doc(field.doc);
  target.out.from(field.where);
  if (field.condition)
    return emit_optional_accessor(target, id);
  if (target.names.in_place(id)) {
    // Large enough that a copy for each look at it would be felt.
    for (const char* const form :
         {"const {0}& {1}() const& noexcept", "{0} {1}() const&& noexcept"})
      target.out.function("[[nodiscard]] constexpr " + fmt::format(fmt::runtime(form),
                                                                   target.names.view_type(field),
                                                                   field.cpp_name),
                          fmt::format("return at_.{}_view;", target.names.unique(id)));
    return target.out.here();
  }
  target.out.function(fmt::format("[[nodiscard]] constexpr {} {}() const noexcept",
                                  target.names.view_type(field), field.cpp_name),
                      nested ? fmt::format("return *at_.{}_view;", target.names.unique(id))
                             : fmt::format("return {};", read(target.names, field)));
  target.out.here();
}

/// as_<clause>() for each clause. They are templates so that a compiler makes the std::optional
/// only of the clauses that a program asks for; no name of a specification ends in '_'.
void emit_as(const Target& target, const ir::Classify& classify) {
  for (const ir::Clause& clause : classify.clauses) {
    target.out.blank();
    target.out.doc(
        fmt::format("What the clause \"{}\" adds, if it is the one that matched.", clause.name));
    target.out.from(clause.where);
    target.out.line("template <class Result_ = std::optional<{}>>", clause.cpp_name);
    target.out.line("[[nodiscard]] constexpr Result_ as_{}() const noexcept {{", clause.accessor);
    target.out.line("  if ({}() != {}::{})", classify.accessor, classify.cpp_name, clause.cpp_name);
    target.out.line("    return std::nullopt;");
    target.out.line("  return {}(at_);", clause.cpp_name);
    target.out.line("}}");
    target.out.here();
  }
}

void emit_visit(const Target& target, const ir::Classify& classify, bool only) {
  Printer& out = target.out;
  out.blank();
  out.doc("Calls `visitor` with the view of the clause that matched, and returns what it returns.");
  out.line("template <class Visitor>");
  out.open("constexpr decltype(auto) visit{}(Visitor&& visitor) const {{",
           only ? "" : "_" + classify.accessor);
  for (std::size_t i = 0; i + 1 < classify.clauses.size(); ++i) {
    const ir::Clause& clause = classify.clauses[i];
    out.line("if ({}() == {}::{})", classify.accessor, classify.cpp_name, clause.cpp_name);
    out.line("  return std::forward<Visitor>(visitor)({}(at_));", clause.cpp_name);
  }
  out.line("return std::forward<Visitor>(visitor)({}(at_));", classify.clauses.back().cpp_name);
  out.close();
}

std::size_t count_classifies(const ir::Body& body) {
  std::size_t count = 0;
  for (const ir::Item& item : body)
    count += item.kind == ir::Item::Kind::Classify;
  return count;
}

} // namespace

void emit_layout(const Target& target) {
  const Spelling& names = target.names;
  Printer& out = target.out;
  out.line("struct Plan;");
  out.open("struct Layout {{");
  out.line("const std::byte* data;");
  if (names.packet().names)
    out.line("const std::byte* message;");
  if (!names.fixed_size())
    out.line("std::size_t size;");
  if (names.keeps_given())
    out.line("std::size_t given;");
  for (const ir::AnchorId id : names.stored())
    out.line("std::size_t {};", names.variable(id));
  for (const ir::Classify& classify : names.packet().classifies)
    out.line("{} {};", Spelling::clause_type(classify), classify.accessor);
  for (const ir::FieldId id : names.optional())
    out.line("bool {}_present;", names.unique(id));
  for (const ir::FieldId id : names.arrays_with_arguments())
    for (std::size_t i = 0; i < names.field(id).wire.arguments.size(); ++i)
      out.line("{} {};", Spelling::argument_type(names.field(id).wire.arguments[i]),
               names.kept_argument(id, i));
  if (names.has_own_names())
    out.line("mpl::NameSlots names;");
  for (const ir::FieldId id : names.nested())
    if (names.in_place(id))
      out.line("{} {}_view{{mpl::Unread{{}}}};", names.view_type(names.field(id)),
               names.unique(id));
    else
      out.line("mpl::Maybe<{}> {}_view;", names.view_type(names.field(id)), names.unique(id));
  out.close("};");
}

void emit_clause_enums(const Target& target, const ir::Body& body) {
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Classify)
      continue;
    const ir::Classify& classify = classify_of(target, item);
    target.out.blank();
    target.out.doc(fmt::format("The clauses of `classify ({})`.", classify.name));
    target.out.open("enum class {} : {} {{", classify.cpp_name, Spelling::clause_type(classify));
    for (const ir::Clause& clause : classify.clauses)
      target.out.line("{},", clause.cpp_name);
    target.out.close("};");
  }
}

void emit_accessors(const Target& target, const Level& level) {
  Printer& out = target.out;
  out.blank();
  for (const ir::Item& item : level.body) {
    if (item.kind == ir::Item::Kind::Field) {
      const ir::Field& field = target.names.field(item.index);
      if (field.wire.kind != ir::Wire::Kind::Label)
        emit_accessor(target, item.index);
      continue;
    }
    const ir::Classify& classify = classify_of(target, item);
    out.blank();
    out.doc("The clause that matched.");
    out.from(classify.where);
    out.function(
        fmt::format("[[nodiscard]] constexpr {} {}() const noexcept", classify.cpp_name,
                    classify.accessor),
        fmt::format("return static_cast<{}>(at_.{});", classify.cpp_name, classify.accessor));
    out.here();
    emit_as(target, classify);
    emit_visit(target, classify, count_classifies(level.body) == 1);
    out.blank();
  }
}

void emit_clause_views(const Target& target, const ir::Body& body) {
  Printer& out = target.out;
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Classify)
      continue;
    const ir::Classify& classify = classify_of(target, item);
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      const Level level{.body = clause.body,
                        .name = clause.cpp_name,
                        .clause = ir::ClauseRef{.classify = item.index, .clause = i}};
      out.blank();
      out.doc(clause.doc.empty() ? fmt::format("What the clause \"{}\" adds.", clause.name)
                                 : clause.doc);
      out.open("class {} {{", clause.cpp_name);
      out.label("public:");
      emit_elements(target, clause.body);
      emit_clause_enums(target, clause.body);
      emit_clause_views(target, clause.body);
      emit_choices(target, clause.body);
      emit_fields(target, level);
      out.line("class Editor;");
      out.blank();
      out.line("constexpr explicit {}(const Layout& at) noexcept : at_(at) {{}}", clause.cpp_name);
      emit_accessors(target, level);
      emit_verify(target, level.clause);
      emit_to_fields(target, level);
      out.blank();
      out.label("protected:");
      out.line("Layout at_;");
      emit_to_choices(target, clause.body);
      out.close("};");
    }
  }
}

} // namespace mir::mplc::cpp
