#include "mplc/backends/dot/dot.hpp"

#include "mplc/ir/printing.hpp"

#include <fmt/format.h>

namespace mir::mplc {
namespace {

/// Text of an HTML-like label.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

class DotPrinter {
public:
  explicit DotPrinter(const ir::Module& module) : module_(module) {}

  std::string run() {
    out_ = fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=plain, "
                       "fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\"];\n",
                       module_.name);
    for (ir::PacketId id = 0; id < module_.packets.size(); ++id) {
      packet_ = &module_.packets[id];
      node_ = fmt::format("p{}", id);
      table(node_, packet_->name, packet_->body);
    }
    return out_ + edges_ + "}\n";
  }

private:
  void table(const std::string& node, std::string_view title, const ir::Body& body) {
    std::string rows;
    for (const ir::Item& item : body) {
      if (item.kind == ir::Item::Kind::Field)
        rows += field(node, item.index);
      else
        classify(node, item.index);
    }
    out_ += fmt::format("  {} [label=<<table border=\"0\" cellborder=\"1\" cellspacing=\"0\">\n"
                        "    <tr><td port=\"top\" colspan=\"3\"><b>{}</b></td></tr>\n{}"
                        "  </table>>];\n",
                        node, escaped(title), rows);
  }

  std::string field(const std::string& node, ir::FieldId id) {
    const ir::Field& field = packet_->fields[id];
    if (field.wire.kind == ir::Wire::Kind::Packet || field.wire.kind == ir::Wire::Kind::Array)
      edges_ += fmt::format("  {}:f{} -> p{}:top [style=dashed];\n", node, id, field.wire.packet);
    return fmt::format("    <tr><td>{}</td><td>{}</td><td port=\"f{}\">{}</td></tr>\n",
                       escaped(print(*packet_, field.position)), escaped(field.name), id,
                       escaped(type(field)));
  }

  [[nodiscard]] std::string type(const ir::Field& field) const {
    if (field.wire.kind == ir::Wire::Kind::Packet)
      return module_.packets[field.wire.packet].name;
    std::string text(ir::name(field.wire.kind));
    if (field.wire.bits != 0)
      text += fmt::format(" {}", field.wire.bits);
    else if (field.wire.fixed_bytes)
      text += fmt::format(" {}", *field.wire.fixed_bytes);
    return text + (field.wire.endian == ir::Endian::Little ? " le" : "");
  }

  void classify(const std::string& node, ir::ClassifyId id) {
    const ir::Classify& classify = packet_->classifies[id];
    for (std::size_t i = 0; i < classify.clauses.size(); ++i) {
      const ir::Clause& clause = classify.clauses[i];
      const std::string target = fmt::format("{}_c{}_{}", node_, id, i);
      table(target, clause.name, clause.body);
      edges_ += fmt::format("  {}:f{} -> {}:top [label=\"{}\"];\n", node, classify.field, target,
                            pattern(clause));
    }
  }

  static std::string pattern(const ir::Clause& clause) {
    if (clause.otherwise)
      return "_";
    std::string text;
    for (const ir::Pattern& pattern : clause.patterns) {
      text += text.empty() ? "" : ", ";
      text += pattern.low == pattern.high ? fmt::format("{}", pattern.low)
                                          : fmt::format("{}..{}", pattern.low, pattern.high);
    }
    return text;
  }

  const ir::Module& module_;
  const ir::Packet* packet_ = nullptr;
  std::string node_; // of the packet
  std::string out_, edges_;
};

} // namespace

std::string print_dot(const ir::Module& module) { return DotPrinter(module).run(); }

} // namespace mir::mplc
