/// \file
/// The page through which a guest and the console daemon exchange bytes (xen/io/console.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <xen/xen.h>

#include <xen/io/console.h>

namespace mir::rt {

/// Our end of a console page. The other end may write anything at any time: each index is read once
/// and believed only when it makes sense together with ours, which are kept here and not read back.
class ConsoleRing {
public:
  /// \param page the shared page; stays the caller's. Bytes the loader has put there already are
  /// kept.
  explicit ConsoleRing(xencons_interface& page);

  /// Puts in what fits. \returns how many bytes.
  size_t write(std::span<const char> bytes);

  /// Takes out what is there, up to bytes.size(). \returns how many bytes.
  size_t read(std::span<char> bytes);

  /// Whether the other end has taken everything that was written.
  [[nodiscard]] bool drained() const;

  /// Whether the other end has ever shown an index that no correct one shows. It then gets nothing
  /// any more.
  [[nodiscard]] bool broken() const { return broken_; }

private:
  xencons_interface* page_;
  uint32_t out_produced_, in_consumed_;
  bool broken_ = false;
};

} // namespace mir::rt
