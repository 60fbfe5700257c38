// A capture file, read back by the parser of the same specification.
#include <gtest/gtest.h>
#include <mir/net/service/pcapng_writer.hpp>
#include <mir/net/wire/pcapng.hpp>

namespace mir::net::test {
namespace {

TEST(PcapngWriter, WritesWhatItsParserReads) {
  std::vector<std::byte> file;
  PcapngWriter writer(file);
  writer.begin("echo", "tap0");
  const std::uint64_t time = 1'767'225'600'123'456'789;
  for (std::size_t size = 0; size < 70; ++size)
    writer.frame(std::vector<std::byte>(size, static_cast<std::byte>(size)), time + size,
                 size % 2 == 0 ? PcapngWriter::Direction::In : PcapngWriter::Direction::Out);

  const auto parsed = wire::Pcapng::parse(file);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->bytes().size(), file.size());
  std::size_t number = 0;
  for (const auto element : parsed->blocks()) {
    const auto block = element.block();
    if (number == 0) {
      EXPECT_TRUE(block.as_section_header());
    } else if (number == 1) {
      const auto interface = block.as_interface_description();
      ASSERT_TRUE(interface);
      EXPECT_EQ(interface->link_type(), 1);
      EXPECT_EQ(interface->interface_options().count(), 3u);
    } else {
      const auto packet = block.as_enhanced_packet();
      ASSERT_TRUE(packet);
      const std::size_t size = number - 2;
      EXPECT_EQ(packet->data().size(), size);
      EXPECT_EQ(packet->original(), size);
      EXPECT_EQ(std::uint64_t{packet->time_high()} << 32 | packet->time_low(), time + size);
    }
    ++number;
  }
  EXPECT_EQ(number, 72u);
}

TEST(PcapngWriter, TakesTheLargestFrame) {
  std::vector<std::byte> file;
  PcapngWriter writer(file);
  writer.begin(std::string(1'000, 'x'), "");
  writer.frame(std::vector<std::byte>(65'550), 0, PcapngWriter::Direction::Out);
  EXPECT_TRUE(wire::Pcapng::parse(file));
}

} // namespace
} // namespace mir::net::test
