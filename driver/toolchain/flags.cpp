#include "driver/toolchain/flags.hpp"

#include <array>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {
namespace {

constexpr std::array kCompile{
    "-std=c++23",
    "-fno-pic",
    // One section a function and a variable, so that the linker drops what nothing uses.
    "-ffunction-sections",
    "-fdata-sections",
    // Hardening: canaries, no uninitialised reads, checked library preconditions.
    "-fstack-protector-strong",
    "-ftrivial-auto-var-init=zero",
    "-D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_FAST",
    // The same image runs as a kernel, where an interrupt may use the red zone.
    "-mno-red-zone",
    "-Wall",
    "-Wextra",
    // The driver strips the colours again where nobody sees them: a flag that changed with the
    // terminal would rebuild everything.
    "-fcolor-diagnostics",
};

constexpr std::array kRelease{"-O2", "-DNDEBUG"};
constexpr std::array kDebug{"-Og", "-g"};

constexpr std::array kLink{
    "-static",
    "--gc-sections",
    "--eh-frame-hdr",
    "--no-dependent-libraries",
    "-z",
    "separate-code",
    "-z",
    "noexecstack",
    "-z",
    "relro",
    // The same inputs give the same image on every machine.
    "--build-id=sha1",
};

constexpr std::array kLibraries{"libc++.a", "libc++abi.a", "libunwind.a", "libc.a",
                                "libclang_rt.builtins.a"};

template <std::size_t size>
void append(std::vector<std::string>& to, const std::array<const char*, size>& flags) {
  to.insert(to.end(), flags.begin(), flags.end());
}

} // namespace

std::vector<std::string> compile_flags(const Home& home, llvm::StringRef project, Mode mode) {
  std::vector<std::string> flags{"--target=x86_64-linux-musl", "--sysroot=" + home.sysroot(),
                                 "-nostdinc++", "-isystem", home.sysroot() + "/include/c++/v1"};
  append(flags, kCompile);
  if (mode == Mode::Release)
    append(flags, kRelease);
  else
    append(flags, kDebug);
  flags.insert(flags.end(), {"-isystem", home.include()});
  flags.push_back("-ffile-prefix-map=" + home.prefix + "=/mir");
  flags.push_back("-ffile-prefix-map=" + project.str() + "=.");
  return flags;
}

std::vector<std::string> link_flags() { return {kLink.begin(), kLink.end()}; }

std::vector<std::string> library_files(const Home& home) {
  std::vector<std::string> files;
  for (llvm::StringRef name : kLibraries)
    files.push_back(home.sysroot() + "/lib/" + name.str());
  return files;
}

} // namespace mir::driver
