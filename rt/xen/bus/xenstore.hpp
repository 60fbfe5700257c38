/// \file
/// The domain's connection to xenstore: the tree of names and values in which devices and requests
/// are described.
///
/// Paths are relative to the domain's own, or absolute. The functions wait for the answer, at most
/// ten seconds; they are for the start of the program and for the rare moments when a device comes
/// or goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <xen/errno.h>

#include "rt/xen/bus/store_client.hpp"

namespace mir::rt {

/// Connects. \returns false when there is no xenstore: without Xen, and in dom0.
bool set_up_xenstore();

[[nodiscard]] bool has_xenstore();

/// Reads a value into `buffer`. \returns 0 or XEN_E... (ENOENT: no such name); `value` points into
/// the buffer.
[[nodiscard]] int store_read(std::string_view path, std::span<char> buffer, std::string_view& value,
                             uint32_t transaction = 0);

/// Writes a value, making the names on the way. \returns 0 or XEN_E...
[[nodiscard]] int store_write(std::string_view path, std::string_view value,
                              uint32_t transaction = 0);

/// Removes a name and all below it. \returns 0 or XEN_E...
[[nodiscard]] int store_remove(std::string_view path, uint32_t transaction = 0);

/// The names directly below one, each ended by a null character. \returns 0 or XEN_E...
[[nodiscard]] int store_list(std::string_view path, std::span<char> buffer, std::string_view& names,
                             uint32_t transaction = 0);

/// Begins to watch a path and all below it. The daemon reports a change at once, so that the first
/// look is never forgotten. Changes appear when events are dispatched (wait.hpp). \returns 0 or
/// XEN_E...
[[nodiscard]] int store_watch(std::string_view path, StoreWatch& watch);
[[nodiscard]] int store_unwatch(std::string_view path, StoreWatch& watch);

/// Begins a transaction. \returns 0 or XEN_E...
[[nodiscard]] int begin_transaction(uint32_t& transaction);

/// Ends one, so that all of its changes are made or none. \returns 0, or XEN_EAGAIN when somebody
/// else has changed what it read, or XEN_E...
[[nodiscard]] int end_transaction(uint32_t transaction, bool commit);

/// Runs `body(transaction)`, which returns 0 or XEN_E..., as a transaction, again as long as others
/// interfere.
/// \returns what body returned, or the error of the transaction itself; XEN_EAGAIN after 100
/// attempts.
template <class Body> [[nodiscard]] int in_transaction(Body body) {
  constexpr int kAttempts = 100;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    uint32_t transaction = 0;
    if (const int error = begin_transaction(transaction))
      return error;
    const int outcome = body(transaction);
    const int error = end_transaction(transaction, outcome == 0);
    if (outcome != 0)
      return outcome;
    if (error != XEN_EAGAIN)
      return error;
  }
  return XEN_EAGAIN;
}

} // namespace mir::rt
