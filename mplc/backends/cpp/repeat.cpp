// Arrays: their elements are packets of their own, which mpl::Array reads one by one.
#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"

namespace mir::mplc::cpp {

namespace {

bool has_until(const ir::Repeat& repeat) {
  return repeat.extent == ir::Repeat::Extent::Until ||
         repeat.extent == ir::Repeat::Extent::RestUntil;
}

/// What a build must find at the end of the array.
std::string_view ending(const Spelling& names, const ir::Field& field) {
  const bool last = names.module().packets[field.wire.packet].last.has_value();
  if (!last)
    return field.lazy ? "mpl::Ending::Lazy" : "mpl::Ending::Free";
  return field.until_required ? "mpl::Ending::Required" : "mpl::Ending::Possible";
}

/// One of the two functions `ends_array`.
void emit_ends(const Target& target, In in, const std::string& head) {
  Printer& out = target.out;
  const ir::Expr& last = *target.names.packet().last;
  out.open("{} {{", head);
  if (in == In::Build) {
    out.line("const mpl::Outcome<Plan_> settled = settle<Plan_>(fields{});",
             target.names.build_arguments());
    out.line("if (!settled) [[unlikely]]");
    out.line("  return false;");
    out.line("[[maybe_unused]] const Plan_& plan = *settled;");
  }
  if (needs_checked(last))
    out.line("mpl::Checked checked;");
  out.line("return {};", ExpressionPrinter(target.names, in).bare(last));
  out.close();
}

} // namespace

void emit_elements(const Target& target, const ir::Body& body) {
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Field)
      continue;
    const ir::Field& field = target.names.field(item.index);
    if (field.wire.kind != ir::Wire::Kind::Array)
      continue;
    target.out.doc(fmt::format("An element of `{}`.", field.name));
    target.out.line("using {} = {};", field.element_name, target.names.element_type(field));
  }
}

void emit_last(const Target& target) {
  if (!target.names.packet().last)
    return;
  const std::string parameters = target.names.parameters();
  target.out.blank();
  target.out.doc("Whether it is the last of its array.");
  const std::string first = parameters.empty() ? "" : parameters.substr(2);
  emit_ends(target, In::View,
            fmt::format("[[nodiscard]] constexpr bool ends_array({}) const noexcept", first));
  target.out.doc("The same of what a build is given.");
  emit_ends(target, In::Build,
            fmt::format("template <class Plan_ = Plan> [[nodiscard]] static constexpr bool "
                        "ends_array([[maybe_unused]] const "
                        "Fields& fields{}) noexcept",
                        target.names.build_parameters()));
}

std::string read_array(const Spelling& names, const ir::Field& field) {
  const auto id = static_cast<ir::FieldId>(&field - names.packet().fields.data());
  return fmt::format("{}(mpl::Bytes({}, {}), {}{}{})", names.view_type(field),
                     names.address(In::View, field.position),
                     names.distance(In::View, field.position, ir::Position{.anchor = field.limit}),
                     names.distance(In::View, field.position, field.end),
                     names.shares_names(field) ? ", at_.message" : "",
                     names.kept_arguments(id, "at_."));
}

void declare_arguments(const Target& target, ir::FieldId array) {
  const std::vector<ir::Expr>& arguments = target.names.field(array).wire.arguments;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    target.out.line("{} {}{{}};", Spelling::argument_type(arguments[i]),
                    target.names.kept_argument(array, i));
}

namespace {

/// The element at `local`_at, checked: a view `local`_element.
void emit_element(const Target& target, const ir::Field& field, const std::string& local,
                  const std::string& limit) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const ir::Packet& element = names.module().packets[field.wire.packet];
  const auto id = static_cast<ir::FieldId>(&field - names.packet().fields.data());
  const std::string type = names.element_type(field);
  const std::string bytes = fmt::format("mpl::Bytes(data + {0}_at, {1} - {0}_at)", local, limit);
  const std::string arguments = names.kept_arguments(id, "");
  if (!element.names) {
    out.line("const mpl::Outcome<{0}> {1}_parsed = {0}::parse<mpl::Outcome<{0}>>({2}{3});", type,
             local, bytes, arguments);
    out.line("if (!{}_parsed) [[unlikely]]", local);
    out.line("  return {};",
             failure(names, fmt::format("mpl::nested({0}_parsed.error(), {0}_at)", local)));
    out.line("const {0}& {1}_element = *{1}_parsed;", type, local);
    return;
  }
  const std::uint32_t slots = Spelling(names.module(), element).name_slots();
  if (slots != 0)
    out.line("mpl::NameScratch<{}, std::remove_reference_t<Visit_>> {}_names;", slots, local);
  out.line("{} {}_element(mpl::Unread{{}});", type, local);
  out.line("if (!{0}::parse_into({1}_element, error, {2}, {3}, {4}{5}{6})) [[unlikely]]", type,
           local, bytes, names.shares_names(field) ? "message" : fmt::format("data + {}_at", local),
           slots != 0 ? local + "_names.slots()" : "mpl::NameSlots()",
           visits(element) ? ", mpl::kNoVisit" : "", arguments);
  out.line("  return mpl::refuse(error, mpl::nested(error, {}_at));", local);
}

} // namespace

void emit_repeat(const Target& target, const ir::Repeat& repeat) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const ir::Field& field = names.field(repeat.field);
  const std::string local = names.unique(repeat.field);
  const std::string limit = names.anchor(In::Parse, repeat.limit);
  const std::string arguments = names.kept_arguments(repeat.field, "");
  const bool counting = field.counted && !repeat.count;
  if (counting && !field.condition)
    out.line("std::int64_t {}_count = 0;", local);
  out.line("std::size_t {}_at = {};", local, names.offset(In::Parse, field.position));
  if (repeat.count)
    out.open("for (std::int64_t {0}_left = {0}_count; {0}_left > 0; --{0}_left) {{", local);
  else if (repeat.extent == ir::Repeat::Extent::Until)
    out.open("while (true) {{");
  else
    out.open("while ({}_at != {}) {{", local, limit);
  emit_element(target, field, local, limit);
  if (repeat.may_be_empty) {
    out.line("if ({}_element.bytes().empty()) [[unlikely]]", local);
    out.line("  return {};",
             failure(names, fmt::format("mpl::fail(mpl::Reason::EmptyElement, {}, {}_at, 0)",
                                        target.table.row(repeat.field), local)));
  }
  out.line("mpl::visit_element(visitor, {}_element);", local);
  out.line("{0}_at += {0}_element.bytes().size();", local);
  if (counting)
    out.line("++{}_count;", local);
  if (has_until(repeat)) {
    out.line("if ({}_element.ends_array({}))", local, arguments.empty() ? "" : arguments.substr(2));
    out.line("  break;");
  }
  out.close();
}

namespace {

/// The elements of the arrays of a body, and packets in it, are checked; clause by clause.
void emit_deferred(const Target& target, const ir::Body& body) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const auto is_deferred = [&](const ir::Field& field) {
    const bool inner =
        field.wire.kind == ir::Wire::Kind::Packet || field.wire.kind == ir::Wire::Kind::Array;
    return field.lazy || (inner && names.module().packets[field.wire.packet].deferred);
  };
  for (const ir::Item& item : body) {
    if (item.kind == ir::Item::Kind::Classify) {
      const ir::Classify& classify = names.packet().classifies[item.index];
      for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
        out.open("if (at_.{} == {}) {{", classify.accessor, i);
        emit_deferred(target, classify.clauses[i].body);
        out.close();
      }
      continue;
    }
    const ir::Field& field = names.field(item.index);
    if (!is_deferred(field))
      continue;
    if (field.condition)
      out.open("if ({}) {{", names.present(In::View, item.index));
    const std::string local = names.unique(item.index) + "_checked";
    const std::string check =
        field.wire.kind == ir::Wire::Kind::Packet
            ? fmt::format("at_.{}_view{}check_elements()", names.unique(item.index),
                          names.in_place(item.index) ? "." : "->")
            : fmt::format("{}.check({})", read_array(names, field), target.table.row(item.index));
    out.line("const std::expected<void, mpl::Error> {} = {};", local, check);
    out.line("if (!{}) [[unlikely]]", local);
    out.line("  return mpl::nested({}.error(), {});", local,
             names.offset(In::View, field.position));
    if (field.condition)
      out.close();
  }
}

} // namespace

void emit_check_deferred(const Target& target) {
  Printer& out = target.out;
  if (!target.names.packet().deferred)
    return;
  out.blank();
  out.doc("Checks what parse() has left: the elements of arrays that are read lazily.");
  out.open("[[nodiscard]] constexpr std::expected<void, mpl::Error> check_elements() const "
           "noexcept {{");
  emit_deferred(target, target.names.packet().body);
  out.line("return {{}};");
  out.close();
}

void emit_measure_array(const Target& target, ir::FieldId array) {
  const Spelling& names = target.names;
  const ir::Field& field = names.field(array);
  const std::string given = names.given(array);
  const std::string arguments = names.nested_build_arguments(field);
  const std::string begin = names.offset(In::Build, field.position);
  target.out.line("{} = {}mpl::size_of({}{});", names.anchor(In::Build, field.end.anchor),
                  begin == "0" ? "" : begin + " + ", given, arguments);
  if (field.counted)
    target.out.line("plan.{}_count = mpl::count_of({}{});", names.unique(array), given, arguments);
}

void emit_check_array(const Target& target, ir::FieldId array) {
  const Spelling& names = target.names;
  const ir::Field& field = names.field(array);
  const std::string local = names.unique(array) + "_checked";
  target.out.line("const std::expected<void, mpl::Error> {} = mpl::check_elements<{}>({}, {}{});",
                  local, ending(names, field), names.given(array), target.table.row(array),
                  names.nested_build_arguments(field));
  target.out.line("if (!{}) [[unlikely]]", local);
  target.out.line("  return mpl::nested({}.error(), {});", local,
                  names.offset(In::Build, field.position));
}

void emit_write_array(const Target& target, ir::FieldId array) {
  const Spelling& names = target.names;
  const ir::Field& field = names.field(array);
  target.out.line("mpl::write_elements({}, {}{});", names.address(In::Build, field.position),
                  names.given(array), names.nested_build_arguments(field));
}

void emit_padding(const Target& target, const ir::Region& region) {
  const Spelling& names = target.names;
  target.out.line("mpl::zero_tail({}, {}, {});", names.address(In::Build, region.begin),
                  names.distance(In::Build, region.begin, ir::Position{.anchor = region.end}),
                  region.align_bytes);
}

} // namespace mir::mplc::cpp
