// `mir`: from a command line to its exit code. The commands are in driver/command, one straight
// line each.
#include <cstdio>
#include <sys/ioctl.h>
#include <unistd.h>

#include "driver/cli/command_line.hpp"
#include "driver/command/command.hpp"
#include "driver/diag/diagnostics.hpp"
#include "driver/env/disk.hpp"
#include "driver/env/env.hpp"
#include "driver/env/processes.hpp"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

int run(Env& env) {
  Diagnostics early(env.error, /*colour=*/false);
  auto line = read_command_line(env, early);
  if (!line)
    return early.exit_code();
  Diagnostics diagnostics(env.error, line->colour);
  switch (line->verb) {
  case Verb::Help:
    return command_help(env, *line, diagnostics);
  case Verb::New:
    return command_new(env, *line, diagnostics);
  case Verb::Build:
    return command_build(env, *line, diagnostics);
  case Verb::Run:
    return command_run(env, *line, diagnostics);
  case Verb::Test:
    return command_test(env, *line, diagnostics);
  case Verb::Check:
    return command_check(env, *line, diagnostics);
  case Verb::Plan:
    return command_plan(env, *line, diagnostics);
  case Verb::Size:
    return command_size(env, *line, diagnostics);
  case Verb::Audit:
    return command_audit(env, *line, diagnostics);
  case Verb::Image:
    return command_image(env, *line, diagnostics);
  case Verb::Doctor:
    return command_doctor(env, *line, diagnostics);
  case Verb::Debug:
    return command_debug(env, *line, diagnostics);
  case Verb::Clean:
    return command_clean(env, *line, diagnostics);
  case Verb::Targets:
    return command_targets(env, *line, diagnostics);
  case Verb::Completions:
    return command_completions(env, *line, diagnostics);
  case Verb::Version:
    return command_version(env, *line, diagnostics);
  }
  llvm_unreachable("every command is listed");
}

std::map<std::string, std::string> variables() {
  std::map<std::string, std::string> result;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    auto [name, value] = llvm::StringRef(*variable).split('=');
    result.emplace(name.str(), value.str());
  }
  return result;
}

unsigned columns(int terminal) {
  winsize size{};
  constexpr unsigned kUsual = 80;
  return ::ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

/// A result that could not be written is no success, whatever else went well.
int after_output(llvm::raw_fd_ostream& out, int exit_code) {
  out.flush();
  if (!out.has_error())
    return exit_code;
  Diagnostics diagnostics(llvm::errs(), /*colour=*/false);
  diagnostics.report(llvm::createFileError("standard output", out.error()));
  out.clear_error();
  return diagnostics.exit_code();
}

} // namespace
} // namespace mir::driver

int main(int count, char** arguments) {
  using namespace mir::driver;
  llvm::SmallString<256> folder, executable;
  if (llvm::sys::fs::current_path(folder) ||
      llvm::sys::fs::real_path("/proc/self/exe", executable)) {
    std::fputs("mir: error: cannot tell where this program and the working folder are\n", stderr);
    return static_cast<int>(Exit::Environment);
  }
  auto disk = make_disk();
  auto processes = make_processes();
  Env env{.arguments = {arguments, arguments + count},
          .variables = variables(),
          .folder = folder.str().str(),
          .executable = executable.str().str(),
          .disk = *disk,
          .processes = *processes,
          .out = llvm::outs(),
          .error = llvm::errs(),
          .error_is_terminal = ::isatty(STDERR_FILENO) == 1,
          .error_columns = columns(STDERR_FILENO)};
  return after_output(llvm::outs(), run(env));
}
