#include "driver/run/bare.hpp"

#include "driver/env/processes.hpp"
#include "driver/run/guest.hpp"

namespace mir::driver {
namespace {

constexpr llvm::StringLiteral kQemu = "qemu-system-x86_64";

} // namespace

std::optional<std::string> find_qemu(Env& env, Diagnostics& diagnostics) {
  auto qemu = env.processes.find(kQemu);
  if (!qemu) {
    diagnostics.report(kind::kMissingTool, kQemu.str());
    diagnostics.note("install it with: sudo apt-get install qemu-system-x86");
  }
  return qemu;
}

std::vector<std::string> bare_machine(const std::string& image, std::uint64_t memory,
                                      const std::vector<std::string>& arguments) {
  constexpr std::uint64_t kMiB = 1 << 20;
  // Emulation, never the host's virtualisation: it is the same everywhere.
  return {kQemu.str(),
          "-accel",
          "tcg",
          "-cpu",
          "max",
          "-machine",
          "pc",
          "-m",
          std::to_string((memory + kMiB - 1) / kMiB),
          "-nodefaults",
          "-vga",
          "none",
          "-display",
          "none",
          "-no-reboot",
          "-device",
          "isa-debug-exit,iobase=0xf4,iosize=4",
          "-kernel",
          image,
          "-append",
          kernel_command_line(arguments)};
}

} // namespace mir::driver
