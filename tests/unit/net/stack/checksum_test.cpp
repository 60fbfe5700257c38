// The Internet checksum over slices of any size (RFC 1071).
#include <mir/net/ip/checksum.hpp>

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net {
namespace {

std::vector<std::byte> random_bytes(std::size_t size, unsigned seed) {
  std::minstd_rand random(seed);
  std::vector<std::byte> bytes(size);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  return bytes;
}

TEST(SliceSum, CutAnywhere_IsTheSumOfTheWhole) {
  const std::vector<std::byte> bytes = random_bytes(61, 1);
  const std::uint16_t whole = mpl::internet_checksum(bytes);
  for (std::size_t a = 0; a <= bytes.size(); ++a)
    for (std::size_t b = a; b <= bytes.size(); ++b) {
      SliceSum sum;
      sum.add(os::Bytes(bytes).first(a));
      sum.add(os::Bytes(bytes).subspan(a, b - a));
      sum.add(os::Bytes(bytes).subspan(b));
      ASSERT_EQ(sum.checksum(), whole) << a << ' ' << b;
    }
}

TEST(SliceSum, ManyOnes_DoNotOverflow) {
  const std::vector<std::byte> ones(60'000, std::byte{0xff});
  SliceSum sum;
  for (int i = 0; i < 100; ++i)
    sum.add(ones);
  EXPECT_EQ(sum.sum(), 0xffff);
}

TEST(ChecksumHolds, RightAndEverySingleBitWrong) {
  os::testing::VirtualClock clock;
  os::testing::VirtualPlatform platform(clock, 1);
  os::PacketPool pool(platform, 8);
  os::PageSlice page = *pool.take();
  page.drop_back(page.size() - 27);
  std::ranges::copy(random_bytes(27, 2), page.mutable_bytes().begin());

  const Address from = Address::v4(192, 0, 2, 1), to = Address::v4(192, 0, 2, 2);
  const auto edit = wire::Tcp::edit(page.mutable_bytes());
  if (!edit) // random bytes whose data offset is too large: choose another seed
    GTEST_FAIL();
  edit->set_checksum(0);
  SliceSum sum;
  add_pseudo_header(sum, from, to, IpProtocol::Tcp, page.size());
  sum.add(page.bytes());
  edit->set_checksum(sum.checksum());

  const auto packet = [&] { return os::Packet(page.share()); };
  EXPECT_TRUE(checksum_holds(from, to, IpProtocol::Tcp, packet()));
  EXPECT_TRUE(checksum_holds(to, from, IpProtocol::Tcp, packet())); // a sum knows no order
  EXPECT_FALSE(checksum_holds(from, to, IpProtocol::Udp, packet()));
  EXPECT_FALSE(checksum_holds(from, Address::v4(192, 0, 2, 3), IpProtocol::Tcp, packet()));
  for (std::size_t bit = 0; bit < 27 * 8; ++bit) {
    page.mutable_bytes()[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    EXPECT_FALSE(checksum_holds(from, to, IpProtocol::Tcp, packet())) << bit;
    page.mutable_bytes()[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
  }
}

} // namespace
} // namespace mir::net
