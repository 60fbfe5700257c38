/// \file
/// The domain's grant table.
#pragma once

#include "rt/xen/bus/grant_entries.hpp"

namespace mir::rt {

/// Lets a domain use one page of ours, which is zeroed first. Makes the table larger when it is
/// full.
/// \param page aligned to its size. \returns nothing when Xen gives no more entries.
[[nodiscard]] std::optional<GrantRef> share_page(domid_t domain, void* page);

/// The same for a page that holds data the domain is to read and not to change.
[[nodiscard]] std::optional<GrantRef> share_page_to_read(domid_t domain, const void* page);

/// Lets a domain use a page for as long as a request takes. Not zeroed: whoever lends it vouches
/// that the domain may see what it holds.
[[nodiscard]] std::optional<GrantRef> lend_page(domid_t domain, void* page);

/// Takes the right to a lent page back, and keeps the number, which is in a ring: lend_page_again()
/// or forget_ref() follows. \returns as unshare_page().
[[nodiscard]] bool suspend_page(GrantRef ref);
void lend_page_again(GrantRef ref, domid_t domain, void* page);
void forget_ref(GrantRef ref);

/// Takes the right back. \returns false while the other domain uses the page: it must stay what it
/// is until then.
[[nodiscard]] bool unshare_page(GrantRef ref);

/// Puts the new table of a restored domain in the place of the old one (GrantEntries::renew()).
void renew_grants();

} // namespace mir::rt
