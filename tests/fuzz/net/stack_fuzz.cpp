// The whole receive path with its state: an input is a list of frames, of time that passes and of
// what applications do. Nothing may crash, no page may be lost, and in the end all is given back.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include <gtest/gtest.h>
#include <mir/net/ip/checksum.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/ipv4_header.hpp>
#include <mir/net/wire/tcp.hpp>

#include "tests/unit/net/whole/attacker.hpp"
#include "tests/unit/net/whole/service.hpp"

namespace {

using namespace mir;
using namespace mir::net;
using namespace mir::net::whole;

/// The fuzzer's bytes, taken from the front; zeros behind the end.
class Input {
public:
  explicit Input(os::Bytes bytes) : bytes_(bytes) {}
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  std::uint32_t number(unsigned size) {
    std::uint32_t value = 0;
    while (size-- != 0) {
      value = value << 8 | (bytes_.empty() ? 0u : std::to_integer<std::uint32_t>(bytes_.front()));
      bytes_ = bytes_.subspan(bytes_.empty() ? 0 : 1);
    }
    return value;
  }
  Frame bytes(std::size_t size) {
    const os::Bytes front = bytes_.first(std::min(size, bytes_.size()));
    bytes_ = bytes_.subspan(front.size());
    return Frame(front.begin(), front.end());
  }

private:
  os::Bytes bytes_;
};

constexpr std::array<std::uint16_t, 4> kPorts = {7, 9, 19, 4'000}; // of ours; the last: nobody's

/// What the other end of a connection knows.
struct Known {
  std::uint32_t theirs = 1'000; // our next number
  std::uint32_t ours = 0;       // the victim's next
};

class Run {
public:
  explicit Run(Input input) : input_(input) {}
  ~Run() {
    if (client_ != nullptr)
      client_->abort();
  }

  void go() {
    for (unsigned actions = 0; !input_.empty() && actions < 500; ++actions) {
      const std::uint32_t what = input_.number(1);
      act(what % 12);
      if (what < 192) // else the batch goes on
        turn();
    }
  }

  /// Everything ends, and comes back.
  void settle() {
    if (client_ != nullptr)
      std::exchange(client_, nullptr)->abort();
    for (auto& service : services_)
      service.reset();
    station_.full = false;
    station_.stack.room(clock_.now());
    pass(os::Duration::seconds(2'000));
    const bool clean = station_.pool.in_use() == 0 && station_.stack.tcp().connections() == 0 &&
                       station_.stack.tcp().receive_memory() == 0 &&
                       station_.stack.tcp().send_memory() == 0;
    if (!clean) {
      std::fprintf(stderr, "left behind: %zu pages, %zu connections, %zu and %zu bytes\n",
                   station_.pool.in_use(), station_.stack.tcp().connections(),
                   station_.stack.tcp().receive_memory(), station_.stack.tcp().send_memory());
      std::abort();
    }
  }

private:
  [[nodiscard]] Address source() {
    const std::uint32_t which = input_.number(1);
    switch (which % 8) {
    case 0:
      return Station::address_of(1); // the victim itself
    case 1:
      return Address::v4(input_.number(4));
    default:
      return Station::address_of(static_cast<std::uint8_t>(2 + which % 3));
    }
  }

  void act(std::uint32_t what) {
    switch (what) {
    case 0:
      return receive(input_.bytes(input_.number(1)));
    case 1:
      return ip();
    case 2:
    case 3:
    case 4:
      return tcp();
    case 5:
      return udp();
    case 6:
      return icmp();
    case 7:
      return arp();
    case 8:
      return pass(os::Duration::microseconds(std::int64_t{1} << input_.number(1) % 34));
    case 9:
      return application();
    case 10:
      station_.full = !station_.full;
      if (!station_.full)
        station_.stack.room(clock_.now());
      return;
    default:
      return reflect();
    }
  }

  void receive(const Frame& frame) { station_.input(frame); }
  void receive_ip(const Address& from, IpProtocol protocol, const Frame& payload) {
    receive(ethernet(Station::mac_of(1), Station::mac_of(2),
                     ip_packet(from, Station::address_of(1), protocol, payload)));
  }

  void ip() {
    const Address from = source();
    const auto protocol = static_cast<IpProtocol>(input_.number(1));
    const std::uint32_t place = input_.number(2);
    Frame options = input_.bytes(input_.number(1) % 41 / 4 * 4);
    options.resize(options.size() / 4 * 4);
    const std::uint32_t id = input_.number(1);
    const Frame payload = input_.bytes(input_.number(1) * 8);
    receive(ethernet(Station::mac_of(1), Station::mac_of(2),
                     ip_packet(from, Station::address_of(1), protocol, payload,
                               static_cast<std::uint16_t>(id), (place & 0x1fff) * std::size_t{8},
                               (place & 0x2000) != 0, options)));
  }

  void tcp() {
    const std::uint32_t which = input_.number(1), flags = input_.number(1);
    const std::uint16_t ours = client_ != nullptr && which % 8 == 7 ? client_->local().port.number()
                                                                    : kPorts[which % kPorts.size()];
    const auto theirs = static_cast<std::uint16_t>(which % 8 == 7 ? 80 : 5'000 + which / 64);
    Known& known = known_[which % 8][which / 64];
    const auto sequence =
        known.theirs + static_cast<std::uint32_t>(static_cast<std::int16_t>(input_.number(2)));
    const auto acknowledgment =
        known.ours + static_cast<std::uint32_t>(static_cast<std::int16_t>(input_.number(2)));
    const auto window = static_cast<std::uint16_t>(input_.number(2));
    Frame options = input_.bytes(input_.number(1) % 41);
    options.resize((options.size() + 3) / 4 * 4);
    const std::size_t size = input_.number(1) * 6;
    Frame segment(20 + options.size() + size);
    const auto built = wire::Tcp::build(segment, {.source_port = theirs,
                                                  .destination_port = ours,
                                                  .sequence = sequence,
                                                  .acknowledgment = acknowledgment,
                                                  .cwr = (flags & 0x80) != 0,
                                                  .ece = (flags & 0x40) != 0,
                                                  .urg = (flags & 0x20) != 0,
                                                  .ack = (flags & 0x10) != 0,
                                                  .psh = (flags & 0x08) != 0,
                                                  .rst = (flags & 0x04) != 0,
                                                  .syn = (flags & 0x02) != 0,
                                                  .fin = (flags & 0x01) != 0,
                                                  .window = window,
                                                  .checksum = 0,
                                                  .urgent_pointer = window,
                                                  .payload = Frame(options.size() + size)});
    MIR_CHECK(built);
    // The options lie where the builder, which was given none, put payload.
    std::ranges::copy(options, segment.begin() + 20);
    segment[12] = static_cast<std::byte>((20 + options.size()) / 4 << 4);
    SliceSum sum;
    const Address from = Station::address_of(2);
    add_pseudo_header(sum, from, Station::address_of(1), IpProtocol::Tcp, segment.size());
    sum.add(segment);
    const std::uint16_t checksum = sum.checksum();
    segment[16] = static_cast<std::byte>(checksum >> 8);
    segment[17] = static_cast<std::byte>(checksum & 0xff);
    known.theirs =
        sequence + static_cast<std::uint32_t>(size) + (flags & 0x02) / 2 + (flags & 0x01);
    receive_ip(from, IpProtocol::Tcp, segment);
  }

  void udp() {
    const Address from = source();
    const std::uint16_t port = kPorts[input_.number(1) % kPorts.size()];
    receive_ip(from, IpProtocol::Udp,
               udp_datagram(from, Station::address_of(1),
                            static_cast<std::uint16_t>(input_.number(2)), port,
                            input_.number(1) * 6));
  }

  /// An error about what was sent last, or an echo.
  void icmp() {
    const std::uint32_t code = input_.number(1), mtu = input_.number(2);
    const Frame original(last_.begin() +
                             static_cast<std::ptrdiff_t>(std::min<std::size_t>(14, last_.size())),
                         last_.end());
    wire::Icmp::Fields fields{
        .code = static_cast<std::uint8_t>(code % 16),
        .type_clause = wire::Icmp::Unreachable::Fields{
            .next_hop_mtu = static_cast<std::uint16_t>(mtu), .original = original}};
    if (code / 16 % 4 == 0)
      fields.type_clause =
          wire::Icmp::Echo::Fields{.identifier = 1, .sequence = 2, .payload = original};
    if (code / 16 % 4 == 1)
      fields.type_clause = wire::Icmp::TimeExceeded::Fields{.original = original};
    Frame message(wire::Icmp::size(fields));
    if (wire::Icmp::build(message, fields))
      receive_ip(source(), IpProtocol::Icmp, message);
  }

  void arp() {
    const std::uint32_t what = input_.number(1);
    const Address sender = source(), target = source();
    const MacAddress mac = Station::mac_of(static_cast<std::uint8_t>(2 + what % 4));
    const MacAddress victim = Station::mac_of(1);
    std::array<std::byte, 28> packet;
    (void)wire::Arp::build(packet, {.operation = what % 2 == 0 ? wire::Arp::Operation::Reply
                                                               : wire::Arp::Operation::Request,
                                    .sender_mac = mac.bytes(),
                                    .sender_ip = sender.v4_number(),
                                    .target_mac = victim.bytes(),
                                    .target_ip = target.v4_number()});
    Frame frame(42);
    (void)wire::Ethernet::build(frame,
                                {.destination = victim.bytes(),
                                 .source = mac.bytes(),
                                 .type_clause = wire::Ethernet::Arp::Fields{.payload = packet}});
    receive(frame);
  }

  void application() {
    const std::uint32_t what = input_.number(1);
    if (client_ == nullptr) {
      if (auto opened = station_.stack.tcp().connect({}, {Station::address_of(2), Port(80)}))
        client_ = *opened;
      return;
    }
    const Frame bytes(input_.number(1) * 40);
    switch (what % 8) {
    case 0:
      return std::exchange(client_, nullptr)->close();
    case 1:
      return std::exchange(client_, nullptr)->abort();
    case 2:
      return void(client_->shutdown());
    case 3:
      return client_->set_keep_alive(KeepAlive{});
    case 4:
      return void(client_->read());
    case 5:
      return client_->set_no_delay(true);
    default:
      return void(client_->write(os::Bytes(bytes)));
    }
  }

  /// What was sent last comes back, with some damage.
  void reflect() {
    Frame frame = last_;
    if (frame.size() < 38)
      return;
    std::swap_ranges(frame.begin(), frame.begin() + 6, frame.begin() + 6);
    std::swap_ranges(frame.begin() + 26, frame.begin() + 30, frame.begin() + 30);
    std::swap_ranges(frame.begin() + 34, frame.begin() + 36, frame.begin() + 36);
    for (std::uint32_t flips = input_.number(1) % 4; flips != 0; --flips) {
      const std::uint32_t place = input_.number(2);
      frame[place / 8 % frame.size()] ^= static_cast<std::byte>(1u << place % 8);
    }
    receive(frame);
  }

  void turn() {
    for (auto& service : services_)
      if (service)
        service->work();
    (void)station_.poll();
    for (; !station_.out.empty(); station_.out.pop_front())
      see(station_.out.front());
  }

  /// Follows the victim's numbers.
  void see(const Frame& frame) {
    last_ = frame;
    const auto link = wire::Ethernet::parse(frame);
    MIR_CHECK(link);
    const auto ipv4 = link->as_ipv4();
    if (!ipv4)
      return;
    const auto header = wire::Ipv4Header::parse(ipv4->payload());
    MIR_CHECK(header);
    if (header->protocol() != IpProtocol::Tcp || header->fragment_offset() != 0)
      return;
    const auto tcp = wire::Tcp::parse(ipv4->payload().subspan(header->bytes().size()));
    MIR_CHECK(tcp);
    const std::uint16_t theirs = tcp->destination_port();
    std::size_t which = 7;
    if (theirs != 80)
      which =
          static_cast<std::size_t>(std::ranges::find(kPorts, tcp->source_port()) - kPorts.begin());
    const std::size_t row = theirs >= 5'000 ? (theirs - 5'000u) % 4 : 0;
    for (std::size_t twin = which % 4; twin < 8; twin += 4) {
      Known& known = known_[twin][row];
      known.ours = tcp->sequence() + static_cast<std::uint32_t>(tcp->payload().size()) +
                   (tcp->syn() ? 1 : 0) + (tcp->fin() ? 1 : 0);
      if (tcp->ack())
        known.theirs = tcp->acknowledgment();
    }
  }

  void pass(os::Duration duration) {
    const os::Instant until = clock_.now() + duration;
    for (unsigned turns = 0; turns < 20'000; ++turns) {
      turn();
      const os::Instant next = station_.poll();
      if (next > until)
        break;
      clock_.advance_to(std::max(next, clock_.now() + os::Duration::nanoseconds(1)));
    }
    clock_.advance_to(until);
    turn();
  }

  Input input_;
  os::testing::VirtualClock clock_;
  Station station_{clock_, {.pages = 2'048}};
  std::array<std::optional<Service>, 3> services_{
      std::optional<Service>(std::in_place, station_, 7, Service::Kind::Echo, 4),
      std::optional<Service>(std::in_place, station_, 9, Service::Kind::Silent, 4),
      std::optional<Service>(std::in_place, station_, 19, Service::Kind::Generate, 4)};
  TcpConnection* client_ = nullptr;
  std::array<std::array<Known, 4>, 8> known_{};
  Frame last_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  GTEST_FLAG_SET(break_on_failure, true); // what the station checks is checked here, too
  Run run(Input(std::as_bytes(std::span(data, size))));
  run.go();
  run.settle();
  return 0;
}
