#include "driver/check/capability.hpp"

#include <algorithm>
#include <array>

#include "llvm/ADT/STLExtras.h"

namespace mir::driver {
namespace {

using Names = std::span<const llvm::StringLiteral>;

constexpr std::array<llvm::StringLiteral, 1> kEvery{"*"};
constexpr std::array<llvm::StringLiteral, 2> kWithoutSystem{"xen", "node"};
constexpr std::array<llvm::StringLiteral, 1> kOnKernelSockets{"unix-socket"};
constexpr std::array<llvm::StringLiteral, 0> kNone{};

constexpr std::array<Capability, 10> kCapabilities{{
    {"threads", "starts a thread", "spawn a task into a mir::Group instead", kEvery},
    {"blocking", "blocks every task of the program", "co_await mir::sleep() and its like instead",
     kEvery},
    {"processes", "starts a process", "an image is one program: make the other a task of it",
     kWithoutSystem},
    {"files", "opens a file", "put the data into a source, or read a block device", kWithoutSystem},
    {"sockets", "asks the kernel for a socket", "use mir::net::Manager, which every target has",
     kWithoutSystem},
    {"ethernet", "sends and receives Ethernet frames", "build for a target with a network device",
     kOnKernelSockets},
    {"network", "uses the network", "", kNone},
    {"disk", "reads or writes a block device", "", kNone},
    {"clock", "reads the time", "", kNone},
    {"random", "draws random bytes", "", kNone},
}};

/// A function, or with "::" at the end all of a class or namespace, and what it uses.
struct Use {
  llvm::StringLiteral function, capability;
};

constexpr Use kUses[] = {
    {"std::thread::thread", "threads"},
    {"std::jthread::jthread", "threads"},
    {"std::async", "threads"},
    {"pthread_create", "threads"},
    {"thrd_create", "threads"},
    {"std::this_thread::sleep_for", "blocking"},
    {"std::this_thread::sleep_until", "blocking"},
    {"sleep", "blocking"},
    {"usleep", "blocking"},
    {"nanosleep", "blocking"},
    {"clock_nanosleep", "blocking"},
    {"thrd_sleep", "blocking"},
    {"pause", "blocking"},
    {"poll", "blocking"},
    {"select", "blocking"},
    {"epoll_wait", "blocking"},
    {"ppoll", "blocking"},
    {"pselect", "blocking"},
    {"sem_wait", "blocking"},
    {"wait", "blocking"},
    {"waitpid", "blocking"},
    {"getchar", "blocking"},
    {"std::condition_variable::wait", "blocking"},
    {"std::condition_variable::wait_for", "blocking"},
    {"std::future::get", "blocking"},
    {"std::future::wait", "blocking"},
    {"fork", "processes"},
    {"vfork", "processes"},
    {"clone", "processes"},
    {"system", "processes"},
    {"std::system", "processes"},
    {"popen", "processes"},
    {"posix_spawn", "processes"},
    {"posix_spawnp", "processes"},
    {"execl", "processes"},
    {"execlp", "processes"},
    {"execv", "processes"},
    {"execve", "processes"},
    {"execvp", "processes"},
    {"open", "files"},
    {"openat", "files"},
    {"creat", "files"},
    {"fopen", "files"},
    {"std::fopen", "files"},
    {"freopen", "files"},
    {"opendir", "files"},
    {"std::basic_ifstream::", "files"},
    {"std::basic_ofstream::", "files"},
    {"std::basic_fstream::", "files"},
    {"std::filesystem::", "files"},
    {"socket", "sockets"},
    {"socketpair", "sockets"},
    {"accept", "sockets"},
    {"bind", "sockets"},
    {"connect", "sockets"},
    {"getaddrinfo", "sockets"},
    {"mir::os::Ethif::", "ethernet"},
    {"mir::net::", "network"},
    {"mir::os::Blkif::", "disk"},
    {"mir::os::open_block_device", "disk"},
    {"mir::os::KvRo::", "disk"},
    {"mir::os::open_kv", "disk"},
    {"mir::os::App::now", "clock"},
    {"mir::os::sleep", "clock"},
    {"time", "clock"},
    {"clock_gettime", "clock"},
    {"std::chrono::system_clock::now", "clock"},
    {"std::chrono::steady_clock::now", "clock"},
    {"mir::os::Random::", "random"},
    {"getrandom", "random"},
    {"std::random_device::", "random"},
};

} // namespace

const Capability* capability_of(llvm::StringRef function) {
  for (const Use& use : kUses)
    if (use.function.ends_with("::") ? function.starts_with(use.function)
                                     : function == use.function)
      return find_capability(use.capability);
  return nullptr;
}

const Capability* find_capability(llvm::StringRef name) {
  const auto* found = std::ranges::find(kCapabilities, name, &Capability::name);
  return found == kCapabilities.end() ? nullptr : found;
}

bool lacks(llvm::StringRef target, const Capability& capability) {
  return llvm::any_of(capability.lacking,
                      [&](llvm::StringRef lacking) { return lacking == "*" || lacking == target; });
}

} // namespace mir::driver
