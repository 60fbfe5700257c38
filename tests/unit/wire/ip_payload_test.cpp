// A transport header is read where there is one, and nowhere else.
#include <mir/net/wire/ip_payload.hpp>

#include <gtest/gtest.h>

#include <array>

namespace {

using mir::net::wire::IpPayload;
constexpr std::int64_t kUdp = 17;

constexpr auto kBytes = std::bit_cast<std::array<std::byte, 9>>(
    std::array<std::uint8_t, 9>{0, 53, 0x0f, 0xa0, 0, 9, 0, 0, 'x'});

} // namespace

TEST(IpPayload, FirstFragmentIsReadAsItsProtocol) {
  const auto view = IpPayload::parse(kBytes, kUdp, 0);
  ASSERT_TRUE(view.has_value());
  ASSERT_TRUE(view->as_udp().has_value());
  EXPECT_EQ(view->as_udp()->udp().source_port(), 53);
}

TEST(IpPayload, LaterFragmentIsNeverReadAsAHeader) {
  const auto view = IpPayload::parse(kBytes, kUdp, 185);
  ASSERT_TRUE(view.has_value());
  EXPECT_FALSE(view->as_udp().has_value());
  ASSERT_TRUE(view->as_bytes().has_value());
  EXPECT_EQ(view->as_bytes()->data().size(), kBytes.size());
}

TEST(IpPayload, HeaderThatIsCutIsAnErrorOnlyWhereThereIsOne) {
  EXPECT_FALSE(IpPayload::parse(mpl::Bytes(kBytes).first(7), kUdp, 0).has_value());
  EXPECT_TRUE(IpPayload::parse(mpl::Bytes(kBytes).first(7), kUdp, 1).has_value());
}
