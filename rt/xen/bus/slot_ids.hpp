/// \file
/// Names for requests that are on their way, by which their responses are recognised.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace mir::rt {

/// The numbers 0 to kMost - 1, each with a value while it is in use.
///
/// No two requests on their way share a number, and a number that comes back counts once: a back
/// end that answers twice, or what was never asked, moves nothing (the first of Mirage's Xen
/// advisories was ids that were not unique).
template <class Value, size_t kMost> class SlotIds {
public:
  SlotIds() {
    for (size_t i = 0; i < kMost; ++i)
      free_[i] = static_cast<uint16_t>(kMost - 1 - i);
  }

  /// A number that no request has. \returns nothing when all have one.
  [[nodiscard]] std::optional<uint16_t> give(const Value& value) {
    if (free_count_ == 0)
      return std::nullopt;
    const uint16_t id = free_[--free_count_];
    values_[id] = value;
    return id;
  }

  /// Takes a number back. \param id as the other end has said it.
  /// \returns its value; nothing when no request has it.
  [[nodiscard]] std::optional<Value> take_back(uint64_t id) {
    if (id >= kMost || !values_[id])
      return std::nullopt;
    std::optional<Value> value = values_[id];
    values_[id].reset();
    free_[free_count_++] = static_cast<uint16_t>(id);
    return value;
  }

  /// Calls `visit(value)` for each request on its way; it may change the value.
  template <class Visit> void visit(Visit visit) {
    for (std::optional<Value>& value : values_)
      if (value)
        visit(*value);
  }

  /// Calls `visit(value)` for each request on its way, and forgets them all.
  template <class Visit> void drain(Visit visit) {
    for (size_t id = 0; id < kMost; ++id)
      if (const auto value = take_back(id))
        visit(*value);
  }

  [[nodiscard]] size_t in_use() const { return kMost - free_count_; }

private:
  static_assert(kMost <= UINT16_MAX + size_t{1});
  std::array<std::optional<Value>, kMost> values_{};
  std::array<uint16_t, kMost> free_{}; // the first free_count_ are free, last in first out
  size_t free_count_ = kMost;
};

} // namespace mir::rt
