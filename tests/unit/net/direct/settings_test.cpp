// Boot arguments, and the manifest where they are silent.
#include <gtest/gtest.h>
#include <mir/net/direct_mode/settings.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::test {
namespace {

/// What a command line means, and what it says.
class Reading {
public:
  Reading(std::vector<std::string> words, const NetDefaults& defaults, std::uint32_t interface = 0)
      : words_(std::move(words)) {
    words_.insert(words_.begin(), "program");
    for (std::string& word : words_)
      pointers_.push_back(word.data());
    app_.emplace(platform_, std::span<char* const>(pointers_));
    settings = read_settings(*app_, defaults, interface);
  }
  [[nodiscard]] bool says(std::string_view text) const {
    return platform_.output().find(text) != std::string::npos;
  }
  [[nodiscard]] const std::string& output() const { return platform_.output(); }

private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
  os::testing::VirtualClock clock_;
  os::testing::VirtualPlatform platform_{clock_, 1};
  std::optional<os::App> app_;

public:
  os::Result<DirectSettings> settings = os::fail(os::Errc::Invalid);
};

constexpr NetDefaults kManifest{.address = "10.0.0.2/24",
                                .gateway = "10.0.0.1",
                                .dns = "9.9.9.9,8.8.8.8",
                                .mtu = "1400",
                                .pcap = "x.pcapng"};

TEST(DirectSettings, WithoutAnythingTheAddressIsAskedFor) {
  const Reading reading({}, {});
  ASSERT_TRUE(reading.settings);
  EXPECT_FALSE(reading.settings->address);
  EXPECT_FALSE(reading.settings->wanted);
  EXPECT_EQ(reading.settings->mtu, 0);
  EXPECT_TRUE(reading.settings->name_servers.empty());
}

TEST(DirectSettings, AnotherInterfaceHasArgumentsOfItsOwn) {
  const std::vector<std::string> words{"--address=10.1.0.2/24", "--address.1=10.2.0.2/24",
                                       "--gateway.1=10.2.0.1", "--mtu.1=1300"};
  const Reading second(words, kManifest, 1);
  ASSERT_TRUE(second.settings);
  EXPECT_EQ(second.settings->address, *Prefix::parse("10.2.0.2/24"));
  EXPECT_EQ(second.settings->gateway, *Address::parse("10.2.0.1"));
  EXPECT_EQ(second.settings->mtu, 1300);
  EXPECT_TRUE(second.settings->pcap.empty());
  EXPECT_FALSE(second.settings->name_servers.empty()); // of all of them
  const Reading third(words, kManifest, 2);
  ASSERT_TRUE(third.settings);
  EXPECT_FALSE(third.settings->address); // by DHCP
  EXPECT_EQ(third.settings->mtu, 0);
  const Reading wrong({"--address.1=10.2.0"}, {}, 1);
  EXPECT_FALSE(wrong.settings);
  EXPECT_TRUE(wrong.says("--address.1=10.2.0: ")) << wrong.output();
}

TEST(DirectSettings, TheManifestHoldsWhereTheArgumentsAreSilent) {
  const Reading reading({}, kManifest);
  ASSERT_TRUE(reading.settings) << reading.output();
  EXPECT_EQ(reading.settings->address, Prefix(Address::v4(10, 0, 0, 2), 24));
  EXPECT_EQ(reading.settings->gateway, Address::v4(10, 0, 0, 1));
  EXPECT_EQ(reading.settings->name_servers.list().size(), 2u);
  EXPECT_EQ(reading.settings->mtu, 1400);
  EXPECT_EQ(reading.settings->pcap, "x.pcapng");
}

TEST(DirectSettings, ArgumentsOverrideTheManifest) {
  const Reading reading({"--address=192.0.2.5/28", "--dns=1.1.1.1", "--mtu=1300", "--pcap=y"},
                        kManifest);
  ASSERT_TRUE(reading.settings) << reading.output();
  EXPECT_EQ(reading.settings->address, Prefix(Address::v4(192, 0, 2, 5), 28));
  EXPECT_FALSE(reading.settings->gateway); // of the manifest's network
  ASSERT_EQ(reading.settings->name_servers.list().size(), 1u);
  EXPECT_EQ(reading.settings->name_servers.list().front(), Address::v4(1, 1, 1, 1));
  EXPECT_EQ(reading.settings->mtu, 1300);
  EXPECT_EQ(reading.settings->pcap, "y");
}

TEST(DirectSettings, AnotherAddressOfTheManifestsNetworkKeepsItsGateway) {
  const Reading reading({"--address=10.0.0.9/24"}, kManifest);
  ASSERT_TRUE(reading.settings);
  EXPECT_EQ(reading.settings->gateway, Address::v4(10, 0, 0, 1));
}

TEST(DirectSettings, DhcpOverridesTheManifestsAddress) {
  for (const char* word : {"--dhcp", "--dhcp=true", "--dhcp=192.0.2.7"}) {
    const Reading reading({word}, kManifest);
    ASSERT_TRUE(reading.settings) << reading.output();
    EXPECT_FALSE(reading.settings->address);
    EXPECT_FALSE(reading.settings->gateway);
    EXPECT_EQ(reading.settings->wanted.has_value(), std::string_view(word).ends_with('7'));
  }
}

TEST(DirectSettings, SaysWhatIsWrongAndWhere) {
  struct Case {
    std::vector<std::string> words;
    NetDefaults defaults;
    std::string_view says;
  };
  const Case cases[] = {
      {{"--address=x"}, {}, "error: --address=x: "},
      {{"--address="}, {}, "--address: a value is missing"},
      {{"--address=10.0.0.2"}, {}, "the length of the network's prefix is missing"},
      {{"--address=0.0.0.0/0"}, {}, "not the address of a host"},
      {{"--address=::1/64"}, {}, "only IPv4 is part of this version"},
      {{"--address=10.0.0.2/24", "--dhcp"}, {}, "--dhcp is given too"},
      {{"--dhcp=0.0.0.0"}, {}, "--dhcp=0.0.0.0: not the address of a host"},
      {{"--gateway=10.0.0.1"}, {}, "give --address=A/P with it"},
      {{"--address=10.0.0.2/24", "--gateway=10.0.1.1"}, {}, "not in the network of --address"},
      {{"--address=10.0.0.2/24", "--gateway=10.0.0.2"}, {}, "our own address"},
      {{"--dns="}, {}, "--dns="},
      {{"--dns=1.1.1.1,"}, {}, "--dns="},
      {{"--dns=255.255.255.255"}, {}, "not the address of a host"},
      {{"--mtu=67"}, {}, "expected a whole number from 68 to 65535"},
      {{"--mtu=65536"}, {}, "expected a whole number from 68 to 65535"},
      {{"--mtu=-1"}, {}, "expected a whole number from 68 to 65535"},
      {{"--pcap"}, {}, "--pcap: a value is missing"},
      {{}, {.address = "10.0.0.2/24", .mtu = "12"}, "mir.toml, net.mtu = \"12\": expected"},
      {{}, {.address = "fe80::1/64"}, "mir.toml, net.address = \"fe80::1/64\": only IPv4"},
  };
  for (const Case& c : cases) {
    const Reading reading(c.words, c.defaults);
    EXPECT_FALSE(reading.settings) << c.says;
    EXPECT_TRUE(reading.says(c.says)) << c.says << " | " << reading.output();
  }
}

} // namespace
} // namespace mir::net::test
