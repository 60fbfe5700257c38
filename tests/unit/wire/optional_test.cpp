// Fields that are there only on a condition.
#include "optional.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace {

using mpl::Reason;
using Buffer = std::vector<std::byte>;
using namespace optional;

template <class... Numbers> Buffer bytes_of(Numbers... numbers) {
  return {static_cast<std::byte>(numbers)...};
}

template <class Packet> Buffer built(const typename Packet::Fields& fields) {
  Buffer buffer(Packet::size(fields));
  const auto result = Packet::build(buffer, fields);
  EXPECT_TRUE(result.has_value()) << result.error().packet() << "." << result.error().path();
  return buffer;
}

template <class Packet> Reason refusal(const typename Packet::Fields& fields) {
  Buffer buffer(256);
  const auto result = Packet::build(buffer, fields);
  EXPECT_FALSE(result.has_value());
  return result.has_value() ? Reason{255} : result.error().reason;
}

/// Parses bytes that end where their allocation does; what parses is built and parsed again.
template <class Packet> void expect_sound(mpl::Bytes from) {
  const std::unique_ptr<std::byte[]> copy(new std::byte[from.size()]);
  std::ranges::copy(from, copy.get());
  const auto view = Packet::parse(mpl::Bytes(copy.get(), from.size()));
  if (!view)
    return;
  const Buffer again = built<Packet>(view->fields());
  ASSERT_TRUE(Packet::parse(again).has_value());
  EXPECT_EQ(built<Packet>(Packet::parse(again)->fields()), again);
}

template <class Packet> void expect_laws(mpl::Bytes canonical) {
  EXPECT_TRUE(std::ranges::equal(built<Packet>(Packet::parse(canonical)->fields()), canonical));
  Buffer bytes(canonical.begin(), canonical.end());
  for (std::size_t size = 0; size <= bytes.size(); ++size)
    expect_sound<Packet>(mpl::Bytes(bytes).first(size));
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= std::byte{1} << bit % 8;
    expect_sound<Packet>(bytes);
    bytes[bit / 8] ^= std::byte{1} << bit % 8;
  }
}

} // namespace

TEST(Optional, AbsentFieldsReadAsNothing) {
  const Buffer bytes = bytes_of(0, 0, 0x12, 0x34);
  const auto view = Maybe::parse(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_FALSE(view->number() || view->fixed() || view->open() || view->nested() || view->many() ||
               view->magic() || view->sum() || view->rest());
  EXPECT_EQ(view->tail(), 0x1234);
}

TEST(Optional, PresentFieldsAreRead) {
  const auto& view = OptionalVectors::view_9;
  EXPECT_EQ(view->number(), 0x01020304u);
  EXPECT_EQ(view->nested()->b()->size(), 2u);
  EXPECT_EQ(view->many()->count(), 2u);
  EXPECT_EQ(view->magic(), 0xbeef);
  EXPECT_EQ(view->rest()->size(), 1u);
}

TEST(Optional, IsBuiltIfGiven) {
  EXPECT_EQ(built<Maybe>({.flags = 1, .number = 7u, .tail = 2, .rest = mpl::Bytes{}}),
            bytes_of(1, 0, 0, 0, 7, 0, 0, 2));
  EXPECT_EQ(built<Maybe>({.flags = 0x60, .magic = true, .sum = true, .tail = 2}),
            bytes_of(0x60, 0, 0xbe, 0xef, 0, 0, 2));
}

TEST(Optional, PresenceMustAgreeWithItsCondition) {
  EXPECT_EQ(refusal<Maybe>({.flags = 0, .number = 7u, .tail = 2}), Reason::WrongPresence);
  EXPECT_EQ(refusal<Maybe>({.flags = 2, .tail = 2}), Reason::WrongPresence);
  EXPECT_EQ(refusal<Maybe>({.flags = 0x20, .tail = 2}), Reason::WrongPresence);
  EXPECT_EQ(refusal<Maybe>({.flags = 0, .sum = true, .tail = 2}), Reason::WrongPresence);
}

TEST(Optional, FlagFollowsFromWhatIsGiven) {
  EXPECT_EQ(built<Keyed>({.kind_clause = Keyed::Plain::Fields{}, .key = 5u}),
            bytes_of(0x80, 0, 0, 0, 0, 5));
  EXPECT_EQ(built<Keyed>({.kind_clause = Keyed::Extended::Fields{.after = 3}}), bytes_of(0, 1, 3));
}

TEST(Optional, PayloadStaysInPlace) {
  const Buffer rest = bytes_of(1, 2, 3);
  Buffer room(32);
  const auto pieces =
      Maybe::scatter(room, {.flags = 1, .number = 7u, .tail = 2, .rest = mpl::Bytes(rest)});
  ASSERT_TRUE(pieces.has_value());
  EXPECT_EQ((*pieces)[0].size(), 8u);
  EXPECT_EQ((*pieces)[1].data(), rest.data());
}

TEST(Optional, KeepsTheLaws) {
  expect_laws<Maybe>(OptionalVectors::bytes_9);
  expect_laws<Maybe>(OptionalVectors::bytes_1);
  expect_laws<Keyed>(bytes_of(0x80, 1, 7, 8, 1, 2, 3, 4));
}
