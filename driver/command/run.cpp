#include "driver/command/command.hpp"
#include "driver/command/prepare.hpp"
#include "driver/plan/shell.hpp"
#include "driver/run/execute.hpp"
#include "driver/run/guest.hpp"
#include "driver/run/uplink.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

bool has_option(const std::vector<std::string>& arguments, llvm::StringRef name) {
  return llvm::any_of(arguments, [&](llvm::StringRef word) {
    return word == name || word.starts_with((name + "=").str());
  });
}

/// Whether the program uses the network, as its check has found; nothing when it was not checked.
std::optional<bool> network_use(Env& env, const Plan& plan) {
  auto used = env.disk.read(on_disk(plan, plan.capabilities));
  if (used)
    return llvm::is_contained(llvm::split(*used, '\n'), "network");
  llvm::consumeError(used.takeError());
  return std::nullopt;
}

/// For programs, what is about to run and how to reach it.
void announce(Env& env, const CommandLine& line, const Plan& plan,
              const std::vector<std::string>& arguments, const std::vector<HostPort>& ports) {
  if (!line.json)
    return;
  llvm::json::Array words, leading;
  for (const std::string& word : arguments)
    words.push_back(llvm::json::fixUTF8(word));
  for (const HostPort& port : ports)
    leading.push_back(llvm::json::Object{
        {"host", port.host}, {"guest", port.guest}, {"protocol", port.protocol()}});
  print_json(env, {{"type", "run"},
                   {"name", plan.name},
                   {"target", plan.target},
                   {"image", llvm::json::fixUTF8(on_disk(plan, plan.image))},
                   {"arguments", std::move(words)},
                   {"ports", std::move(leading)}});
  env.out.flush();
}

/// What the program is told, before what the user tells it: the last one counts.
std::vector<std::string> network_arguments(const CommandLine& line) {
  std::vector<std::string> arguments{"--tap=" + kUplinkTap.str()};
  if (!has_option(line.program_arguments, "--address") &&
      !has_option(line.program_arguments, "--dhcp"))
    arguments.insert(arguments.end(), {fmt::format("--address={}/24", kUplinkAddress.str()),
                                       fmt::format("--gateway={}", kUplinkGateway.str())});
  return arguments;
}

int run_in_namespace(Env& env, const CommandLine& line, const Prepared& prepared,
                     const Command& program, UplinkKind kind, Diagnostics& diagnostics) {
  std::vector<HostPort> ports = line.ports;
  if (!choose_host_ports(ports, diagnostics))
    return diagnostics.exit_code();
  const Plan& plan = prepared.plans.front();
  auto uplink =
      make_uplink(env, prepared.home, on_disk(plan, plan.work) + "/run", kind, ports, diagnostics);
  if (!uplink)
    return diagnostics.exit_code();
  env.error << fmt::format("network of its own: address {}, gateway {}\n", kUplinkAddress.str(),
                           kUplinkGateway.str());
  for (const HostPort& port : ports)
    env.error << fmt::format("127.0.0.1:{}/{} is port {} of the program\n", port.host,
                             port.protocol().str(), port.guest);
  env.error.flush();
  announce(env, line, plan, {program.arguments.begin() + 1, program.arguments.end()}, ports);
  auto outcome = env.processes.run_here(uplink->inside(program));
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return diagnostics.exit_code();
  }
  return outcome->exit_code;
}

/// Settles the program's own network. \returns nothing when the options contradict the target.
std::optional<UplinkKind> choose_network(Env& env, const CommandLine& line, const Plan& plan,
                                         const std::vector<GuestDisk>& disks, Command& program) {
  const bool direct = find_target(plan.target)->has_own_stack;
  const bool own = direct ? line.tap.empty() && !has_option(line.program_arguments, "--tap") &&
                                (!line.ports.empty() || network_use(env, plan).value_or(true))
                          : !line.ports.empty();
  if (!line.tap.empty())
    program.arguments.push_back("--tap=" + line.tap);
  else if (direct && own)
    llvm::append_range(program.arguments, network_arguments(line));
  for (const GuestDisk& disk : disks)
    program.arguments.push_back("--disk=" + disk.text());
  llvm::append_range(program.arguments, line.program_arguments);
  if (!own)
    return std::nullopt;
  return direct ? UplinkKind::Direct : UplinkKind::Socket;
}

/// A program of this machine. \returns what `mir` shall end with.
int run_here(Env& env, const CommandLine& line, const Prepared& prepared,
             const std::vector<GuestDisk>& disks, Diagnostics& diagnostics) {
  const Plan& plan = prepared.plans.front();
  const std::string image = on_disk(plan, plan.image);
  Command program{.program = image, .arguments = {image}, .variables = {}, .folder = {}};
  const auto uplink = choose_network(env, line, plan, disks, program);
  if (line.dry_run) {
    announce(env, line, plan, {program.arguments.begin() + 1, program.arguments.end()}, line.ports);
    if (!line.json)
      env.out << "would run: " << shell_command(program.arguments) << "\n";
    return end_dry_run(env, line);
  }
  if (uplink)
    return run_in_namespace(env, line, prepared, program, *uplink, diagnostics);
  announce(env, line, plan, {program.arguments.begin() + 1, program.arguments.end()}, {});
  diagnostics.report(kind::kProcess, llvm::toString(env.processes.become(program)));
  return diagnostics.exit_code();
}

/// An image for a machine of its own. \returns what `mir` shall end with.
int run_as_guest(Env& env, const CommandLine& line, Prepared& prepared,
                 const std::vector<GuestDisk>& disks, Diagnostics& diagnostics) {
  const Plan& plan = prepared.plans.front();
  if (line.memory)
    prepared.project.manifest.xen.memory = *line.memory;
  auto tell = [&](const std::vector<HostPort>& ports) {
    announce(env, line, plan, line.program_arguments, ports);
  };
  if (line.dry_run) {
    tell(line.ports);
    if (!line.json)
      env.out << "would run: " << on_disk(plan, plan.image) << ", as a guest\n";
    return end_dry_run(env, line);
  }
  const GuestRun run{.home = prepared.home,
                     .manifest = prepared.project.manifest,
                     .image = on_disk(plan, plan.image),
                     .program = on_disk(plan, plan.work + "/" + plan.name + ".elf"),
                     .work = on_disk(plan, plan.work + "/run"),
                     .arguments = line.program_arguments,
                     .network = !line.ports.empty() || network_use(env, plan).value_or(false),
                     .ports = line.ports,
                     .disks = disks,
                     .limit_s = line.limit_s,
                     .verbose = line.verbose,
                     .on_start = tell};
  return line.bare ? run_bare(env, run, diagnostics) : run_guest(env, run, diagnostics);
}

} // namespace

int command_run(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  auto prepared = prepare(env, line, diagnostics);
  if (!prepared || !require_tools(prepared->tools, diagnostics))
    return diagnostics.exit_code();
  const Plan& plan = prepared->plans.front();
  const Target& target = *find_target(plan.target);
  if (!line.tap.empty() && !target.has_own_stack) {
    diagnostics.report(kind::kUsage, fmt::format("--tap is for unix-direct, not {}", plan.target));
    return diagnostics.exit_code();
  }
  const auto disks = read_guest_disks(env, line.disks, diagnostics);
  if (!disks)
    return diagnostics.exit_code();
  if (int code = build_images(env, line, *prepared, diagnostics); code != 0)
    return code;
  return target.runs_here ? run_here(env, line, *prepared, *disks, diagnostics)
                          : run_as_guest(env, line, *prepared, *disks, diagnostics);
}

} // namespace mir::driver
