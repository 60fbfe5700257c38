/// \file
/// Pages that another domain may use, from the moment they are shared until nobody does any more.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "rt/xen/bus/services.hpp"

namespace mir::rt {

/// One page of ours and the right to use it.
struct SharedPage {
  void* page;
  GrantRef ref;
};

/// Shares pages with one domain, and takes them back.
///
/// A page whose right cannot be ended, because the other domain has it mapped or is copying, is set
/// aside and tried again: it is never used for anything else before (end_access unchecked was the
/// third of Mirage's Xen advisories; a page that was not zeroed the second).
class SharedPages {
public:
  static constexpr size_t kMostHeld = 1024; ///< pages set aside; of more, the memory is given up

  explicit SharedPages(BusServices& services) : services_(services) {}
  SharedPages(const SharedPages&) = delete;
  SharedPages& operator=(const SharedPages&) = delete;

  /// A zeroed page that `domain` may use. \returns nothing when there is no page or no grant.
  [[nodiscard]] std::optional<SharedPage> share(domid_t domain);

  /// The same for a page that `domain` may only read.
  [[nodiscard]] std::optional<SharedPage> share_to_read(domid_t domain);

  /// Ends the right and frees the page, now or when it can be.
  void take_back(const SharedPage& shared);

  /// Tries again what was set aside. \returns how many pages still are.
  size_t sweep();

  /// Whether there is room to set as many more pages aside: whoever shares no more than that loses
  /// none.
  [[nodiscard]] bool can_set_aside(size_t count) const { return count <= kMostHeld - held_count_; }

  /// Pages given up for good. They stay what they are.
  [[nodiscard]] uint64_t lost() const { return lost_; }

private:
  std::optional<SharedPage> with(void* page, std::optional<GrantRef> ref);
  bool free(const SharedPage& shared);

  BusServices& services_;
  std::array<SharedPage, kMostHeld> held_{};
  size_t held_count_ = 0;
  uint64_t lost_ = 0;
};

} // namespace mir::rt
