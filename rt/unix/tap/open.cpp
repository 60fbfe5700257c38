#include "open.hpp"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Behind <net/if.h>: the two declare the same things, and the kernel's header then leaves them out.
#include <linux/if_tun.h>

namespace mir::rt {
namespace {

/// What went wrong, for the user.
const char* reason(int error) {
  switch (error) {
  case EPERM:
  case EACCES:
    return "permission denied: make it first, `ip tuntap add mode tap user $USER name NAME`, or "
           "run as root";
  case EBUSY:
    return "another program uses it";
  case ENOENT:
  case ENODEV:
    return "this kernel has no tap devices (no /dev/net/tun)";
  case EINVAL:
    return "it exists, and is no tap";
  default:
    return strerror(error);
  }
}

int refuse(const char* name, int fd) {
  int const error = errno;
  if (fd >= 0)
    close(fd);
  fprintf(stderr, "--tap=%s: %s\n", name, reason(error));
  return -1;
}

/// A socket to ask about interfaces with, in the namespace the program runs in.
class Asking {
public:
  Asking() : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  ~Asking() {
    if (fd_ >= 0)
      close(fd_);
  }
  bool ask(unsigned long request, ifreq& about) const { return ioctl(fd_, request, &about) == 0; }

private:
  int fd_;
};

/// Brings the kernel's end up. Who may not, has had it done by whoever made the tap.
void bring_up_tap(const char* name) {
  Asking const kernel;
  ifreq about = {};
  memcpy(about.ifr_name, name, strnlen(name, IFNAMSIZ - 1));
  if (!kernel.ask(SIOCGIFFLAGS, about))
    return;
  about.ifr_flags = static_cast<short>(about.ifr_flags | IFF_UP);
  (void)kernel.ask(SIOCSIFFLAGS, about);
}

/// A program that has just ended lets go of its tap a moment later, when the kernel has taken down
/// its io_uring: a tap that is in use is asked for again, for ten seconds, because a busy machine
/// comes to that late.
bool attach(int fd, ifreq& wanted) {
  constexpr timespec kPause{.tv_sec = 0, .tv_nsec = 20'000'000};
  constexpr int kTries = 500;
  for (int tries = 1; ioctl(fd, TUNSETIFF, &wanted) != 0; ++tries) {
    if (errno != EBUSY || tries == kTries)
      return false;
    nanosleep(&kPause, nullptr);
  }
  return true;
}

} // namespace

int open_tap(const char* name, bool offload) {
  if (*name == '\0' || strlen(name) >= IFNAMSIZ) {
    fprintf(stderr, "--tap=%s: a name has 1 to %d characters\n", name, IFNAMSIZ - 1);
    return -1;
  }
  int const fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0)
    return refuse(name, fd);
  ifreq wanted = {};
  memcpy(wanted.ifr_name, name, strlen(name));
  wanted.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | (offload ? IFF_VNET_HDR : 0));
  if (!attach(fd, wanted))
    return refuse(name, fd);
  constexpr unsigned kTaken = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 | TUN_F_TSO_ECN;
  if (ioctl(fd, TUNSETOFFLOAD, offload ? kTaken : 0u) != 0)
    return refuse(name, fd);
  bring_up_tap(name);
  return fd;
}

void describe_tap(int tap, mir_net_info& info) {
  ifreq about = {};
  if (ioctl(tap, TUNGETIFF, &about) != 0) {
    info.link_up = false; // it was deleted
    return;
  }
  memcpy(info.name, about.ifr_name, sizeof info.name - 1);
  Asking const kernel;
  ifreq asked = about;
  if (kernel.ask(SIOCGIFHWADDR, asked)) {
    memcpy(info.mac, asked.ifr_hwaddr.sa_data, sizeof info.mac);
    constexpr uint8_t kGroup = 1, kLocal = 2, kOurs = 4;
    info.mac[0] = static_cast<uint8_t>(((info.mac[0] & ~kGroup) | kLocal) ^ kOurs);
  }
  asked = about;
  if (kernel.ask(SIOCGIFMTU, asked))
    info.mtu = static_cast<uint16_t>(asked.ifr_mtu < UINT16_MAX ? asked.ifr_mtu : UINT16_MAX);
  asked = about;
  info.link_up = kernel.ask(SIOCGIFFLAGS, asked) && (asked.ifr_flags & IFF_UP) != 0;
}

} // namespace mir::rt
