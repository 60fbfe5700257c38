// The laws of generated code, on one packet of every kind and on all that one wrong bit or a
// missing end makes of it: parse(build(m)) is m, build(parse(b)) is b where b is canonical, and no
// byte outside the packet is read.
#include "wire_vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace {

using namespace mir::net::wire;

/// Bytes that end where their allocation ends, so that a read past them is seen by the sanitizer.
struct Exact {
  explicit Exact(mpl::Bytes from) : size(from.size()), data(new std::byte[from.size()]) {
    std::ranges::copy(from, data.get());
  }
  [[nodiscard]] mpl::Bytes bytes() const { return {data.get(), size}; }
  std::size_t size;
  std::unique_ptr<std::byte[]> data;
};

template <class View> std::vector<std::byte> build(const typename View::Fields& fields) {
  std::vector<std::byte> buffer(View::size(fields));
  const auto built = View::build(buffer, fields);
  EXPECT_TRUE(built.has_value());
  return buffer;
}

/// What was parsed can be built, and what was built is parsed as the same.
template <class View> void expect_round_trip(const View& view) {
  const std::vector<std::byte> first = build<View>(view.fields());
  const Exact copy(first);
  const auto again = View::parse(copy.bytes());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->bytes().size(), first.size());
  EXPECT_EQ(build<View>(again->fields()), first);
}

template <class View> void expect_sound(mpl::Bytes bytes) {
  const Exact copy(bytes);
  const auto view = View::parse(copy.bytes());
  if (view) {
    expect_round_trip(*view);
    return;
  }
  std::array<char, 256> text{};
  EXPECT_FALSE(mpl::describe(view.error(), copy.bytes(), text).empty());
  EXPECT_LE(view.error().offset, bytes.size());
}

template <class Packet> class GeneratedLaws : public testing::Test {};

using Packets = testing::Types<UdpVector, Ipv4Vector, Ipv4OptionsVector, TcpVector, ArpVector,
                               LengthFrameVector, VlanVector, EchoVector, TimestampVector>;
TYPED_TEST_SUITE(GeneratedLaws, Packets);

TYPED_TEST(GeneratedLaws, CanonicalBytesAreRebuiltAsTheyWere) {
  const Exact copy(TypeParam::kBytes);
  const auto view = TypeParam::View::parse(copy.bytes());
  ASSERT_TRUE(view.has_value());
  EXPECT_TRUE(
      std::ranges::equal(build<typename TypeParam::View>(view->fields()), TypeParam::kBytes));
}

TYPED_TEST(GeneratedLaws, TruncationAtEveryLengthIsRefusedOrSound) {
  for (std::size_t size = 0; size < TypeParam::kBytes.size(); ++size)
    expect_sound<typename TypeParam::View>(mpl::Bytes(TypeParam::kBytes).first(size));
}

TYPED_TEST(GeneratedLaws, EverySingleBitFlipIsRefusedOrSound) {
  std::vector<std::byte> bytes(TypeParam::kBytes.begin(), TypeParam::kBytes.end());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const auto mask = std::byte{1} << (bit % 8);
    bytes[bit / 8] ^= mask;
    expect_sound<typename TypeParam::View>(bytes);
    bytes[bit / 8] ^= mask;
  }
}

TYPED_TEST(GeneratedLaws, TruncationOfTheFixedPartIsAnError) {
  EXPECT_FALSE(TypeParam::View::parse({}).has_value());
  EXPECT_FALSE(TypeParam::View::parse(mpl::Bytes(TypeParam::kBytes).first(1)).has_value());
}

} // namespace
