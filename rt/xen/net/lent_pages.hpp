/// \file
/// Pages of the stack that another domain may use for as long as one request takes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "rt/xen/bus/services.hpp"

namespace mir::rt {

/// Ends the right to lent pages, and keeps those that it cannot be ended for.
///
/// A page whose right cannot be ended, because the other domain has it mapped or is copying, does
/// not go back to the stack before it can (end_access unchecked was the third of Mirage's Xen
/// advisories).
///
/// \tparam Loan what is to be known of a page when it comes back; \tparam kMost of them at a time:
/// whoever lends has to see to it.
template <class Loan, size_t kMost> class LentPages {
public:
  explicit LentPages(BusServices& services) : services_(services) {}
  LentPages(const LentPages&) = delete;
  LentPages& operator=(const LentPages&) = delete;

  /// Ends the right to a page. \returns false when it is kept instead.
  [[nodiscard]] bool take_back(GrantRef ref, const Loan& loan) {
    if (services_.unshare_page(ref))
      return true;
    kept_[count_++] = {ref, loan};
    return false;
  }

  /// Tries again. Calls `visit(loan)` for each page that has come back.
  template <class Visit> void sweep(Visit visit) {
    size_t left = 0;
    for (size_t i = 0; i < count_; ++i) {
      if (services_.unshare_page(kept_[i].ref))
        visit(kept_[i].loan);
      else
        kept_[left++] = kept_[i];
    }
    count_ = left;
  }

  /// The stack will use its pages for something else: those that are kept never come back.
  template <class PageOf> void give_up(PageOf page_of) {
    for (size_t i = 0; i < count_; ++i)
      services_.give_up_page(page_of(kept_[i].loan));
    count_ = 0;
  }

  [[nodiscard]] size_t count() const { return count_; }

private:
  struct Kept {
    GrantRef ref;
    Loan loan;
  };
  BusServices& services_;
  std::array<Kept, kMost> kept_{};
  size_t count_ = 0;
};

} // namespace mir::rt
