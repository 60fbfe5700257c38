// The checksums of specifications: computed, handed to a device, verified and mended.
#include <mir/net/wire/icmp.hpp>
#include <mir/net/wire/ipv4.hpp>
#include <mir/net/wire/tcp.hpp>
#include <mir/net/wire/udp.hpp>
#include <mir/test/checksums.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string_view>
#include <vector>

namespace mir::wire_test {

namespace {

namespace wire = mir::net::wire;
using Buffer = std::vector<std::byte>;

Buffer numbered(std::size_t size) {
  Buffer bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<std::byte>(i * 37 + 11);
  return bytes;
}

/// Options of IPv4 and of TCP that mean nothing.
Buffer no_operations(std::size_t size) { return Buffer(size, std::byte{1}); }

mpl::Bytes bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

/// RFC 1071 1, as slowly as it says it.
std::uint16_t by_the_book(mpl::Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    sum += std::to_integer<std::uint32_t>(bytes[i]) << (i % 2 == 0 ? 8 : 0);
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum & 0xffff);
}

constexpr wire::Tcp::PseudoHeader kTcpPseudo{.source = 0xc0000201, .destination = 0xc0000202};
constexpr wire::Udp::PseudoHeader kUdpPseudo{.source = 0xc0000201, .destination = 0xc0000202};

/// The pseudo header of RFC 9293 3.1 in front of a segment.
Buffer with_pseudo_header(std::uint8_t protocol, mpl::Bytes segment) {
  Buffer all{std::byte{192}, std::byte{0}, std::byte{2}, std::byte{1}, std::byte{192},
             std::byte{0},   std::byte{2}, std::byte{2}, std::byte{0}, std::byte{protocol}};
  all.push_back(static_cast<std::byte>(segment.size() >> 8));
  all.push_back(static_cast<std::byte>(segment.size() & 0xff));
  all.insert(all.end(), segment.begin(), segment.end());
  return all;
}

Buffer tcp(const mpl::PseudoFill& fill, const Buffer& options, const Buffer& payload) {
  Buffer buffer(200);
  const auto built = wire::Tcp::build(buffer, {.source_port = 1234,
                                               .destination_port = 80,
                                               .sequence = 0xfffffff0,
                                               .ack = true,
                                               .window = 0xffff,
                                               .checksum = fill,
                                               .options = options,
                                               .payload = payload});
  EXPECT_TRUE(built.has_value());
  buffer.resize(built->size());
  return buffer;
}

} // namespace

TEST(InternetSum, AgreesWithTheBookAtEveryLengthAndSplit) {
  std::mt19937 random(1); // NOLINT(cert-msc51-cpp): the same bytes in every run
  Buffer bytes(300);
  std::ranges::generate(bytes, [&] { return static_cast<std::byte>(random()); });
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    const mpl::Bytes all = mpl::Bytes(bytes).first(size);
    const std::uint16_t expected = by_the_book(all);
    ASSERT_EQ(mpl::internet_checksum(all), expected) << size;
    const std::size_t first = random() % (size + 1);
    const std::size_t second = first + random() % (size - first + 1);
    const mpl::InternetSum pieces = mpl::InternetSum()
                                        .add(all.first(first))
                                        .add(all.subspan(first, second - first))
                                        .add(all.subspan(second));
    ASSERT_EQ(pieces.checksum(), expected) << size << " split at " << first << ", " << second;
  }
}

TEST(InternetSum, IsTheSameWhileCompiling) {
  constexpr std::array<std::uint8_t, 9> numbers{0xff, 0xff, 1, 2, 3, 4, 0xfe, 0xdc, 0xba};
  static constexpr auto kBytes = std::bit_cast<std::array<std::byte, 9>>(numbers);
  static_assert(mpl::internet_checksum(kBytes) == 0x431c);
  EXPECT_EQ(mpl::internet_checksum(kBytes), by_the_book(kBytes));
  EXPECT_EQ(by_the_book(kBytes), 0x431c);
}

TEST(ChecksumBuild, FillsInTheHeaderOfIpv4) {
  for (const std::size_t options : {0, 4, 40}) {
    const Buffer given = no_operations(options);
    Buffer buffer(80);
    const auto built = wire::Ipv4::build(buffer, {.identification = 0xfeed,
                                                  .protocol = wire::Ipv4::Protocol::Udp,
                                                  .source = 0xc0000201,
                                                  .destination = 0xc0000202,
                                                  .options = given});
    ASSERT_TRUE(built.has_value());
    EXPECT_EQ(by_the_book(*built), 0);
    EXPECT_TRUE(wire::Ipv4::parse(*built)->verify_checksum());
  }
}

TEST(ChecksumBuild, CoversThePseudoHeaderAndThePadding) {
  for (const std::size_t options : {0, 1, 3, 12})
    for (const std::size_t payload : {0, 1, 2, 7, 8, 63, 64, 99}) {
      const Buffer segment = tcp(kTcpPseudo, no_operations(options), numbered(payload));
      EXPECT_EQ(by_the_book(with_pseudo_header(6, segment)), 0) << options << " " << payload;
      const auto view = wire::Tcp::parse(segment);
      EXPECT_TRUE(view->verify_checksum(kTcpPseudo));
      EXPECT_FALSE(view->verify_checksum({.source = 0xc0000201, .destination = 0xc0000203}));
    }
}

TEST(ChecksumBuild, LeavesTheRestToADevice) {
  const Buffer segment = tcp(kTcpPseudo.partial(), {}, numbered(5));
  // What a device does: sum up from the header on, complement, store.
  EXPECT_EQ(wire::Tcp::parse(segment)->checksum(),
            static_cast<std::uint16_t>(~by_the_book(with_pseudo_header(6, Buffer(25))) &
                                       0xffff)); // only zeros behind the pseudo header
  Buffer finished = segment;
  mpl::store<2>(finished.data() + 16, mpl::internet_checksum(segment));
  EXPECT_EQ(finished, tcp(kTcpPseudo, {}, numbered(5)));
}

TEST(ChecksumBuild, WritesTheNumberThatIsGiven) {
  EXPECT_EQ(wire::Tcp::parse(tcp(0xabcd, {}, {}))->checksum(), 0xabcd);
  Buffer buffer(20);
  ASSERT_TRUE(wire::Ipv4::build(
      buffer,
      {.protocol = wire::Ipv4::Protocol::Tcp, .checksum = 7, .source = 1, .destination = 2}));
  EXPECT_EQ(wire::Ipv4::parse(buffer)->checksum(), 7);
  EXPECT_FALSE(wire::Ipv4::parse(buffer)->verify_checksum());
}

TEST(ChecksumBuild, IsTheSameInAllThreeWays) {
  const Buffer payload = numbered(33);
  const wire::Udp::Fields fields{
      .source_port = 53, .destination_port = 4000, .checksum = kUdpPseudo, .payload = payload};
  Buffer whole(41);
  ASSERT_TRUE(wire::Udp::build(whole, fields));
  EXPECT_EQ(by_the_book(with_pseudo_header(17, whole)), 0);
  Buffer header(8);
  ASSERT_TRUE(wire::Udp::prepend(header, fields));
  EXPECT_TRUE(std::ranges::equal(header, mpl::Bytes(whole).first(8)));
  Buffer space(8);
  ASSERT_TRUE(wire::Udp::scatter(space, fields));
  EXPECT_EQ(space, header);
}

TEST(ChecksumBuild, SumsUpTheClauseThatWasChosen) {
  const Buffer payload = numbered(9);
  Buffer buffer(40);
  const auto echo =
      wire::Icmp::build(buffer, {.type_clause = wire::Icmp::Echo::Fields{
                                     .identifier = 3, .sequence = 7, .payload = payload}});
  ASSERT_TRUE(echo.has_value());
  EXPECT_EQ(by_the_book(*echo), 0);
  EXPECT_TRUE(wire::Icmp::parse(*echo)->verify_checksum());
  const auto stamp =
      wire::Icmp::build(buffer, {.type_clause = wire::Icmp::Timestamp::Fields{
                                     .identifier = 3, .sequence = 7, .originate = 0x12345678}});
  EXPECT_EQ(by_the_book(*stamp), 0);
}

TEST(OptionalChecksum, IsNeverZeroWhenComputed) {
  // Ports that make the sum 0xffff, whose complement is 0 (RFC 768).
  std::uint16_t port = 0;
  bool seen = false;
  do {
    Buffer buffer(8);
    ASSERT_TRUE(wire::Udp::build(
        buffer, {.source_port = ++port, .destination_port = 9, .checksum = kUdpPseudo}));
    const std::uint16_t checksum = wire::Udp::parse(buffer)->checksum();
    ASSERT_NE(checksum, 0);
    ASSERT_TRUE(wire::Udp::parse(buffer)->verify_checksum(kUdpPseudo));
    seen = seen || checksum == 0xffff;
  } while (port != 0xffff);
  EXPECT_TRUE(seen);
}

TEST(OptionalChecksum, OfZeroIsNone) {
  Buffer buffer(8);
  ASSERT_TRUE(wire::Udp::build(buffer, {.source_port = 1, .destination_port = 2, .checksum = 0}));
  EXPECT_TRUE(wire::Udp::parse(buffer)->verify_checksum(kUdpPseudo));
  const auto datagram = wire::Udp::edit(buffer);
  datagram->set_source_port(99);
  EXPECT_EQ(datagram->checksum(), 0); // there was none, so there is none to mend
  datagram->update_checksum(kUdpPseudo);
  EXPECT_EQ(by_the_book(with_pseudo_header(17, buffer)), 0);
}

TEST(ChecksumSetter, MendsTheChecksumWithoutReadingTheRest) {
  std::mt19937 random(2); // NOLINT(cert-msc51-cpp)
  Buffer packet(60);
  const Buffer options = no_operations(40);
  ASSERT_TRUE(wire::Ipv4::build(
      packet,
      {.protocol = wire::Ipv4::Protocol::Udp, .source = 1, .destination = 2, .options = options}));
  const auto ip = wire::Ipv4::edit(packet);
  for (int i = 0; i < 1000; ++i) {
    ip->set_ttl(static_cast<std::uint8_t>(random()));
    ip->set_protocol(static_cast<wire::Ipv4::Protocol>(random() & 0xff));
    ip->set_source(static_cast<std::uint32_t>(random()));
    ASSERT_TRUE(ip->set_fragment_offset(random() & 0x1fff).has_value());
    ASSERT_TRUE(ip->set_dscp(random() & 0x3f).has_value());
    ip->set_more_fragments((random() & 1) != 0);
    ASSERT_EQ(by_the_book(packet), 0);
  }
  ip->set_checksum(5); // the checksum itself is what it is set to
  EXPECT_EQ(ip->checksum(), 5);
  ip->update_checksum();
  EXPECT_EQ(by_the_book(packet), 0);
}

TEST(Checksum, OfManyPseudoHeadersFollowsTheOneGiven) {
  const Buffer payload = numbered(11);
  Datagram::Fields fields{.source_port = 1,
                          .destination_port = 2,
                          .checksum =
                              Datagram::Pseudo4{.source = 0xc0000201, .destination = 0xc0000202},
                          .payload = payload};
  Buffer four(19);
  ASSERT_TRUE(Datagram::build(four, fields));
  EXPECT_EQ(by_the_book(with_pseudo_header(17, four)), 0);

  Datagram::Pseudo6 pseudo{.source = {}, .destination = {}};
  std::ranges::copy(numbered(16), pseudo.source.begin());
  pseudo.destination[15] = std::byte{1};
  fields.checksum = pseudo;
  Buffer six(19);
  ASSERT_TRUE(Datagram::build(six, fields));
  Buffer all = numbered(16);
  all.resize(40);
  all[31] = std::byte{1};
  all[35] = std::byte{19};
  all[39] = std::byte{17};
  all.insert(all.end(), six.begin(), six.end());
  EXPECT_EQ(by_the_book(all), 0);
  const auto view = Datagram::parse(six);
  EXPECT_TRUE(view->verify_checksum(pseudo));
  EXPECT_FALSE(view->verify_checksum(Datagram::Pseudo4{.source = 1, .destination = 2}));
}

TEST(Checksum, OfBytesThatFollowAnOddNumberIsRight) {
  for (const std::size_t size : {0, 1, 2, 9}) {
    Buffer buffer(16);
    const auto built = Odd::build(buffer, {.body = numbered(size), .tail = 0x1234});
    ASSERT_TRUE(built.has_value());
    EXPECT_EQ(Odd::parse(*built)->sum(), by_the_book(mpl::Bytes(*built).first(size + 3)));
    EXPECT_TRUE(Odd::parse(*built)->verify_sum());
    const auto edit = Odd::edit(*built);
    edit->set_tail(0xfedc); // at an odd place, if the body is odd
    EXPECT_EQ(edit->sum(), by_the_book(mpl::Bytes(*built).first(size + 3)));
  }
}

// Check values of the algorithms over "123456789", and what RFC 1950 and IEEE 802.3 make of
// nothing.
TEST(Crc32, HasTheValueOfTheStandard) {
  EXPECT_EQ(mpl::Crc32().add(bytes_of("123456789")).value(), 0xcbf43926);
  EXPECT_EQ(mpl::Crc32().add(bytes_of("1234")).add(bytes_of("56789")).value(), 0xcbf43926);
  EXPECT_EQ(mpl::Crc32().value(), 0u);
}

TEST(Adler32, HasTheValueOfTheRfc) {
  EXPECT_EQ(mpl::Adler32().add(bytes_of("Wikipedia")).value(), 0x11e60398);
  EXPECT_EQ(mpl::Adler32().value(), 1u);
  const Buffer most(20000, std::byte{0xff}); // sums that need the modulus on the way
  std::uint64_t low = 1;
  std::uint64_t high = 0;
  for (std::size_t i = 0; i < most.size(); ++i)
    high = (high + (low = (low + 255) % 65521)) % 65521;
  EXPECT_EQ(mpl::Adler32().add(most).value(), high << 16 | low);
}

TEST(Fletcher, HasTheKnownValues) {
  EXPECT_EQ(mpl::Fletcher<2>().add(bytes_of("abcde")).value(), 0xc8f0);
  EXPECT_EQ(mpl::Fletcher<2>().add(bytes_of("abcdefgh")).value(), 0x0627);
  // Of big-endian units: 0x6162 + 0x6364 + 0x6500, and the sum of these sums.
  EXPECT_EQ(mpl::Fletcher<4>().add(bytes_of("abc")).add(bytes_of("de")).value(), 0x4ff029c7u);
}

TEST(Checksum, OfEveryAlgorithmIsFilledInAndVerified) {
  const Buffer body = numbered(21);
  Buffer buffer(64);
  const auto crc = WithCrc::build(buffer, {.kind = 9, .body = body});
  ASSERT_TRUE(crc.has_value());
  EXPECT_EQ(WithCrc::parse(*crc)->crc(), mpl::Crc32().add(mpl::Bytes(*crc).first(24)).value());
  EXPECT_TRUE(WithCrc::parse(*crc)->verify_crc());
  WithCrc::edit(*crc)->set_kind(10);
  EXPECT_TRUE(WithCrc::parse(*crc)->verify_crc());
  (*crc)[5] ^= std::byte{1};
  EXPECT_FALSE(WithCrc::parse(*crc)->verify_crc());

  const auto inside = WithCrcInside::build(buffer, {.kind = 9, .body = body});
  EXPECT_TRUE(WithCrcInside::parse(*inside)->verify_crc());
  (*inside)[0] ^= std::byte{1};
  EXPECT_FALSE(WithCrcInside::parse(*inside)->verify_crc());

  const auto adler = WithAdler::build(buffer, {.body = body});
  EXPECT_EQ(WithAdler::parse(*adler)->sum(), mpl::Adler32().add(body).value());
  EXPECT_TRUE(WithAdler::parse(*adler)->verify_sum());

  const auto fletcher = WithFletcher::build(buffer, {.body = body});
  EXPECT_EQ(WithFletcher::parse(*fletcher)->small(), mpl::Fletcher<2>().add(body).value());
  EXPECT_TRUE(WithFletcher::parse(*fletcher)->verify_large());
}

TEST(Checksum, OfBytesLeftInPlaceIsThatOfTheWhole) {
  const Buffer body = numbered(21);
  Buffer whole(26);
  ASSERT_TRUE(WithCrcInside::build(whole, {.kind = 9, .body = body}));
  Buffer header(5);
  ASSERT_TRUE(WithCrcInside::scatter(header, {.kind = 9, .body = body}));
  EXPECT_TRUE(std::ranges::equal(header, mpl::Bytes(whole).first(5)));
}

TEST(Checksum, OfTheCallerIsGivenThePieces) {
  const auto sum = [](std::span<const mpl::Bytes> pieces) -> std::uint8_t {
    std::uint8_t result = 0;
    for (const mpl::Bytes piece : pieces)
      for (const std::byte b : piece)
        result = static_cast<std::uint8_t>(result * 3 + std::to_integer<int>(b));
    return result;
  };
  const Buffer body = numbered(4);
  Buffer buffer(6);
  ASSERT_TRUE(WithExtern::build(
      buffer, {.kind = 200, .sum = mpl::ExternFill<std::uint8_t>::by(sum), .body = body}));
  EXPECT_TRUE(WithExtern::parse(buffer)->verify_sum(sum));
  buffer[0] = std::byte{201};
  EXPECT_FALSE(WithExtern::parse(buffer)->verify_sum(sum));
}

} // namespace mir::wire_test
