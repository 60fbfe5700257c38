#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/target/target.hpp"

namespace mir::driver {

int command_debug(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  CommandLine debug = line;
  debug.mode = Mode::Debug;
  auto prepared = prepare(env, debug, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  const Plan& plan = prepared->plans.front();
  if (!find_target(plan.target)->runs_here) {
    diagnostics.report(kind::kNoDebugger, plan.target);
    diagnostics.note("debug the same sources as a process: mir debug --target=unix-socket");
    return diagnostics.exit_code();
  }
  auto gdb = env.processes.find("gdb");
  if (!gdb) {
    diagnostics.report(kind::kMissingTool, "gdb");
    diagnostics.note("install it with: sudo apt-get install gdb");
    return diagnostics.exit_code();
  }
  if (int code = build_images(env, debug, *prepared, diagnostics); code != 0)
    return code;
  const std::string program = on_disk(plan, plan.work + "/" + plan.name + ".elf");
  Command command{.program = *gdb,
                  .arguments = {"gdb", "-q", "-x", prepared->home.prefix + "/share/mir/gdb/mir.py",
                                // The sources are named from the project's folder, those of the
                                // library from the installation's.
                                "-ex", "set substitute-path /mir " + prepared->home.prefix},
                  .variables = {},
                  .folder = plan.folder};
  for (const std::string& each : line.debugger_commands)
    command.arguments.insert(command.arguments.end(), {"-ex", each});
  if (!line.debugger_commands.empty())
    command.arguments.emplace_back("-batch");
  command.arguments.insert(command.arguments.end(), {"--args", program});
  command.arguments.insert(command.arguments.end(), line.program_arguments.begin(),
                           line.program_arguments.end());
  diagnostics.report(kind::kProcess, llvm::toString(env.processes.become(command)));
  return diagnostics.exit_code();
}

} // namespace mir::driver
