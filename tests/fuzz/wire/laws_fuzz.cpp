// Any bytes at all, given to one generated parser: what it accepts it can build again, and parsing
// that gives the same packet. MIR_FUZZ_HEADER and MIR_FUZZ_PACKET say which.
#include MIR_FUZZ_HEADER

#include <algorithm>
#include <cstdlib>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using Packet = MIR_FUZZ_PACKET;
  const std::span bytes = std::as_bytes(std::span(data, size));
  const auto packet = Packet::parse(bytes);
  if (!packet) {
    char text[256];
    return mpl::describe(packet.error(), bytes, text).empty() ? std::abort(), 0 : 0;
  }
  const auto fields = packet->fields();
  std::vector<std::byte> buffer(size + 64);
  const auto built = Packet::build(buffer, fields);
  if (!built)
    return 0; // not canonical: what it says of itself is not what building would compute
  const auto again = Packet::parse(*built);
  if (!again)
    std::abort();
  std::vector<std::byte> second(size + 64);
  const auto rebuilt = Packet::build(second, again->fields());
  if (!rebuilt || !std::ranges::equal(*built, *rebuilt))
    std::abort();
  return 0;
}
