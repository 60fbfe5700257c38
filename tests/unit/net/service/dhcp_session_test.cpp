// A stack that gets its address by DHCP: frames in and out, in virtual time.
#include "dhcp_server.hpp"

#include <deque>

#include <gtest/gtest.h>
#include <mir/net/ip/checksum.hpp>
#include <mir/net/stack/dhcp_session.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/net/wire/udp_header.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::test {
namespace {

using os::literals::operator""_s;
using os::literals::operator""_ms;
using Bytes = std::vector<std::byte>;

MacAddress mac(unsigned last) {
  const std::array<std::byte, 6> bytes{std::byte{2}, {}, {}, {}, {}, static_cast<std::byte>(last)};
  return MacAddress(bytes);
}

const Address kAddress = Address::v4(10, 0, 0, 50);
const Address kServer = Address::v4(10, 0, 0, 1);

/// A stack, its session, and a server that answers as the test says.
class Machine final : private FrameOutput, private DhcpWatcher {
public:
  Machine() = default;

  void start(std::optional<Address> wanted = std::nullopt) {
    ASSERT_TRUE(session.start(wanted));
    run();
  }

  /// Goes on in time: what the stack sends is answered at once.
  void advance(os::Duration duration) {
    const os::Instant end = now + duration;
    while (next_ <= end) {
      now = std::max(now, next_);
      run();
    }
    now = end;
    run();
  }

  /// Another host asks for, or claims, an address.
  void arp(wire::Arp::Operation operation, const Address& sender, const Address& target) {
    Bytes packet(28), frame(42);
    (void)wire::Arp::build(packet, {.operation = operation,
                                    .sender_mac = mac(9).bytes(),
                                    .sender_ip = sender.v4_number(),
                                    .target_mac = mac(1).bytes(),
                                    .target_ip = target.v4_number()})
        .value();
    (void)wire::Ethernet::build(frame,
                                {.destination = MacAddress::broadcast().bytes(),
                                 .source = mac(9).bytes(),
                                 .type_clause = wire::Ethernet::Arp::Fields{.payload = packet}})
        .value();
    input(frame);
    run();
  }

  std::vector<std::string> events; ///< what the watcher was told
  std::vector<std::string> heard;  ///< what the server was told
  bool answers = true;
  bool refuses = false;
  ServerMessage says{.more = {}};
  os::Instant now = os::Instant::from_ns(1'000'000'000);

private:
  void run() {
    next_ = stack.poll(now);
    while (!frames_.empty()) {
      const Bytes frame = std::move(frames_.front());
      frames_.pop_front();
      serve(frame);
      next_ = stack.poll(now);
    }
  }

  void input(const Bytes& frame) {
    os::PageSlice page = *pool.take();
    page.drop_back(page.size() - frame.size());
    std::ranges::copy(frame, page.mutable_bytes().begin());
    stack.input(os::Packet(std::move(page)), {}, now);
  }

  void serve(const Bytes& bytes) {
    const auto frame = wire::Ethernet::parse(bytes);
    ASSERT_TRUE(frame);
    if (const auto arp_payload = frame->as_arp()) {
      const auto asked = wire::Arp::parse(arp_payload->payload());
      if (asked->target_ip() == kServer.v4_number())
        answer_arp(asked->sender_ip());
      return;
    }
    const auto ip = wire::Ipv4Header::parse(frame->as_ipv4()->payload());
    ASSERT_TRUE(ip);
    const os::Bytes datagram = frame->as_ipv4()->payload().subspan(ip->bytes().size());
    const auto udp = wire::UdpHeader::parse(datagram);
    ASSERT_TRUE(udp);
    EXPECT_EQ(udp->source_port(), 68);
    EXPECT_EQ(udp->destination_port(), 67);
    const auto message = wire::Dhcp::parse(datagram.subspan(udp->bytes().size()));
    ASSERT_TRUE(message);
    MessageType type{};
    for (const Option option : message->options())
      if (const auto found = option.as_message_type())
        type = found->type();
    heard.push_back(os::format("{} {} > {}", to_string(type), Address::v4(ip->source()),
                               Address::v4(ip->destination())));
    if (!answers || (type != MessageType::Discover && type != MessageType::Request))
      return;
    says.type = refuses                         ? MessageType::Nak
                : type == MessageType::Discover ? MessageType::Offer
                                                : MessageType::Ack;
    says.xid = message->xid();
    answer(says, message->broadcast() ? Address::broadcast_v4() : Address::v4(ip->source()));
  }

  void answer_arp(std::uint32_t to) {
    Bytes packet(28), frame(42);
    (void)wire::Arp::build(packet, {.operation = wire::Arp::Operation::Reply,
                                    .sender_mac = mac(9).bytes(),
                                    .sender_ip = kServer.v4_number(),
                                    .target_mac = mac(1).bytes(),
                                    .target_ip = to})
        .value();
    (void)wire::Ethernet::build(frame,
                                {.destination = mac(1).bytes(),
                                 .source = mac(9).bytes(),
                                 .type_clause = wire::Ethernet::Arp::Fields{.payload = packet}})
        .value();
    input(frame);
  }

  void answer(const ServerMessage& message, const Address& to) {
    const Bytes payload = server_bytes(message, mac(1));
    Bytes datagram(8), packet(20), frame(14);
    (void)wire::UdpHeader::build(datagram,
                                 {.source_port = 67,
                                  .destination_port = 68,
                                  .length = static_cast<std::uint16_t>(8 + payload.size())})
        .value();
    datagram.insert(datagram.end(), payload.begin(), payload.end());
    (void)wire::Ipv4Header::build(packet,
                                  {.total_length = static_cast<std::uint16_t>(20 + datagram.size()),
                                   .protocol = IpProtocol::Udp,
                                   .source = kServer.v4_number(),
                                   .destination = to.v4_number()})
        .value();
    packet.insert(packet.end(), datagram.begin(), datagram.end());
    frame.resize(14 + packet.size());
    const MacAddress target = to.is_broadcast() ? MacAddress::broadcast() : mac(1);
    (void)wire::Ethernet::build(frame,
                                {.destination = target.bytes(),
                                 .source = mac(9).bytes(),
                                 .type_clause = wire::Ethernet::Ipv4::Fields{.payload = packet}})
        .value();
    input(frame);
  }

  os::Result<> transmit(os::Packet& frame, const os::FrameOffload&) override {
    Bytes bytes(frame.size());
    EXPECT_EQ(frame.copy_to(bytes), bytes.size());
    frames_.push_back(std::move(bytes));
    frame = os::Packet();
    return {};
  }
  void dhcp_configured(const DhcpLease& lease, bool renewed) override {
    events.push_back(os::format("{} {}/{}", renewed ? "renewed" : "configured", lease.address,
                                lease.prefix_length));
  }
  void dhcp_lost(const Address& address) override {
    events.push_back(os::format("lost {}", address));
  }
  void dhcp_declined(const Address& address, const MacAddress& rival) override {
    events.push_back(os::format("declined {} of {}", address, rival));
  }
  void dhcp_unanswered(unsigned attempts) override {
    events.push_back(os::format("unanswered {}", attempts));
  }

  os::testing::VirtualClock clock_;
  os::testing::VirtualPlatform platform_{clock_, 7};
  os::Random random_{42};
  std::deque<Bytes> frames_;
  os::Instant next_;

public:
  os::PacketPool pool{platform_, 1'024};
  Stack stack{{.info = {.mac = mac(1).bytes(), .mtu = 1500, .pieces_a_frame = 18}},
              *this,
              pool,
              random_,
              os::Instant::from_ns(1'000'000'000)};
  DhcpSession session{stack, random_, "echo", *this};
};

using Texts = std::vector<std::string>;

TEST(DhcpSession, ConfiguresTheStack) {
  Machine m;
  m.says.more = {
      {.code_clause = Option::Size::Fields{.code = OptionCode::InterfaceMtu, .size = 1'400}}};
  m.start();
  EXPECT_TRUE(m.events.empty()); // the link is asked first
  m.advance(1_s);
  EXPECT_EQ(m.events, Texts{"configured 10.0.0.50/24"});
  EXPECT_EQ(m.heard,
            (Texts{"Discover 0.0.0.0 > 255.255.255.255", "Request 0.0.0.0 > 255.255.255.255"}));
  EXPECT_EQ(m.stack.ipv4().settings().address, kAddress);
  EXPECT_EQ(m.stack.ipv4().mtu(), 1'400);
  EXPECT_EQ(m.session.client().state(), DhcpState::Bound);
}

TEST(DhcpSession, RenewsByItself) {
  Machine m;
  m.says.duration = 600;
  m.start();
  m.advance(1_s);
  m.events.clear();
  m.heard.clear();
  m.advance(301_s);
  EXPECT_EQ(m.events, Texts{"renewed 10.0.0.50/24"});
  EXPECT_EQ(m.heard, Texts{"Request 10.0.0.50 > 10.0.0.1"});
  m.advance(3'600_s);
  EXPECT_GE(m.heard.size(), 11u);
  EXPECT_EQ(m.session.client().counters().expired, 0u);
}

TEST(DhcpSession, LosesTheAddressAtTheEndOfTheLease) {
  Machine m;
  m.says.duration = 600;
  m.start();
  m.advance(1_s);
  m.answers = false;
  m.events.clear();
  m.advance(599_s);
  EXPECT_EQ(m.events, Texts{"lost 10.0.0.50"});
  EXPECT_TRUE(m.stack.ipv4().settings().address.is_any());
  m.answers = true;
  m.advance(130_s);
  EXPECT_EQ(m.events.back(), "configured 10.0.0.50/24");
}

TEST(DhcpSession, DeclinesWhatAnotherHostHas) {
  Machine m;
  m.start();
  m.heard.clear();
  m.advance(70_ms);
  m.arp(wire::Arp::Operation::Reply, kAddress, Address());
  EXPECT_EQ(m.events, Texts{"declined 10.0.0.50 of 02:00:00:00:00:09"});
  EXPECT_EQ(m.heard, Texts{"Decline 0.0.0.0 > 255.255.255.255"});
  EXPECT_TRUE(m.stack.ipv4().settings().address.is_any());
  m.says.your = Address::v4(10, 0, 0, 51);
  m.advance(11_s);
  EXPECT_EQ(m.events.back(), "configured 10.0.0.51/24");
}

TEST(DhcpSession, SaysThatNobodyAnswers) {
  Machine m;
  m.answers = false;
  m.start();
  m.advance(60_s);
  EXPECT_EQ(m.events, (Texts{"unanswered 3", "unanswered 4"}));
  m.answers = true;
  m.advance(70_s);
  EXPECT_EQ(m.events.back(), "configured 10.0.0.50/24");
}

TEST(DhcpSession, GivesTheLeaseBack) {
  Machine m;
  m.start();
  m.advance(1_s);
  m.heard.clear();
  m.session.stop();
  m.advance(os::Duration());
  EXPECT_EQ(m.heard, Texts{"Release 10.0.0.50 > 10.0.0.1"});
}

TEST(DhcpSession, AsksAgainAfterTheLinkWasAway) {
  Machine m;
  m.start(kAddress);
  m.advance(1_s);
  EXPECT_EQ(m.events, Texts{"configured 10.0.0.50/24"});
  m.refuses = true; // another network
  m.session.link_restored();
  m.advance(os::Duration());
  EXPECT_EQ(m.events.back(), "lost 10.0.0.50");
}

TEST(DhcpSession, SurvivesNoise) {
  Machine m;
  m.answers = false;
  m.start();
  os::Random noise(5);
  for (int i = 0; i < 2'000; ++i) {
    ServerMessage message;
    message.xid = static_cast<std::uint32_t>(noise.below(3)) + m.session.client().xid();
    m.says = message;
    m.says.file[noise.below(128)] = std::byte{1};
    m.answers = noise.below(4) == 0;
    m.advance(os::Duration::milliseconds(static_cast<std::int64_t>(noise.below(2'000))));
  }
  EXPECT_EQ(m.session.client().state(), DhcpState::Bound);
}

} // namespace
} // namespace mir::net::test
