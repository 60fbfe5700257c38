// The vectors of a specification: their bytes, and static_asserts that a parse makes of them what
// the specification expects.
#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/expression.hpp"

namespace mir::mplc::cpp {

namespace {

class VectorPrinter {
public:
  VectorPrinter(Printer& out, const ir::Module& module) : out_(out), module_(module) {}

  void data(const ir::Vector& vector, std::size_t number);
  void asserts(const ir::Vector& vector, std::size_t number);

private:
  void bytes(const std::string& name, const std::string& bytes);
  void require(const std::string& condition, const ir::Vector& vector, std::string_view what);
  [[nodiscard]] std::string holds(const ir::Vector& vector, const ir::Expectation& expectation,
                                  const std::string& view) const;

  Printer& out_;
  const ir::Module& module_;
};

/// What leads to the members of a view, such as `view_1->`, and what must hold for it to be there.
struct Way {
  std::string access;
  std::string condition{};
  void require(const std::string& what) { condition += what + " && "; }
};

/// On to the clause of `packet` that has a field: `->as_outer()->as_inner()`, each as a mpl::Maybe.
/// Returns the name of its class.
std::string enter(const ir::Packet& packet, const std::optional<ir::ClauseRef>& clause, Way& way) {
  if (!clause)
    return packet.cpp_name;
  const ir::Classify& classify = packet.classifies[clause->classify];
  const ir::Clause& entered = classify.clauses[clause->clause];
  const std::string type = enter(packet, classify.clause, way) + "::" + entered.cpp_name;
  const std::string inner =
      fmt::format("{}as_{}<mpl::Maybe<{}>>()", way.access, entered.accessor, type);
  way.require(inner);
  way.access = inner + "->";
  return type;
}

/// On to what an accessor of `packet` returns, where it returns something.
std::string value_of(const ir::Packet& packet, const ir::Field& field, Way& way) {
  enter(packet, field.clause, way);
  const std::string value = fmt::format("{}{}()", way.access, field.cpp_name);
  if (!field.condition)
    return value;
  way.require(value);
  return "(*" + value + ")";
}

/// On to the members of a nested packet, or of an element.
void descend(const ir::Packet& packet, const ir::Descent& descent, Way& way) {
  const std::string value = value_of(packet, packet.fields[descent.field], way);
  if (!descent.element) {
    way.access = value + ".";
    return;
  }
  const std::string element = fmt::format("{}.at({})", value, *descent.element);
  way.require(element);
  way.access = element + "->";
}

std::string VectorPrinter::holds(const ir::Vector& vector, const ir::Expectation& expectation,
                                 const std::string& view) const {
  std::string all;
  for (const ir::Expectation::Alternative& one : expectation.alternatives) {
    Way way{view + "->"};
    const ir::Packet* packet = &module_.packets[vector.packet];
    for (const ir::Descent& descent : one.path) {
      descend(*packet, descent, way);
      packet = &module_.packets[packet->fields[descent.field].wire.packet];
    }
    const ir::Field& field = packet->fields[one.field];
    const std::string value = value_of(*packet, field, way);
    std::string& condition = way.condition;
    const bool array = field.wire.kind == ir::Wire::Kind::Array;
    if (one.value.type == ir::Expr::Type::Text)
      condition += fmt::format("mpl::equal({}{}, {{{}, {}}})", value, array ? ".bytes()" : "",
                               quoted(one.value.text), one.value.text.size());
    else if (array)
      condition += fmt::format("{}.count() == {}", value, one.value.value);
    else if (one.high)
      condition += fmt::format("mpl::within(static_cast<std::uint64_t>({}), {}, {}u)", value,
                               literal(one.value), *one.high);
    else
      condition +=
          fmt::format("static_cast<std::{}int64_t>({}) == {}",
                      one.value.type == ir::Expr::Type::I64 ? "" : "u", value, literal(one.value));
    all += all.empty() ? condition : ") || (" + condition;
  }
  return expectation.alternatives.size() > 1 ? "(" + all + ")" : all;
}

/// The constant array `name`.
void VectorPrinter::bytes(const std::string& name, const std::string& bytes) {
  constexpr std::size_t kPerLine = 16;
  const std::string type = fmt::format("std::array<std::byte, {}>", bytes.size());
  if (bytes.empty()) {
    out_.line("static constexpr {} {}{{}};", type, name);
    return;
  }
  out_.open("static constexpr auto {} = std::bit_cast<{}>(std::array<std::uint8_t, {}>{{", name,
            type, bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += kPerLine) {
    std::string line;
    for (const char c : bytes.substr(i, kPerLine))
      line += fmt::format("{}0x{:02x},", line.empty() ? "" : " ", static_cast<unsigned char>(c));
    out_.line("{}", line);
  }
  out_.close("});");
}

void VectorPrinter::data(const ir::Vector& vector, std::size_t number) {
  out_.doc(fmt::format("Bytes of the test \"{}\".", vector.test));
  bytes(fmt::format("bytes_{}", number), vector.bytes);
  const std::string& packet = module_.packets[vector.packet].cpp_name;
  std::string arguments;
  for (std::size_t i = 0; i < vector.arguments.size(); ++i) {
    const ir::Expr& argument = vector.arguments[i];
    if (argument.type != ir::Expr::Type::Text) {
      arguments += ", " + literal(argument);
      continue;
    }
    const std::string name = fmt::format("argument_{}_{}", number, i + 1);
    bytes(name, argument.text);
    arguments += ", " + name;
  }
  const bool deferred = module_.packets[vector.packet].deferred; // a vector is whole
  out_.line("static constexpr mpl::Outcome<{0}> view_{1} = "
            "{3}{0}::parse<mpl::Outcome<{0}>>(bytes_{1}{2}){4};",
            packet, number, arguments, deferred ? "mpl::with_elements(" : "", deferred ? ")" : "");
}

void VectorPrinter::require(const std::string& condition, const ir::Vector& vector,
                            std::string_view what) {
  const std::string& packet = module_.packets[vector.packet].name;
  out_.line("static_assert({}, {});", condition,
            quoted(fmt::format("test \"{}\" of {}: {}", vector.test, packet, what)));
}

void VectorPrinter::asserts(const ir::Vector& vector, std::size_t number) {
  const std::string view = fmt::format("{}::view_{}", module_.vectors_class, number);
  out_.from(vector.where);
  if (!vector.faults.empty()) {
    require("!" + view, vector, "the bytes parse, but should fail");
    std::string at;
    for (const ir::Fault& fault : vector.faults) {
      const ir::Packet& packet = module_.packets[fault.packet];
      at += fmt::format(" || ({0}.error().packet() == {1} && {0}.error().path() == {2})", view,
                        quoted(packet.name), quoted(packet.fields[fault.field].path));
    }
    const ir::Fault& first = vector.faults.front();
    require(view + at, vector,
            "they fail, but not at " + module_.packets[first.packet].fields[first.field].name);
    return out_.here();
  }
  require(view + ".has_value()", vector, "the bytes do not parse");
  require(fmt::format("!{} || {}->bytes().size() == {}", view, view, vector.bytes.size()), vector,
          "bytes are left over");
  for (const ir::Expectation& expectation : vector.expected) {
    out_.from(expectation.where);
    require(fmt::format("!{} || ({})", view, holds(vector, expectation, view)), vector,
            expectation.name + " has another value");
  }
  out_.here();
}

} // namespace

void emit_vectors(Printer& out, const ir::Module& module) {
  if (module.vectors.empty())
    return;
  VectorPrinter printer(out, module);
  // A tenth of what a large header costs: once in a program is enough, and a build may say so.
  out.verbatim("\n#ifndef MPL_SKIP_VECTORS\n");
  out.line("namespace {} {{", module.cpp_namespace);
  out.blank();
  out.doc("The vectors of the specification, and what a parse makes of them.");
  out.open("struct {} {{", module.vectors_class);
  for (std::size_t i = 0; i < module.vectors.size(); ++i)
    printer.data(module.vectors[i], i + 1);
  out.close("};");
  for (std::size_t i = 0; i < module.vectors.size(); ++i)
    printer.asserts(module.vectors[i], i + 1);
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.verbatim("#endif // MPL_SKIP_VECTORS\n");
}

} // namespace mir::mplc::cpp
