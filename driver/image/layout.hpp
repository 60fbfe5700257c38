/// \file
/// Where everything lies in the image of a key/value store (stdlib/os/kv/kv_image.mpl).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace mir::driver {

inline constexpr std::size_t kImagePage = 4096; ///< bytes
/// Bytes of the longest key: a page of the index holds at least one.
inline constexpr std::size_t kLongestKey = kImagePage - 28;
/// Bytes of the largest image: what the format can say.
inline constexpr std::uint64_t kLargestImage = std::uint64_t{1} << 48;

/// One key and its value.
struct ImageEntry {
  std::string key;
  std::string file;           ///< that holds the value, absolute
  std::uint64_t size = 0;     ///< bytes
  std::uint32_t checksum = 0; ///< CRC-32 of the value
  std::uint64_t place = 0;    ///< bytes from the beginning of the image; plan_image() sets it
};

struct ImagePlan {
  std::vector<ImageEntry> entries; ///< in the order of their keys
  std::uint64_t pages = 1;         ///< of the whole image
  std::string head;                ///< the header and the index, in whole pages
};

/// Gives each value its place. \param entries with keys of 1 to kLongestKey bytes, each once, in
/// any order; together below kLargestImage.
ImagePlan plan_image(std::vector<ImageEntry> entries);

} // namespace mir::driver
