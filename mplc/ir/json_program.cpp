#include "mplc/ir/json_program.hpp"

#include "mplc/ir/printing.hpp"

#include <utility>

namespace mir::mplc::ir {
namespace {

using llvm::json::Array;
using llvm::json::Object;

class ProgramPrinter {
public:
  explicit ProgramPrinter(const Packet& packet) : packet_(packet) {}

  Array block(const Block& block) const {
    Array steps;
    for (const Step& step : block) {
      Object out = std::visit([this](const auto& op) { return this->step(op); }, step.op);
      if (out.empty())
        continue; // a step of a build
      out["line"] = step.where.line;
      steps.push_back(std::move(out));
    }
    return steps;
  }

private:
  [[nodiscard]] const std::string& path(FieldId field) const { return packet_.fields[field].path; }
  [[nodiscard]] std::string limit(AnchorId anchor) const {
    return print(packet_, Position{.anchor = anchor});
  }

  template <class Other> Object step(const Other&) const { return {}; }

  Object step(const Need& need) const {
    Array fields;
    for (const FieldId field : need.fields)
      fields.push_back(path(field));
    return Object{{"op", "need"},
                  {"from", print(packet_, need.from)},
                  {"bytes", need.bytes},
                  {"limit", limit(need.limit)},
                  {"fields", std::move(fields)}};
  }
  Object step(const Load& load) const {
    return Object{{"op", "load"}, {"field", path(load.field)}};
  }
  Object step(const Check& check) const {
    Object out{{"op", "check"},
               {"condition", print(packet_, check.condition)},
               {"reason", std::string(name(check.reason))},
               {"field", path(check.field)}};
    if (!check.message.empty())
      out["message"] = llvm::json::fixUTF8(check.message);
    if (check.deferred)
      out["deferred"] = true;
    if (const auto& wide = check.together)
      out["together"] = Object{{"at", print(packet_, wide->position)},
                               {"bytes", wide->bytes},
                               {"mask", std::to_string(wide->mask)},
                               {"low", std::to_string(wide->low)},
                               {"high", std::to_string(wide->high)}};
    return out;
  }
  Object step(const Size& size) const {
    Object out{{"op", "size"},
               {"field", path(size.field)},
               {"size", print(packet_, size.size)},
               {"limit", limit(size.limit)},
               {"multiple", size.multiple},
               {"checks", checks(size.check_negative, size.check_end)}};
    if (size.deferred)
      out["deferred"] = true;
    if (size.together)
      out["together"] = true;
    return out;
  }
  Object step(const Scan& scan) const {
    return Object{{"op", "scan"}, {"field", path(scan.field)}, {"limit", limit(scan.limit)}};
  }
  Object step(const Nested& nested) const {
    return Object{{"op", "nested"},
                  {"field", path(nested.field)},
                  {"limit", limit(nested.limit)},
                  {"arguments", arguments(nested.field)}};
  }
  Object step(const Repeat& repeat) const {
    static constexpr std::string_view kExtents[] = {"count", "rest", "until", "rest_until"};
    Object out{{"op", "repeat"},
               {"field", path(repeat.field)},
               {"extent", std::string(kExtents[static_cast<std::size_t>(repeat.extent)])},
               {"limit", limit(repeat.limit)},
               {"arguments", arguments(repeat.field)}};
    if (repeat.lazy)
      out["lazy"] = true;
    if (repeat.count)
      out["count"] = print(packet_, *repeat.count);
    return out;
  }
  Object step(const Enter& enter) const {
    Object out{{"op", "enter"},
               {"region", limit(packet_.regions[enter.region].end)},
               {"from", print(packet_, packet_.regions[enter.region].begin)},
               {"size", print(packet_, enter.size)},
               {"multiple", enter.multiple},
               {"checks", checks(enter.check_negative, enter.check_end)}};
    if (enter.deferred)
      out["deferred"] = true;
    return out;
  }
  Object step(const Leave& leave) const {
    return Object{{"op", "leave"},
                  {"region", limit(packet_.regions[leave.region].end)},
                  {"content", print(packet_, packet_.regions[leave.region].content_end)},
                  {"check", leave.check}};
  }
  Object step(const Branch& branch) const {
    Array clauses;
    const Classify& classify = packet_.classifies[branch.classify];
    for (std::size_t i = 0; i < branch.blocks.size(); ++i)
      clauses.push_back(
          Object{{"clause", classify.clauses[i].name}, {"steps", block(branch.blocks[i])}});
    return Object{{"op", "branch"}, {"classify", classify.name}, {"clauses", std::move(clauses)}};
  }
  Object step(const Optional& optional) const {
    return Object{{"op", "optional"},
                  {"field", packet_.fields[optional.field].path},
                  {"steps", block(optional.block)}};
  }
  Object step(const Within& within) const {
    const Classify& classify = packet_.classifies[within.clause.classify];
    return Object{{"op", "within"},
                  {"classify", classify.name},
                  {"clause", classify.clauses[within.clause.clause].name},
                  {"steps", block(within.block)}};
  }

  static Array checks(bool negative, bool end) {
    Array list;
    if (negative)
      list.push_back("NegativeSize");
    if (end)
      list.push_back("PastEnd");
    return list;
  }
  Array arguments(FieldId field) const {
    Array list;
    for (const Expr& argument : packet_.fields[field].wire.arguments)
      list.push_back(print(packet_, argument));
    return list;
  }

  const Packet& packet_;
};

} // namespace

Array program(const Packet& packet, const Block& block) {
  return ProgramPrinter(packet).block(block);
}

} // namespace mir::mplc::ir
