// mplc: protocol specifications to C++ headers. Read run() as the table of contents of the
// compiler, and read_module() as that of its phases.

#include "mplc/command/compile.hpp"
#include "mplc/command/decode.hpp"
#include "mplc/command/explain.hpp"
#include "mplc/command/fix.hpp"
#include "mplc/output.hpp"

#include <llvm/Support/Errno.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <unistd.h>

#include <algorithm>

namespace {

using namespace mir::mplc;

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

/// Compiles every file, and writes what became of them if all did well.
int compile(const Env& env, const Command& command) {
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
  if (command.verb == Verb::Check)
    return 0;
  for (const Artefact& artefact : artefacts)
    if (!write(env, command, artefact))
      return 1;
  return 0;
}

int fix(const Env& env, const Command& command) {
  bool sound = true;
  for (const std::string& file : command.files)
    sound &= fix_file(env, command, file);
  return sound ? 0 : 1;
}

int run(const Env& env, const Command& command) {
  switch (command.verb) {
  case Verb::Compile:
    return compile(env, command);
  case Verb::Decode:
    return decode_captures(env, command);
  case Verb::ExplainChecks:
    return explain_checks(env, command);
  case Verb::Check:
    return command.fix ? fix(env, command) : compile(env, command);
  }
  llvm_unreachable("every command is listed");
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
