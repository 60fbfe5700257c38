// The two ends of a device come together and part.
#include "rt/xen/bus/handshake.hpp"

#include <random>

#include <gtest/gtest.h>

namespace {

using namespace mir::rt;

TEST(StateName, IsANumberOfOneDigit) {
  EXPECT_EQ(state_named("1"), XenbusStateInitialising);
  EXPECT_EQ(state_named("4"), XenbusStateConnected);
  EXPECT_EQ(state_named("8"), XenbusStateReconfigured);
  for (const char* text : {"", "0", "9", "44", " 4", "4 ", "4\n", "-4", "x", "\xff"})
    EXPECT_EQ(state_named(text), XenbusStateUnknown) << text;
}

TEST(Handshake, OfANetworkInterface) {
  Handshake net(XenbusStateConnected);
  EXPECT_EQ(net.own(), XenbusStateInitialising);
  EXPECT_EQ(net.next(XenbusStateInitialising), Step::None);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::Offer);
  EXPECT_EQ(net.own(), XenbusStateConnected);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::None);
  EXPECT_EQ(net.next(XenbusStateConnected), Step::Run);
  EXPECT_EQ(net.next(XenbusStateConnected), Step::None);
}

TEST(Handshake, OfADisk) {
  Handshake block(XenbusStateInitialised);
  EXPECT_EQ(block.next(XenbusStateInitWait), Step::Offer);
  EXPECT_EQ(block.own(), XenbusStateInitialised);
  EXPECT_EQ(block.next(XenbusStateInitialised), Step::None);
  EXPECT_EQ(block.next(XenbusStateConnected), Step::Run);
  EXPECT_EQ(block.own(), XenbusStateConnected);
}

TEST(Handshake, EndsAndBeginsAgain) {
  Handshake net(XenbusStateConnected);
  for (int times = 0; times < 3; ++times) {
    EXPECT_EQ(net.next(XenbusStateInitWait), Step::Offer);
    EXPECT_EQ(net.next(XenbusStateConnected), Step::Run);
    EXPECT_EQ(net.next(XenbusStateClosing), Step::Drop);
    EXPECT_EQ(net.own(), XenbusStateClosed);
    EXPECT_EQ(net.next(XenbusStateClosed), Step::None);
    EXPECT_EQ(net.next(XenbusStateUnknown), Step::None); // taken away
    EXPECT_EQ(net.next(XenbusStateInitialising), Step::Begin);
    EXPECT_EQ(net.own(), XenbusStateInitialising);
  }
}

TEST(Handshake, NoticesABackEndThatBeganAnewUnseen) {
  for (const auto anew : {XenbusStateInitialising, XenbusStateInitWait, XenbusStateInitialised,
                          XenbusStateUnknown, XenbusStateClosed}) {
    Handshake net(XenbusStateConnected);
    (void)net.next(XenbusStateInitWait);
    (void)net.next(XenbusStateConnected);
    EXPECT_EQ(net.next(anew), Step::Drop) << anew;
  }
}

TEST(Handshake, WaitsForABackEndThatReconfigures) {
  Handshake net(XenbusStateConnected);
  (void)net.next(XenbusStateInitWait);
  (void)net.next(XenbusStateConnected);
  EXPECT_EQ(net.next(XenbusStateReconfiguring), Step::None);
  EXPECT_EQ(net.next(XenbusStateReconfigured), Step::None);
}

TEST(Handshake, TriesABackEndThatItGaveUpOnlyWhenThatBeginsAnew) {
  Handshake net(XenbusStateConnected);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::Offer);
  net.give_up();
  EXPECT_EQ(net.own(), XenbusStateClosed);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::None);
  EXPECT_EQ(net.next(XenbusStateClosed), Step::None);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::Begin);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::Offer);
  EXPECT_EQ(net.next(XenbusStateConnected), Step::Run);
  net.give_up(); // it has broken a rule
  EXPECT_EQ(net.next(XenbusStateConnected), Step::None);
  EXPECT_EQ(net.next(XenbusStateInitWait), Step::Begin); // what came between was not seen
}

// Whatever the other end says: what was offered once is dropped once before it is offered again.
TEST(Handshake, KeepsOrderWithABackEndThatDoesNot) {
  std::mt19937 random(1);
  for (const auto offered : {XenbusStateConnected, XenbusStateInitialised}) {
    Handshake device(offered);
    bool has_offered = false, runs = false;
    for (int i = 0; i < 100'000; ++i) {
      switch (device.next(static_cast<XenbusState>(random() % 9))) {
      case Step::None:
        break;
      case Step::Offer:
        ASSERT_FALSE(has_offered);
        has_offered = true;
        if (random() % 8 == 0) { // it could not be made
          device.give_up();
          has_offered = false;
        }
        break;
      case Step::Run:
        ASSERT_TRUE(has_offered && !runs);
        runs = true;
        break;
      case Step::Drop:
        ASSERT_TRUE(has_offered);
        has_offered = runs = false;
        break;
      case Step::Begin:
        ASSERT_FALSE(has_offered);
      }
    }
  }
}

} // namespace
