// Any bytes at all, taken as a specification, through every phase of mplc: it may refuse them, with
// messages, but it never crashes and never hangs.
#include "mplc/ast/print.hpp"
#include "mplc/backends/cpp/cpp.hpp"
#include "mplc/backends/dot/dot.hpp"
#include "mplc/backends/laws/laws.hpp"
#include "mplc/lex/lexer.hpp"
#include "mplc/lower/lower.hpp"
#include "mplc/parse/parser.hpp"
#include "mplc/sema/sema.hpp"

namespace {

using namespace mir::mplc;

void compile(std::string_view text, std::FILE* nowhere) {
  SourceManager sources({});
  Diagnostics diagnostics(sources, nowhere, {});
  const FileId main = sources.add("fuzz.mpl", text);
  TokenStream tokens = lex(sources, main, diagnostics);
  static_cast<void>(print_tokens(sources, tokens));
  ast::File tree = parse(sources, std::move(tokens), diagnostics);
  static_cast<void>(ast::print(tree));
  if (diagnostics.failed())
    return;
  const Loader load = [&](FileId id) {
    return parse(sources, lex(sources, id, diagnostics), diagnostics);
  };
  const sema::Model model = analyse(std::move(tree), sources, load, {}, diagnostics);
  if (diagnostics.failed())
    return;
  const ir::Module module = lower(model, sources, {}, diagnostics);
  if (diagnostics.failed())
    return;
  static_cast<void>(ir::to_text(module));
  static_cast<void>(ir::to_json(module));
  static_cast<void>(print_dot(module));
  static_cast<void>(print_tests(module));
  static_cast<void>(print_fuzz(module));
  static_cast<void>(print_cpp(module, {.header_name = "fuzz.hpp"}));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::FILE* const nowhere = std::fopen("/dev/null", "w");
  compile({reinterpret_cast<const char*>(data), size}, nowhere);
  return 0;
}
