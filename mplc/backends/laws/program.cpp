// The two programs: the generated header, the laws, and what they are held against.
#include "mplc/backends/laws/laws.hpp"
#include "mplc/backends/laws/packet.hpp"
#include "mplc/backends/laws/prelude.hpp"
#include "mplc/backends/laws/sample.hpp"

#include <algorithm>

namespace mir::mplc {
namespace {

using namespace laws;
using cpp::Printer;

/// Packets that stand for themselves: the blocks of arrays are tried within their owners.
std::vector<ir::PacketId> exported(const ir::Module& module) {
  std::vector<ir::PacketId> ids;
  for (ir::PacketId id = 0; id < module.packets.size(); ++id)
    if (module.packets[id].exported)
      ids.push_back(id);
  return ids;
}

/// The header, the laws, and what they need to know of each packet.
void print_start(Printer& out, const ir::Module& module, std::string_view what,
                 std::string_view rest) {
  out.line("// {} of {}.mpl: written by mplc, to be changed in the specification.", what,
           module.name);
  out.verbatim(print_cpp(module, {.header_name = {}, .line_directives = false}));
  out.verbatim("\n");
  out.verbatim(kLaws);
  out.verbatim(rest);
  out.blank();
  out.line("namespace {} {{", module.cpp_namespace);
  for (const ir::Packet& packet : module.packets)
    print_functions(out, module, packet);
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.blank();
  out.line("namespace {{");
  for (const ir::PacketId id : exported(module))
    print_traits(out, module, module.packets[id]);
  out.blank();
  out.line("}} // namespace");
  out.blank();
}

std::string bytes_of(const ir::Module& module, std::size_t vector) {
  return fmt::format("{}::{}::bytes_{}", module.cpp_namespace, module.vectors_class, vector + 1);
}

/// The arguments of a vector, as the Arguments of its packet.
std::string arguments_of(const ir::Vector& vector) {
  std::string text;
  for (const ir::Expr& argument : vector.arguments) {
    text += text.empty() ? "" : ", ";
    if (argument.type == ir::Expr::Type::Bool)
      text += argument.value != 0 ? "true" : "false";
    else if (argument.type == ir::Expr::Type::Text)
      text +=
          fmt::format("std::string_view({}, {})", cpp::quoted(argument.text), argument.text.size());
    else
      text += fmt::format("{}", static_cast<std::int64_t>(argument.value));
  }
  return "{" + text + "}";
}

} // namespace

std::string print_tests(const ir::Module& module) {
  const CppOptions options{.header_name = {}, .line_directives = false};
  Printer out(module, options);
  print_start(out, module, "Tests", std::string(kSample) + "\n" + std::string(kSuite));
  out.line("namespace {} {{", module.cpp_namespace);
  for (const ir::Packet& packet : module.packets)
    print_sample(out, packet, module);
  out.blank();
  out.line("}} // namespace {}", module.cpp_namespace);
  out.blank();
  for (std::size_t i = 0; i < module.vectors.size(); ++i)
    out.line("static_assert(mpl::laws::rebuilds<{}>({}, {}));",
             traits_name(module.packets[module.vectors[i].packet]), bytes_of(module, i),
             arguments_of(module.vectors[i]));
  out.blank();
  out.open("int main(int count, char** arguments) {{");
  std::string list;
  for (const ir::PacketId id : exported(module))
    list += (list.empty() ? "" : ", ") + traits_name(module.packets[id]);
  out.line("if (count == 2 && std::string_view(arguments[1]) == \"--read\")");
  out.line("  return mpl::laws::read_all<{}>();", list);
  out.line("mpl::laws::Suite suite;");
  for (std::size_t i = 0; i < module.vectors.size(); ++i) {
    const ir::Vector& vector = module.vectors[i];
    out.line("suite.vector<{}>({}, {}, {}, {});", traits_name(module.packets[vector.packet]),
             cpp::quoted(vector.test), bytes_of(module, i), arguments_of(vector),
             !vector.faults.empty());
  }
  for (const ir::PacketId id : exported(module))
    out.line("suite.made_up<{}>();", traits_name(module.packets[id]));
  for (const ir::PacketId id : exported(module))
    out.line("suite.sampled<{}>();", traits_name(module.packets[id]));
  out.line("suite.clauses({{{}}});", clause_list(module));
  out.line("return suite.finish({});", cpp::quoted(module.name));
  out.close();
  return out.text();
}

std::string print_fuzz(const ir::Module& module) {
  const CppOptions options{.header_name = {}, .line_directives = false};
  Printer out(module, options);
  print_start(out, module, "A fuzz harness", kMutator);
  const std::vector<ir::PacketId> packets = exported(module);
  std::string list;
  for (const ir::PacketId id : packets)
    list += (list.empty() ? "" : ", ") + traits_name(module.packets[id]);
  out.line("namespace {{");
  out.blank();
  out.line("using Harness = mpl::laws::Harness<{}>;", list);
  std::string seeds;
  for (std::size_t i = 0; i < module.vectors.size(); ++i)
    if (const auto at = std::ranges::find(packets, module.vectors[i].packet); at != packets.end())
      seeds += fmt::format("{}{{{}, {}}}", seeds.empty() ? "" : ", ", at - packets.begin(),
                           bytes_of(module, i));
  out.line("const std::vector<mpl::laws::Seed> kSeeds{{{}}};", seeds);
  out.blank();
  out.line("}} // namespace");
  out.blank();
  out.open(
      "extern \"C\" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {{");
  out.line("return Harness::run(std::as_bytes(std::span(data, size)));");
  out.close();
  out.blank();
  out.open("extern \"C\" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, "
           "std::size_t most, unsigned seed) {{");
  out.line("return Harness::mutate(std::as_writable_bytes(std::span(data, most)), size, kSeeds, "
           "seed);");
  out.close();
  return out.text();
}

} // namespace mir::mplc
