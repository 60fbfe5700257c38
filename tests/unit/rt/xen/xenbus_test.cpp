// A device in xenstore: found, offered, taken away, given again, by a toolstack and a back end that
// may lie.
#include "rt/xen/bus/xenbus.hpp"

#include <random>

#include <gtest/gtest.h>

#include "fake_domain.hpp"

namespace {

using namespace mir::rt;
using mir::rt::testing::FakeDomain;

constexpr const char* kBackend = "/local/domain/0/backend/vif/5/0";

struct Toolstack {
  FakeDomain domain;
  XenbusDevice device{domain, "device/vif/0", XenbusStateConnected};

  void attach(const std::string& backend = kBackend, const std::string& id = "0") {
    domain.put("device/vif/0/backend", backend);
    domain.put("device/vif/0/backend-id", id);
    domain.put("device/vif/0/state", "1");
    domain.put(backend + "/state", "1");
  }
  void set_backend(const std::string& state) {
    domain.put(std::string(kBackend) + "/state", state);
  }
  Step make(bool works = true) {
    const Step step = device.look();
    if (step != Step::None)
      device.finished(works);
    return step;
  }
  [[nodiscard]] std::string state() const { return domain.at("device/vif/0/state"); }
  void connect() {
    attach();
    ASSERT_TRUE(device.open());
    set_backend("2");
    ASSERT_EQ(make(), Step::Offer);
    set_backend("4");
    ASSERT_EQ(make(), Step::Run);
  }
};

TEST(Xenbus, ConnectsADevice) {
  Toolstack t;
  t.attach();
  ASSERT_TRUE(t.device.open());
  EXPECT_TRUE(t.device.changed()); // the first look
  EXPECT_EQ(t.make(), Step::None);
  EXPECT_TRUE(t.device.changed()); // the back end is watched from now on
  EXPECT_FALSE(t.device.changed());
  t.set_backend("2");
  EXPECT_TRUE(t.device.changed());
  EXPECT_EQ(t.make(), Step::Offer);
  EXPECT_EQ(t.state(), "4");
  t.set_backend("4");
  EXPECT_EQ(t.make(), Step::Run);
  EXPECT_EQ(t.make(), Step::None);
}

TEST(Xenbus, WaitsForADeviceThatComesLater) {
  Toolstack t;
  ASSERT_TRUE(t.device.open());
  EXPECT_EQ(t.make(), Step::None);
  (void)t.device.changed();
  t.attach();
  t.set_backend("2");
  EXPECT_TRUE(t.device.changed());
  EXPECT_EQ(t.make(), Step::Offer);
}

TEST(Xenbus, BringsNothingBackOfADeviceThatWasTakenAway) {
  Toolstack t;
  t.connect();
  t.domain.remove(kBackend);
  t.domain.remove("device/vif/0");
  EXPECT_TRUE(t.device.changed());
  EXPECT_EQ(t.make(), Step::Drop);
  EXPECT_EQ(t.state(), "(none)");
  EXPECT_EQ(t.make(), Step::None);
}

TEST(Xenbus, ConnectsADeviceThatIsGivenAgain) {
  Toolstack t;
  t.connect();
  t.set_backend("5");
  EXPECT_EQ(t.make(), Step::Drop);
  EXPECT_EQ(t.state(), "6");
  t.domain.remove(kBackend);
  t.domain.remove("device/vif/0");
  EXPECT_EQ(t.make(), Step::None);
  t.attach();
  t.set_backend("2");
  EXPECT_EQ(t.make(), Step::Begin);
  EXPECT_EQ(t.state(), "1");
  EXPECT_EQ(t.make(), Step::Offer);
  t.set_backend("4");
  EXPECT_EQ(t.make(), Step::Run);
}

TEST(Xenbus, DropsTheOldBackEndBeforeItMeetsANewOne) {
  Toolstack t;
  t.connect();
  t.attach("/local/domain/3/backend/vif/5/0", "3");
  t.domain.put("/local/domain/3/backend/vif/5/0/state", "2");
  t.set_backend("4"); // the old one has not noticed
  EXPECT_EQ(t.device.look(), Step::Drop);
  EXPECT_EQ(t.device.backend(), 0) << "what is shared is taken back from whom it was shared with";
  t.device.finished(true);
  EXPECT_EQ(t.make(), Step::Begin);
  EXPECT_EQ(t.device.backend(), 3);
  EXPECT_EQ(t.make(), Step::Offer);
}

TEST(Xenbus, IsNotOfferedToABackEndThatIsNoDomain) {
  for (const char* id : {"", "x", "-1", "32752", "65535", "4294967296", "0 ", "1e2"}) {
    Toolstack t;
    t.attach(kBackend, id);
    ASSERT_TRUE(t.device.open());
    t.set_backend("2");
    EXPECT_EQ(t.make(), Step::None) << id;
  }
}

TEST(Xenbus, RefusesAPathThatIsTooLong) {
  Toolstack t;
  const std::string path = "/local/domain/0/" + std::string(300, 'x');
  t.attach(path);
  t.domain.put(path + "/state", "2");
  ASSERT_TRUE(t.device.open());
  EXPECT_EQ(t.make(), Step::None);
  // One that leaves no room for a name below it, either.
  const std::string edge = "/" + std::string(StoreText::kMost - 2, 'x');
  t.attach(edge);
  t.domain.put(edge + "/state", "2");
  EXPECT_EQ(t.make(), Step::None);
}

TEST(Xenbus, WritesItsStateAlsoWhenSomebodyInterferes) {
  Toolstack t;
  t.attach();
  ASSERT_TRUE(t.device.open());
  t.set_backend("2");
  t.domain.interferences = 3;
  EXPECT_EQ(t.make(), Step::Offer);
  EXPECT_EQ(t.state(), "4");
  EXPECT_EQ(t.domain.interferences, 0);
}

TEST(Xenbus, ClosesWhatCouldNotBeOffered) {
  Toolstack t;
  t.attach();
  ASSERT_TRUE(t.device.open());
  t.set_backend("2");
  EXPECT_EQ(t.make(false), Step::Offer);
  EXPECT_EQ(t.state(), "6");
}

TEST(Xenbus, ReadsNumbersThatAreNumbers) {
  Toolstack t;
  t.connect();
  const std::string path = std::string(kBackend) + "/feature-sg";
  EXPECT_EQ(t.device.read_backend_number("feature-sg", 7, 1), 7u);
  t.domain.put(path, "1");
  EXPECT_EQ(t.device.read_backend_number("feature-sg", 7, 1), 1u);
  for (const std::string text : {"", "2", "-1", "1x", "99999999999999999999", "1\n"}) {
    t.domain.put(path, text);
    EXPECT_EQ(t.device.read_backend_number("feature-sg", 7, 1), 7u) << text;
  }
  t.domain.put(path, std::string(5000, '1'));
  EXPECT_EQ(t.device.read_backend_number("feature-sg", 7, 1), 7u);
}

// Whatever stands in xenstore: an offer is followed by one drop before the next.
TEST(Xenbus, SurvivesATreeOfNonsense) {
  std::mt19937 random(1);
  Toolstack t;
  ASSERT_TRUE(t.device.open());
  const char* const values[] = {"",  "0", "1", "2", "3",      "4", "5",
                                "6", "7", "9", "x", kBackend, "/"};
  const std::string paths[] = {"device/vif/0/backend", "device/vif/0/backend-id",
                               "device/vif/0/state", std::string(kBackend) + "/state", "//state"};
  bool offered = false;
  for (int i = 0; i < 50'000; ++i) {
    if (random() % 32 == 0)
      t.domain.remove("device/vif/0");
    else if (random() % 4 == 0)
      t.attach();
    else if (random() % 2 == 0)
      t.set_backend(values[random() % 13]);
    else
      t.domain.put(paths[random() % 5], values[random() % 13]);
    const Step step = t.device.look();
    const bool works = step != Step::Offer || random() % 8 != 0;
    if (step != Step::None)
      t.device.finished(works);
    if (step == Step::Offer) {
      ASSERT_FALSE(offered);
      offered = works;
    }
    if (step == Step::Drop) {
      ASSERT_TRUE(offered);
      offered = false;
    }
  }
}

} // namespace
