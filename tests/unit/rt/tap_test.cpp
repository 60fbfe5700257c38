// rt/unix keeps the port's contract for network devices, on a tap in a network namespace of the
// test's own. The cases are in conformance/net.cpp.
#include "cases.hpp"
#include "program.hpp"

#include <arpa/inet.h>
#include <cstring>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

// Behind <net/if.h>, with which it collides otherwise.
#include <linux/if_tun.h>

namespace mir::test {
namespace {

/// Once in the life of the test program: a network of its own, in which nobody else speaks.
void enter_namespace() {
  static bool const entered = [] {
    if (unshare(CLONE_NEWNET) != 0)
      return false;
    int const fd = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_WRONLY | O_CLOEXEC);
    bool const quiet = fd < 0 || write(fd, "1", 1) == 1; // absent: this kernel has no IPv6
    close(fd);
    return quiet;
  }();
  ASSERT_TRUE(entered) << "no network namespace: " << strerror(errno);
}

/// A tap of its own for each test: the kernel takes its time to let go of one whose user has ended.
/// It goes with the namespace.
std::string next_tap() {
  static int count = 0;
  return "mirtest" + std::to_string(count++);
}

/// A tap that is there before the program opens it, and a thread that sends back each of its
/// frames.
class Reflector {
public:
  explicit Reflector(const std::string& name) {
    int const tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
    ifreq wanted = {};
    memcpy(wanted.ifr_name, name.c_str(), name.size());
    wanted.ifr_flags = IFF_TAP | IFF_NO_PI;
    EXPECT_EQ(ioctl(tap, TUNSETIFF, &wanted), 0) << strerror(errno);
    EXPECT_EQ(ioctl(tap, TUNSETPERSIST, 1), 0);
    close(tap);
    socket_ = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    int const on = 1;
    EXPECT_EQ(setsockopt(socket_, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on), 0);
    sockaddr_ll where = {};
    where.sll_family = AF_PACKET;
    where.sll_protocol = htons(ETH_P_ALL);
    where.sll_ifindex = static_cast<int>(if_nametoindex(name.c_str()));
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where), 0)
        << strerror(errno);
    stop_ = eventfd(0, EFD_CLOEXEC);
    thread_ = std::thread([this] { reflect(); });
  }
  ~Reflector() {
    std::uint64_t const one = 1;
    EXPECT_EQ(write(stop_, &one, sizeof one), static_cast<ssize_t>(sizeof one));
    thread_.join();
    close(socket_);
    close(stop_);
  }

private:
  void reflect() const {
    constexpr std::size_t kVirtioHeader = 10;
    std::vector<unsigned char> frame(70'000);
    for (;;) {
      pollfd ready[] = {{socket_, POLLIN, 0}, {stop_, POLLIN, 0}};
      (void)poll(ready, 2, -1);
      if (ready[1].revents != 0)
        return;
      sockaddr_ll from = {};
      socklen_t size = sizeof from;
      ssize_t const got = recvfrom(socket_, frame.data(), frame.size(), MSG_DONTWAIT,
                                   reinterpret_cast<sockaddr*>(&from), &size);
      if (got < 24 || from.sll_pkttype == PACKET_OUTGOING)
        continue; // what we sent ourselves
      unsigned char* const addresses = frame.data() + kVirtioHeader;
      std::swap_ranges(addresses, addresses + 6, addresses + 6);
      (void)send(socket_, frame.data(), static_cast<std::size_t>(got), 0);
    }
  }

  int socket_ = -1;
  int stop_ = -1;
  std::thread thread_;
};

/// Builds, ways to wait, kinds of frames.
struct Setting {
  std::string program, mechanism, mode;
};

Launch launch(const Setting& setting, const std::string& tap, const std::string& name) {
  return {.program = setting.program,
          .mechanism = setting.mechanism,
          .name = name,
          .before = "--tap=" + tap,
          .tap = setting.mode};
}

class TapConformance : public testing::TestWithParam<
                           std::tuple<std::string, std::string, std::string, std::string>> {};

TEST_P(TapConformance, Holds) {
  auto const& [program, mechanism, mode, name] = GetParam();
  enter_namespace();
  std::string const tap = next_tap();
  const Reflector reflector(tap);
  Program child(launch({program, mechanism, mode}, tap, name));
  std::string const output = child.read_all();
  EXPECT_EQ(child.join(), 0) << output;
  EXPECT_EQ(output, "ok " + name + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Unix, TapConformance,
    testing::Combine(testing::ValuesIn(programs()), testing::Values("epoll", "io_uring"),
                     testing::Values("offload", "plain"), testing::ValuesIn(case_names())),
    [](const auto& info) {
      std::string name = std::get<0>(info.param).ends_with("_product") ? "product" : "host";
      name += "_" + std::get<1>(info.param) + "_" + std::get<2>(info.param) + "_" +
              std::get<3>(info.param);
      for (char& c : name)
        if (c == '.')
          c = '_';
      return name;
    });

/// What the program says on its standard error, which here is its output.
std::string complaint(const std::string& option) {
  Launch with = {.program = programs().front(),
                 .mechanism = "epoll",
                 .name = "Net.HasADescription",
                 .before = option};
  with.join_error = true;
  Program child(with);
  std::string output = child.read_all();
  EXPECT_NE(child.join(), 0); // there is no device
  return output;
}

TEST(Tap, InUseIsSaid) {
  enter_namespace();
  int const taken = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
  ifreq wanted = {};
  memcpy(wanted.ifr_name, "mirtaken", 8);
  wanted.ifr_flags = IFF_TAP | IFF_NO_PI;
  ASSERT_EQ(ioctl(taken, TUNSETIFF, &wanted), 0);
  EXPECT_NE(complaint("--tap=mirtaken").find("--tap=mirtaken: another program uses it"),
            std::string::npos);
  close(taken);
}

TEST(Tap, OtherInterfaceIsSaid) {
  enter_namespace();
  EXPECT_NE(complaint("--tap=lo").find("--tap=lo: it exists, and is no tap"), std::string::npos);
}

TEST(Tap, NameTooLongIsSaid) {
  EXPECT_NE(complaint("--tap=0123456789abcdef").find("a name has 1 to 15 characters"),
            std::string::npos);
  EXPECT_NE(complaint("--tap=").find("a name has 1 to 15 characters"), std::string::npos);
}

} // namespace
} // namespace mir::test
