// The ceiling of bench_net: moves frames on a tap and pretends to speak the protocols. Nothing is
// checked and nothing kept: what a stack on this device cannot beat.
//
//     bench_net_null TAP offload|plain|copy ADDRESS
//
// Sends the same bytes from the processor's cache again and again, and receives into one place.
// With "copy" it touches as much memory as a stack that keeps what was not acknowledged, with
// offload: what it sends is copied from the application's buffer into a window of memory first, and
// what it receives comes into one place after the other.
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/if_ether.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include <linux/if_tun.h>

namespace {

constexpr std::uint16_t kEcho = 7, kDiscard = 9, kCount = 11, kGenerate = 19;
constexpr std::uint32_t kMss = 1460, kScale = 7;
constexpr std::uint32_t kLarge = 44 * kMss;         // bytes: what the device cuts at a time
constexpr std::uint32_t kMostInFlight = 256 * 1024; // bytes: fits every queue on the way
constexpr std::size_t kKept = 512 * 1024;           // bytes: of a send buffer, or lent to a device
constexpr int kPatience = 20; // ms without an acknowledgment, after which all goes out again

struct Flow {
  bool open = false, generates = false, acknowledge = false;
  std::uint8_t scale = 0; // of the peer's window
  std::uint32_t next = 0, acknowledged = 0, received = 0, window = 0;
};

struct Headers {
  ethhdr link;
  iphdr ip;
  union {
    tcphdr tcp;
    udphdr udp;
  };
} __attribute__((packed));

/// virtio_net_hdr of <linux/virtio_net.h>, which C++ cannot read.
struct DeviceHeader {
  static constexpr std::uint8_t kNeedsChecksum = 1, kTcp4 = 1;
  std::uint8_t flags = 0, segments = 0;
  std::uint16_t header_length = 0, segment_size = 0, checksum_start = 0, checksum_offset = 0;
};
constexpr std::size_t kDeviceHeader = sizeof(DeviceHeader);

int tap = -1;
bool offload = false;
bool copies = false;
in_addr own{};
std::array<std::uint8_t, ETH_ALEN> own_mac{2, 0, 0, 0, 0, 9};
std::array<std::uint8_t, ETH_ALEN> peer_mac{};
in_addr peer{};
std::vector<Flow> flows(65'536); // by the peer's port
std::vector<std::uint16_t> touched;
std::vector<std::uint16_t> generating;
std::size_t discarded = 0, discarded_bytes = 0;
constexpr std::size_t kPlace = 66'000; // bytes: the largest frame
std::array<char, kPlace> in;
std::array<char, kPlace> out;
std::array<char, kLarge> application;               // what it has to send
std::array<char, kKept / kPlace * kPlace> kept_in;  // places for frames
std::array<char, kKept / kLarge * kLarge> kept_out; // places for payload
std::size_t next_in = 0, next_out = 0;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "bench_net_null: %s: %s\n", what, std::strerror(errno));
  std::exit(1);
}

std::uint32_t sum_of(const void* data, std::size_t size, std::uint32_t sum = 0) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  for (std::size_t i = 0; i + 1 < size; i += 2) {
    std::uint16_t word;
    std::memcpy(&word, bytes + i, sizeof word);
    sum += word;
  }
  return sum + (size % 2 != 0 ? bytes[size - 1] : 0u);
}

std::uint16_t fold(std::uint32_t sum) {
  sum = (sum >> 16) + (sum & 0xffff);
  return static_cast<std::uint16_t>((sum >> 16) + (sum & 0xffff));
}

/// False when the device is full.
bool put(char* frame, std::size_t size, const DeviceHeader& device) {
  ssize_t done;
  if (offload) {
    std::memcpy(frame - kDeviceHeader, &device, kDeviceHeader);
    done = write(tap, frame - kDeviceHeader, size + kDeviceHeader);
  } else {
    done = write(tap, frame, size);
  }
  return done >= 0;
}

/// As put(), of headers and a payload that is copied out of the application's buffer.
bool put_copy(char* headers, std::size_t headers_size, std::size_t size,
              const DeviceHeader& device) {
  char* const place = kept_out.data() + next_out;
  next_out = (next_out + kLarge) % kept_out.size();
  std::memcpy(place, application.data(), size);
  std::memcpy(headers - kDeviceHeader, &device, kDeviceHeader);
  const std::array<iovec, 2> pieces{
      iovec{.iov_base = headers - kDeviceHeader, .iov_len = headers_size + kDeviceHeader},
      iovec{.iov_base = place, .iov_len = size}};
  return writev(tap, pieces.data(), pieces.size()) >= 0;
}

/// Sends a segment of `size` zero bytes, or of those that lie behind the headers already.
bool send_segment(std::uint16_t ours, std::uint16_t theirs, Flow& flow, std::uint32_t size,
                  bool syn, bool fin) {
  char* const frame = out.data() + kDeviceHeader;
  Headers head{};
  std::memcpy(head.link.h_dest, peer_mac.data(), ETH_ALEN);
  std::memcpy(head.link.h_source, own_mac.data(), ETH_ALEN);
  head.link.h_proto = htons(ETH_P_IP);
  const std::array<std::uint8_t, 8> options{2, 4, kMss >> 8, kMss & 0xff, 3, 3, kScale, 1};
  const std::size_t tcp_size = sizeof head.tcp + (syn ? options.size() : 0);
  head.ip.version = 4;
  head.ip.ihl = 5;
  head.ip.ttl = 64;
  head.ip.protocol = IPPROTO_TCP;
  head.ip.frag_off = htons(IP_DF);
  head.ip.tot_len = htons(static_cast<std::uint16_t>(sizeof head.ip + tcp_size + size));
  head.ip.saddr = own.s_addr;
  head.ip.daddr = peer.s_addr;
  head.ip.check = static_cast<std::uint16_t>(~fold(sum_of(&head.ip, sizeof head.ip)));
  head.tcp.source = htons(ours);
  head.tcp.dest = htons(theirs);
  head.tcp.seq = htonl(flow.next);
  head.tcp.ack_seq = htonl(flow.received);
  head.tcp.doff = static_cast<std::uint16_t>(tcp_size / 4);
  head.tcp.ack = 1;
  head.tcp.syn = syn;
  head.tcp.fin = fin;
  head.tcp.psh = size != 0;
  head.tcp.window = htons(8'192); // scaled: 1 MiB
  const std::uint32_t pseudo = sum_of(&head.ip.saddr, 8) + htons(IPPROTO_TCP) +
                               htons(static_cast<std::uint16_t>(tcp_size + size));
  DeviceHeader device{};
  if (offload) {
    head.tcp.check = fold(pseudo);
    device.flags = DeviceHeader::kNeedsChecksum;
    device.checksum_start = sizeof head.link + sizeof head.ip;
    device.checksum_offset = offsetof(tcphdr, check);
    device.header_length = static_cast<std::uint16_t>(sizeof head.link + sizeof head.ip + tcp_size);
    if (size > kMss) {
      device.segments = DeviceHeader::kTcp4;
      device.segment_size = kMss;
    }
  } else { // zeros add nothing; the one byte of an echo does
    std::uint32_t sum = sum_of(&head.tcp, sizeof head.tcp, pseudo);
    if (syn)
      sum = sum_of(options.data(), options.size(), sum);
    if (size == 1)
      sum += static_cast<std::uint8_t>(frame[sizeof head]);
    head.tcp.check = static_cast<std::uint16_t>(~fold(sum));
  }
  std::memcpy(frame, &head, sizeof head);
  if (syn)
    std::memcpy(frame + sizeof head, options.data(), options.size());
  const std::size_t headers_size = sizeof head.link + sizeof head.ip + tcp_size;
  const bool sent = copies && size > 1 ? put_copy(frame, headers_size, size, device)
                                       : put(frame, headers_size + size, device);
  std::memset(frame + sizeof head, 0, options.size()); // what comes next is zeros again
  if (!sent)
    return false;
  flow.next += size + (syn ? 1 : 0) + (fin ? 1 : 0);
  flow.acknowledge = false;
  return true;
}

void answer_arp(char* frame, std::size_t size) {
  ether_arp arp;
  std::memcpy(&arp, frame + sizeof(ethhdr), sizeof arp);
  if (arp.ea_hdr.ar_op != htons(ARPOP_REQUEST) || std::memcmp(arp.arp_tpa, &own, sizeof own) != 0)
    return;
  std::memcpy(peer_mac.data(), arp.arp_sha, ETH_ALEN);
  std::memcpy(&peer, arp.arp_spa, sizeof peer);
  arp.ea_hdr.ar_op = htons(ARPOP_REPLY);
  std::memcpy(arp.arp_tha, arp.arp_sha, ETH_ALEN);
  std::memcpy(arp.arp_tpa, arp.arp_spa, sizeof own);
  std::memcpy(arp.arp_sha, own_mac.data(), ETH_ALEN);
  std::memcpy(arp.arp_spa, &own, sizeof own);
  ethhdr link{};
  std::memcpy(link.h_dest, peer_mac.data(), ETH_ALEN);
  std::memcpy(link.h_source, own_mac.data(), ETH_ALEN);
  link.h_proto = htons(ETH_P_ARP);
  std::memcpy(frame, &link, sizeof link);
  std::memcpy(frame + sizeof link, &arp, sizeof arp);
  put(frame, size, {});
}

/// The window scale among the options of a SYN.
std::uint8_t scale_of(const char* options, const char* end) {
  constexpr char kNothing = 1, kScaleOption = 3;
  while (options < end && *options != 0) {
    if (*options == kScaleOption)
      return static_cast<std::uint8_t>(options[2]);
    options += *options == kNothing ? 1 : options[1];
  }
  return 0;
}

void take_tcp(const Headers& head, const char* options, const char* payload, std::size_t size) {
  const std::uint16_t theirs = ntohs(head.tcp.source), ours = ntohs(head.tcp.dest);
  Flow& flow = flows[theirs];
  if (head.tcp.syn) {
    flow = {.open = true, .scale = scale_of(options, payload), .received = ntohl(head.tcp.seq) + 1};
    send_segment(ours, theirs, flow, 0, true, false);
    flow.acknowledged = flow.next;
    return;
  }
  if (head.tcp.rst || !flow.open) {
    flow.open = false;
    return;
  }
  flow.acknowledged = ntohl(head.tcp.ack_seq);
  flow.window = std::uint32_t{ntohs(head.tcp.window)} << flow.scale;
  if (ours == kGenerate && !flow.generates) {
    flow.generates = true;
    generating.push_back(theirs);
  }
  flow.received += static_cast<std::uint32_t>(size);
  if (ours == kEcho && size != 0) {
    std::memcpy(out.data() + kDeviceHeader + sizeof head, payload, size);
    send_segment(ours, theirs, flow, static_cast<std::uint32_t>(size), false, false);
  } else if (size != 0 && !flow.acknowledge) {
    flow.acknowledge = true;
    touched.push_back(theirs);
  }
  if (head.tcp.fin) {
    ++flow.received;
    send_segment(ours, theirs, flow, 0, false, true);
    flow.open = false;
  }
}

void take_udp(char* frame, std::size_t size, Headers& head, const DeviceHeader& device) {
  const std::uint16_t port = ntohs(head.udp.dest);
  if (port == kDiscard) {
    ++discarded;
    discarded_bytes += ntohs(head.udp.len) - sizeof head.udp;
    return;
  }
  std::swap(head.ip.saddr, head.ip.daddr);
  std::swap(head.udp.source, head.udp.dest);
  std::swap(head.link.h_source, head.link.h_dest);
  DeviceHeader answer = device;
  if (port == kCount) {
    char* const text = frame + sizeof head.link + sizeof head.ip + sizeof head.udp;
    const auto length =
        static_cast<std::size_t>(std::snprintf(text, 64, "%zu %zu\n", discarded, discarded_bytes));
    discarded = discarded_bytes = 0;
    head.udp.len = htons(static_cast<std::uint16_t>(sizeof head.udp + length));
    head.udp.check = 0;
    head.ip.tot_len = htons(static_cast<std::uint16_t>(sizeof head.ip + sizeof head.udp + length));
    head.ip.check = 0;
    head.ip.check = static_cast<std::uint16_t>(~fold(sum_of(&head.ip, sizeof head.ip)));
    size = sizeof head.link + sizeof head.ip + sizeof head.udp + length;
    answer = {};
  }
  std::memcpy(frame, &head, sizeof head.link + sizeof head.ip + sizeof head.udp);
  put(frame, size, answer);
}

void take(char* frame, std::size_t size, const DeviceHeader& device) {
  Headers head{};
  std::memcpy(&head, frame, size < sizeof head ? size : sizeof head);
  if (head.link.h_proto == htons(ETH_P_ARP))
    return answer_arp(frame, size);
  if (head.link.h_proto != htons(ETH_P_IP) || head.ip.daddr != own.s_addr)
    return;
  if (head.ip.protocol == IPPROTO_UDP)
    return take_udp(frame, size, head, device);
  if (head.ip.protocol != IPPROTO_TCP)
    return;
  const std::size_t headers = head.ip.ihl * 4u + head.tcp.doff * 4u;
  take_tcp(head, frame + sizeof head, frame + sizeof head.link + headers,
           ntohs(head.ip.tot_len) - headers);
}

/// Whether something was sent.
bool generate() {
  bool sent = false;
  for (const std::uint16_t theirs : generating) {
    Flow& flow = flows[theirs];
    const std::uint32_t size = offload ? kLarge : kMss;
    const std::uint32_t window = flow.window < kMostInFlight ? flow.window : kMostInFlight;
    for (int i = 0; i < 32 && flow.open && flow.next - flow.acknowledged + size <= window; ++i)
      if (!send_segment(kGenerate, theirs, flow, size, false, false))
        return sent;
      else
        sent = true;
  }
  std::erase_if(generating, [](std::uint16_t theirs) { return !flows[theirs].open; });
  return sent;
}

void run() {
  for (;;) {
    bool worked = false;
    for (int i = 0; i < 64; ++i) {
      const std::size_t before = offload ? kDeviceHeader : 0;
      char* const place = copies ? kept_in.data() + next_in : in.data();
      const ssize_t got = read(tap, place + kDeviceHeader - before, kPlace - kDeviceHeader);
      if (got <= 0)
        break;
      worked = true;
      DeviceHeader device{};
      if (offload)
        std::memcpy(&device, place, kDeviceHeader);
      next_in = (next_in + kPlace) % kept_in.size();
      take(place + kDeviceHeader, static_cast<std::size_t>(got) - before, device);
    }
    for (const std::uint16_t theirs : touched)
      if (flows[theirs].acknowledge)
        send_segment(kDiscard, theirs, flows[theirs], 0, false, false);
    touched.clear();
    worked |= generate();
    pollfd event{.fd = tap, .events = POLLIN, .revents = 0};
    const int ready = worked ? 1 : poll(&event, 1, generating.empty() ? -1 : kPatience);
    if (ready < 0)
      fail("poll");
    for (const std::uint16_t theirs : generating)
      if (ready == 0)
        flows[theirs].next = flows[theirs].acknowledged;
  }
}

} // namespace

int main(int count, char** arguments) {
  if (count != 4 || inet_pton(AF_INET, arguments[3], &own) != 1) {
    std::fputs("usage: bench_net_null TAP offload|plain|copy ADDRESS\n", stderr);
    return 2;
  }
  copies = std::string_view(arguments[2]) == "copy";
  offload = copies || std::string_view(arguments[2]) == "offload";
  tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  ifreq wanted{};
  std::strncpy(wanted.ifr_name, arguments[1], IFNAMSIZ - 1);
  wanted.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | (offload ? IFF_VNET_HDR : 0));
  if (tap < 0 || ioctl(tap, TUNSETIFF, &wanted) != 0)
    fail(arguments[1]);
  if (ioctl(tap, TUNSETOFFLOAD, offload ? TUN_F_CSUM | TUN_F_TSO4 : 0u) != 0)
    fail("TUNSETOFFLOAD");
  std::puts("listening");
  std::fflush(stdout);
  run();
}
