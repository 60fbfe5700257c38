#include "driver/run/guest.hpp"

#include <ctime>

#include "driver/env/disk.hpp"
#include "driver/env/processes.hpp"
#include "driver/run/bare.hpp"
#include "driver/run/guest_console.hpp"
#include "driver/run/host.hpp"
#include "driver/run/job.hpp"
#include "driver/run/qemu_network.hpp"
#include "driver/target/xl_configuration.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// The folder in which the machine with Xen is kept. Another version of it is another folder.
std::string cache_folder(const Env& env) {
  std::string base = env.variable("XDG_CACHE_HOME");
  return (base.empty() ? env.variable("HOME") + "/.cache" : base) + "/mir/xen-3";
}

/// Shows what a program says on the error stream. \returns whether it ended well.
bool run_and_show(Env& env, const Command& command, Diagnostics& diagnostics, int& exit_code) {
  auto outcome =
      env.processes.run(command, [&](llvm::StringRef line) { env.error << line << "\n"; }, {});
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    exit_code = diagnostics.exit_code();
    return false;
  }
  exit_code = outcome->signal != 0 ? kExitSignal + outcome->signal : outcome->exit_code;
  if (outcome->signal == 0 && exit_code != 0)
    exit_code = static_cast<int>(Exit::Environment); // it has said why
  return exit_code == 0;
}

/// Puts image and configuration where QEMU finds them. \returns false when an error was reported.
bool write_job(Env& env, const GuestRun& run, const std::string& file, Diagnostics& diagnostics) {
  auto image = env.disk.read(run.image);
  if (!image) {
    diagnostics.report(image.takeError());
    return false;
  }
  const std::string name = run.manifest.name.value;
  // That machine has one bridge, and knows no disk of the manifest.
  Manifest manifest = run.manifest;
  manifest.xen.vif = interfaces_in_qemu(run);
  manifest.xen.disks = disks_in_qemu(run.disks);
  const std::string configuration =
      xl_configuration(manifest, name + ".xen", kernel_command_line(arguments_in_qemu(run)));
  auto disk = job_disk({.name = name,
                        .time_s = static_cast<std::uint64_t>(std::time(nullptr)),
                        .disks = run.disks.size(),
                        .files = {{name + ".xen", *image}, {name + ".cfg", configuration}}});
  if (!disk) {
    diagnostics.report(kind::kLargeImage, run.image, kJobDiskSize);
    return false;
  }
  auto error = env.disk.make_folders(run.work);
  if (!error)
    error = env.disk.write(file, *disk);
  if (!error)
    return true;
  diagnostics.report(std::move(error));
  return false;
}

/// The machine's words from share/mir/xen/machine.txt, one a line, which the kept state belongs to.
std::vector<std::string> machine_arguments(llvm::StringRef text, const std::string& cache) {
  std::vector<std::string> arguments{"qemu-system-x86_64"};
  for (llvm::StringRef line : llvm::split(text.trim(), '\n')) {
    std::string word;
    while (line.contains("@CACHE@")) {
      auto [before, after] = line.split("@CACHE@");
      word += before.str() + cache;
      line = after;
    }
    arguments.push_back(word + line.str());
  }
  return arguments;
}

/// Makes the machine with Xen unless it is there and still the right one. \returns 0, or what `mir`
/// shall end with.
int prepare_machine(Env& env, const std::string& share, const std::string& cache,
                    Diagnostics& diagnostics) {
  const std::string prepare = share + "/prepare.sh";
  int exit_code = 0;
  (void)run_and_show(
      env, {.program = prepare, .arguments = {prepare, cache}, .variables = {}, .folder = {}},
      diagnostics, exit_code);
  return exit_code;
}

int run_in_qemu(Env& env, const GuestRun& run, Diagnostics& diagnostics) {
  const auto qemu = find_qemu(env, diagnostics);
  const std::string cache = cache_folder(env), share = run.home.prefix + "/share/mir/xen";
  const std::string job = run.work + "/job", log = run.work + "/xen.log";
  if (!qemu || !write_job(env, run, job, diagnostics))
    return diagnostics.exit_code();
  if (const int exit_code = prepare_machine(env, share, cache, diagnostics); exit_code != 0)
    return exit_code;
  auto machine = env.disk.read(share + "/machine.txt");
  if (!machine) {
    diagnostics.report(machine.takeError());
    return diagnostics.exit_code();
  }
  std::vector<HostPort> ports = run.ports;
  if (!open_ports(env, ports, diagnostics))
    return diagnostics.exit_code();
  if (run.on_start)
    run.on_start(ports);
  Command command{.program = *qemu,
                  .arguments = machine_arguments(*machine, cache),
                  .variables = {},
                  .folder = {},
                  .limit_s = run.limit_s};
  llvm::append_range(command.arguments, disks_of_qemu(run.disks));
  for (const std::string& word : std::vector<std::string>{
           "-drive", "if=none,id=job,format=raw,readonly=on,file=" + job, "-chardev",
           "file,id=log,path=" + log, "-chardev", "stdio,id=console", "-monitor", "none", "-netdev",
           user_network(ports), "-incoming", "exec:cat " + cache + "/state"})
    command.arguments.push_back(word);
  return show_console(env, command, run, log, diagnostics);
}

} // namespace

std::string kernel_command_line(const std::vector<std::string>& arguments) {
  std::string line;
  for (const std::string& argument : arguments) {
    line += line.empty() ? "\"" : " \"";
    for (char c : argument) {
      if (c == '"' || c == '\\')
        line += '\\';
      line += c;
    }
    line += '"';
  }
  return line;
}

int run_guest(Env& env, const GuestRun& run, Diagnostics& diagnostics) {
  const auto xl = find_xl(env, diagnostics);
  if (!xl)
    return run_in_qemu(env, run, diagnostics);
  if (run.ports.empty()) {
    if (run.on_start)
      run.on_start({});
    return run_on_host(env, *xl, run, diagnostics);
  }
  diagnostics.report(kind::kUsage, "-p is for machines without Xen");
  diagnostics.note("this is a Xen host: its guest has an address of its own, on the bridge of "
                   "'xen.vif' in mir.toml");
  return diagnostics.exit_code();
}

int run_bare(Env& env, const GuestRun& run, Diagnostics& diagnostics) {
  auto qemu = find_qemu(env, diagnostics);
  if (!qemu)
    return diagnostics.exit_code();
  Command command{.program = *qemu,
                  .arguments = bare_machine(run.image, run.manifest.xen.memory, run.arguments),
                  .variables = {},
                  .folder = {},
                  .limit_s = run.limit_s};
  command.arguments.insert(command.arguments.end(), {"-serial", "stdio"});
  if (run.on_start)
    run.on_start({});
  return show_console(env, command, run, "", diagnostics);
}

} // namespace mir::driver
