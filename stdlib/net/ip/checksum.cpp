#include <mir/net/ip/checksum.hpp>

#include <bit>

namespace mir::net {
namespace {

constexpr std::uint32_t fold(std::uint32_t sum) noexcept {
  sum = (sum >> 16) + (sum & 0xffff);
  return (sum >> 16) + (sum & 0xffff);
}

constexpr std::uint16_t swapped(std::uint16_t word) noexcept { return std::rotl(word, 8); }

} // namespace

void SliceSum::add(os::Bytes bytes) noexcept {
  std::uint16_t part =
      static_cast<std::uint16_t>(~mpl::InternetSum().add(bytes).checksum() & 0xffff);
  if (odd_)
    part = swapped(part); // bytes that begin at an odd place count swapped (RFC 1071 2 (B))
  sum_ = fold(sum_ + part);
  odd_ ^= bytes.size() % 2 != 0;
}

void SliceSum::add(std::span<const os::PageSlice> slices) noexcept {
  for (const os::PageSlice& slice : slices)
    add(slice.bytes());
}

std::uint16_t SliceSum::sum() const noexcept { return static_cast<std::uint16_t>(fold(sum_)); }

void add_pseudo_header(SliceSum& sum, const Address& source, const Address& destination,
                       IpProtocol protocol, std::size_t length) noexcept {
  std::array<std::byte, 12> buffer; // as large as the packet: a smaller one would fail to build
  const auto built =
      wire::PseudoHeader::build(buffer, {.source = source.v4_number(),
                                         .destination = destination.v4_number(),
                                         .protocol = static_cast<std::uint8_t>(protocol),
                                         .length = static_cast<std::uint16_t>(length)});
  MIR_CHECK(built && built->size() == buffer.size());
  sum.add(*built);
}

bool checksum_holds(const Address& source, const Address& destination, IpProtocol protocol,
                    const os::Packet& segment) noexcept {
  SliceSum sum;
  add_pseudo_header(sum, source, destination, protocol, segment.size());
  sum.add(segment.slices());
  return sum.checksum() == 0;
}

} // namespace mir::net
