// What the first MPL compiler got wrong, and the three ways to build.
#include "wire_vectors.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace mir::net::wire;
using mpl::Reason;

template <class Result> Reason reason_of(const Result& result) {
  EXPECT_FALSE(result.has_value());
  return result.has_value() ? Reason{255} : result.error().reason;
}

template <class Vector> std::vector<std::byte> changed(std::size_t at, int value) {
  std::vector<std::byte> bytes(Vector::kBytes.begin(), Vector::kBytes.end());
  bytes[at] = static_cast<std::byte>(value);
  return bytes;
}

// -- Everything also happens at compile time.
// -----------------------------------------------------------------------------------------------------------------

static_assert(Udp::parse(UdpVector::kBytes)->destination_port() == 4000);
static_assert(Udp::parse(UdpVector::kBytes)->payload().size() == 3);
static_assert(Tcp::parse(TcpVector::kBytes)->syn() && !Tcp::parse(TcpVector::kBytes)->ack());
static_assert(
    Ipv4::parse(Ipv4OptionsVector::kBytes)->options().begin()->as_router_alert()->alert() == 0);
static_assert(Ipv4::parse(Ipv4Vector::kBytes)->protocol() == Ipv4::Protocol::Tcp);
static_assert(to_string(Ipv4::Protocol::Tcp) == "Tcp");
static_assert([] {
  std::array<std::byte, 64> buffer{};
  const auto built = Ipv4::build(buffer, Ipv4::parse(Ipv4OptionsVector::kBytes)->fields());
  return built && std::ranges::equal(*built, Ipv4OptionsVector::kBytes);
}());
static_assert(std::is_trivially_copyable_v<Icmp> && std::is_trivially_copyable_v<mpl::Error>);
// Six bytes are six bytes: no other number can be given.
static_assert(std::is_same_v<decltype(Arp::Fields::sender_mac), std::array<std::byte, 6>>);

// -- Parsing
// -----------------------------------------------------------------------------------------------------------------

TEST(GeneratedParse, LengthPastTheDatagramIsRefused) {
  const auto view = Udp::parse(changed<UdpVector>(5, 12));
  EXPECT_EQ(reason_of(view), Reason::PastEnd);
  EXPECT_EQ(view.error().path(), "payload");
  EXPECT_EQ(view.error().value, 4u);
}

TEST(GeneratedParse, LengthThatWouldBeNegativeIsRefused) {
  EXPECT_EQ(reason_of(Udp::parse(changed<UdpVector>(5, 7))), Reason::BelowMinimum);
  EXPECT_EQ(reason_of(Ipv4::parse(changed<Ipv4Vector>(3, 19))), Reason::NegativeSize);
}

TEST(GeneratedParse, ConstantsAndMinimaAreChecked) {
  EXPECT_EQ(reason_of(Ipv4::parse(changed<Ipv4Vector>(0, 0x65))), Reason::BadConstant);
  EXPECT_EQ(reason_of(Ipv4::parse(changed<Ipv4Vector>(0, 0x44))), Reason::BelowMinimum);
  EXPECT_EQ(reason_of(Arp::parse(changed<ArpVector>(4, 7))), Reason::BadConstant);
}

TEST(GeneratedParse, BytesAfterThePacketAreNoPartOfIt) {
  std::vector<std::byte> bytes(UdpVector::kBytes.begin(), UdpVector::kBytes.end());
  bytes.resize(60);
  const auto view = Udp::parse(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->bytes().size(), UdpVector::kBytes.size());
}

TEST(GeneratedParse, TruncationNamesTheFieldThatIsCut) {
  const auto view = Udp::parse(mpl::Bytes(UdpVector::kBytes).first(5));
  EXPECT_EQ(reason_of(view), Reason::Truncated);
  EXPECT_EQ(view.error().path(), "length");
  EXPECT_EQ(view.error().offset, 4u);
}

TEST(GeneratedParse, ValueThatNoClauseTakesIsRefused) {
  const auto view =
      Ethernet::parse(changed<LengthFrameVector>(12, 0x05)); // 0x0503 is a length too long
  EXPECT_EQ(reason_of(view), Reason::PastEnd);
  auto bytes = changed<LengthFrameVector>(12, 0x05);
  bytes[13] = std::byte{0xe0}; // 1504 is neither a length nor a type
  EXPECT_EQ(reason_of(Ethernet::parse(bytes)), Reason::NoClause);
}

TEST(GeneratedParse, UnknownNumberOfAVariantIsKept) {
  const auto bytes = changed<Ipv4Vector>(9, 200);
  const auto view = Ipv4::parse(bytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(static_cast<int>(view->protocol()), 200);
  EXPECT_EQ(to_string(view->protocol()), "");
}

TEST(GeneratedParse, ChangeOfTheBytesMovesNoBoundary) {
  std::vector<std::byte> bytes(UdpVector::kBytes.begin(), UdpVector::kBytes.end());
  const auto view = Udp::parse(bytes);
  ASSERT_TRUE(view.has_value());
  bytes[4] = std::byte{0xff}; // the length, after it was checked
  EXPECT_EQ(view->payload().size(), 3u);
}

TEST(GeneratedError, IsOneLineWithACaret) {
  const auto bytes = changed<UdpVector>(5, 7);
  std::array<char, 256> text{};
  EXPECT_EQ(mpl::describe(Udp::parse(bytes).error(), bytes, text),
            "udp.length at byte 4: 7 is below the minimum | 00 35 0f a0 ^00 07 ab cd 6d 70 6c");
  std::array<char, 8> small{};
  EXPECT_EQ(mpl::describe(Udp::parse(bytes).error(), bytes, small), "udp.leng");
}

// -- classify
// -----------------------------------------------------------------------------------------------------------------

TEST(GeneratedClassify, OnlyTheClauseThatMatchedIsThere) {
  const auto view = Icmp::parse(EchoVector::kBytes);
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->type_clause(), Icmp::TypeClause::Echo);
  ASSERT_TRUE(view->as_echo().has_value());
  EXPECT_EQ(view->as_echo()->sequence(), 7);
  EXPECT_FALSE(view->as_echo_reply().has_value());
}

TEST(GeneratedClassify, VisitCallsWithTheClause) {
  const auto size = [](mpl::Bytes bytes) {
    return Icmp::parse(bytes)->visit([](const auto& clause) { return sizeof(clause.fields()); });
  };
  EXPECT_EQ(size(EchoVector::kBytes), sizeof(Icmp::Echo::Fields));
  EXPECT_EQ(size(TimestampVector::kBytes), sizeof(Icmp::TimestampReply::Fields));
}

// -- Building
// -----------------------------------------------------------------------------------------------------------------

TEST(GeneratedBuild, ComputedBitFieldDoesNotOverflowIntoItsNeighbour) {
  const std::vector<std::byte> options(
      44, std::byte{1}); // 16 words with the header: one more than 4 bits hold
  std::vector<std::byte> buffer(100, std::byte{0xee});
  const auto built = Ipv4::build(
      buffer, {.protocol = Ipv4::Protocol::Udp, .source = 1, .destination = 2, .options = options});
  EXPECT_EQ(reason_of(built), Reason::OutOfRange);
  EXPECT_EQ(built.error().path(), "header_length");
  EXPECT_EQ(built.error().value, 16u);
  EXPECT_TRUE(std::ranges::all_of(buffer, [](std::byte b) { return b == std::byte{0xee}; }));
}

TEST(GeneratedBuild, LengthIsNotMaskedToSixteenBits) {
  const std::vector<std::byte> payload(65'528); // 65,536 with the header
  const Udp::Fields fields{
      .source_port = 1, .destination_port = 2, .checksum = 0, .payload = payload};
  std::vector<std::byte> buffer(70'000);
  EXPECT_EQ(Udp::size(fields), 65'536u);
  EXPECT_EQ(reason_of(Udp::build(buffer, fields)), Reason::OutOfRange);
  EXPECT_EQ(reason_of(Udp::check(fields)), Reason::OutOfRange);
}

TEST(GeneratedBuild, ValueThatItsBitsCannotHoldIsRefused) {
  std::array<std::byte, 64> buffer{};
  const auto built = Ipv4::build(
      buffer, {.dscp = 64, .protocol = Ipv4::Protocol::Udp, .source = 1, .destination = 2});
  EXPECT_EQ(reason_of(built), Reason::OutOfRange);
  EXPECT_EQ(built.error().path(), "dscp");
}

TEST(GeneratedBuild, OptionsArePaddedWithZeros) {
  const auto options = bytes_of(0x94, 4, 0, 0, 1);
  std::array<std::byte, 64> buffer{};
  buffer.fill(std::byte{0xee});
  const auto built = Ipv4::build(
      buffer,
      {.protocol = Ipv4::Protocol::Igmp, .source = 1, .destination = 2, .options = options});
  ASSERT_TRUE(built.has_value());
  EXPECT_EQ(built->size(), 28u);
  EXPECT_EQ((*built)[25], std::byte{0});
  EXPECT_EQ(Ipv4::parse(*built)->header_length(), 7);
}

TEST(GeneratedBuild, ClauseSettlesItsTag) {
  std::array<std::byte, 64> buffer{};
  const auto built =
      Icmp::build(buffer, {.type_clause = Icmp::Echo::Fields{.identifier = 1, .sequence = 7}});
  ASSERT_TRUE(built.has_value());
  EXPECT_EQ(built->size(), 8u);
  EXPECT_EQ((*built)[0], std::byte{8});
}

TEST(GeneratedBuild, SmallBufferIsRefused) {
  std::array<std::byte, 7> buffer{};
  const auto built = Udp::build(buffer, {.source_port = 1, .destination_port = 2, .checksum = 0});
  EXPECT_EQ(reason_of(built), Reason::NoRoom);
  EXPECT_EQ(built.error().value, 8u);
}

TEST(GeneratedBuild, PrependLeavesThePayloadInPlace) {
  std::array<std::byte, 32> buffer{};
  const auto payload = std::span(buffer).subspan(20, 3);
  std::ranges::copy(bytes_of('m', 'p', 'l'), payload.begin());
  const auto header = Udp::prepend(
      std::span(buffer).first(20),
      {.source_port = 53, .destination_port = 4000, .checksum = 0xabcd, .payload = payload});
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->data(), buffer.data() + 12);
  EXPECT_TRUE(std::ranges::equal(std::span(buffer).subspan(12, 11), UdpVector::kBytes));
  EXPECT_EQ(reason_of(Udp::prepend(std::span(buffer).first(7),
                                   {.source_port = 1, .destination_port = 2, .checksum = 0})),
            Reason::NoRoom);
}

TEST(GeneratedBuild, ScatterLeavesThePayloadWhereItIs) {
  const auto payload = bytes_of('m', 'p', 'l');
  std::array<std::byte, 8> buffer{};
  const auto pieces = Udp::scatter(
      buffer,
      {.source_port = 53, .destination_port = 4000, .checksum = 0xabcd, .payload = payload});
  ASSERT_TRUE(pieces.has_value());
  EXPECT_EQ((*pieces)[1].data(), payload.data());
  EXPECT_TRUE(std::ranges::equal((*pieces)[0], mpl::Bytes(UdpVector::kBytes).first(8)));
}

// -- Setters
// -----------------------------------------------------------------------------------------------------------------

template <class Editor>
concept CanSetLength = requires(Editor editor) { editor.set_total_length(std::uint16_t{20}); };
static_assert(!CanSetLength<Ipv4::Editor>, "the payload depends on it");

TEST(GeneratedEditor, SetsAFieldAndLeavesItsNeighbours) {
  std::vector<std::byte> bytes(Ipv4Vector::kBytes.begin(), Ipv4Vector::kBytes.end());
  const auto packet = Ipv4::edit(bytes);
  ASSERT_TRUE(packet.has_value());
  packet->set_ttl(63);
  packet->set_dont_fragment(false);
  EXPECT_TRUE(packet->set_fragment_offset(0x1234).has_value());
  EXPECT_EQ(packet->ttl(), 63);
  EXPECT_EQ(bytes[6], std::byte{0x12});
  EXPECT_EQ(reason_of(packet->set_fragment_offset(0x2000)), Reason::OutOfRange);
  EXPECT_EQ(packet->fragment_offset(), 0x1234);
}

TEST(GeneratedChecksum, AddsUpAsRfc1071Says) {
  EXPECT_EQ(mpl::internet_checksum(bytes_of(0, 1, 0xf2, 3, 0xf4, 0xf5, 0xf6, 0xf7)),
            0x220d); // RFC 1071 3
  EXPECT_EQ(mpl::InternetSum()
                .add(bytes_of(0, 1, 0xf2, 3))
                .add(bytes_of(0xf4, 0xf5, 0xf6, 0xf7))
                .checksum(),
            0x220d);
  EXPECT_EQ(mpl::internet_checksum(bytes_of(0xff)), 0x00ff);
}

} // namespace
