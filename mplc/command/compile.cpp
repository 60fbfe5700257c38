#include "mplc/command/compile.hpp"

#include "mplc/ast/print.hpp"
#include "mplc/backends/cpp/cpp.hpp"
#include "mplc/backends/dot/dot.hpp"
#include "mplc/backends/laws/laws.hpp"
#include "mplc/backends/print/print.hpp"
#include "mplc/lex/lexer.hpp"
#include "mplc/lower/lower.hpp"
#include "mplc/parse/parser.hpp"
#include "mplc/passes/passes.hpp"
#include "mplc/sema/sema.hpp"

#include <fmt/format.h>

namespace mir::mplc {
namespace {

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

std::string output_path(const Command& command, std::string_view file) {
  if (command.output.empty() || command.files.size() == 1)
    return command.output;
  const std::string_view name = file_name(file);
  const std::string_view ending = command.emit == Emit::Print ? "_print.hpp" : ".hpp";
  return fmt::format("{}/{}{}", command.output, name.substr(0, name.rfind('.')), ending);
}

/// What a module is printed as.
std::string print(const Command& command, const ir::Module& module, const std::string& path) {
  switch (command.emit) {
  case Emit::Ir:
    return ir::to_text(module);
  case Emit::Json:
    return ir::to_json(module);
  case Emit::Dot:
    return print_dot(module);
  case Emit::Tests:
    return print_tests(module);
  case Emit::Fuzz:
    return print_fuzz(module);
  case Emit::Print:
    return print_printer(module);
  default:
    return print_cpp(module, {.header_name = std::string(file_name(path))});
  }
}

/// From one file to the text asked for; nothing if anything was wrong (reported).
std::optional<std::string> compile(const Command& command, FileId main, const std::string& path,
                                   SourceManager& sources, Diagnostics& diagnostics) {
  if (command.emit == Emit::Tokens)
    return print_tokens(sources, lex(sources, main, diagnostics));
  if (command.emit == Emit::Ast)
    return ast::print(parse(sources, lex(sources, main, diagnostics), diagnostics));
  auto module = read_module(command, main, sources, diagnostics);
  if (!module)
    return std::nullopt;
  ir::optimise(*module);
  return print(command, *module, path);
}

} // namespace

std::vector<std::string> search_folders(const Env& env, const Command& command) {
  std::vector<std::string> folders = command.include_folders;
  folders.push_back(env.specs);
  return folders;
}

Diagnostics::Options diagnostic_options(const Env& env, const Command& command) {
  return {
      .warnings_are_errors = command.warnings_are_errors, .color = env.color, .json = command.json};
}

std::optional<ir::Module> read_module(const Command& command, FileId main, SourceManager& sources,
                                      Diagnostics& diagnostics) {
  const Loader load = [&](FileId id) {
    return parse(sources, lex(sources, id, diagnostics), diagnostics);
  };
  ast::File tree = load(main);
  if (diagnostics.failed())
    return std::nullopt;
  const SemaOptions sema_options{.little_endian = command.little_endian};
  const sema::Model model = analyse(std::move(tree), sources, load, sema_options, diagnostics);
  if (diagnostics.failed())
    return std::nullopt;

  // Beyond this point no new input is read.
  const LowerOptions lower_options{.cpp_namespace = command.cpp_namespace,
                                   .edition_2006 = command.edition_2006};
  ir::Module module = lower(model, sources, lower_options, diagnostics);
  if (diagnostics.failed())
    return std::nullopt;

  // Beyond this point nothing is decided.
  return module;
}

std::optional<Artefact> compile_file(const Env& env, const Command& command,
                                     const std::string& file) {
  SourceManager sources(search_folders(env, command));
  Diagnostics diagnostics(sources, env.err, diagnostic_options(env, command));
  const auto main = sources.open(file);
  if (!main) {
    diagnostics.report(Diag::CannotRead, {}, {file, main.error()}).done();
    return std::nullopt;
  }
  Artefact artefact{.path = output_path(command, file), .text = {}, .inputs = {}};
  auto text = compile(command, *main, artefact.path, sources, diagnostics);
  if (!text || diagnostics.failed())
    return std::nullopt;
  artefact.text = std::move(*text);
  for (FileId id = 1; id <= sources.count(); ++id)
    artefact.inputs.emplace_back(sources.path(id));
  return artefact;
}

} // namespace mir::mplc
