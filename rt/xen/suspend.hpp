/// \file
/// Being saved, migrated or copied by the toolstack.
#pragma once

namespace mir::rt {

/// Has the domain suspended, and after that makes everything of the platform work again. The
/// program notices nothing but that the wall clock has jumped and network links have been down.
///
/// \returns whether this is a restored domain, in which xenstore is not connected yet; false when
/// the old one goes on.
[[nodiscard]] bool suspend();

} // namespace mir::rt
