/// \file
/// The statuses of the port as our errors, for the adapters.
#pragma once

#include <mir/os/base/error.hpp>
#include <mir/rt/port.hpp>

namespace mir::os {

/// What the library OS calls a status other than MIR_OK.
inline Error to_error(mir_status status) {
  switch (status) {
  case MIR_AGAIN:
    return Errc::Again;
  case MIR_IN_USE:
    return Errc::InUse;
  case MIR_NO_ADDRESS:
    return Errc::NoAddress;
  case MIR_REFUSED:
    return Errc::Refused;
  case MIR_RESET:
    return Errc::Reset;
  case MIR_UNREACHABLE:
    return Errc::Unreachable;
  case MIR_TIMED_OUT:
    return Errc::TimedOut;
  case MIR_CLOSED:
    return Errc::Closed;
  case MIR_TOO_LONG:
    return Errc::TooLong;
  case MIR_DENIED:
    return Errc::Denied;
  case MIR_LIMIT:
    return Errc::Limit;
  case MIR_NO_MEMORY:
    return Errc::NoMemory;
  case MIR_INVALID:
    return Errc::Invalid;
  case MIR_UNSUPPORTED:
    return Errc::Unsupported;
  case MIR_GONE:
    return Errc::Gone;
  case MIR_OK:
  case MIR_IO:
    break;
  }
  return Errc::Io; // also a value of a newer port
}

inline Result<> to_result(mir_status status) {
  if (status != MIR_OK)
    return fail(to_error(status));
  return {};
}

} // namespace mir::os
