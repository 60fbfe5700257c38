#include <mir/net/service/pcapng_writer.hpp>

#include <array>

#include <mir/net/wire/pcapng.hpp>
#include <mir/os/base/check.hpp>

namespace mir::net {
namespace {

using wire::PcapngBlock;
using SectionOption = wire::PcapngBlockSectionOption::Fields;
using InterfaceOption = wire::PcapngBlockInterfaceOption::Fields;
using PacketOption = wire::PcapngBlockPacketOption::Fields;

constexpr std::uint16_t kEthernet = 1; // LINKTYPE_ETHERNET
constexpr std::size_t kMostText = 64;  // of an option that we write

// Codes of options, each of its block.
constexpr std::uint16_t kEnd = 0;
constexpr std::uint16_t kUserApplication = 4;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint16_t kPacketFlags = 2;

void append(std::vector<std::byte>& out, const PcapngBlock::TypeClauseFields& clause) {
  const PcapngBlock::Fields fields{.type_clause = clause};
  const std::size_t before = out.size();
  const std::size_t size = PcapngBlock::size(fields);
  out.resize(before + size);
  MIR_CHECK(PcapngBlock::build(os::MutableBytes(out).subspan(before), fields));
}

} // namespace

void PcapngWriter::begin(std::string_view program, std::string_view name) {
  const std::array<SectionOption, 2> section{
      {{.option = {.code = kUserApplication, .data = os::as_bytes(program.substr(0, kMostText))}},
       {.option = {.code = kEnd, .data = {}}}}};
  append(out_, PcapngBlock::SectionHeader::Fields{.section_options = section});
  constexpr std::array kNanoseconds{std::byte{9}}; // 10 to the power of minus 9 seconds
  const std::array<InterfaceOption, 3> interface{
      {{.option = {.code = kInterfaceName, .data = os::as_bytes(name.substr(0, kMostText))}},
       {.option = {.code = kTimeResolution, .data = kNanoseconds}},
       {.option = {.code = kEnd, .data = {}}}}};
  append(out_, PcapngBlock::InterfaceDescription::Fields{.link_type = kEthernet,
                                                         .interface_options = interface});
}

void PcapngWriter::frame(os::Bytes bytes, std::uint64_t time_ns, Direction direction) {
  // epb_flags: 32 bits, the direction in the lowest two.
  const std::array flags{static_cast<std::byte>(direction), std::byte{}, std::byte{}, std::byte{}};
  const std::array<PacketOption, 2> options{
      {{.option = {.code = kPacketFlags, .data = flags}}, {.option = {.code = kEnd, .data = {}}}}};
  append(out_,
         PcapngBlock::EnhancedPacket::Fields{.time_high = static_cast<std::uint32_t>(time_ns >> 32),
                                             .time_low = static_cast<std::uint32_t>(time_ns),
                                             .original = static_cast<std::uint32_t>(bytes.size()),
                                             .data = bytes,
                                             .packet_options = options});
}

} // namespace mir::net
