// Images of the key/value store, made by hand: `mir image` is another program.
#pragma once

#include <mir/os/kv/kv_image.hpp>

#include <map>
#include <string>
#include <vector>

namespace mir::os::testing {

inline constexpr std::size_t kKvPage = 4096;

struct KvImage {
  /// \param keys_a_page so that few keys make many pages.
  explicit KvImage(const std::map<std::string, std::string>& values, std::size_t keys_a_page = 3) {
    const std::size_t index_pages = (values.size() + keys_a_page - 1) / keys_a_page;
    std::string data, index;
    std::vector<kv::KvIndexEntry::Fields> entries;
    std::size_t left = values.size();
    for (const auto& [key, value] : values) {
      const mpl::Bytes of_value = std::as_bytes(std::span(value));
      entries.push_back({.place = (1 + index_pages) * kKvPage + data.size(),
                         .size = value.size(),
                         .value_checksum = mpl::Crc32().add(of_value).value(),
                         .key = std::string_view(key)});
      data += value;
      if (--left == 0 || entries.size() == keys_a_page) {
        index += page(entries);
        entries.clear();
      }
    }
    bytes = header((index.size() + data.size() + kKvPage - 1) / kKvPage + 1, index_pages,
                   values.size()) +
            index + data;
    bytes.resize((bytes.size() + kKvPage - 1) / kKvPage * kKvPage);
  }

  static std::string page(const std::vector<kv::KvIndexEntry::Fields>& entries) {
    std::string text(kKvPage, '\0');
    const auto size = kv::KvIndex::size({.entries = entries});
    const std::string zeros(kKvPage - size, '\0');
    (void)kv::KvIndex::build(std::as_writable_bytes(std::span(text)),
                             {.entries = entries, .rest = std::as_bytes(std::span(zeros))});
    return text;
  }
  static std::string header(std::uint64_t pages, std::uint64_t index_pages, std::uint64_t keys) {
    constexpr std::size_t kFixed = 40; // bytes before the rest
    std::string text(kKvPage, '\0');
    const std::string zeros(kKvPage - kFixed, '\0');
    (void)kv::KvHeader::build(std::as_writable_bytes(std::span(text)),
                              {.pages = pages,
                               .index_pages = index_pages,
                               .keys = keys,
                               .rest = std::as_bytes(std::span(zeros))});
    return text;
  }

  std::string bytes;
};

} // namespace mir::os::testing
