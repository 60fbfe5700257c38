/// \file
/// PacketPool: the pages that packets live in. PageSlice: a counted piece of one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/check.hpp>
#include <mir/os/platform/platform.hpp>

namespace mir::os {

class PacketPool;
class PageSlice;

namespace detail {

/// What is known of a page, kept outside of it: a device, or a hypervisor's back end, may write to
/// all of the page.
struct PacketPage {
  PacketPool* pool = nullptr;
  std::byte* bytes = nullptr;
  std::uint32_t slices = 0; // that refer to it; 0: free
  PacketPage* next_free = nullptr;
};

} // namespace detail

/// Pages of 4096 bytes that devices may be pointed at, at most a given number. Pages come from the
/// platform in runs and go back to it when the pool dies; in between, giving one out and taking it
/// back costs no allocation.
class PacketPool {
public:
  static constexpr std::size_t kPageSize = 4096; ///< bytes: what one grant of the hypervisor covers
  /// Pages fetched at once: 256 KiB, which takes a busy interface a few milliseconds to fill.
  static constexpr std::size_t kRun = 64;

  /// \param limit pages that may exist at a time. \param left_to_heap pages that the platform keeps
  /// free for everything else: the pool behaves as if it had none of them.
  PacketPool(Platform& platform, std::size_t limit, std::size_t left_to_heap = 0) noexcept
      : platform_(platform), limit_(limit), left_to_heap_(left_to_heap), most_(limit) {}
  PacketPool(const PacketPool&) = delete;
  PacketPool& operator=(const PacketPool&) = delete;
  /// Checks that every slice has died.
  ~PacketPool();

  /// A page that nobody else refers to, as one slice that covers what is behind `headroom` bytes.
  /// Not cleared.
  /// \returns Errc::NoMemory at the limit, or when the platform has no more; also when only pages
  /// are left that a device is to receive into.
  [[nodiscard]] Result<PageSlice> take(std::size_t headroom = 0);

  /// Sets pages aside for a device to receive into, and fetches them: whatever else fills the pool,
  /// frames can come in.
  /// \returns how many there are: at most `wanted`, and a quarter of the pool.
  [[nodiscard]] std::size_t reserve(std::size_t wanted);
  /// A page of the reserve, whole; it is one until received() is called for it.
  /// \returns Errc::NoMemory when all of the reserve is out, or frames still fill the pool.
  [[nodiscard]] Result<PageSlice> take_to_receive();
  /// A page of take_to_receive() was filled, or has come back.
  void received() noexcept;

  /// Pages that may still be kept for as long as somebody else likes: what a peer does not
  /// acknowledge, or an application does not read. The rest is for what goes on working meanwhile:
  /// headers, fragments, and a little for each connection. To be asked with what has just come in
  /// still in hand: it counts.
  [[nodiscard]] std::size_t left_to_keep() const noexcept {
    const std::size_t used = in_use_ - receiving_, most = most_to_keep();
    return used < most ? most - used : 0;
  }
  [[nodiscard]] std::size_t most_to_keep() const noexcept { return (most_ - reserve_) / 4 * 3; }
  /// Whether all pages are in use, but for those to receive into.
  [[nodiscard]] bool exhausted() const noexcept { return in_use_ - receiving_ >= most_ - reserve_; }

  /// Asks the platform once more for memory that it did not have: it may have some by now. For who
  /// looks now and then, as it costs a call each time.
  void ask_again() {
    most_ = limit_;
    if (pages_ != limit_ && free_ == nullptr)
      (void)grow();
  }

  [[nodiscard]] std::size_t limit() const noexcept { return limit_; }
  [[nodiscard]] std::size_t in_use() const noexcept { return in_use_; }
  [[nodiscard]] std::size_t mapped() const noexcept { return pages_; }
  [[nodiscard]] std::size_t most_in_use() const noexcept { return most_in_use_; }
  [[nodiscard]] std::uint64_t refused() const noexcept {
    return refused_;
  } ///< calls of take() that failed

private:
  friend class PageSlice;
  struct Run {
    std::byte* bytes;
    std::vector<detail::PacketPage> pages; // never resized: slices point into it
  };
  bool grow();
  bool available(std::size_t besides);
  [[nodiscard]] PageSlice take_free(std::size_t headroom) noexcept;
  void put_back(detail::PacketPage& page) noexcept {
    page.next_free = std::exchange(free_, &page);
    --in_use_;
  }

  Platform& platform_;
  const std::size_t limit_, left_to_heap_;
  std::size_t most_;          // pages: limit_, or fewer while the platform has no more
  std::size_t reserve_ = 0;   // pages to receive into
  std::size_t receiving_ = 0; // of these, those that a device has
  std::vector<Run> runs_;
  detail::PacketPage* free_ = nullptr;
  std::size_t pages_ = 0;
  std::size_t in_use_ = 0;
  std::size_t most_in_use_ = 0;
  std::uint64_t refused_ = 0;
};

/// Some bytes of a packet page: the one counted thing of the system. The page goes back to its pool
/// with its last slice. Moving is free; share() makes another slice of the same page; the bytes are
/// never copied.
///
/// Headers are built backwards: grow_front() takes bytes from the headroom in front. Only who alone
/// refers to the page may write to it.
class PageSlice {
public:
  PageSlice() noexcept = default; ///< of no page, empty
  PageSlice(PageSlice&& other) noexcept
      : page_(std::exchange(other.page_, nullptr)), place_(std::exchange(other.place_, 0u)) {}
  PageSlice& operator=(PageSlice&& other) noexcept {
    PageSlice old(std::move(other));
    std::swap(page_, old.page_);
    std::swap(place_, old.place_);
    return *this;
  }
  ~PageSlice() { let_go(); }
  /// Refers to nothing any more.
  void reset() noexcept {
    let_go();
    page_ = nullptr;
    place_ = 0;
  }

  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return place_ / kUnit; }
  [[nodiscard]] std::size_t headroom() const noexcept { return page_ == nullptr ? 0 : offset(); }
  [[nodiscard]] std::size_t tailroom() const noexcept {
    return page_ == nullptr ? 0 : PacketPool::kPageSize - offset() - size();
  }
  /// Whether no other slice refers to the page: then it may be written to, and grown.
  [[nodiscard]] bool unique() const noexcept { return page_ != nullptr && page_->slices == 1; }

  [[nodiscard]] bool is_of(const PacketPool& pool) const noexcept {
    return page_ != nullptr && page_->pool == &pool;
  }

  [[nodiscard]] Bytes bytes() const noexcept {
    return page_ == nullptr ? Bytes() : Bytes(page_->bytes + offset(), size());
  }
  /// Must be unique().
  [[nodiscard]] MutableBytes mutable_bytes() noexcept;

  /// Another slice of the same bytes.
  [[nodiscard]] PageSlice share() const noexcept {
    return page_ == nullptr ? PageSlice() : PageSlice(*page_, offset(), size());
  }
  /// Splits in two: the first `count` bytes are returned, the rest stays. `count` must not exceed
  /// size().
  [[nodiscard]] PageSlice take_front(std::size_t count) noexcept;
  /// Copies `from` over the first bytes and splits them off. Other slices may share the page, but
  /// the caller vouches that none covers these bytes: how small pieces are packed into one page.
  /// `from` must not exceed size().
  [[nodiscard]] PageSlice fill_front(Bytes from) noexcept;
  /// Grows by the bytes of a slice that begins in memory where this one ends, and resets it.
  /// \returns false, with both untouched, when it lies elsewhere.
  bool absorb(PageSlice& next) noexcept;
  /// Forgets bytes at an end; they become headroom or tailroom. Not more than size().
  void drop_front(std::size_t count) noexcept {
    MIR_CHECK(count <= size());
    place_ = place(offset() + count, size() - count);
  }
  void drop_back(std::size_t count) noexcept {
    MIR_CHECK(count <= size());
    place_ = place(offset(), size() - count);
  }
  /// Makes room for `count` more bytes at an end. Must be unique(), with that much headroom or
  /// tailroom.
  /// \returns the new bytes, to be filled.
  MutableBytes grow_front(std::size_t count) noexcept;
  MutableBytes grow_back(std::size_t count) noexcept;

private:
  friend class PacketPool;
  PageSlice(detail::PacketPage& page, std::size_t offset, std::size_t size) noexcept
      : page_(&page), place_(place(offset, size)) {
    ++page.slices;
  }
  void let_go() noexcept {
    if (page_ != nullptr && --page_->slices == 0)
      page_->pool->put_back(*page_);
  }

  static constexpr std::uint32_t kUnit = 1u << 16;
  [[nodiscard]] static std::uint32_t place(std::size_t offset, std::size_t size) noexcept {
    return static_cast<std::uint32_t>(size * kUnit + offset);
  }
  [[nodiscard]] std::size_t offset() const noexcept { return place_ % kUnit; }

  detail::PacketPage* page_ = nullptr;
  // The offset in the page, and the size in units of kUnit. As two members they are written one by
  // one, and read together when the slice moves: the processor then waits until all that was
  // written before, such as a page of payload, has left its store buffer.
  std::uint32_t place_ = 0;
};

} // namespace mir::os
