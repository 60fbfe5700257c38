/// \file
/// What the toolstack may ask of a domain, and the reason with which a domain then ends.
#pragma once

#include <cstdint>
#include <string_view>

namespace mir::rt {

/// A request in `control/shutdown` (docs/misc/xenstore-paths.pandoc in Xen's source).
enum class Request : uint8_t {
  None,     ///< the text is empty: nothing is asked, or no longer
  Poweroff, ///< also "halt", which the toolstack does not tell apart either
  Reboot,
  Suspend, ///< to be saved or migrated: the domain goes on
  Unknown,
};

[[nodiscard]] Request request_named(std::string_view text);

/// The reason to give Xen (SHUTDOWN_... of xen/sched.h), by which the toolstack chooses what
/// follows: on_poweroff, on_reboot or on_crash of xl.cfg(5).
///
/// \param code the program's exit code.
/// \param asked what the program was asked; one that ends because of it has done what it should.
/// \param stopped_code the exit code that says "ended because it was asked".
[[nodiscard]] unsigned shutdown_reason(int code, Request asked, int stopped_code);

} // namespace mir::rt
