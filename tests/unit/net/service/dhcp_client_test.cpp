// The states of a DHCP client (RFC 2131 4.4), in virtual time.
#include <gtest/gtest.h>
#include <mir/net/service/dhcp_client.hpp>

namespace mir::net::test {
namespace {

using os::literals::operator""_s;
using Kind = DhcpRequest::Kind;

const Address kAddress = Address::v4(10, 0, 0, 50);
const Address kServer = Address::v4(10, 0, 0, 1);

DhcpLease lease(os::Duration duration = 3'600_s) {
  const bool ever = duration == os::Duration::max();
  return {.address = kAddress,
          .prefix_length = 24,
          .server = kServer,
          .duration = duration,
          .renewal = ever ? duration : duration / 2,
          .rebinding = ever ? duration : duration / 8 * 7};
}
DhcpReply offer(const DhcpLease& offered = lease()) {
  return {.kind = DhcpReply::Kind::Offer, .server = offered.server, .lease = offered};
}
DhcpReply ack(const DhcpLease& granted = lease()) {
  return {.kind = DhcpReply::Kind::Ack, .server = granted.server, .lease = granted};
}
DhcpReply nak(const Address& server = kServer) { return {.server = server}; }

/// A client and its time.
class Client {
public:
  explicit Client(std::uint64_t seed = 1) : random_(seed) {}

  DhcpActions start(std::optional<Address> wanted = std::nullopt) {
    return client.start(now, wanted);
  }
  DhcpActions receive(const DhcpReply& reply) { return client.received(reply, now); }
  /// Goes on to the next deadline.
  DhcpActions due() {
    now = client.deadline();
    return client.due(now);
  }
  DhcpActions check(bool taken) { return client.checked(taken, now); }
  void wait(os::Duration duration) { now = now + duration; }
  /// All the way to BOUND.
  void bind(const DhcpLease& granted = lease()) {
    (void)start();
    (void)receive(offer(granted));
    (void)receive(ack(granted));
    EXPECT_EQ(check(false).configure, granted);
    EXPECT_EQ(client.state(), DhcpState::Bound);
  }

private:
  os::Random random_;

public:
  os::Instant now = os::Instant::from_ns(1'000'000'000);
  DhcpClient client{random_};
};

/// Seconds, rounded.
std::int64_t seconds(os::Duration duration) { return (duration.ms() + 500) / 1000; }

TEST(DhcpClient, GetsAnAddress) {
  Client c;
  const DhcpActions discover = c.start();
  EXPECT_EQ(c.client.state(), DhcpState::Selecting);
  ASSERT_TRUE(discover.send);
  EXPECT_EQ(discover.send->kind, Kind::Discover);
  EXPECT_TRUE(discover.send->broadcast);
  EXPECT_FALSE(discover.send->to);
  EXPECT_FALSE(discover.send->server);

  c.wait(3_s);
  const DhcpActions request = c.receive(offer());
  EXPECT_EQ(c.client.state(), DhcpState::Requesting);
  ASSERT_TRUE(request.send);
  EXPECT_EQ(request.send->kind, Kind::Request);
  EXPECT_EQ(request.send->xid, discover.send->xid);
  EXPECT_EQ(request.send->seconds, discover.send->seconds); // RFC 2131 4.4.1
  EXPECT_EQ(request.send->requested, kAddress);
  EXPECT_EQ(request.send->server, kServer);
  EXPECT_FALSE(request.send->to); // to everybody: the other servers learn that they were not taken
  EXPECT_TRUE(request.send->client.is_any());

  const DhcpActions check = c.receive(ack());
  EXPECT_EQ(c.client.state(), DhcpState::Checking);
  EXPECT_EQ(check, (DhcpActions{.check = kAddress}));

  EXPECT_EQ(c.check(false), (DhcpActions{.configure = lease()}));
  EXPECT_EQ(c.client.state(), DhcpState::Bound);
  EXPECT_EQ(c.client.lease(), lease());
}

TEST(DhcpClient, BacksOffFromFourToSixtyFourSeconds) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    Client c(seed);
    os::Instant sent = c.now;
    const std::uint32_t xid = c.start().send->xid;
    for (const std::int64_t pause : {4, 8, 16, 32, 64, 64, 64}) {
      const DhcpActions again = c.due();
      EXPECT_GE((c.now - sent).ms(), (pause - 1) * 1000);
      EXPECT_LE((c.now - sent).ms(), (pause + 1) * 1000);
      sent = c.now;
      EXPECT_EQ(again.send->kind, Kind::Discover);
      EXPECT_EQ(again.send->xid, xid);
    }
    EXPECT_EQ(c.client.state(), DhcpState::Selecting);
  }
}

TEST(DhcpClient, PausesDifferFromClientToClient) {
  Client a(1), b(2);
  (void)a.start();
  (void)b.start();
  EXPECT_NE(a.client.deadline(), b.client.deadline());
  EXPECT_NE(a.client.xid(), b.client.xid());
}

TEST(DhcpClient, TellsHowLongItHasTried) {
  Client c;
  EXPECT_EQ(c.start().send->seconds, 0);
  const os::Instant began = c.now;
  for (int i = 0; i < 5; ++i) {
    const DhcpActions again = c.due();
    EXPECT_EQ(again.send->seconds, (c.now - began).s());
  }
}

TEST(DhcpClient, BeginsAnewWhenARequestIsNotAnswered) {
  Client c;
  const std::uint32_t xid = c.start().send->xid;
  (void)c.receive(offer());
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(c.due().send->kind, Kind::Request);
  const DhcpActions anew = c.due(); // a minute later
  EXPECT_EQ(anew.send->kind, Kind::Discover);
  EXPECT_NE(anew.send->xid, xid);
  EXPECT_FALSE(anew.unconfigure);
  EXPECT_EQ(c.client.state(), DhcpState::Selecting);
}

TEST(DhcpClient, ARefusalBeginsAnewAtOnceAndThenAfterPauses) {
  Client c;
  (void)c.start();
  std::vector<std::int64_t> pauses;
  for (int i = 0; i < 4; ++i) {
    (void)c.receive(offer());
    const DhcpActions actions = c.receive(nak());
    if (actions.send) {
      EXPECT_EQ(actions.send->kind, Kind::Discover);
      pauses.push_back(0);
    } else {
      EXPECT_EQ(c.client.state(), DhcpState::Init);
      const os::Instant before = c.now;
      EXPECT_EQ(c.due().send->kind, Kind::Discover);
      pauses.push_back((c.now - before).ms());
    }
  }
  ASSERT_EQ(pauses.size(), 4u);
  EXPECT_EQ(pauses[0], 0);
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_NEAR(static_cast<double>(pauses[i]), 4000.0 * (1 << (i - 1)), 1000.0);
}

TEST(DhcpClient, IgnoresTheRefusalOfAnotherServer) {
  Client c;
  (void)c.start();
  (void)c.receive(offer());
  EXPECT_EQ(c.receive(nak(Address::v4(10, 0, 0, 9))), DhcpActions{});
  EXPECT_EQ(c.client.state(), DhcpState::Requesting);
}

TEST(DhcpClient, IgnoresAGrantOfWhatItDidNotAskFor) {
  Client c;
  (void)c.start();
  EXPECT_EQ(c.receive(ack()), DhcpActions{}); // before an offer
  (void)c.receive(offer());
  DhcpLease other = lease();
  other.address = Address::v4(10, 0, 0, 51);
  EXPECT_EQ(c.receive(ack(other)), DhcpActions{});
  other = lease();
  other.server = Address::v4(10, 0, 0, 2);
  EXPECT_EQ(c.receive(ack(other)), DhcpActions{});
  EXPECT_EQ(c.receive(offer()), DhcpActions{}); // a second offer
  EXPECT_EQ(c.client.state(), DhcpState::Requesting);
  EXPECT_EQ(c.client.counters().ignored, 4u);
}

TEST(DhcpClient, DeclinesAnAddressThatSomebodyHas) {
  Client c;
  (void)c.start();
  (void)c.receive(offer());
  (void)c.receive(ack());
  const DhcpActions decline = c.check(true);
  ASSERT_TRUE(decline.send);
  EXPECT_EQ(decline.send->kind, Kind::Decline);
  EXPECT_EQ(decline.send->requested, kAddress);
  EXPECT_EQ(decline.send->server, kServer);
  EXPECT_TRUE(decline.send->client.is_any());
  EXPECT_FALSE(decline.configure);
  const os::Instant before = c.now;
  const DhcpActions again = c.due();
  EXPECT_EQ(seconds(c.now - before), 10); // RFC 2131 3.1, 5.
  EXPECT_EQ(again.send->kind, Kind::Discover);
  EXPECT_FALSE(again.send->requested);
}

TEST(DhcpClient, RenewsFromItsServer) {
  Client c;
  c.bind();
  const os::Instant bound = c.now;
  const DhcpActions renew = c.due();
  EXPECT_EQ(c.client.state(), DhcpState::Renewing);
  EXPECT_LE((c.now - bound), 1'800_s);
  EXPECT_GE((c.now - bound), 1'800_s - 1'800_s / 16 - 1_s);
  ASSERT_TRUE(renew.send);
  EXPECT_EQ(renew.send->kind, Kind::Request);
  EXPECT_EQ(renew.send->to, kServer);
  EXPECT_EQ(renew.send->client, kAddress);
  EXPECT_FALSE(renew.send->requested); // RFC 2131 4.3.6
  EXPECT_FALSE(renew.send->server);
  EXPECT_FALSE(renew.send->broadcast);
  EXPECT_FALSE(renew.unconfigure);

  DhcpLease longer = lease(7'200_s);
  longer.gateway = kServer;
  EXPECT_EQ(c.receive(ack(longer)), (DhcpActions{.configure = longer})); // without asking the link
  EXPECT_EQ(c.client.state(), DhcpState::Bound);
  EXPECT_EQ(c.client.expires(), c.now + 7'200_s);
}

TEST(DhcpClient, AsksEverybodyWhenItsServerIsSilent) {
  Client c;
  c.bind();
  const os::Instant bound = c.now;
  std::vector<std::int64_t> renewals, rebindings;
  DhcpActions actions;
  for (int i = 0; i < 100 && !actions.unconfigure; ++i) {
    actions = c.due();
    if (actions.unconfigure)
      break;
    ASSERT_TRUE(actions.send);
    (c.client.state() == DhcpState::Renewing ? renewals : rebindings)
        .push_back((c.now - bound).s());
    EXPECT_EQ(actions.send->to.has_value(), c.client.state() == DhcpState::Renewing);
    EXPECT_EQ(actions.send->client, kAddress);
  }
  // T1 1800 less its fuzz, then half of what is left until T2 3150, but at least a minute.
  ASSERT_GE(renewals.size(), 4u);
  for (std::size_t i = 1; i < renewals.size(); ++i)
    EXPECT_GE(renewals[i] - renewals[i - 1], 59);
  ASSERT_GE(rebindings.size(), 3u);
  EXPECT_EQ(rebindings.front(), 3'150);
  EXPECT_EQ(rebindings[1], 3'150 + 225);
  // The lease is over: the address is given up, and asked for again.
  EXPECT_EQ((c.now - bound).s(), 3'600);
  EXPECT_EQ(c.client.counters().expired, 1u);
  ASSERT_TRUE(actions.send);
  EXPECT_EQ(actions.send->kind, Kind::Discover);
  EXPECT_EQ(actions.send->requested, kAddress);
  EXPECT_FALSE(c.client.lease());
}

TEST(DhcpClient, TakesTheLeaseOfAnotherServerWhenRebinding) {
  Client c;
  c.bind();
  while (c.client.state() != DhcpState::Rebinding)
    (void)c.due();
  DhcpLease other = lease();
  other.server = Address::v4(10, 0, 0, 2);
  EXPECT_EQ(c.receive(ack(other)).configure, other);
  EXPECT_EQ(c.due().send->to, other.server); // the next renewal
}

TEST(DhcpClient, CountsALeaseFromTheRequestThatWasAnswered) {
  Client c;
  (void)c.start();
  (void)c.receive(offer(lease(100_s)));
  const os::Instant asked = c.now;
  c.wait(3_s);
  (void)c.receive(ack(lease(100_s)));
  c.wait(1_s);
  (void)c.check(false);
  EXPECT_EQ(c.client.expires(), asked + 100_s); // RFC 2131 4.4.1
}

TEST(DhcpClient, GivesUpItsAddressWhenARenewalIsRefused) {
  Client c;
  c.bind();
  (void)c.due();
  const DhcpActions actions = c.receive(nak());
  EXPECT_TRUE(actions.unconfigure);
  EXPECT_EQ(actions.send->kind, Kind::Discover);
  EXPECT_FALSE(actions.send->requested);
  EXPECT_FALSE(c.client.lease());
}

TEST(DhcpClient, ARefusalThatNobodyAskedForChangesNothing) {
  Client c;
  c.bind();
  EXPECT_EQ(c.receive(nak()), DhcpActions{});
  EXPECT_EQ(c.receive(ack()), DhcpActions{});
  EXPECT_EQ(c.client.state(), DhcpState::Bound);
}

TEST(DhcpClient, KeepsALeaseForEver) {
  Client c;
  c.bind(lease(os::Duration::max()));
  EXPECT_EQ(c.client.deadline(), os::Instant::never());
  EXPECT_EQ(c.client.expires(), os::Instant::never());
}

TEST(DhcpClient, AsksForTheAddressItHadBefore) {
  Client c;
  const DhcpActions reboot = c.start(kAddress);
  EXPECT_EQ(c.client.state(), DhcpState::Rebooting);
  ASSERT_TRUE(reboot.send);
  EXPECT_EQ(reboot.send->kind, Kind::Request);
  EXPECT_EQ(reboot.send->requested, kAddress);
  EXPECT_FALSE(reboot.send->server); // RFC 2131 4.3.2
  EXPECT_TRUE(reboot.send->client.is_any());
  EXPECT_EQ(c.receive(ack()).check, kAddress);
  EXPECT_EQ(c.check(false).configure, lease());
}

TEST(DhcpClient, AnAddressFromBeforeThatIsRefusedIsForgotten) {
  Client c;
  (void)c.start(kAddress);
  const DhcpActions actions = c.receive(nak(Address::v4(10, 0, 0, 77))); // of any server
  EXPECT_EQ(actions.send->kind, Kind::Discover);
  EXPECT_FALSE(actions.send->requested);
}

TEST(DhcpClient, AnAddressFromBeforeThatNobodyKnowsIsAskedForInADiscover) {
  Client c;
  (void)c.start(kAddress);
  EXPECT_EQ(c.due().send->kind, Kind::Request);
  const DhcpActions actions = c.due();
  EXPECT_EQ(actions.send->kind, Kind::Discover);
  EXPECT_EQ(actions.send->requested, kAddress);
}

TEST(DhcpClient, AsksAgainAfterTheLinkWasAway) {
  Client c;
  c.bind();
  c.wait(100_s);
  const DhcpActions again = c.client.link_restored(c.now);
  EXPECT_EQ(c.client.state(), DhcpState::Rebooting);
  EXPECT_EQ(again.send->requested, kAddress);
  EXPECT_FALSE(again.unconfigure); // it is used meanwhile
  EXPECT_EQ(c.client.lease(), lease());

  // Nobody answers: the lease is used to its end (RFC 2131 3.2).
  (void)c.due();
  EXPECT_EQ(c.due(), DhcpActions{});
  EXPECT_EQ(c.client.state(), DhcpState::Bound);

  // In another network the address is refused.
  (void)c.client.link_restored(c.now);
  EXPECT_TRUE(c.receive(nak()).unconfigure);
}

TEST(DhcpClient, GivesTheLeaseBack) {
  Client c;
  c.bind();
  const DhcpActions release = c.client.stop();
  ASSERT_TRUE(release.send);
  EXPECT_EQ(release.send->kind, Kind::Release);
  EXPECT_EQ(release.send->to, kServer);
  EXPECT_EQ(release.send->server, kServer);
  EXPECT_EQ(release.send->client, kAddress);
  EXPECT_EQ(c.client.state(), DhcpState::Stopped);
  EXPECT_EQ(c.client.deadline(), os::Instant::never());
  EXPECT_EQ(c.receive(ack()), DhcpActions{});
  EXPECT_EQ(c.client.stop(), DhcpActions{}); // once
}

TEST(DhcpClient, HasNothingToGiveBackBeforeItIsBound) {
  Client c;
  (void)c.start();
  EXPECT_EQ(c.client.stop(), DhcpActions{});
}

/// Every state by every reply: none is taken where it was not asked for, and none ends the client.
TEST(DhcpClient, EveryStateByEveryReply) {
  enum class To { Stays, Requesting, Checking, Bound, Selecting };
  struct Row {
    DhcpState state;
    To offer, ack, nak;
  };
  const Row rows[] = {
      {DhcpState::Stopped, To::Stays, To::Stays, To::Stays},
      {DhcpState::Selecting, To::Requesting, To::Stays, To::Stays},
      {DhcpState::Requesting, To::Stays, To::Checking, To::Selecting},
      {DhcpState::Checking, To::Stays, To::Stays, To::Stays},
      {DhcpState::Bound, To::Stays, To::Stays, To::Stays},
      {DhcpState::Renewing, To::Stays, To::Bound, To::Selecting},
      {DhcpState::Rebinding, To::Stays, To::Bound, To::Selecting},
      {DhcpState::Rebooting, To::Stays, To::Checking, To::Selecting},
  };
  const auto bring = [](Client& c, DhcpState state) {
    if (state == DhcpState::Stopped)
      return;
    if (state == DhcpState::Rebooting) {
      (void)c.start(kAddress);
      return;
    }
    (void)c.start();
    if (state == DhcpState::Selecting)
      return;
    (void)c.receive(offer());
    if (state == DhcpState::Requesting)
      return;
    (void)c.receive(ack());
    if (state == DhcpState::Checking)
      return;
    (void)c.check(false);
    while (c.client.state() != state)
      (void)c.due();
  };
  const auto expected = [](const Row& row, To to) {
    switch (to) {
    case To::Stays:
      return row.state;
    case To::Requesting:
      return DhcpState::Requesting;
    case To::Checking:
      return DhcpState::Checking;
    case To::Bound:
      return DhcpState::Bound;
    case To::Selecting:
      return DhcpState::Selecting;
    }
    return row.state;
  };
  for (const Row& row : rows) {
    for (const auto& [reply, to] :
         {std::pair(offer(), row.offer), {ack(), row.ack}, {nak(), row.nak}}) {
      Client c;
      bring(c, row.state);
      ASSERT_EQ(c.client.state(), row.state);
      (void)c.receive(reply);
      EXPECT_EQ(c.client.state(), expected(row, to))
          << to_string(row.state) << ' ' << static_cast<int>(reply.kind);
    }
  }
}

} // namespace
} // namespace mir::net::test
