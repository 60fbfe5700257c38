// Variants, enumerations and sets of bits.
#include "mplc/backends/cpp/emit.hpp"
#include "mplc/backends/cpp/print/format.hpp"

namespace mir::mplc::cpp {

namespace {

/// What a function of an enumeration is: one that its class hides, or one of the namespace.
std::string_view linkage(bool in_class) { return in_class ? "friend" : "inline"; }

/// `value == E::Tag`, or whether it lies in the tag's range.
std::string matches(const ir::Enum& variant, const ir::Tag& tag) {
  if (tag.high == tag.value)
    return fmt::format("value == {}::{}", variant.cpp_name, tag.cpp_name);
  const std::string number = "static_cast<std::uint64_t>(value)";
  const std::uint64_t most = ~std::uint64_t{0} >> (64 - variant.bits);
  const std::string above = tag.value == 0 ? "" : fmt::format("{} >= {}", number, tag.value);
  const std::string below = tag.high >= most ? "" : fmt::format("{} <= {}", number, tag.high);
  if (above.empty() || below.empty())
    return above.empty() && below.empty() ? "true" : above + below;
  return above + " && " + below;
}

void emit_to_string(Printer& out, const ir::Enum& variant, bool in_class) {
  out.blank();
  out.doc("The name of a value, as the specification has it; empty if it has none.");
  out.open("[[nodiscard]] {} constexpr std::string_view to_string({} value) noexcept {{",
           linkage(in_class), variant.cpp_name);
  for (const ir::Tag& tag : variant.tags) {
    if (tag.shadowed)
      continue; // another tag has the same number
    out.line("if ({})", matches(variant, tag));
    out.line("  return \"{}\";", tag.name);
  }
  out.line("return {{}};");
  out.close();
}

/// What mpl::Named asks of the tags of a string.
void emit_texts(Printer& out, const ir::Enum& variant, bool in_class) {
  out.blank();
  out.doc("The string that a tag stands for.");
  out.open("[[nodiscard]] {} constexpr std::string_view wire_text({} value) noexcept {{",
           linkage(in_class), variant.cpp_name);
  for (const ir::Tag& tag : variant.tags) {
    out.line("if (value == {}::{})", variant.cpp_name, tag.cpp_name);
    out.line("  return std::string_view({}, {});", quoted(tag.text), tag.text.size());
  }
  out.line("return {{}};");
  out.close();
  out.line("[[nodiscard]] {} constexpr std::uint8_t tag_count({}) noexcept {{ return {}; }}",
           linkage(in_class), variant.cpp_name, variant.tags.size());
}

/// Sets are put together, and looked into.
void emit_operators(Printer& out, const ir::Enum& variant, std::string_view number) {
  const std::string& name = variant.cpp_name;
  out.blank();
  for (const std::string_view op : {"|", "&", "^"}) {
    out.line("[[nodiscard]] constexpr {0} operator{1}({0} a, {0} b) noexcept {{", name, op);
    out.line("  return static_cast<{0}>(static_cast<{1}>(a) {2} static_cast<{1}>(b));", name,
             number, op);
    out.line("}}");
  }
  out.line("[[nodiscard]] constexpr {0} operator~({0} a) noexcept {{", name);
  out.line("  return static_cast<{0}>(static_cast<{1}>(~static_cast<{1}>(a)));", name, number);
  out.line("}}");
  out.doc("Whether `set` has all bits of `bits`.");
  out.line("[[nodiscard]] constexpr bool has({0} set, {0} bits) noexcept {{", name);
  out.line("  return (set & bits) == bits;");
  out.line("}}");
}

} // namespace

void emit_enum(Printer& out, const ir::Enum& variant, std::string_view number_type, bool in_class) {
  out.blank();
  out.doc(
      variant.doc.empty()
          ? fmt::format("The values of `{}` that have a name; any other {} may turn up as well.",
                        variant.name, variant.textual ? "string" : "number")
          : variant.doc);
  out.from(variant.where);
  out.open("enum class {} : {} {{", variant.cpp_name, number_type);
  for (const ir::Tag& tag : variant.tags) {
    out.doc(tag.doc);
    out.from(tag.where);
    out.line("{} = {},", tag.cpp_name, tag.value);
  }
  out.here();
  out.close("};");
  emit_to_string(out, variant, in_class);
  if (variant.textual)
    emit_texts(out, variant, in_class);
  if (variant.flags)
    emit_operators(out, variant, number_type);
}

} // namespace mir::mplc::cpp
