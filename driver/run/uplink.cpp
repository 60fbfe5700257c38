#include "driver/run/uplink.hpp"

#include <unistd.h>

#include "driver/env/disk.hpp"
#include "driver/env/local_socket.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

constexpr unsigned kPatience = 60; // seconds until what should take a tenth of one has failed

struct Tools {
  std::string unshare, nsenter, slirp;
};

std::optional<Tools> find_tools(Env& env, Diagnostics& diagnostics) {
  Tools tools;
  std::string ip; // the script finds it by itself
  for (auto [name, path, package] :
       {std::tuple("unshare", &tools.unshare, "util-linux"),
        std::tuple("nsenter", &tools.nsenter, "util-linux"), std::tuple("ip", &ip, "iproute2"),
        std::tuple("slirp4netns", &tools.slirp, "slirp4netns")}) {
    if (auto found = env.processes.find(name)) {
      *path = *found;
      continue;
    }
    diagnostics.report(kind::kMissingTool, name);
    diagnostics.note(fmt::format(
        "install it with: sudo apt-get install {}; or give a tap that is there: --tap=NAME",
        package));
  }
  return diagnostics.failed() ? std::nullopt : std::optional(tools);
}

void report_failure(llvm::StringRef what, const std::string& said, Diagnostics& diagnostics) {
  diagnostics.report(kind::kNoUplink, what.str());
  for (llvm::StringRef line : llvm::split(llvm::StringRef(said).trim(), '\n'))
    if (!line.empty())
      diagnostics.note(line.str());
  diagnostics.note("this machine must allow user namespaces and /dev/net/tun to this user; with a "
                   "tap that is there it needs neither: --tap=NAME");
}

class RealUplink final : public Uplink {
public:
  RealUplink(Env& env, Tools tools, std::string folder)
      : env_(env), tools_(std::move(tools)), folder_(std::move(folder)) {}
  RealUplink(const RealUplink&) = delete;
  RealUplink& operator=(const RealUplink&) = delete;
  ~RealUplink() override {
    slirp_.reset();
    if (auto error = env_.disk.remove_all(socket_file()))
      llvm::consumeError(std::move(error)); // it may never have been made
  }

  [[nodiscard]] Command inside(const Command& command) const override {
    Command result = command;
    result.program = tools_.nsenter;
    result.arguments = {"nsenter",  "--user",
                        "--net",    "--preserve-credentials",
                        "--target", std::to_string(holder_->id()),
                        "--",       command.program};
    result.arguments.insert(result.arguments.end(), command.arguments.begin() + 1,
                            command.arguments.end());
    return result;
  }

  /// \returns false when an error was reported.
  bool make(const std::string& script, UplinkKind kind, const std::vector<HostPort>& ports,
            Diagnostics& diagnostics) {
    auto holder = env_.processes.start(
        {.program = tools_.unshare,
         .arguments = {"unshare", "--user", "--map-root-user", "--net", "--", script,
                       kind == UplinkKind::Direct ? "direct" : "socket"},
         .variables = {},
         .folder = {}});
    if (!holder) {
      diagnostics.report(kind::kProcess, llvm::toString(holder.takeError()));
      return false;
    }
    holder_ = std::move(*holder);
    if (!holder_->wait_for_line("ready", kPatience)) {
      report_failure("there is no namespace", holder_->said(), diagnostics);
      return false;
    }
    // Its folder is the one it runs in: the path of a socket has at most 107 bytes (unix(7)).
    std::vector<std::string> words{"slirp4netns", "--mtu=1500", "--exit-fd=0",
                                   "--api-socket=uplink"};
    // It takes answers to datagrams that came through a port of this machine for packets to the
    // machine's loopback, and drops those with it.
    if (llvm::none_of(ports, [](const HostPort& port) { return port.udp; }))
      words.emplace_back("--disable-host-loopback");
    words.insert(words.end(), {std::to_string(holder_->id()), "uplink"});
    auto slirp = env_.processes.start({.program = tools_.slirp,
                                       .arguments = std::move(words),
                                       .variables = {},
                                       .folder = folder_});
    if (!slirp) {
      diagnostics.report(kind::kProcess, llvm::toString(slirp.takeError()));
      return false;
    }
    slirp_ = std::move(*slirp);
    return true;
  }

  bool forward(const HostPort& port, Diagnostics& diagnostics) {
    std::string question;
    llvm::raw_string_ostream(question) << llvm::json::Value(
        llvm::json::Object{{"execute", "add_hostfwd"},
                           {"arguments", llvm::json::Object{{"proto", port.protocol()},
                                                            {"host_addr", "127.0.0.1"},
                                                            {"host_port", port.host},
                                                            {"guest_addr", kUplinkAddress},
                                                            {"guest_port", port.guest}}}});
    auto answer = ask(question);
    if (answer && !llvm::StringRef(*answer).contains("\"error\""))
      return true;
    const std::string why =
        answer ? *answer + "\n" : llvm::toString(answer.takeError()) + "\n" + slirp_->said();
    report_failure(fmt::format("slirp4netns refuses port {}/{}", port.host, port.protocol().str()),
                   why, diagnostics);
    return false;
  }

private:
  /// The socket is there a moment after the program has begun.
  llvm::Expected<std::string> ask(const std::string& question) const {
    return ask_local_socket(socket_file(), question, kPatience,
                            [&] { return slirp_->is_running(); });
  }
  [[nodiscard]] std::string socket_file() const { return folder_ + "/uplink"; }

  Env& env_;
  Tools tools_;
  std::string folder_;
  std::unique_ptr<Companion> holder_, slirp_; // the one that uses the other goes first
};

} // namespace

std::unique_ptr<Uplink> make_uplink(Env& env, const Home& home, const std::string& work,
                                    UplinkKind kind, const std::vector<HostPort>& ports,
                                    Diagnostics& diagnostics) {
  auto tools = find_tools(env, diagnostics);
  if (!tools)
    return nullptr;
  if (auto error = env.disk.make_folders(work)) {
    diagnostics.report(std::move(error));
    return nullptr;
  }
  auto uplink = std::make_unique<RealUplink>(env, std::move(*tools), work);
  if (!uplink->make(home.prefix + "/share/mir/unix/namespace.sh", kind, ports, diagnostics))
    return nullptr;
  for (const HostPort& port : ports)
    if (!uplink->forward(port, diagnostics))
      return nullptr;
  return uplink;
}

} // namespace mir::driver
