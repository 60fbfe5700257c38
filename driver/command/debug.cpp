#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/plan/shell.hpp"
#include "driver/run/bare.hpp"
#include "driver/target/target.hpp"
#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

/// gdb with what it must know of our programs.
Command debugger(const std::string& gdb, const Prepared& prepared) {
  const std::string& prefix = prepared.home.prefix;
  return {.program = gdb,
          .arguments = {"gdb", "-q", "-x", prefix + "/share/mir/gdb/mir.py",
                        // The sources are named from the project's folder, those of the
                        // library from the installation's.
                        "-ex", "set substitute-path /mir " + prefix},
          .variables = {},
          .folder = prepared.plans.front().folder};
}

/// Lets gdb start a machine, without Xen, that stands before the image's first instruction.
///
/// \returns false when an error was reported.
bool add_machine(Env& env, const CommandLine& line, const Prepared& prepared, Command& command,
                 Diagnostics& diagnostics) {
  const auto qemu = find_qemu(env, diagnostics);
  if (!qemu)
    return false;
  const Plan& plan = prepared.plans.front();
  const std::string share = prepared.home.prefix + "/share/mir/gdb/";
  std::vector<std::string> words{share + "guest.sh"};
  llvm::append_range(words,
                     bare_machine(on_disk(plan, plan.image), prepared.project.manifest.xen.memory,
                                  line.program_arguments));
  words[1] = *qemu;
  // gdb would wait 2 s for an answer, which a busy machine needs for the first. setpriv: QEMU does
  // not outlive gdb, whichever way that ends.
  command.arguments.insert(command.arguments.end(),
                           {"-ex", "set remotetimeout 60", "-ex",
                            "target remote | exec setpriv --pdeathsig TERM " + shell_command(words),
                            "-x", share + "guest.py"});
  return true;
}

/// Descriptor 9 becomes a copy of the output: that is where guest.sh lets the guest write.
void keep_output(Command& command) {
  command.program = "/bin/sh";
  command.arguments.insert(command.arguments.begin(), {"sh", "-c", "exec \"$@\" 9>&1", "sh"});
}

/// For programs, what is about to be debugged and by what.
void print_debug_json(Env& env, const Plan& plan, const Command& command) {
  llvm::json::Array words;
  for (const std::string& word : command.arguments)
    words.push_back(llvm::json::fixUTF8(word));
  print_json(env,
             {{"type", "debug"},
              {"name", plan.name},
              {"target", plan.target},
              {"program", llvm::json::fixUTF8(on_disk(plan, plan.work + "/" + plan.name + ".elf"))},
              {"command", std::move(words)}});
}

} // namespace

int command_debug(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  CommandLine debug = line;
  debug.mode = Mode::Debug;
  auto prepared = prepare(env, debug, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  auto gdb = env.processes.find("gdb");
  if (!gdb) {
    diagnostics.report(kind::kMissingTool, "gdb");
    diagnostics.note("install it with: sudo apt-get install gdb");
    return diagnostics.exit_code();
  }
  const Plan& plan = prepared->plans.front();
  const bool is_guest = !find_target(plan.target)->runs_here;
  Command command = debugger(*gdb, *prepared);
  if (is_guest && !add_machine(env, line, *prepared, command, diagnostics))
    return diagnostics.exit_code();
  if (int code = build_images(env, debug, *prepared, diagnostics); code != 0)
    return code;
  for (const std::string& each : line.debugger_commands)
    command.arguments.insert(command.arguments.end(), {"-ex", each});
  if (!line.debugger_commands.empty())
    command.arguments.emplace_back("-batch");
  const std::string program = on_disk(plan, plan.work + "/" + plan.name + ".elf");
  if (is_guest) {
    command.arguments.push_back(program);
    keep_output(command);
  } else {
    command.arguments.insert(command.arguments.end(), {"--args", program});
    llvm::append_range(command.arguments, line.program_arguments);
  }
  if (line.json)
    print_debug_json(env, plan, command);
  if (line.dry_run) {
    if (!line.json)
      env.out << "would run: " << shell_command(command.arguments) << "\n";
    return end_dry_run(env, line);
  }
  env.out.flush();
  diagnostics.report(kind::kProcess, llvm::toString(env.processes.become(command)));
  return diagnostics.exit_code();
}

} // namespace mir::driver
