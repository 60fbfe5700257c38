/// \file
/// The entries of a version 1 grant table (xen/grant_table.h): which of our pages another domain
/// may use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <xen/xen.h>

#include <xen/grant_table.h>

namespace mir::rt {

/// Names one grant to another domain. Never 0: the first entries are the toolstack's.
enum class GrantRef : uint32_t {};

/// Hands out entries of the table and takes them back only when nobody uses them any more.
///
/// The list of free entries is our own memory: the table itself is shared, and only ever written to
/// through this class.
class GrantEntries {
public:
  static constexpr uint32_t kReserved = GNTTAB_NR_RESERVED_ENTRIES;
  static constexpr size_t kMost = 16 * 1024; ///< entries: 32 pages, 64 MiB granted at a time

  /// Adds entries at the end of the table, for as long as there is room for them.
  /// \param table the whole table so far, zeroed where it is new; may have moved.
  /// \param free_list as long as the table; the part in use before has been copied.
  void extend(std::span<grant_entry_v1> table, std::span<uint32_t> free_list);

  /// Lets a domain use a page, which must hold nothing that the domain is not to see.
  /// \param frame the page's number (address / 4096). \returns nothing when the table is full.
  [[nodiscard]] std::optional<GrantRef> grant(domid_t domain, uint32_t frame, bool read_only);

  /// Takes the right back. \returns false, and changes nothing, while the other domain has the page
  /// mapped or is copying: it must not be used for anything else until a later call has succeeded.
  [[nodiscard]] bool end_access(GrantRef ref);

  /// As end_access(), but the entry stays the caller's: its number is in a ring. \returns as that.
  [[nodiscard]] bool suspend(GrantRef ref);
  /// Lets a domain use another page by a suspended entry.
  void resume(GrantRef ref, domid_t domain, uint32_t frame, bool read_only);
  /// Gives a suspended entry back.
  void release(GrantRef ref);

  /// The table is a new one, in the place of the old: the domain was restored, and nobody has any
  /// right of before. Entries that are out stay so until end_access(), which succeeds.
  void renew();

  [[nodiscard]] size_t free() const { return free_count_; }

private:
  std::span<grant_entry_v1> table_;
  std::span<uint32_t> free_list_; // the first free_count_ are free entries, last in first out
  size_t free_count_ = 0;
};

} // namespace mir::rt
