#include "driver/target/target.hpp"

#include <algorithm>
#include <array>

#include "driver/target/xl_configuration.hpp"

namespace mir::driver {
namespace {

constexpr std::array<llvm::StringLiteral, 4> kSocketStdlib{"os/**", "net/*", "net/socket_mode/**",
                                                           "net/service/dns*"};
constexpr std::array<llvm::StringLiteral, 9> kDirectStdlib{
    "os/**",      "net/*",     "net/direct_mode/**", "net/stack/**",  "net/tcp/**",
    "net/udp/**", "net/ip/**", "net/link/**",        "net/service/**"};
constexpr std::array<llvm::StringLiteral, 2> kHeaders{"mir/app.hpp", "mir/net/manager.hpp"};
constexpr std::array<llvm::StringLiteral, 0> kNone{};
constexpr std::array<llvm::StringLiteral, 2> kUnixLink{"-e", "_start"};
// Where memory begins that is the guest's alone.
constexpr std::array<llvm::StringLiteral, 3> kXenLink{"-e", "_start", "--image-base=0x100000"};
constexpr std::array<llvm::StringLiteral, 1> kUnixStart{"crt1.o"};

constexpr std::array<Target, 4> kTargets{{
    {.name = "unix-socket",
     .what = "a UNIX process on the kernel's sockets",
     .suffix = ".bin",
     .stdlib = kSocketStdlib,
     .headers = kHeaders,
     .link = kUnixLink,
     .start_files = kUnixStart,
     .configuration = nullptr,
     .runs_here = true,
     .unready = ""},
    {.name = "unix-direct",
     .what = "a UNIX process with a TCP/IP stack of its own on a tap device",
     .suffix = ".bin",
     .stdlib = kDirectStdlib,
     .headers = kHeaders,
     .link = kUnixLink,
     .start_files = kUnixStart,
     .configuration = nullptr,
     .runs_here = true,
     .has_own_stack = true,
     .unready = ""},
    {.name = "xen",
     .what = "a unikernel for the Xen hypervisor",
     .suffix = ".xen",
     .stdlib = kDirectStdlib,
     .headers = kHeaders,
     .link = kXenLink,
     .start_files = kNone,
     .configuration = xl_configuration,
     .runs_here = false,
     .unready = "",
     .names = true},
    {.name = "node",
     .what = "a WebAssembly module for Node.js",
     .suffix = ".js",
     .stdlib = kNone,
     .headers = kNone,
     .link = kNone,
     .start_files = kNone,
     .configuration = nullptr,
     .runs_here = false,
     .unready = "the run time for Node.js is not part of this version"},
}};

} // namespace

const Target& host_target() {
  static constexpr Target kHost{.name = "host",
                                .what = "this machine, in virtual time",
                                .suffix = "",
                                .stdlib = kDirectStdlib,
                                .headers = kHeaders,
                                .link = kNone,
                                .start_files = kNone,
                                .configuration = nullptr,
                                .runs_here = true,
                                .unready = "",
                                .hosted = true};
  return kHost;
}

std::span<const Target> targets() { return kTargets; }

std::vector<llvm::StringRef> target_names() {
  std::vector<llvm::StringRef> names;
  for (const Target& target : kTargets)
    names.push_back(target.name);
  return names;
}

const Target* find_target(llvm::StringRef name) {
  const auto* found = std::ranges::find(kTargets, name, &Target::name);
  return found == kTargets.end() ? nullptr : found;
}

std::optional<std::string> why_not(const Target& target, const Home& home, Disk& disk) {
  if (!target.unready.empty())
    return target.unready.str();
  for (const std::string& part : {home.archive(target.name), home.sysroot() + "/lib/libc.a"})
    if (!disk.status(part))
      return "this installation has no '" + part + "'";
  return std::nullopt;
}

} // namespace mir::driver
