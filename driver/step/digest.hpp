/// \file
/// Tells contents of files apart.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mir::driver {

/// 128 bits of some bytes. Two contents that differ have different ones but for an accident of one
/// in 2^64; nothing protects against somebody who looks for such a pair.
struct Digest {
  std::array<std::uint64_t, 2> words{};
  friend bool operator==(const Digest&, const Digest&) = default;
};

Digest digest_of(std::string_view bytes);

/// Of a file's contents. \returns nothing when it cannot be read.
std::optional<Digest> digest_of_file(const std::string& path);

/// 32 hexadecimal digits.
std::string text_of(const Digest& digest);

} // namespace mir::driver
