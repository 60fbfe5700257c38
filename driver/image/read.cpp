#include "driver/image/read.hpp"

#include <algorithm>
#include <span>

#include "kv_image.hpp"

namespace mir::driver {
namespace {

mpl::Bytes bytes_of(llvm::StringRef text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Reads with one error for whatever is wrong.
class Reader {
public:
  Reader(Disk& disk, const std::string& path, Diagnostics& diagnostics)
      : disk_(disk), path_(path), diagnostics_(diagnostics) {}

  std::optional<std::vector<ImageEntry>> read() {
    const auto head = pages(0, 1);
    if (!head)
      return std::nullopt;
    const auto header = kv_image::KvHeader::parse(bytes_of(*head));
    if (!header)
      return refuse(describe(header.error(), *head));
    if (!header->verify_checksum())
      return refuse("the checksum of its header is wrong");
    pages_ = header->pages();
    for (std::uint64_t page = 1; page <= header->index_pages(); ++page)
      if (!read_index(page))
        return std::nullopt;
    if (entries_.size() != header->keys())
      return refuse("its index has not as many keys as its header says");
    return std::move(entries_);
  }

private:
  std::nullopt_t refuse(const std::string& why) {
    diagnostics_.report(kind::kNotAnImage, path_, why);
    return std::nullopt;
  }

  static std::string describe(const mpl::Error& error, llvm::StringRef bytes) {
    char text[256];
    return std::string(mpl::describe(error, bytes_of(bytes), text));
  }

  std::optional<std::string> part(std::uint64_t place, std::uint64_t size) {
    auto bytes = disk_.read_part(path_, place, size);
    if (!bytes) {
      diagnostics_.report(bytes.takeError());
      return std::nullopt;
    }
    if (bytes->size() < size)
      return refuse(
          fmt::format("it ends at byte {}, where more should follow", place + bytes->size()));
    return std::move(*bytes);
  }
  std::optional<std::string> pages(std::uint64_t first, std::uint64_t count) {
    return part(first * kImagePage, count * kImagePage);
  }

  bool read_index(std::uint64_t number) {
    const auto page = pages(number, 1);
    if (!page)
      return false;
    const auto index = kv_image::KvIndex::parse(bytes_of(*page));
    if (!index || !index->verify_checksum()) {
      refuse(fmt::format("page {} of it, in the index, is damaged", number));
      return false;
    }
    for (const kv_image::KvIndexEntry entry : index->entries())
      if (!add({std::string(entry.key().view()), "", entry.size(), entry.value_checksum(),
                entry.place()}))
        return false;
    return true;
  }

  bool add(ImageEntry entry) {
    const std::uint64_t end = pages_ * kImagePage;
    if (!entries_.empty() && entries_.back().key >= entry.key)
      refuse(fmt::format("the key '{}' is not in its place", entry.key));
    else if (entry.place > end || entry.size > end - entry.place)
      refuse(fmt::format("the value of '{}' lies outside of it", entry.key));
    else if (value_is_good(entry))
      return entries_.push_back(std::move(entry)), true;
    return false;
  }

  bool value_is_good(const ImageEntry& entry) {
    constexpr std::uint64_t kPiece = 1 << 20; // bytes at a time
    mpl::Crc32 sum;
    for (std::uint64_t at = 0; at < entry.size; at += kPiece) {
      const auto bytes = part(entry.place + at, std::min(kPiece, entry.size - at));
      if (!bytes)
        return false;
      sum.add(bytes_of(*bytes));
    }
    if (sum.value() == entry.checksum)
      return true;
    refuse(fmt::format("the value of '{}' is damaged", entry.key));
    return false;
  }

  Disk& disk_;
  const std::string& path_;
  Diagnostics& diagnostics_;
  std::uint64_t pages_ = 0;
  std::vector<ImageEntry> entries_;
};

} // namespace

std::optional<std::vector<ImageEntry>> read_image(Disk& disk, const std::string& path,
                                                  Diagnostics& diagnostics) {
  return Reader(disk, path, diagnostics).read();
}

} // namespace mir::driver
