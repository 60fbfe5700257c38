#include "driver/run/host.hpp"

#include "driver/env/disk.hpp"
#include "driver/env/processes.hpp"
#include "driver/run/guest_console.hpp"
#include "driver/target/xl_configuration.hpp"

namespace mir::driver {
namespace {

/// Whether the kernel says that this is the domain that controls the others (Xen's own interface
/// of Linux, /proc/xen).
bool is_host(const Env& env) {
  auto capabilities = env.disk.read("/proc/xen/capabilities");
  if (!capabilities) {
    llvm::consumeError(capabilities.takeError());
    return false;
  }
  return llvm::StringRef(*capabilities).contains("control_d");
}

/// Whether the toolstack can talk to a hypervisor.
bool works(Env& env, const std::string& xl) {
  auto outcome =
      env.processes.run({.program = xl, .arguments = {"xl", "info"}, .variables = {}, .folder = {}},
                        [](llvm::StringRef) {}, {});
  if (!outcome) {
    llvm::consumeError(outcome.takeError());
    return false;
  }
  return outcome->signal == 0 && outcome->exit_code == 0;
}

/// Puts the configuration beside the files of the run. The domain is kept after its end, until
/// everything it wrote has been shown.
llvm::Error write_configuration(Env& env, const GuestRun& run, const Manifest& manifest) {
  std::string text = xl_configuration(manifest, run.image, kernel_command_line(run.arguments));
  for (llvm::StringRef event : {"poweroff", "reboot", "crash", "watchdog", "soft_reset"})
    text += ("on_" + event + " = \"preserve\"\n").str();
  if (auto error = env.disk.make_folders(run.work))
    return error;
  return env.disk.write(run.work + "/guest.cfg", text);
}

} // namespace

std::optional<std::string> find_xl(Env& env, Diagnostics& diagnostics) {
  auto xl = env.processes.find("xl");
  if (xl && works(env, *xl))
    return xl;
  if (is_host(env))
    diagnostics.note(xl ? "this is a Xen host, but 'xl info' fails here: the guest runs in QEMU; "
                          "root may use the host itself"
                        : "this is a Xen host, but 'xl' is not on PATH: the guest runs in QEMU");
  return std::nullopt;
}

int run_on_host(Env& env, const std::string& xl, const GuestRun& run, Diagnostics& diagnostics) {
  Manifest manifest = run.manifest;
  if (!run.disks.empty()) {
    auto disks = disks_on_host(run.disks, diagnostics);
    if (!disks)
      return diagnostics.exit_code();
    manifest.xen.disks = std::move(*disks);
  }
  if (auto error = write_configuration(env, run, manifest)) {
    diagnostics.report(std::move(error));
    return diagnostics.exit_code();
  }
  const std::string script = run.home.prefix + "/share/mir/xen/host.sh";
  return show_console(env,
                      {.program = script,
                       .arguments = {script, xl, run.manifest.name.value, run.work},
                       .variables = {},
                       .folder = {},
                       .limit_s = run.limit_s},
                      run, "", diagnostics);
}

} // namespace mir::driver
