/// \file
/// Chain: bytes of a stream in the pages they came in.
#pragma once

#include <cstddef>
#include <cstdint>

#include <mir/net/tcp/format/sequence.hpp>
#include <mir/net/tcp/queue/slab.hpp>
#include <mir/os/mem/packet_pool.hpp>

namespace mir::net::tcp {

/// One piece of a stream.
struct Link {
  os::PageSlice slice;
  Link* next = nullptr;
  Seq position; ///< of its first byte

  [[nodiscard]] Seq end() const noexcept {
    return position + static_cast<std::uint32_t>(slice.size());
  }
};

/// Slices in order, without gaps. Owns them; links come from a slab that outlives it.
class Chain {
public:
  explicit Chain(Slab<Link>& links) noexcept : links_(&links) {}
  Chain(const Chain&) = delete;
  Chain& operator=(const Chain&) = delete;
  ~Chain() { clear(); }

  [[nodiscard]] bool empty() const noexcept { return first_ == nullptr; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; } ///< bytes
  [[nodiscard]] Link* first() const noexcept { return first_; }
  [[nodiscard]] Link* last() const noexcept { return last_; }

  /// Appends bytes that stand at `position`. Bytes that lie in memory right behind the last ones
  /// lengthen those. \returns false, with the slice untouched, when there is no link.
  [[nodiscard]] bool push_back(os::PageSlice&& slice, Seq position) noexcept;
  /// Takes over everything of another chain, which continues this one.
  void append(Chain& other) noexcept;
  /// Takes the first slice out; an empty one when there is none.
  [[nodiscard]] os::PageSlice pop_front() noexcept;
  /// Forgets bytes at the front. \param count at most size().
  void drop_front(std::uint32_t count) noexcept;
  void clear() noexcept;

private:
  void unlink_first() noexcept;

  Slab<Link>* links_;
  Link* first_ = nullptr;
  Link* last_ = nullptr;
  std::uint32_t size_ = 0;
};

} // namespace mir::net::tcp
