/// \file
/// A network of its own for a program of this machine: a user and network namespace, and the way
/// out of it through slirp4netns. Neither root nor set-up is needed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/env/host_port.hpp"
#include "driver/env/processes.hpp"
#include "driver/toolchain/home.hpp"

namespace mir::driver {

/// Who speaks TCP/IP in the namespace.
enum class UplinkKind {
  Direct, ///< the program, on the tap kUplinkTap
  Socket, ///< the kernel
};

inline constexpr llvm::StringLiteral kUplinkTap = "mir0";
/// What slirp4netns forwards to, and what it calls itself (slirp4netns(1)).
inline constexpr llvm::StringLiteral kUplinkAddress = "10.0.2.100", kUplinkGateway = "10.0.2.2";

/// The namespace; it goes with everything in it when this does, or when the driver dies.
class Uplink {
public:
  virtual ~Uplink() = default;
  /// The command that runs another one in the namespace.
  [[nodiscard]] virtual Command inside(const Command& command) const = 0;
};

/// Makes the namespace and lets the ports of this machine lead into it.
///
/// \param work a folder for the files of this run, absolute.
/// \returns nothing when an error was reported.
std::unique_ptr<Uplink> make_uplink(Env& env, const Home& home, const std::string& work,
                                    UplinkKind kind, const std::vector<HostPort>& ports,
                                    Diagnostics& diagnostics);

} // namespace mir::driver
