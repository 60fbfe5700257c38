/// \file
/// The names of the image's functions, from the table that the driver appends to it
/// (driver/names/table.hpp).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mir::rt {

/// Reads the table. It is needed when everything else may be broken: each number is checked, and
/// nothing is allocated.
class FunctionNames {
public:
  /// \param table borrowed; what does not begin as a table is an empty one.
  explicit FunctionNames(std::span<const uint8_t> table);

  [[nodiscard]] bool empty() const { return records_.empty(); }

  /// The name of the function that an address lies in, until the next call; empty when there is
  /// none.
  std::string_view at(uint64_t address);

private:
  bool read_number(size_t& at, uint64_t& number) const;
  bool read_name(size_t& at);

  std::span<const uint8_t> records_;
  std::array<char, 128> name_{};
  size_t name_size_ = 0;
};

} // namespace mir::rt
