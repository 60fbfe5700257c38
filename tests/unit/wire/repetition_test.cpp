// Arrays and regions: what a loop over the elements sees, and what a build makes of elements.
#include "shapes.hpp"

#include <mir/net/wire/dns.hpp>
#include <mir/net/wire/tcp.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <ranges>
#include <vector>

namespace {

using mir::net::wire::Tcp;
using mpl::Reason;
using Buffer = std::vector<std::byte>;
using namespace shapes;

// Ranges may be gone through again, by the algorithms of the standard library as well.
using Options = decltype(std::declval<Tcp>().options());
static_assert(std::ranges::forward_range<Options>);
static_assert(!std::ranges::bidirectional_range<Options>);
static_assert(
    std::sentinel_for<std::ranges::sentinel_t<Options>, std::ranges::iterator_t<Options>>);
static_assert(std::ranges::forward_range<decltype(std::declval<mir::net::wire::Dns>().answers())>);
static_assert(std::ranges::forward_range<decltype(std::declval<Rows>().shorts())>);
static_assert(std::ranges::forward_range<mpl::DnsName>);
static_assert(std::is_trivially_copyable_v<Tcp::Fields>);

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
  Buffer buffer(256, std::byte{0xee});
  const auto result = Packet::build(buffer, fields);
  EXPECT_FALSE(result.has_value());
  EXPECT_TRUE(std::ranges::all_of(buffer, [](std::byte b) { return b == std::byte{0xee}; }));
  return result.has_value() ? Reason{255} : result.error().reason;
}

constexpr std::array<Tcp::Option::Fields, 4> kSynOptions{{
    {.kind_clause = Tcp::Option::MaximumSegmentSize::Fields{.size = 1460}},
    {.kind_clause = Tcp::Option::SackPermitted::Fields{}},
    {.kind_clause = Tcp::Option::Timestamps::Fields{.value = 7, .echo = 0}},
    {.kind_clause = Tcp::Option::WindowScale::Fields{.shift = 7}},
}};

Tcp::Fields syn() {
  return {.source_port = 1,
          .destination_port = 2,
          .sequence = 3,
          .syn = true,
          .window = 4,
          .options = kSynOptions};
}

} // namespace

TEST(TcpOptions, AreBuiltFromFieldsAndPaddedToWords) {
  const Buffer bytes = built<Tcp>(syn());
  ASSERT_EQ(bytes.size(), 40u); // 19 bytes of options
  const auto view = Tcp::parse(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->data_offset(), 10);
  std::vector<Tcp::Option::Kind> kinds;
  for (const Tcp::Option& option : view->options())
    kinds.push_back(option.kind());
  using enum Tcp::Option::Kind;
  EXPECT_EQ(kinds, (std::vector{MaximumSegmentSize, SackPermitted, Timestamps, WindowScale,
                                EndOfOptions}));
}

TEST(TcpOptions, GiveTheirFieldsWithoutACopy) {
  const Buffer bytes = built<Tcp>(syn());
  const auto options = Tcp::parse(bytes)->options();
  EXPECT_EQ(options.begin()->as_maximum_segment_size()->size(), 1460);
  EXPECT_EQ(std::next(options.begin(), 3)->as_window_scale()->shift(), 7);
  EXPECT_FALSE(options.begin()->as_window_scale().has_value());
  EXPECT_EQ(options.bytes().data(), bytes.data() + 20);
}

TEST(TcpOptions, AreTheSameInAllThreeWaysToBuild) {
  Tcp::Fields fields = syn();
  const Buffer payload = bytes_of(1, 2, 3);
  fields.payload = payload;
  const Buffer whole = built<Tcp>(fields);
  Buffer headroom(64);
  const auto header = Tcp::prepend(headroom, fields);
  ASSERT_TRUE(header.has_value());
  EXPECT_TRUE(std::ranges::equal(*header, mpl::Bytes(whole).first(40)));
  Buffer buffer(64);
  const auto pieces = Tcp::scatter(buffer, fields);
  ASSERT_TRUE(pieces.has_value());
  EXPECT_TRUE(std::ranges::equal((*pieces)[0], *header));
  EXPECT_EQ((*pieces)[1].data(), payload.data());
}

TEST(TcpOptions, OfAParsedSegmentAreRebuiltAsTheyWere) {
  const Buffer first = built<Tcp>(syn());
  EXPECT_EQ(built<Tcp>(Tcp::parse(first)->fields()), first);
}

TEST(TcpOptions, NestedArraysAreBuiltFromSpans) {
  const std::array<Tcp::Option::Sack::Block::Fields, 2> blocks{
      {{.left = 10, .right = 20}, {.left = 30, .right = 40}}};
  const std::vector<Tcp::Option::Fields> options{
      {.kind_clause = Tcp::Option::Sack::Fields{.blocks = blocks}}};
  const Buffer bytes = built<Tcp>(
      {.source_port = 1, .destination_port = 2, .sequence = 3, .window = 4, .options = options});
  const auto sack = Tcp::parse(bytes)->options().begin()->as_sack();
  ASSERT_TRUE(sack.has_value());
  EXPECT_EQ(sack->length(), 18);
  std::vector<std::uint32_t> edges;
  for (const auto& block : sack->blocks()) {
    edges.push_back(block.left());
    edges.push_back(block.right());
  }
  EXPECT_EQ(edges, (std::vector<std::uint32_t>{10, 20, 30, 40}));
}

TEST(TcpOptions, GivenAsBytesAreKeptAsTheyAre) {
  Tcp::Fields fields = syn();
  const Buffer cut = bytes_of(2, 4, 5);
  fields.options = cut;
  const Buffer bytes = built<Tcp>(fields);
  EXPECT_EQ(Tcp::parse(bytes)->options().count(), 1u); // read with the zero that pads it
}

TEST(TcpOptions, AreReadUpToTheFirstThatIsNone) {
  Buffer bytes = built<Tcp>(syn());
  bytes[24 + 1] = std::byte{99}; // the length of the second option
  const auto view = Tcp::parse(bytes);
  ASSERT_TRUE(view.has_value()); // RFC 9293 does not let a segment depend on its options
  EXPECT_EQ(view->options().count(), 1u);
  EXPECT_EQ(view->options().begin()->kind(), Tcp::Option::Kind::MaximumSegmentSize);
  const auto checked = view->check_elements();
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().path(), "SackPermitted.length");
  EXPECT_EQ(checked.error().offset, 25u);
  EXPECT_EQ(checked.error().value, 99u);
  EXPECT_EQ(built<Tcp>(view->fields()), bytes); // what is not looked at is kept
}

TEST(TcpOptions, AreCheckedDownToWhatIsInThem) {
  const Buffer bytes = built<Tcp>(syn());
  EXPECT_TRUE(Tcp::parse(bytes)->check_elements().has_value());
}

TEST(Array, EndsWhereItsBytesHaveBeenChangedSinceTheyWereChecked) {
  Buffer bytes = built<Tcp>(syn());
  const auto options = Tcp::parse(bytes)->options();
  bytes[24 + 1] = std::byte{99}; // the length of the second option
  EXPECT_EQ(options.count(), 1u);
}

TEST(Array, ElementsSeeWhatStandsAroundThem) {
  const std::array<Table::Line::Cell::Fields, 2> cells{{{.shade = 1}, {.shade = 2}}};
  const std::array<Table::Line::Cell::Fields, 1> one{};
  const std::array<Table::Line::Fields, 2> lines{
      {{.height = 7, .cells = cells}, {.height = 8, .cells = cells}}};
  const Buffer bytes = built<Table>({.lines = lines});
  const auto view = Table::parse(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->rows(), 2);
  int sum = 0;
  for (const auto& line : view->lines())
    for (const auto& cell : line.cells())
      sum += cell.shade();
  EXPECT_EQ(sum, 6);
  const std::array<Table::Line::Fields, 1> narrow{{{.height = 7, .cells = one}}};
  EXPECT_EQ(refusal<Table>({.lines = narrow}), Reason::SizeMismatch);
  const std::array<Table::Line::Fields, 1> checked{{{.height = 2, .cells = cells}}};
  EXPECT_EQ(refusal<Table>({.lines = checked}), Reason::CheckFailed);
}

TEST(Array, ErrorsCountFromTheStartOfTheWholePacket) {
  const Buffer bytes = bytes_of(2, 2, 1, 7, 0, 1, 0, 7);
  const auto view = Table::parse(bytes);
  ASSERT_FALSE(view.has_value());
  EXPECT_EQ(view.error().packet(), "table.lines.cells");
  EXPECT_EQ(view.error().offset, 6u);
}

TEST(Array, UntilIsKeptByABuild) {
  const Buffer data = bytes_of(1, 2);
  const std::array<Chunks::Chunk::Fields, 2> good{{{.type = 5, .data = data}, {.type = 0}}};
  const Buffer bytes = built<Chunks>({.chunks = good, .tail = data});
  EXPECT_EQ(Chunks::parse(bytes)->chunks().count(), 2u);
  EXPECT_EQ(Chunks::parse(bytes)->tail().size(), 2u);
  const std::array<Chunks::Chunk::Fields, 2> early{{{.type = 0}, {.type = 5}}};
  EXPECT_EQ(refusal<Chunks>({.chunks = early}), Reason::SizeMismatch);
  EXPECT_EQ(refusal<Chunks>({.chunks = mpl::Elements<Chunks::Chunk>(std::span(good).first(1))}),
            Reason::SizeMismatch);
  const Buffer open = bytes_of(5, 0);
  EXPECT_EQ(refusal<Chunks>({.chunks = open}), Reason::SizeMismatch);
}

TEST(Array, ElementWithoutBytesIsAnError) {
  const Buffer bytes = bytes_of(1, 9);
  const auto view = Hollow::parse(bytes);
  ASSERT_FALSE(view.has_value());
  EXPECT_EQ(view.error().reason, Reason::EmptyElement);
  const std::array<Hollow::Fill::Fields, 1> fills{};
  EXPECT_EQ(refusal<Hollow>({.fills = fills}), Reason::EmptyElement);
}

TEST(Array, OfNumbersGivesTheirValues) {
  const std::array<Rows::Short::Fields, 2> shorts{{{.value = 1}, {.value = 300}}};
  const std::array<Rows::FixedElement::Fields, 2> fixed{{{.value = 5}, {.value = -6}}};
  const Buffer bytes = built<Rows>({.shorts = shorts, .fixed = fixed});
  EXPECT_EQ(bytes, bytes_of(2, 1, 0, 0x2c, 1, 0, 0, 0, 5, 0xff, 0xff, 0xff, 0xfa));
  int sum = 0;
  for (const auto& number : Rows::parse(bytes)->fixed())
    sum += number.value();
  EXPECT_EQ(sum, -1);
  EXPECT_EQ(refusal<Rows>({.shorts = shorts}), Reason::SizeMismatch);
}

TEST(Region, PaddingIsWrittenAndNotRead) {
  using Few = Boxes::FewElement;
  const std::array<Few::Fields, 1> few{
      {{.type_clause = Few::Some::Fields{.type = 3, .value = 1, .more = 2}}}};
  const Buffer bytes = built<Boxes>({.few = few, .high = 1, .low = 2});
  EXPECT_EQ(bytes, bytes_of(4, 3, 1, 2, 0, 1, 0, 0, 2));
}

namespace {

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

TEST(Repetition, KeepsTheLaws) {
  expect_laws<Table>(ShapesVectors::bytes_4);
  expect_laws<Trailer>(bytes_of(1, 2, 3, 4, 5));
  expect_laws<Rows>(bytes_of(1, 0x2c, 1, 0, 0, 0, 1, 0, 0, 0, 2, 7));
  expect_laws<Chunks>(ShapesVectors::bytes_8);
  expect_laws<Boxes>(bytes_of(4, 3, 1, 2, 0, 1, 0, 0, 2));
  expect_laws<Tcp>(built<Tcp>(syn()));
  for (const auto& option : mir::net::wire::TcpVectors::view_8->options())
    expect_laws<Tcp::Option>(option.bytes());
}
