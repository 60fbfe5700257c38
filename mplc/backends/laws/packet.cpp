#include "mplc/backends/laws/packet.hpp"

#include "mplc/backends/cpp/print/field_walk.hpp"

#include <vector>

namespace mir::mplc::laws {
namespace {

using cpp::Printer;

/// Whether a build is given the field.
bool is_given(const ir::Field& field) {
  return field.role == ir::Role::Required || field.role == ir::Role::Defaulted ||
         field.role == ir::Role::Checksum;
}

/// The tag that the Fields of a clause begin with, where the clause matches more than one value.
const ir::Field* open_tag(const ir::Packet& packet, const ir::ClauseRef& at) {
  const ir::Classify& classify = packet.classifies[at.classify];
  return classify.clauses[at.clause].tag == ir::TagSource::Given ? &packet.fields[classify.field]
                                                                 : nullptr;
}

/// Prints the comparison of two views, level by level.
class SamePrinter {
public:
  SamePrinter(Printer& out, const ir::Packet& packet) : out_(out), packet_(packet) {}

  void function() {
    out_.blank();
    out_.open("[[nodiscard]] constexpr bool mpl_same([[maybe_unused]] const {0}& a, "
              "[[maybe_unused]] const {0}& b) {{",
              packet_.cpp_name);
    body(packet_.body, "a.", "b.", 1);
    out_.line("return true;");
    out_.close();
  }

private:
  void body(const ir::Body& items, const std::string& a, const std::string& b, int depth) {
    for (const ir::Item& item : items) {
      if (item.kind == ir::Item::Kind::Classify)
        classify(item.index, a, b, depth);
      else if (is_given(packet_.fields[item.index]))
        field(packet_.fields[item.index], a, b);
    }
  }

  void field(const ir::Field& field, const std::string& a, const std::string& b) {
    out_.line("if (!mpl::laws::same_field({}{}(), {}{}()))", a, field.cpp_name, b, field.cpp_name);
    out_.line("  return false;");
  }

  void classify(ir::ClassifyId id, const std::string& a, const std::string& b, int depth) {
    const ir::Classify& classify = packet_.classifies[id];
    out_.line("if ({}{}() != {}{}())", a, classify.accessor, b, classify.accessor);
    out_.line("  return false;");
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      out_.open("if ([[maybe_unused]] const auto x{0} = {1}as_{3}(), y{0} = {2}as_{3}(); x{0} && "
                "y{0}) {{",
                depth, a, b, clause.accessor);
      if (const ir::Field* tag = open_tag(packet_, {id, i}))
        field(*tag, a, b);
      body(clause.body, fmt::format("x{}->", depth), fmt::format("y{}->", depth), depth + 1);
      out_.close();
    }
  }

  Printer& out_;
  const ir::Packet& packet_;
};

/// Prints the fields of a view, level by level.
void print_dump(Printer& out, const ir::Packet& packet) {
  out.blank();
  out.line("template <class Out>");
  out.open("void mpl_dump([[maybe_unused]] const {}& view, [[maybe_unused]] Out& out) {{",
           packet.cpp_name);
  cpp::print_field_walk(out, packet, [&out](const ir::Field& field, const std::string& view) {
    out.line("out.field({}, {}{}());", cpp::quoted(field.name), view, field.cpp_name);
  });
  out.close();
}

/// Prints a switch over all that can be changed in a packet.
class ChangePrinter {
public:
  ChangePrinter(Printer& out, const ir::Packet& packet) : out_(out), packet_(packet) {}

  void function() {
    out_.blank();
    out_.line("template <class Mutator>");
    out_.open("void mpl_change([[maybe_unused]] const {0}& view, [[maybe_unused]] {0}::Fields& "
              "fields, [[maybe_unused]] Mutator& mutator) {{",
              packet_.cpp_name);
    body(packet_.body, nullptr, "view.", "fields", 1);
    out_.close();
  }

private:
  void body(const ir::Body& items, const ir::Field* tag, const std::string& view,
            const std::string& fields, int depth) {
    std::vector<ir::Item> changeable;
    for (const ir::Item& item : items) {
      if (item.kind == ir::Item::Kind::Field && !is_given(packet_.fields[item.index]))
        continue;
      changeable.push_back(item);
      if (item.kind == ir::Item::Kind::Classify)
        changeable.push_back(item); // once for its fields, once for another clause
    }
    const std::size_t cases = changeable.size() + (tag ? 1 : 0);
    if (cases == 0)
      return;
    out_.open("switch (mutator.pick({})) {{", cases);
    for (std::size_t i = 0; i < changeable.size(); ++i) {
      const ir::Item& item = changeable[i];
      out_.open("case {}:", i);
      if (item.kind == ir::Item::Kind::Field)
        field(packet_.fields[item.index], view, fields);
      else if (i + 1 < changeable.size() && changeable[i + 1].kind == item.kind &&
               changeable[i + 1].index == item.index)
        same_clause(item.index, view, fields, depth);
      else
        other_clause(item.index, view, fields);
      out_.close("  break;");
    }
    if (tag) {
      out_.open("case {}:", changeable.size());
      out_.line("mutator.change({}.{});", fields, tag->cpp_name);
      out_.close("  break;");
    }
    out_.close();
  }

  void field(const ir::Field& field, const std::string& view, const std::string& fields) {
    if (field.wire.kind == ir::Wire::Kind::Packet)
      out_.line("mpl::laws::change_packet({0}{1}(), {2}.{1}, mutator);", view, field.cpp_name,
                fields);
    else
      out_.line("mutator.change({}.{});", fields, field.cpp_name);
  }

  void same_clause(ir::ClassifyId id, const std::string& view, const std::string& fields,
                   int depth) {
    const ir::Classify& classify = packet_.classifies[id];
    for (std::uint32_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      out_.open("if (const auto clause{} = {}as_{}()) {{", depth, view, clause.accessor);
      out_.line("[[maybe_unused]] auto inner{0} = clause{0}->fields();", depth);
      body(clause.body, open_tag(packet_, {id, i}), fmt::format("clause{}->", depth),
           fmt::format("inner{}", depth), depth + 1);
      out_.line("{}.{} = inner{};", fields, classify.accessor, depth);
      out_.close();
    }
  }

  void other_clause(ir::ClassifyId id, const std::string& view, const std::string& fields) {
    const ir::Classify& classify = packet_.classifies[id];
    out_.open("switch (mutator.pick({})) {{", classify.clauses.size());
    for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
      out_.open("case {}:", i);
      out_.line("mpl::laws::choose<decltype({}as_{}()->fields())>({}.{});", view,
                classify.clauses[i].accessor, fields, classify.accessor);
      out_.close("  break;");
    }
    out_.close();
  }

  Printer& out_;
  const ir::Packet& packet_;
};

/// `, with.a, with.b`: the arguments that parse() and build() take last.
std::string arguments(const ir::Packet& packet) {
  std::string text;
  for (std::size_t i = 0; i < packet.parameters.size(); ++i)
    text += fmt::format(", with.argument_{}", i);
  return text;
}

void print_arguments(Printer& out, const ir::Packet& packet) {
  out.open("struct Arguments {{");
  std::string values;
  for (std::size_t i = 0; i < packet.parameters.size(); ++i) {
    const ir::Expr::Type type = packet.parameters[i].type;
    out.line("{} argument_{}{{}};",
             type == ir::Expr::Type::Bool   ? "bool"
             : type == ir::Expr::Type::Text ? "mpl::String"
                                            : "std::int64_t",
             i);
    // Numbers around 0, where sizes are, among them one that no size can be.
    values += fmt::format("{}{}", values.empty() ? "" : ", ",
                          type == ir::Expr::Type::Bool ? fmt::format("(seed >> {}) % 2 != 0", i)
                          : type == ir::Expr::Type::Text
                              ? "std::string_view(\"specification\").substr(0, seed % 14)"
                              : "static_cast<std::int64_t>(seed % 70) - 1");
  }
  out.close("};");
  out.line("static Arguments arguments([[maybe_unused]] std::size_t seed) {{ return {{{}}}; }}",
           values);
}

} // namespace

std::string class_name(const ir::Module& module, const ir::Packet& packet) {
  return module.cpp_namespace + "::" + packet.cpp_name;
}

std::string traits_name(const ir::Packet& packet) { return packet.cpp_name + "Laws"; }

void print_functions(Printer& out, const ir::Module&, const ir::Packet& packet) {
  SamePrinter(out, packet).function();
  print_dump(out, packet);
  ChangePrinter(out, packet).function();
}

void print_traits(Printer& out, const ir::Module& module, const ir::Packet& packet) {
  const std::string with = arguments(packet);
  out.blank();
  out.open("struct {} {{", traits_name(packet));
  out.line("using View = {};", class_name(module, packet));
  out.line("static constexpr const char* kName = {};", cpp::quoted(packet.name));
  print_arguments(out, packet);
  const auto function = [&](std::string_view head, std::string_view given, std::string call) {
    out.open("static constexpr auto {}({}, [[maybe_unused]] const Arguments& with) {{", head,
             given);
    if (packet.compresses && head != "parse") {
      out.line("mpl::DnsTable names;");
      call += ", names";
    }
    out.line("return View::{}{});", call, with);
    out.close();
  };
  function("parse", "mpl::Bytes bytes", "parse(bytes");
  function("size", "const View::Fields& fields", "size(fields");
  for (const char* way : {"build", "prepend", "scatter"})
    function(way, "mpl::MutableBytes room, const View::Fields& fields",
             std::string(way) + "(room, fields");
  out.line("static bool same(const View& a, const View& b) {{ return mpl_same(a, b); }}");
  out.line("template <class Mutator>");
  out.open("static void change(const View& view, View::Fields& fields, Mutator& mutator) {{");
  out.line("mpl_change(view, fields, mutator);");
  out.close();
  out.close("};");
}

} // namespace mir::mplc::laws
