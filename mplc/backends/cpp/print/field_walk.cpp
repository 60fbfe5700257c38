#include "mplc/backends/cpp/print/field_walk.hpp"

#include "mplc/backends/cpp/print/spelling.hpp"

namespace mir::mplc::cpp {
namespace {

using FieldStatement = llvm::function_ref<void(const ir::Field&, const std::string&)>;

class FieldWalk {
public:
  FieldWalk(Printer& out, const ir::Packet& packet, FieldStatement field)
      : out_(out), packet_(packet), field_(field) {}

  void body(const ir::Body& items, const std::string& view, int depth) {
    for (const ir::Item& item : items)
      if (item.kind == ir::Item::Kind::Classify)
        classify(packet_.classifies[item.index], view, depth);
      else if (packet_.fields[item.index].wire.kind != ir::Wire::Kind::Label)
        field_(packet_.fields[item.index], view);
  }

private:
  void classify(const ir::Classify& classify, const std::string& view, int depth) {
    for (const ir::Clause& clause : classify.clauses) {
      out_.open("if ([[maybe_unused]] const auto clause{} = {}as_{}()) {{", depth, view,
                clause.accessor);
      out_.line("out.enter({});", quoted(clause.name));
      body(clause.body, fmt::format("clause{}->", depth), depth + 1);
      out_.line("out.leave();");
      out_.close();
    }
  }

  Printer& out_;
  const ir::Packet& packet_;
  FieldStatement field_;
};

} // namespace

void print_field_walk(Printer& out, const ir::Packet& packet, FieldStatement field) {
  FieldWalk(out, packet, field).body(packet.body, "view.", 1);
}

} // namespace mir::mplc::cpp
