#include "mplc/backends/cpp/cpp.hpp"

#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/prelude.hpp"

#include "llvm/ADT/StringExtras.h"

namespace mir::mplc {

namespace {

using namespace cpp;

/// `net::wire` and `ipv4` as part of a macro's name: `NET_WIRE_IPV4`.
std::string macro_name(std::string_view scope, std::string_view name) {
  std::string result;
  for (const char c : fmt::format("{}_{}", scope, name))
    if (llvm::isAlnum(c))
      result += llvm::toUpper(c);
    else if (!result.ends_with('_'))
      result += '_';
  return result;
}

/// The type of a variant's numbers is that of the field that has it.
std::string enum_type(const ir::Enum& variant) {
  const std::uint32_t bits = variant.bits;
  return fmt::format("std::uint{}_t", bits <= 8 ? 8 : bits <= 16 ? 16 : bits <= 32 ? 32 : 64);
}

/// A template, because Editor is defined behind the class; and a compiler makes its std::expected
/// only where a program edits.
void emit_edit(const Target& target) {
  Printer& out = target.out;
  out.blank();
  out.doc("As parse(), for bytes that may be changed.");
  out.line("template <class Editor_ = Editor>");
  out.open("[[nodiscard]] static constexpr std::expected<Editor_, mpl::Error> "
           "edit(mpl::MutableBytes bytes{}) noexcept {{",
           target.names.parameters());
  out.line("const auto view = parse<mpl::Outcome<{}>>(bytes{});", target.names.packet().cpp_name,
           target.names.arguments());
  out.line("if (!view) [[unlikely]]");
  out.line("  return std::unexpected(view.error());");
  out.line("return Editor_(view->at_);");
  out.close();
}

void emit_class(const Target& target, ir::PacketId id) {
  Printer& out = target.out;
  const ir::Packet& packet = target.names.packet();
  const Level level{.body = packet.body, .name = packet.cpp_name};
  out.blank();
  out.doc(packet.doc);
  out.from(packet.where);
  out.open("class {} {{", packet.cpp_name);
  out.here();
  emit_layout(target);
  out.blank();
  out.label("public:");
  for (const ir::Enum& variant : target.names.module().enums)
    if (variant.owner == id)
      emit_enum(out, variant, enum_type(variant), true);
  emit_pseudo_headers(target);
  emit_elements(target, packet.body);
  emit_clause_enums(target, packet.body);
  emit_clause_views(target, packet.body);
  emit_choices(target, packet.body);
  emit_fields(target, level);
  out.line("class Editor;");
  if (packet.names) {
    out.blank();
    out.doc("To be written by parse_into() before anything else is done with it.");
    out.line("constexpr explicit {}(mpl::Unread) noexcept {{}}", packet.cpp_name);
  }
  emit_parse(target);
  emit_edit(target);
  out.blank();
  out.doc("The bytes of the packet, without those that followed it.");
  out.function("[[nodiscard]] constexpr mpl::Bytes bytes() const noexcept",
               fmt::format("return {{at_.data, {}}};", target.names.offset(In::View, packet.end)));
  emit_accessors(target, level);
  emit_verify(target, std::nullopt);
  emit_check_deferred(target);
  emit_to_fields(target, level);
  emit_last(target);
  emit_build(target);
  out.blank();
  out.label("private:");
  emit_to_choices(target, packet.body);
  emit_build_parts(target);
  out.blank();
  target.table.print(out);
  out.blank();
  out.line("constexpr explicit {}(const Layout& at) noexcept : at_(at) {{}}", packet.cpp_name);
  out.line("Layout at_;");
  out.close("};");
  emit_editors(target);
}

/// Guarded by itself: several headers may contain the same nested packet.
void emit_packet(Printer& out, const ir::Module& module, ir::PacketId id) {
  const ir::Packet& packet = module.packets[id];
  const Spelling names(module, packet);
  const FieldTable table(names);
  const std::string guard = "MPL_PACKET_" + macro_name(module.cpp_namespace, packet.cpp_name);
  out.verbatim(fmt::format("\n#ifndef {0}\n#define {0}\n", guard));
  out.line("namespace {} {{", module.cpp_namespace);
  emit_class({.out = out, .names = names, .table = table}, id);
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.verbatim(fmt::format("#endif // {}\n", guard));
}

/// Guarded by itself, as packets are.
void emit_shared_enum(Printer& out, const ir::Module& module, const ir::Enum& variant) {
  const std::string guard = "MPL_ENUM_" + macro_name(module.cpp_namespace, variant.cpp_name);
  out.verbatim(fmt::format("\n#ifndef {0}\n#define {0}\n", guard));
  out.line("namespace {} {{", module.cpp_namespace);
  emit_enum(out, variant, enum_type(variant), false);
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.verbatim(fmt::format("#endif // {}\n", guard));
}

bool has_text(const ir::Expr& expr) {
  return expr.type == ir::Expr::Type::Text || llvm::any_of(expr.args, has_text);
}

/// Some check or clause compares strings or bytes.
bool compares_text(const ir::Block& block) {
  return llvm::any_of(block, [](const ir::Step& step) {
    if (const auto* check = std::get_if<ir::Check>(&step.op))
      return has_text(check->condition);
    if (const auto* within = std::get_if<ir::Within>(&step.op))
      return compares_text(within->block);
    if (const auto* branch = std::get_if<ir::Branch>(&step.op))
      return llvm::any_of(branch->blocks, compares_text);
    return false;
  });
}

bool needs_text(const ir::Packet& packet) {
  const auto by_text = [](const ir::Clause& clause) {
    return (clause.condition && has_text(*clause.condition)) ||
           (clause.guard && has_text(*clause.guard));
  };
  const bool by_parameter = llvm::any_of(packet.parameters, [](const ir::Parameter& parameter) {
    return parameter.type == ir::Expr::Type::Text;
  });
  return by_parameter || compares_text(packet.parse) ||
         llvm::any_of(packet.fields,
                      [](const ir::Field& field) {
                        return is_scanned(field.wire) || is_string(field.wire);
                      }) ||
         llvm::any_of(packet.classifies, [&](const ir::Classify& classify) {
           return llvm::any_of(classify.clauses, by_text);
         });
}

/// The parts of the prelude that the module needs.
void emit_prelude(Printer& out, const ir::Module& module) {
  out.verbatim(kRuntime);
  out.verbatim("\n" + std::string(kDescribe));
  out.verbatim("\n" + std::string(kChecksum));
  if (llvm::any_of(module.packets, needs_text))
    out.verbatim("\n" + std::string(kText));
  if (llvm::any_of(module.packets, [](const ir::Packet& packet) { return packet.names; }))
    out.verbatim("\n" + std::string(kDns));
}

} // namespace

std::string print_cpp(const ir::Module& module, const CppOptions& options) {
  Printer out(module, options);
  const std::string guard =
      fmt::format("MPL_{}_HPP", macro_name(module.cpp_namespace, module.name));
  out.line("// {} as C++: written by mplc, to be changed in the specification.", module.name);
  out.verbatim(fmt::format("#ifndef {0}\n#define {0}\n\n", guard));
  emit_prelude(out, module);
  for (const ir::Enum& variant : module.enums)
    if (!variant.owner)
      emit_shared_enum(out, module, variant);
  for (ir::PacketId id = 0; id < module.packets.size(); ++id)
    emit_packet(out, module, id);
  emit_vectors(out, module);
  out.verbatim(fmt::format("\n#endif // {}\n", guard));
  return out.text();
}

} // namespace mir::mplc
