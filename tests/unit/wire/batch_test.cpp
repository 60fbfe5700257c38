// Many packets: each result comes once and in order, whatever is fetched meanwhile.
#include <mir/net/wire/ip_payload.hpp>
#include <mir/net/wire/udp.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace {

using mir::net::wire::IpPayload;
using mir::net::wire::Udp;

/// Datagrams whose source port is their number; every fifth is cut short.
class Datagrams {
public:
  explicit Datagrams(std::size_t count) : bytes_(count) {
    for (std::size_t i = 0; i < count; ++i) {
      const auto built = Udp::build(
          bytes_[i],
          {.source_port = static_cast<std::uint16_t>(i), .destination_port = 7, .checksum = 0});
      EXPECT_TRUE(built.has_value());
      packets_.push_back(mpl::Bytes(bytes_[i]).first(is_cut(i) ? 5 : 8));
    }
  }
  [[nodiscard]] std::span<const mpl::Bytes> packets() const { return packets_; }
  [[nodiscard]] static bool is_cut(std::size_t i) { return i % 5 == 4; }

private:
  std::vector<std::array<std::byte, 8>> bytes_;
  std::vector<mpl::Bytes> packets_;
};

/// Holds each result against the number that is expected next.
struct InOrder {
  std::size_t* next;
  void operator()(const std::expected<Udp, mpl::Error>& udp) const {
    ASSERT_EQ(udp.has_value(), !Datagrams::is_cut(*next)) << *next;
    if (udp) {
      EXPECT_EQ(udp->source_port(), *next);
    }
    ++*next;
  }
};

} // namespace

TEST(Batch, GivesEachResultOnceAndInOrder) {
  for (const std::size_t count : {0, 1, 31, 32, 33, 64, 200}) {
    const Datagrams datagrams(count);
    std::size_t next = 0;
    mpl::parse_batch<Udp>(datagrams.packets(), InOrder{&next});
    EXPECT_EQ(next, count);
  }
}

TEST(Batch, GoesOnFromBurstToBurst) {
  constexpr std::size_t kAll = 100;
  const Datagrams datagrams(kAll);
  for (const std::size_t burst : {1, 3, 32, 40, 99, 100}) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < kAll; i += burst) {
      const std::size_t end = std::min(i + burst, kAll);
      mpl::parse_batch<Udp>(datagrams.packets().subspan(i, end - i),
                            datagrams.packets().subspan(end, std::min(burst, kAll - end)),
                            InOrder{&next});
    }
    EXPECT_EQ(next, kAll) << burst;
  }
}

TEST(Batch, TakesContainersAndTheArgumentsOfThePacket) {
  const Datagrams datagrams(10);
  const std::vector<mpl::Bytes> all(datagrams.packets().begin(), datagrams.packets().end());
  constexpr std::int64_t kUdp = 17;
  std::size_t good = 0;
  const auto count = [&good](const std::expected<IpPayload, mpl::Error>& payload) {
    good += payload && payload->as_udp();
  };
  mpl::parse_batch<IpPayload>(all, count, kUdp, 0);
  EXPECT_EQ(good, 8);
  mpl::parse_batch<IpPayload>(all, all, count, kUdp, 0);
  EXPECT_EQ(good, 16);
}

static_assert([] {
  const std::array<std::byte, 8> bytes{{{}, {}, {}, {}, {}, std::byte{8}, {}, {}}};
  const std::array<mpl::Bytes, 3> packets{bytes, bytes, mpl::Bytes(bytes).first(3)};
  int good = 0;
  mpl::parse_batch<Udp>(packets, [&good](const auto& udp) { good += udp.has_value(); });
  return good == 2;
}());
