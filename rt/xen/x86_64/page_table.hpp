/// \file
/// Builds four-level page tables (AMD64 volume 2, 5.3; Intel SDM volume 3, 4.5) that map every
/// address to itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace mir::rt {

/// What may be done with memory. There is no value for "write and execute".
enum class Access : uint8_t { None, Read, ReadWrite, ReadExecute };

/// A tree of page tables under construction or in use.
///
/// Only writes tables: whoever has loaded the root into the processor must flush what it remembers.
/// Tables are never given back, so that a change of access that has succeeded once will succeed
/// again.
class PageTable {
public:
  static constexpr uint64_t kPage = 4096;             // bytes
  static constexpr uint64_t kLargePage = 512 * kPage; // bytes
  static constexpr uint64_t kEnd = uint64_t{1} << 47; // first address that cannot be mapped

  /// Supplies one zeroed page, aligned to itself and addressable as it is, or null.
  using Allocate = uint64_t* (*)(void* context);

  constexpr PageTable(Allocate allocate, void* context) : allocate_(allocate), context_(context) {}

  /// Sets the access to [begin, end), in large pages where the range covers them whole.
  ///
  /// \param begin,end multiples of kPage, begin <= end <= kEnd; anything else is refused.
  /// \returns false when refused or out of tables; a prefix of the range may then have the new
  /// access.
  [[nodiscard]] bool set(uint64_t begin, uint64_t end, Access access);

  /// The access to one address, as the processor would find it.
  [[nodiscard]] Access access(uint64_t address) const;

  /// What to load into CR3; 0 while nothing has been set.
  [[nodiscard]] uint64_t root() const { return reinterpret_cast<uint64_t>(root_); }

private:
  uint64_t* table_below(uint64_t* entry);
  bool split(uint64_t* entry);
  uint64_t* directory_entry(uint64_t address);

  Allocate allocate_;
  void* context_;
  uint64_t* root_ = nullptr;
};

} // namespace mir::rt
