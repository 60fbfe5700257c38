// Addresses as text: RFC 4291 2.2 in, RFC 5952 out, and each way to be wrong.
#include <mir/net/address.hpp>

#include <random>

#include <gtest/gtest.h>
#include <mir/os/base/format.hpp>

namespace mir::net {
namespace {

static_assert(Address::parse("192.0.2.1") == Address::v4(192, 0, 2, 1));
static_assert(Address::parse("::1") == Address::loopback_v6());
static_assert(Address::any_v6().text().view() == "::");
static_assert(Endpoint::parse("[::1]:80") == Endpoint{Address::loopback_v6(), Port(80)});

struct Good {
  std::string_view text;
  std::string_view canonical;
};

TEST(Address, PrintsWhatItReadInCanonicalForm) {
  constexpr Good kCases[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"10.1.20.100", "10.1.20.100"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"0:0:0:0:0:0:0:0", "::"},
      {"2001:DB8::0:1", "2001:db8::1"},                 // RFC 5952 4.3
      {"2001:0db8::0001", "2001:db8::1"},               // 4.1
      {"2001:db8:0:0:0:0:2:1", "2001:db8::2:1"},        // 4.2.1
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"}, // 4.2.2: one group is not shortened
      {"2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // 4.2.2
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},          // 4.2.3: the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},    // 4.2.3: the first of equals
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"},
      {"::ffff:192.0.2.128", "::ffff:192.0.2.128"}, // 5
      {"::ffff:c000:280", "::ffff:192.0.2.128"},
      {"64:ff9b::192.0.2.33", "64:ff9b::c000:221"}, // not a prefix that is known to be dotted
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"fe80::1%3", "fe80::1%3"},
  };
  for (const Good& it : kCases) {
    const Parsed<Address> address = Address::parse(it.text);
    ASSERT_TRUE(address.has_value()) << it.text << ": " << address.error().what;
    EXPECT_EQ(address->text().view(), it.canonical) << it.text;
    EXPECT_EQ(os::format("{}", *address), it.canonical);
  }
}

struct Bad {
  std::string_view text;
  AddressError error;
};

template <class T> void refuses(std::span<const Bad> cases) {
  for (const Bad& it : cases) {
    const Parsed<T> parsed = T::parse(it.text);
    ASSERT_FALSE(parsed.has_value()) << it.text;
    EXPECT_STREQ(parsed.error().what, it.error.what) << it.text;
    EXPECT_EQ(parsed.error().where, it.error.where) << it.text;
  }
}

TEST(Address, NamesWhatIsWrongAndWhere) {
  constexpr Bad kCases[] = {
      {"", {"a number is missing at the end", 0}},
      {"1.2.3", {"fewer than four numbers", 5}},
      {"1.2.3.", {"a number is missing at the end", 6}},
      {"1.2..4", {"expected a number", 4}},
      {"1.2.3.256", {"a number above 255", 6}},
      {"1.2.3.99999999999999999999", {"a number above 255", 6}},
      {"1.2.03.4", {"a number with a leading zero", 4}},
      {"1.2.3.4.5", {"characters after the end", 7}},
      {" 1.2.3.4", {"expected a number", 0}},
      {"1.2.3.4 ", {"characters after the end", 7}},
      {"localhost", {"expected a number", 0}},
      {":", {"expected a hexadecimal number", 0}},
      {":::", {"expected a hexadecimal number", 2}},
      {"1:2", {"the address ends too early", 3}},
      {"1:", {"the address ends too early", 2}},
      {"::1:", {"the address ends too early", 4}},
      {"1::2::3", {"a second '::'", 4}},
      {"12345::", {"more than four hexadecimal digits", 0}},
      {"1:2:3:4:5:6:7:8:9", {"characters after the end", 15}},
      {"1:2:3:4:5:6:7:8::", {"characters after the end", 15}},
      {"::1:2:3:4:5:6:7:8", {"'::' in an address that is complete without it", 17}},
      {"1:2:3.4.5.6::", {"an IPv4 address that is not at the end", 4}},
      {"::1.2.3", {"fewer than four numbers", 7}},
      {"g::", {"expected a hexadecimal number", 0}},
      {"::1%", {"a number is missing at the end", 4}},
      {"::1%eth0", {"expected a number", 4}},
      {"::1%4294967296", {"a zone above 4294967295", 4}},
      {"[::1]", {"expected a hexadecimal number", 0}},
  };
  refuses<Address>(kCases);
}

TEST(Address, EveryPrefixOfAnAddressIsRefusedOrAnAddress) {
  for (const std::string_view text : {"2001:db8:1:2:3:4:192.0.2.1%12", "1.22.133.244"})
    for (std::size_t size = 0; size < text.size(); ++size)
      if (const Parsed<Address> parsed = Address::parse(text.substr(0, size)); parsed)
        EXPECT_EQ(parsed->text().view(), Address::parse(parsed->text().view())->text().view());
}

TEST(Address, RoundTripsFromRandomBytes) {
  std::mt19937 random(1);
  for (int round = 0; round < 20'000; ++round) {
    Address::V6Bytes bytes{};
    const unsigned zeros = random(); // many groups of zeros, so that every kind of run occurs
    for (std::size_t i = 0; i < 16; ++i)
      bytes[i] = (zeros >> (i / 2)) & 1 ? static_cast<std::uint8_t>(random()) : std::uint8_t{0};
    const Address address = Address::v6(bytes, round % 3 == 0 ? random() : 0);
    const AddressText text = address.text();
    const Parsed<Address> again = Address::parse(text.view());
    ASSERT_TRUE(again.has_value()) << text.view();
    ASSERT_EQ(*again, address) << text.view();
  }
}

TEST(Address, LongestTextFits) {
  const Endpoint longest{Address::v6({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                      0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
                                     UINT32_MAX),
                         Port(65535)};
  EXPECT_EQ(longest.text().view(), "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535");
  EXPECT_EQ(Endpoint::parse(longest.text().view()), longest);
}

TEST(Prefix, ContainsItsNetworkOnly) {
  const Parsed<Prefix> prefix = Prefix::parse("10.1.2.3/22");
  ASSERT_TRUE(prefix.has_value());
  EXPECT_EQ(prefix->text().view(), "10.1.2.3/22");
  EXPECT_TRUE(prefix->contains(Address::v4(10, 1, 0, 0)));
  EXPECT_TRUE(prefix->contains(Address::v4(10, 1, 3, 255)));
  EXPECT_FALSE(prefix->contains(Address::v4(10, 1, 4, 0)));
  EXPECT_FALSE(prefix->contains(Address::v6({10, 1, 2, 3})));
  EXPECT_TRUE(Prefix::parse("0.0.0.0/0")->contains(Address::v4(1, 2, 3, 4)));
  EXPECT_FALSE(Prefix::parse("::1/128")->contains(Address::any_v6()));
  EXPECT_EQ(Prefix::parse("192.0.2.1")->length(), 32u);
}

TEST(Prefix, NamesWhatIsWrongAndWhere) {
  constexpr Bad kCases[] = {
      {"10.0.0.0/33", {"a prefix length above 32", 9}},
      {"::/129", {"a prefix length above 128", 3}},
      {"10.0.0.0/", {"a number is missing at the end", 9}},
      {"10.0.0.0-8", {"expected '/' or the end", 8}},
      {"10.0.0.0/8x", {"characters after the end", 10}},
  };
  refuses<Prefix>(kCases);
}

TEST(Endpoint, NamesWhatIsWrongAndWhere) {
  constexpr Bad kCases[] = {
      {"127.0.0.1", {"expected ':' and a port", 9}},
      {"127.0.0.1:", {"a number is missing at the end", 10}},
      {"127.0.0.1:65536", {"a port above 65535", 10}},
      {"127.0.0.1:80:", {"characters after the end", 12}},
      {"[::1:80", {"expected ']'", 7}},
      {"[::1]80", {"expected ':' and a port", 5}},
      {"::1:80", {"expected a number", 0}},
  };
  refuses<Endpoint>(kCases);
}

TEST(Port, ReadsTheWholeRange) {
  EXPECT_EQ(Port::parse("0"), Port(0));
  EXPECT_EQ(Port::parse("65535"), Port(65535));
  EXPECT_FALSE(Port::parse("-1").has_value());
  EXPECT_FALSE(Port::parse("080").has_value());
}

TEST(AddressError, PrintsForPeople) {
  EXPECT_EQ(os::format("{}", Address::parse("1.2.3.256").error()),
            "a number above 255, at character 7");
}

} // namespace
} // namespace mir::net
