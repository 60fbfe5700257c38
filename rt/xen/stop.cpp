#include "rt/xen/stop.hpp"

#include <array>
#include <optional>
#include <utility>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/start.hpp"

namespace mir::rt {

namespace {

constexpr std::string_view kRequestPath = "control/shutdown";
constexpr int kStopCode = 143; // as a process that a second SIGTERM has ended

constinit StoreWatch watch;
constinit bool stop_requested = false;

// What the toolstack asks for that ends a domain. Suspending is none of it, and is not offered.
bool ends_domain(std::string_view request) {
  return request == "poweroff" || request == "halt" || request == "reboot";
}

// Takes the request away, by which the toolstack sees that it was heard.
bool take_request() {
  std::array<char, 64> buffer;
  std::string_view request;
  if (store_read(kRequestPath, buffer, request) != 0 || request.empty())
    return false;
  const bool ends = ends_domain(request);
  return store_write(kRequestPath, "") == 0 && ends;
}

} // namespace

void watch_for_stop() {
  if (!set_up_xenstore())
    return;
  // A toolstack that does not say so before would wait for drivers that never come.
  for (const std::string_view feature : {"control/feature-poweroff", "control/feature-reboot"})
    (void)store_write(feature,
                      "1"); // an older toolstack keeps the folder to itself: nothing is lost
  (void)store_watch(kRequestPath, watch);
}

bool take_stop() {
  const bool asked = (watch.take_change() && take_request()) || take_console_interrupt();
  if (asked && std::exchange(stop_requested, true))
    end_program(kStopCode);
  return asked;
}

} // namespace mir::rt
