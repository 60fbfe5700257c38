#include "mplc/backends/laws/sample.hpp"

#include <algorithm>
#include <vector>

namespace mir::mplc::laws {
namespace {

using cpp::Printer;

void find_constants(const ir::Expr& expr, std::vector<std::uint64_t>& found) {
  if (expr.op == ir::Expr::Op::Constant && expr.type != ir::Expr::Type::Bool)
    found.push_back(expr.value);
  for (const ir::Expr& part : expr.args)
    find_constants(part, found);
}

/// The numbers that the checks of a field compare it with.
void find_compared(const ir::Block& block, ir::FieldId field, std::vector<std::uint64_t>& found) {
  for (const ir::Step& step : block) {
    if (const auto* check = std::get_if<ir::Check>(&step.op)) {
      if (check->field == field)
        find_constants(check->condition, found);
    } else if (const auto* within = std::get_if<ir::Within>(&step.op)) {
      find_compared(within->block, field, found);
    } else if (const auto* optional = std::get_if<ir::Optional>(&step.op)) {
      find_compared(optional->block, field, found);
    } else if (const auto* branch = std::get_if<ir::Branch>(&step.op)) {
      for (const ir::Block& clause : branch->blocks)
        find_compared(clause, field, found);
    }
  }
}

/// Prints the expression that makes the Fields of a packet, level by level.
class SamplePrinter {
public:
  SamplePrinter(const ir::Module& module, const ir::Packet& packet)
      : module_(module), packet_(packet) {}

  [[nodiscard]] std::string packet() const { return fields(packet_.body, packet_.cpp_name, ""); }

private:
  /// \param first the member that comes before those of the body, or nothing.
  [[nodiscard]] std::string fields(const ir::Body& body, const std::string& scope,
                                   std::string first) const {
    for (const ir::Item& item : body) {
      const std::string member = item.kind == ir::Item::Kind::Classify ? choice(item.index, scope)
                                                                       : value(item.index, scope);
      if (!member.empty())
        first += (first.empty() ? "" : ", ") + member;
    }
    return fmt::format("{}::Fields{{{}}}", scope, first);
  }

  [[nodiscard]] std::string choice(ir::ClassifyId id, const std::string& scope) const {
    const ir::Classify& classify = packet_.classifies[id];
    std::string cases;
    for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      const std::string inner = scope + "::" + clause.cpp_name;
      std::string tag;
      if (clause.tag == ir::TagSource::Given) {
        const ir::Field& field = packet_.fields[classify.field];
        tag = fmt::format(".{} = sampler.template value<decltype({}::Fields::{})>({{{}}})",
                          field.cpp_name, inner, field.cpp_name, matched(clause));
      }
      cases += fmt::format("{}: return {};\n",
                           i + 1 < classify.clauses.size() ? fmt::format("case {}", i)
                                                           : std::string("default"),
                           fields(clause.body, inner, tag));
    }
    return fmt::format(".{0} = [&]() -> decltype({1}::Fields::{0}) {{\nswitch (sampler.pick({2})) "
                       "{{\n{3}}}\n}}()",
                       classify.accessor, scope, classify.clauses.size(), cases);
  }

  [[nodiscard]] static std::string list(const std::vector<std::uint64_t>& numbers) {
    std::string text;
    for (const std::uint64_t number : numbers)
      text += fmt::format("{}{:#x}u", text.empty() ? "" : ", ", number);
    return text;
  }

  /// The ends of what a clause matches; of one for all the rest, numbers that others rarely take.
  [[nodiscard]] static std::string matched(const ir::Clause& clause) {
    std::vector<std::uint64_t> numbers;
    for (const ir::Pattern& pattern : clause.patterns)
      numbers.insert(numbers.end(), {pattern.low, pattern.high});
    if (clause.condition)
      find_constants(*clause.condition, numbers);
    if (clause.guard)
      find_constants(*clause.guard, numbers);
    numbers.insert(numbers.end(), {0xfd, 0xfffd, 0});
    return list(numbers);
  }

  [[nodiscard]] std::string value(ir::FieldId id, const std::string& scope) const {
    const ir::Field& field = packet_.fields[id];
    const bool given = field.role == ir::Role::Required || field.role == ir::Role::Defaulted;
    if (!given && !(field.condition && field.role != ir::Role::None))
      return ""; // follows from the others, or is a checksum, which is filled in
    if (field.wire.kind == ir::Wire::Kind::Packet) {
      const std::string inner =
          fmt::format("mpl_sample(static_cast<const {}::{}*>(nullptr), sampler)",
                      module_.cpp_namespace, module_.packets[field.wire.packet].cpp_name);
      return field.condition
                 ? fmt::format(".{0} = sampler.pick(2) == 0 ? decltype({1}::Fields::{0}){{}} : {2}",
                               field.cpp_name, scope, inner)
                 : fmt::format(".{} = {}", field.cpp_name, inner);
    }
    std::vector<std::uint64_t> numbers;
    find_compared(packet_.parse, id, numbers);
    if (field.variant)
      for (const ir::Tag& tag : module_.enums[*field.variant].tags)
        numbers.push_back(tag.value);
    numbers.insert(numbers.end(), {0, 1, 2, 3, 4, 8, 20});
    return fmt::format(".{0} = sampler.template value<decltype({1}::Fields::{0})>({{{2}}})",
                       field.cpp_name, scope, list(numbers));
  }

  const ir::Module& module_;
  const ir::Packet& packet_;
};

void list_clauses(const ir::Packet& packet, const ir::Body& body, const std::string& path,
                  std::string& text) {
  for (const ir::Item& item : body) {
    if (item.kind != ir::Item::Kind::Classify)
      continue;
    for (const ir::Clause& clause : packet.classifies[item.index].clauses) {
      const std::string name = path + "." + clause.name;
      text += (text.empty() ? "" : ", ") + cpp::quoted(name);
      list_clauses(packet, clause.body, name, text);
    }
  }
}

} // namespace

void print_sample(Printer& out, const ir::Packet& packet, const ir::Module& module) {
  out.blank();
  out.line("[[nodiscard]] constexpr const char* mpl_class(const {}&) {{ return {}; }}",
           packet.cpp_name, cpp::quoted(packet.name));
  out.line("template <class Sampler>");
  out.line("[[nodiscard]] {0}::Fields mpl_sample([[maybe_unused]] const {0}* view, "
           "[[maybe_unused]] Sampler& sampler) {{",
           packet.cpp_name);
  out.verbatim(fmt::format("return {};\n", SamplePrinter(module, packet).packet()));
  out.line("}}");
}

std::string clause_list(const ir::Module& module) {
  std::string text;
  for (const ir::Packet& packet : module.packets)
    list_clauses(packet, packet.body, packet.name, text);
  return text;
}

} // namespace mir::mplc::laws
