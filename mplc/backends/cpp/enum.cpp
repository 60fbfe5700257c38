#include "mplc/backends/cpp/emit.hpp"

namespace mir::mplc::cpp {

void emit_enum(Printer& out, const ir::Enum& variant, std::string_view number_type, bool in_class) {
  out.blank();
  out.doc(fmt::format("The values of `{}` that have a name; any other number may turn up as well.",
                      variant.name));
  out.from(variant.where);
  out.open("enum class {} : {} {{", variant.cpp_name, number_type);
  for (const ir::Tag& tag : variant.tags) {
    out.doc(tag.doc);
    out.from(tag.where);
    out.line("{} = {},", tag.cpp_name, tag.value);
  }
  out.here();
  out.close("};");
  out.blank();
  out.doc("The name of a value, as the specification has it; empty if it has none.");
  out.open("[[nodiscard]] {} constexpr std::string_view to_string({} value) noexcept {{",
           in_class ? "friend" : "inline", variant.cpp_name);
  for (const ir::Tag& tag : variant.tags) {
    if (tag.shadowed)
      continue; // another tag has the same number
    out.line("if (value == {}::{})", variant.cpp_name, tag.cpp_name);
    out.line("  return \"{}\";", tag.name);
  }
  out.line("return {{}};");
  out.close();
}

} // namespace mir::mplc::cpp
