#include "rt/xen/stop.hpp"

#include <array>
#include <utility>

#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/console.hpp"
#include "rt/xen/ending.hpp"
#include "rt/xen/start.hpp"
#include "rt/xen/suspend.hpp"

namespace mir::rt {

namespace {

constexpr std::string_view kRequestPath = "control/shutdown";
constexpr int kSignalCode = 128; // plus the reason: as a process that a signal has ended

constinit StoreWatch watch;
constinit Request asked = Request::None; // the last one that ends the domain
constinit bool stop_requested = false;

// Taking the request away tells the toolstack that it will be done.
bool acknowledge() { return store_write(kRequestPath, "") == 0; }

// One that cannot be done is left where it is: the toolstack takes it back when its time is over,
// and reports that the guest did not answer.
bool refuse(std::string_view request) {
  print("mir: refused what control/shutdown asks for: ");
  print(request);
  print("\n");
  return false;
}

bool take_request() {
  std::array<char, 64> buffer;
  std::string_view text;
  if (store_read(kRequestPath, buffer, text) != 0)
    return false;
  const Request request = request_named(text);
  if (request == Request::None)
    return false;
  if (request == Request::Unknown)
    return refuse(text);
  if (request == Request::Suspend) {
    if (acknowledge() && suspend())
      watch_for_stop();
    return false;
  }
  asked = request;
  return acknowledge();
}

uint64_t next_reason() {
  if (watch.take_change() && take_request())
    return MIR_STOP_TERMINATE;
  return take_console_interrupt() ? MIR_STOP_INTERRUPT : 0;
}

} // namespace

void watch_for_stop() {
  if (!set_up_xenstore())
    return;
  // A toolstack that does not say so before would wait for drivers that never come. An older one
  // keeps the folder to itself: nothing is lost.
  for (const std::string_view feature :
       {"control/feature-poweroff", "control/feature-reboot", "control/feature-suspend"})
    (void)store_write(feature, "1");
  (void)store_watch(kRequestPath, watch);
}

uint64_t take_stop() {
  const uint64_t reason = next_reason();
  if (reason != 0 && std::exchange(stop_requested, true))
    end_program(kSignalCode + static_cast<int>(reason));
  return reason;
}

unsigned reason_for(int code) {
  return shutdown_reason(code, asked, kSignalCode + MIR_STOP_TERMINATE);
}

} // namespace mir::rt
