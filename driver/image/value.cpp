#include "driver/image/value.hpp"

#include <span>

#include "kv_image.hpp"

namespace mir::driver {

llvm::Expected<ValueSum> read_value(Disk& disk, const std::string& file,
                                    llvm::function_ref<void(llvm::StringRef)> on_piece) {
  constexpr std::uint64_t kPiece = 1 << 20; // bytes: large enough that calls cost nothing beside it
  ValueSum sum;
  mpl::Crc32 checksum;
  for (;;) {
    auto bytes = disk.read_part(file, sum.size, kPiece);
    if (!bytes)
      return bytes.takeError();
    checksum.add(std::as_bytes(std::span(*bytes)));
    on_piece(*bytes);
    sum.size += bytes->size();
    if (bytes->size() < kPiece)
      break;
  }
  sum.checksum = checksum.value();
  return sum;
}

} // namespace mir::driver
