#include "mplc/backends/print/print.hpp"

#include "mplc/backends/cpp/print/field_walk.hpp"
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

std::string tags(const ir::Enum& flags) {
  std::string text;
  for (const ir::Tag& tag : flags.tags)
    if (!tag.shadowed && tag.value != 0)
      text += fmt::format("{}{{{}, {:#x}u}}", text.empty() ? "" : ", ", cpp::quoted(tag.name),
                          tag.value);
  return text;
}

void print_field(Printer& out, const ir::Module& module, const ir::Field& field,
                 const std::string& view) {
  const std::string value = fmt::format("{}{}()", view, field.cpp_name);
  // A bit without a name is read as a bool; it is a number all the same.
  const bool bit =
      field.wire.kind == ir::Wire::Kind::Unsigned && field.wire.bits == 1 && !field.variant;
  if (field.variant && module.enums[*field.variant].flags)
    out.line("out.flags({}, {}, {{{}}});", cpp::quoted(field.name), value,
             tags(module.enums[*field.variant]));
  else
    out.line("out.{}({}, {});", bit ? "bit" : "field", cpp::quoted(field.name), value);
}

/// Prints the function that hands the fields of a view to what prints them, level by level.
void print_function(Printer& out, const ir::Module& module, const ir::Packet& packet) {
  out.doc("Hands each field to `out`, clause by clause.");
  out.line("template <class Out>");
  out.open("void mpl_print([[maybe_unused]] const {}& view, [[maybe_unused]] Out& out) {{",
           packet.cpp_name);
  cpp::print_field_walk(out, packet, [&](const ir::Field& field, const std::string& view) {
    print_field(out, module, field, view);
  });
  out.close();
}

/// Guarded by itself, as the packet is in the header it comes from.
void print_packet(Printer& out, const ir::Module& module, const ir::Packet& packet) {
  // Names of packets may differ in case alone: ip_v4 and ipv4 are IpV4 and Ipv4.
  const std::string guard = "MPL_PRINT_" + macro_name(module.cpp_namespace) + "_" + packet.cpp_name;
  out.verbatim(fmt::format("\n#ifndef {0}\n#define {0}\n", guard));
  out.line("namespace {} {{", module.cpp_namespace);
  out.blank();
  print_function(out, module, packet);
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
