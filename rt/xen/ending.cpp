#include "rt/xen/ending.hpp"

#include <xen/xen.h>

#include <xen/sched.h>

namespace mir::rt {

Request request_named(std::string_view text) {
  if (text.empty())
    return Request::None;
  if (text == "poweroff" || text == "halt")
    return Request::Poweroff;
  if (text == "reboot")
    return Request::Reboot;
  return text == "suspend" ? Request::Suspend : Request::Unknown;
}

unsigned shutdown_reason(int code, Request asked, int stopped_code) {
  const bool was_asked = asked == Request::Poweroff || asked == Request::Reboot;
  if (code != 0 && !(was_asked && code == stopped_code))
    return SHUTDOWN_crash;
  return asked == Request::Reboot ? SHUTDOWN_reboot : SHUTDOWN_poweroff;
}

} // namespace mir::rt
