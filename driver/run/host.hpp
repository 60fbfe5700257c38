/// \file
/// How `mir run` starts a Xen image on a Xen host.
#pragma once

#include <optional>
#include <string>

#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "driver/run/guest.hpp"

namespace mir::driver {

/// Xen's toolstack, when this machine is a Xen host and the user may use it.
///
/// On a host whose user may not, a note says so.
std::optional<std::string> find_xl(Env& env, Diagnostics& diagnostics);

/// Runs the image as a guest of this host, with the devices of the manifest. The rest as
/// run_guest().
int run_on_host(Env& env, const std::string& xl, const GuestRun& run, Diagnostics& diagnostics);

} // namespace mir::driver
