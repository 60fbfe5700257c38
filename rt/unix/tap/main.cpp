// The start of a program whose network devices are taps.
#include "../start.hpp"
#include "tap.hpp"

#include <mir/rt/port.hpp>

#include <string.h>

namespace {

constexpr char kHelp[] =
    "Boot arguments of the network:\n"
    "  --tap=NAME       a tap device, made if it is not there and we may\n"
    "  --address=A/P    our address and the length of its network's prefix: 10.0.0.2/24\n"
    "  --gateway=G      the router to other networks, with --address\n"
    "  --dhcp[=A]       ask for an address, first for A if it is given; so without --address too\n"
    "  --dns=D[,D]      name servers, instead of those that DHCP tells\n"
    "  --mtu=N          largest packet, if smaller than the device's\n"
    "  --pcap=FILE      write every frame to a file that wireshark reads\n"
    "  --help           this text\n"
    "In the environment: MIR_TAP=plain for frames without offload, MIR_WAIT=epoll|io_uring.\n";

bool wants_help(int count, char** arguments) {
  for (int i = 1; i < count && strcmp(arguments[i], "--") != 0; ++i)
    if (strcmp(arguments[i], "--help") == 0)
      return true;
  return false;
}

} // namespace

int main(int count, char** arguments) {
  mir::rt::bring_up();
  mir::rt::keep_arguments({count, arguments});
  if (wants_help(count, arguments)) {
    mir_port_console_write(kHelp, sizeof kHelp - 1);
    mir_port_exit(0);
  }
  mir::rt::open_taps(count, arguments);
  mir_port_exit(mir_main(count, arguments));
}
