// mplc: protocol specifications to C++ headers. Read main() as the table of contents of the
// compiler.

#include "mplc/ast/print.hpp"
#include "mplc/backends/cpp/cpp.hpp"
#include "mplc/command_line.hpp"
#include "mplc/lex/lexer.hpp"
#include "mplc/lower/lower.hpp"
#include "mplc/output.hpp"
#include "mplc/parse/parser.hpp"
#include "mplc/sema/sema.hpp"

#include <llvm/Support/Errno.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <unistd.h>

#include <algorithm>
#include <optional>

namespace {

using namespace mir::mplc;

/// All that comes from outside the program.
struct Env {
  std::FILE* out;
  std::FILE* err;
  bool color;        ///< err is a terminal
  std::string specs; ///< the folder of the specifications that are installed with this program
};

/// What one specification became; written only when all of them did well.
struct Artefact {
  std::string path; ///< "" for standard output
  std::string text;
  std::vector<std::string> inputs; ///< every file read
};

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

std::string output_path(const Command& command, std::string_view file) {
  if (command.output.empty() || command.files.size() == 1)
    return command.output;
  const std::string_view name = file_name(file);
  return command.output + "/" + std::string(name.substr(0, name.rfind('.'))) + ".hpp";
}

/// From one file to the text asked for; nothing if anything was wrong (reported).
std::optional<std::string> compile(const Command& command, FileId main, const std::string& header,
                                   SourceManager& sources, Diagnostics& diagnostics) {
  const Loader load = [&](FileId id) {
    return parse(sources, lex(sources, id, diagnostics), diagnostics);
  };
  TokenStream tokens = lex(sources, main, diagnostics);
  if (command.emit == Emit::Tokens)
    return print_tokens(sources, tokens);

  ast::File tree = parse(sources, std::move(tokens), diagnostics);
  if (diagnostics.failed())
    return std::nullopt;
  if (command.emit == Emit::Ast)
    return ast::print(tree);

  const SemaOptions sema_options{.little_endian = command.little_endian};
  const sema::Model model = analyse(std::move(tree), sources, load, sema_options, diagnostics);
  if (diagnostics.failed())
    return std::nullopt;

  // Beyond this point no new input is read.
  const LowerOptions lower_options{.cpp_namespace = command.cpp_namespace,
                                   .edition_2006 = command.edition_2006};
  const ir::Module module = lower(model, sources, lower_options, diagnostics);
  if (diagnostics.failed())
    return std::nullopt;

  // Beyond this point nothing is decided.
  switch (command.emit) {
  case Emit::Ir:
    return ir::to_text(module);
  case Emit::Json:
    return ir::to_json(module);
  default:
    return print_cpp(module, {.header_name = std::string(file_name(header))});
  }
}

/// One file of the command line; nothing if it has mistakes.
std::optional<Artefact> compile_file(const Env& env, const Command& command,
                                     const std::string& file) {
  std::vector<std::string> folders = command.include_folders;
  folders.push_back(env.specs);
  SourceManager sources(std::move(folders));
  Diagnostics diagnostics(sources, env.err,
                          {.warnings_are_errors = command.warnings_are_errors, .color = env.color});
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

/// A rule for make and ninja.
std::string dependencies(const Artefact& artefact) {
  auto escape = [](std::string_view path) {
    std::string out;
    for (const char c : path) {
      if (c == ' ' || c == '#')
        out += '\\';
      out += c;
      if (c == '$')
        out += '$';
    }
    return out;
  };
  std::string rule = escape(artefact.path) + ":";
  for (const std::string& input : artefact.inputs)
    rule += " " + escape(input);
  return rule + "\n";
}

/// A specification that was read must not be lost to a slip of the command line.
bool is_input(const Artefact& artefact, const std::string& path) {
  return std::ranges::any_of(artefact.inputs, [&](const std::string& input) {
    return llvm::sys::fs::equivalent(input, path);
  });
}

bool write(const Env& env, const Command& command, const Artefact& artefact) {
  const SourceManager nowhere({});
  Diagnostics diagnostics(nowhere, env.err, {.color = env.color});
  if (artefact.path.empty()) {
    const std::string& text = artefact.text;
    if (std::fwrite(text.data(), 1, text.size(), env.out) == text.size() &&
        std::fflush(env.out) == 0)
      return true;
    diagnostics.report(Diag::CannotWrite, {}, {"standard output", llvm::sys::StrError()}).done();
    return false;
  }
  auto put = [&](const std::string& path, std::string_view text) {
    const auto written = is_input(artefact, path)
                             ? std::unexpected(std::string("it is one of the files read"))
                             : write_atomically(path, text);
    if (!written)
      diagnostics.report(Diag::CannotWrite, {}, {path, written.error()}).done();
    return written.has_value();
  };
  // The header last: a build that sees it has seen its dependencies.
  const std::string rule =
      command.dependency_file.empty() ? artefact.path + ".d" : command.dependency_file;
  return (!command.write_dependencies || put(rule, dependencies(artefact))) &&
         put(artefact.path, artefact.text);
}

int run(const Env& env, const Command& command) {
  std::vector<Artefact> artefacts;
  bool sound = true;
  for (const std::string& file : command.files) {
    auto artefact = compile_file(env, command, file);
    sound &= artefact.has_value();
    if (artefact)
      artefacts.push_back(std::move(*artefact));
  }
  if (!sound)
    return 1;
  if (command.check_only)
    return 0;
  for (const Artefact& artefact : artefacts)
    if (!write(env, command, artefact))
      return 1;
  return 0;
}

/// share/mir/specs beside the bin that this program is installed in.
std::string installed_specs(const char* program) {
  const std::string path =
      llvm::sys::fs::getMainExecutable(program, reinterpret_cast<void*>(&installed_specs));
  const llvm::StringRef prefix = llvm::sys::path::parent_path(llvm::sys::path::parent_path(path));
  return (prefix + "/share/mir/specs").str();
}

} // namespace

int main(int argc, char** argv) {
  const Env env{.out = stdout,
                .err = stderr,
                .color = isatty(STDERR_FILENO) != 0,
                .specs = installed_specs(argv[0])};
  const auto command = parse_command_line(argc, argv);
  if (!command)
    return command.error();
  return run(env, *command);
}
