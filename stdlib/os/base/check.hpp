/// \file
/// MIR_CHECK: what must hold in every build. A broken invariant ends the program; a wrong input
/// never does.
#pragma once

namespace mir::os::detail {

/// Says on the console which check failed and where, then aborts. Does not allocate.
///
/// Defined beside each Platform (port_device.cpp, testing/check.cpp), because only they know a
/// console that works when nothing else may.
[[noreturn]] void check_failed(const char* condition, const char* file, int line) noexcept;

} // namespace mir::os::detail

/// Aborts with the condition's text and place when it is false. Never compiled out.
#define MIR_CHECK(condition)                                                                       \
  (static_cast<bool>(condition) ? static_cast<void>(0)                                             \
                                : ::mir::os::detail::check_failed(#condition, __FILE__, __LINE__))
