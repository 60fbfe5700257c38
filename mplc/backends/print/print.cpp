#include "mplc/backends/print/print.hpp"

#include "mplc/backends/cpp/print/printer.hpp"
#include "mplc/backends/print/prelude.hpp"

#include "llvm/ADT/StringExtras.h"

namespace mir::mplc {
namespace {

using cpp::Printer;

/// The part of a macro's name.
std::string macro_name(std::string_view text) {
  std::string name;
  for (const char c : text)
    if (llvm::isAlnum(c))
      name += llvm::toUpper(c);
    else if (!name.ends_with('_'))
      name += '_';
  return name;
}

/// Prints the function that hands the fields of a view to what prints them, level by level.
class FieldPrinter {
public:
  FieldPrinter(Printer& out, const ir::Module& module, const ir::Packet& packet)
      : out_(out), module_(module), packet_(packet) {}

  void function() {
    out_.doc("Hands each field to `out`, clause by clause.");
    out_.line("template <class Out>");
    out_.open("void mpl_print([[maybe_unused]] const {}& view, [[maybe_unused]] Out& out) {{",
              packet_.cpp_name);
    body(packet_.body, "view.", 1);
    out_.close();
  }

private:
  void body(const ir::Body& items, const std::string& view, int depth) {
    for (const ir::Item& item : items)
      if (item.kind == ir::Item::Kind::Classify)
        classify(packet_.classifies[item.index], view, depth);
      else if (packet_.fields[item.index].wire.kind != ir::Wire::Kind::Label)
        field(packet_.fields[item.index], view);
  }

  void field(const ir::Field& field, const std::string& view) {
    const std::string value = fmt::format("{}{}()", view, field.cpp_name);
    const bool flags = field.variant && module_.enums[*field.variant].flags;
    // A bit without a name is read as a bool; it is a number all the same.
    const bool bit =
        field.wire.kind == ir::Wire::Kind::Unsigned && field.wire.bits == 1 && !field.variant;
    if (flags)
      out_.line("out.flags({}, {}, {{{}}});", cpp::quoted(field.name), value, tags(field));
    else if (bit)
      out_.line("out.bit({}, {});", cpp::quoted(field.name), value);
    else
      out_.line("out.field({}, {});", cpp::quoted(field.name), value);
  }

  [[nodiscard]] std::string tags(const ir::Field& field) const {
    std::string text;
    for (const ir::Tag& tag : module_.enums[*field.variant].tags)
      if (!tag.shadowed && tag.value != 0)
        text += fmt::format("{}{{{}, {:#x}u}}", text.empty() ? "" : ", ", cpp::quoted(tag.name),
                            tag.value);
    return text;
  }

  void classify(const ir::Classify& classify, const std::string& view, int depth) {
    for (const ir::Clause& clause : classify.clauses) {
      out_.open("if ([[maybe_unused]] const auto clause{} = {}as_{}()) {{", depth, view,
                clause.accessor);
      out_.line("out.enter({});", cpp::quoted(clause.name));
      body(clause.body, fmt::format("clause{}->", depth), depth + 1);
      out_.line("out.leave();");
      out_.close();
    }
  }

  Printer& out_;
  const ir::Module& module_;
  const ir::Packet& packet_;
};

/// Guarded by itself, as the packet is in the header it comes from.
void print_packet(Printer& out, const ir::Module& module, const ir::Packet& packet) {
  // Names of packets may differ in case alone: ip_v4 and ipv4 are IpV4 and Ipv4.
  const std::string guard = "MPL_PRINT_" + macro_name(module.cpp_namespace) + "_" + packet.cpp_name;
  out.verbatim(fmt::format("\n#ifndef {0}\n#define {0}\n", guard));
  out.line("namespace {} {{", module.cpp_namespace);
  out.blank();
  FieldPrinter(out, module, packet).function();
  out.blank();
  out.line("[[nodiscard]] constexpr std::string_view mpl_name(const {}&) noexcept {{ return {}; }}",
           packet.cpp_name, cpp::quoted(packet.name));
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.verbatim(fmt::format("#endif // {}\n", guard));
}

} // namespace

std::string print_printer(const ir::Module& module) {
  const CppOptions options{.header_name = {}, .line_directives = false}; // the printer borrows them
  Printer out(module, options);
  const std::string guard =
      fmt::format("MPL_PRINT_{}_HPP", macro_name(module.cpp_namespace + "_" + module.name));
  out.line("// {} as text and as JSON: written by mplc, to be changed in the specification.",
           module.name);
  out.verbatim(
      fmt::format("#ifndef {0}\n#define {0}\n\n#include \"{1}.hpp\"\n\n", guard, module.name));
  out.verbatim(print::kPrint);
  for (const ir::Packet& packet : module.packets)
    print_packet(out, module, packet);
  out.verbatim(fmt::format("\n#endif // {}\n", guard));
  return out.text();
}

} // namespace mir::mplc
