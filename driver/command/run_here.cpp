#include "driver/command/prepare.hpp"
#include "driver/run/execute.hpp"
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

/// Whether the check of the program has found that it uses the network; without a check it may.
bool may_use_network(Env& env, const Plan& plan) {
  auto used = env.disk.read(on_disk(plan, plan.capabilities));
  if (used)
    return llvm::is_contained(llvm::split(*used, '\n'), "network");
  llvm::consumeError(used.takeError());
  return true;
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
  env.out.flush();
  auto outcome = env.processes.run_here(uplink->inside(program));
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return diagnostics.exit_code();
  }
  return outcome->exit_code;
}

} // namespace

int run_here(Env& env, const CommandLine& line, const Prepared& prepared, const std::string& image,
             Diagnostics& diagnostics) {
  const Plan& plan = prepared.plans.front();
  const bool direct = plan.target == "unix-direct";
  if (!line.tap.empty() && !direct) {
    diagnostics.report(kind::kUsage, fmt::format("--tap is for unix-direct, not {}", plan.target));
    return diagnostics.exit_code();
  }
  Command program{.program = image, .arguments = {image}, .variables = {}, .folder = {}};
  const bool own_network = direct
                               ? line.tap.empty() && !has_option(line.program_arguments, "--tap") &&
                                     (!line.ports.empty() || may_use_network(env, plan))
                               : !line.ports.empty();
  if (!line.tap.empty())
    program.arguments.push_back("--tap=" + line.tap);
  else if (direct && own_network)
    llvm::append_range(program.arguments, network_arguments(line));
  llvm::append_range(program.arguments, line.program_arguments);
  if (own_network)
    return run_in_namespace(env, line, prepared, program,
                            direct ? UplinkKind::Direct : UplinkKind::Socket, diagnostics);
  diagnostics.report(kind::kProcess, llvm::toString(env.processes.become(program)));
  return diagnostics.exit_code();
}

} // namespace mir::driver
