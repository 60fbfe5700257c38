#include "rt/xen/backtrace/function_names.hpp"

#include <cstring>

namespace mir::rt {

namespace {

constexpr std::string_view kMagic = "mirnames";
constexpr size_t kHeader = kMagic.size() + sizeof(uint32_t);

} // namespace

FunctionNames::FunctionNames(std::span<const uint8_t> table) {
  uint32_t size;
  if (table.size() < kHeader || std::memcmp(table.data(), kMagic.data(), kMagic.size()) != 0)
    return;
  std::memcpy(&size, table.data() + kMagic.size(), sizeof size);
  if (size >= kHeader && size <= table.size())
    records_ = table.subspan(kHeader, size - kHeader);
}

bool FunctionNames::read_number(size_t& at, uint64_t& number) const {
  number = 0;
  for (unsigned shift = 0; shift < 63 && at < records_.size(); shift += 7) {
    const uint8_t byte = records_[at++];
    number |= uint64_t{byte & 0x7fu} << shift;
    if (!(byte & 0x80))
      return true;
  }
  return false;
}

// Replaces the end of the name before.
bool FunctionNames::read_name(size_t& at) {
  uint64_t same, more;
  if (!read_number(at, same) || !read_number(at, more) || same > name_size_ ||
      more > records_.size() - at || more > name_.size() - same)
    return false;
  std::memcpy(name_.data() + same, records_.data() + at, more);
  name_size_ = same + more;
  at += more;
  return true;
}

std::string_view FunctionNames::at(uint64_t address) {
  name_size_ = 0;
  uint64_t begin = 0, gap, size;
  for (size_t at = 0; read_number(at, gap) && read_number(at, size) && read_name(at);) {
    begin += gap;
    if (address < begin)
      break;
    if (address - begin < size)
      return {name_.data(), name_size_};
    begin += size;
  }
  return {};
}

} // namespace mir::rt
