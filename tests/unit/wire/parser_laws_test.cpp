/// \file
/// The laws every generated parser must keep, tried on recorded packets and on what is left of them
/// after damage: it accepts exactly what the RFCs allow (malformed.hpp), reads nothing outside the
/// bytes given (the sanitizer watches: each input is an allocation of its own), and what it accepts
/// it can build again.
#include "capture_file.hpp"
#include "header_fields.hpp"
#include "malformed.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace mir::wire_test {

namespace {

constexpr std::size_t kHeaders =
    96; // bytes of a packet worth damaging: Ethernet, a tag, IPv4 and TCP with options

std::vector<Packet> recorded(const char* file) {
  Capture capture = read_capture(std::filesystem::path(MIR_TEST_CAPTURES) / file, file);
  EXPECT_EQ(capture.complaint, "");
  EXPECT_FALSE(capture.packets.empty());
  return std::move(capture.packets);
}

/// Every recorded packet of the kinds that differ in their headers.
std::vector<Packet> samples() {
  std::vector<Packet> packets;
  for (const char* file :
       {"arp.pcap", "icmp_errors.pcap", "ping.pcap", "spanning_tree.pcap", "udp.pcap", "vlan.pcap"})
    std::ranges::move(recorded(file), std::back_inserter(packets));
  return packets;
}

std::string message(const mpl::Error& error, Bytes bytes) {
  std::array<char, 256> text{};
  return std::string(mpl::describe(error, bytes, text));
}

template <class View> void check(Bytes given, std::optional<Fault> (*rule)(Bytes)) {
  const std::vector<std::byte> bytes(given.begin(), given.end());
  const auto view = mpl::with_elements(View::parse(bytes)); // and what a parse leaves for later
  const std::optional<Fault> fault = rule(bytes);
  ASSERT_EQ(view.has_value(), !fault.has_value())
      << (fault ? std::string(fault->why) : message(view.error(), bytes)) << " in " << hex(bytes);
  if (!view) {
    ASSERT_LE(view.error().offset, bytes.size()) << message(view.error(), bytes);
    return;
  }
  std::vector<std::byte> buffer(View::size(view->fields()));
  const auto built = View::build(buffer, view->fields());
  ASSERT_TRUE(built.has_value()) << message(built.error(), bytes) << " of " << hex(bytes);
  ASSERT_TRUE(std::ranges::equal(*built, view->bytes())) << hex(*built) << " of " << hex(bytes);
}

/// Every parser on the same bytes: most of them are not meant for it, which is no reason to fail
/// otherwise.
void check_all(Bytes bytes) {
  check<wire::Ethernet>(bytes, ethernet_fault);
  check<wire::Vlan>(bytes, vlan_fault);
  check<wire::Arp>(bytes, arp_fault);
  check<wire::Ipv4>(bytes, ipv4_fault);
  check<wire::Icmp>(bytes, icmp_fault);
  check<wire::Udp>(bytes, udp_fault);
  check<wire::Tcp>(bytes, tcp_fault);
}

/// Every parser where its header may begin in an Ethernet frame.
void check_within(Bytes frame) {
  for (const std::size_t at : {0, 14, 18, 22, 34, 38, 42})
    if (at <= frame.size())
      check_all(frame.subspan(at));
}

} // namespace

TEST(Parsers, AgreeWithTheRfcsWhereverTheyStart) {
  for (const Packet& packet : samples())
    for (std::size_t at = 0; at <= std::min(packet.bytes.size(), kHeaders) && !HasFatalFailure();
         ++at)
      check_all(Bytes(packet.bytes).subspan(at));
}

TEST(Parsers, AgreeWithTheRfcsOnEveryTruncation) {
  for (const Packet& packet : samples())
    for (std::size_t size = 0;
         size <= std::min(packet.bytes.size(), kHeaders) && !HasFatalFailure(); ++size)
      check_within(Bytes(packet.bytes).first(size));
}

TEST(Parsers, AgreeWithTheRfcsOnEverySingleBitFlip) {
  for (const Packet& packet : samples()) {
    std::vector<std::byte> damaged(
        packet.bytes.begin(),
        packet.bytes.begin() + std::min<std::ptrdiff_t>(std::ssize(packet.bytes), kHeaders));
    for (std::size_t bit = 0; bit < damaged.size() * 8 && !HasFatalFailure(); ++bit) {
      damaged[bit / 8] ^= std::byte(0x80 >> bit % 8);
      check_within(damaged);
      damaged[bit / 8] ^= std::byte(0x80 >> bit % 8);
    }
  }
}

TEST(Parsers, AgreeWithTheRfcsOnRandomBytes) {
  std::mt19937 random(20260101); // the same bytes every time
  for (int i = 0; i < 20000 && !HasFatalFailure(); ++i) {
    std::vector<std::byte> bytes(random() % 80);
    std::ranges::generate(bytes, [&] { return std::byte(random()); });
    if (!bytes.empty() && i % 2 == 0)
      bytes[0] = std::byte(0x45 + random() % 11); // else nothing would ever be IPv4
    check_all(bytes);
  }
}

} // namespace mir::wire_test
