#include <mir/os/base/error.hpp>

#include <mir/os/base/format.hpp>

namespace mir::os {

std::string_view Error::text() const noexcept {
  switch (code_) { // no default: the compiler asks for the text of a new enumerator
  case Errc::InUse:
    return "the port, address or device is already in use";
  case Errc::NoAddress:
    return "the local address is not available";
  case Errc::Unreachable:
    return "no route to the host";
  case Errc::Refused:
    return "connection refused";
  case Errc::Reset:
    return "connection reset by the peer";
  case Errc::TimedOut:
    return "timed out";
  case Errc::Closed:
    return "already closed";
  case Errc::Denied:
    return "not permitted by the platform";
  case Errc::NotFound:
    return "there is no such name";
  case Errc::ServerFailed:
    return "the name servers failed";
  case Errc::Limit:
    return "a limit is reached";
  case Errc::NoMemory:
    return "out of memory";
  case Errc::TooLong:
    return "too long";
  case Errc::Cancelled:
    return "cancelled";
  case Errc::Invalid:
    return "invalid request";
  case Errc::Unsupported:
    return "not supported here";
  case Errc::OutOfRange:
    return "beyond the end";
  case Errc::Unaligned:
    return "not a whole number of sectors";
  case Errc::ReadOnly:
    return "the device is read only";
  case Errc::Truncated:
    return "truncated";
  case Errc::Malformed:
    return "malformed";
  case Errc::Io:
    return "the device failed";
  case Errc::Gone:
    return "the device is gone";
  case Errc::Again:
    return "not ready";
  }
  return "unknown error"; // a value cast from outside the enumeration
}

void format_value(Writer& out, Error error) { out.write(error.text()); }
void format_value(Writer& out, Errc code) { out.write(Error(code).text()); }

} // namespace mir::os
