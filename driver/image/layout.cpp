#include "driver/image/layout.hpp"

#include <algorithm>
#include <cassert>
#include <span>

#include "kv_image.hpp"

namespace mir::driver {
namespace {

constexpr std::size_t kIndexHead = 6;   // bytes before the first entry: checksum and count
constexpr std::size_t kEntryHead = 22;  // bytes of an entry without its key
constexpr std::size_t kHeaderSize = 40; // bytes of a header without the rest of its page
static_assert(kIndexHead + kEntryHead + kLongestKey <= kImagePage);

std::uint64_t up_to_page(std::uint64_t place) {
  return (place + kImagePage - 1) / kImagePage * kImagePage;
}

/// How many entries each page of the index takes.
std::vector<std::size_t> index_counts(const std::vector<ImageEntry>& entries) {
  std::vector<std::size_t> counts;
  std::size_t used = kImagePage; // of a page that is full
  for (const ImageEntry& entry : entries) {
    const std::size_t size = kEntryHead + entry.key.size();
    if (used + size > kImagePage) {
      counts.push_back(0);
      used = kIndexHead;
    }
    ++counts.back();
    used += size;
  }
  return counts;
}

/// A value of up to a page crosses no border of pages; a longer one begins at one.
std::uint64_t place_values(std::vector<ImageEntry>& entries, std::uint64_t place) {
  for (ImageEntry& entry : entries) {
    if (place % kImagePage + entry.size > kImagePage)
      place = up_to_page(place);
    entry.place = place;
    place += entry.size;
  }
  return up_to_page(place);
}

mpl::MutableBytes add_page(std::string& head) {
  head.append(kImagePage, '\0');
  return std::as_writable_bytes(std::span(head)).last(kImagePage);
}

/// Zeros, for what a page does not use.
mpl::Bytes zeros(std::size_t size) {
  static constexpr std::byte kZeros[kImagePage] = {};
  return mpl::Bytes(kZeros).first(size);
}

void write_header(std::string& head, const ImagePlan& plan, std::size_t index_pages) {
  const auto written =
      kv_image::KvHeader::build(add_page(head), {.pages = plan.pages,
                                                 .index_pages = index_pages,
                                                 .keys = plan.entries.size(),
                                                 .rest = zeros(kImagePage - kHeaderSize)});
  assert(written && "the header of an image");
  static_cast<void>(written);
}

void write_index(std::string& head, std::span<const ImageEntry> entries) {
  std::vector<kv_image::KvIndexEntry::Fields> fields;
  std::size_t size = kIndexHead;
  for (const ImageEntry& entry : entries) {
    fields.push_back({.place = entry.place,
                      .size = entry.size,
                      .value_checksum = entry.checksum,
                      .key = std::string_view(entry.key)});
    size += kEntryHead + entry.key.size();
  }
  const auto written = kv_image::KvIndex::build(
      add_page(head), {.entries = fields, .rest = zeros(kImagePage - size)});
  assert(written && "the index of an image");
  static_cast<void>(written);
}

} // namespace

ImagePlan plan_image(std::vector<ImageEntry> entries) {
  std::ranges::sort(entries, {}, &ImageEntry::key); // by bytes, as std::string compares them
  const std::vector<std::size_t> counts = index_counts(entries);
  ImagePlan plan;
  plan.pages = place_values(entries, (1 + counts.size()) * kImagePage) / kImagePage;
  plan.entries = std::move(entries);
  write_header(plan.head, plan, counts.size());
  std::span<const ImageEntry> left = plan.entries;
  for (const std::size_t count : counts) {
    write_index(plan.head, left.first(count));
    left = left.subspan(count);
  }
  return plan;
}

} // namespace mir::driver
