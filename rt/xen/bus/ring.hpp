/// \file
/// Our end of a ring of requests and responses (xen/io/ring.h), in a page that another domain
/// reads and writes at any time.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <xen/xen.h>

#include <xen/io/ring.h>

namespace mir::rt {

/// The front end's half of a ring.
///
/// Indices are ours and never read back. Of the other end one index is read, once, and believed
/// only if that many requests are unanswered; a response is copied once and the copy is used. What
/// the copy says is the caller's to check.
///
/// \tparam Shared the page's layout, made by DEFINE_RING_TYPES.
template <class Shared> class FrontRing {
  using Entry = std::remove_extent_t<decltype(Shared::ring)>;

public:
  using Request = decltype(Entry::req);
  using Response = decltype(Entry::rsp);
  static constexpr size_t kPage = 4096; // bytes

  /// Entries of the ring: as many as fit, rounded down to a power of two (__RING_SIZE of ring.h).
  static constexpr uint32_t kSize =
      std::bit_floor((kPage - offsetof(Shared, ring)) / sizeof(Entry));

  /// \param page zeroed, shared with the other end; stays the caller's.
  explicit FrontRing(void* page) : page_(static_cast<Shared*>(page)) {
    __atomic_store_n(&page_->req_event, 1, __ATOMIC_RELAXED); // SHARED_RING_INIT
    __atomic_store_n(&page_->rsp_event, 1, __ATOMIC_RELEASE);
  }

  /// Requests that can be put before one has to be answered.
  [[nodiscard]] uint32_t room() const { return kSize - (produced_ - consumed_); }

  /// Requests that have been put and not answered.
  [[nodiscard]] uint32_t unanswered() const { return produced_ - consumed_; }

  /// The place of the next request, and of the next response, counted from the beginning: a back
  /// end that answers in order answers request n with response n.
  [[nodiscard]] uint32_t next_request() const { return produced_; }
  [[nodiscard]] uint32_t next_response() const { return consumed_; }

  /// Writes a request, or what takes the place of one, into the ring; the other end sees it after
  /// publish(). \param request needs room().
  template <class T> void put(const T& request) {
    static_assert(sizeof(T) <= sizeof(Entry) && sizeof(T) % sizeof(Word) == 0);
    const auto words = std::bit_cast<std::array<uint32_t, sizeof(T) / sizeof(Word)>>(request);
    auto* const place = reinterpret_cast<Word*>(&page_->ring[produced_ % kSize]);
    for (size_t i = 0; i < words.size(); ++i)
      __atomic_store_n(&place[i], words[i], __ATOMIC_RELAXED);
    ++produced_;
  }

  /// Shows the other end what was put. \returns whether it wants to be notified.
  [[nodiscard]] bool publish() {
    const uint32_t before = published_;
    published_ = produced_;
    __atomic_store_n(&page_->req_prod, published_, __ATOMIC_RELEASE);
    // The other end sets req_event, then looks at req_prod again: one of us sees the other's store
    // (RING_PUSH_REQUESTS_AND_CHECK_NOTIFY).
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    const uint32_t event = __atomic_load_n(&page_->req_event, __ATOMIC_RELAXED);
    return published_ - event < published_ - before;
  }

  /// Copies the next response, if there is one.
  [[nodiscard]] bool take(Response& response) {
    if (consumed_ == seen_ && !look())
      return false;
    std::array<uint32_t, sizeof(Response) / sizeof(Word)> words;
    const auto* const place = reinterpret_cast<const Word*>(&page_->ring[consumed_ % kSize]);
    for (size_t i = 0; i < words.size(); ++i)
      words[i] = __atomic_load_n(&place[i], __ATOMIC_RELAXED);
    response = std::bit_cast<Response>(words);
    ++consumed_;
    return true;
  }

  /// Asks to be notified of the next response, or of the n-th from now. \returns whether there is
  /// one already, for which no notification may come.
  [[nodiscard]] bool arm(uint32_t n = 1) {
    __atomic_store_n(&page_->rsp_event, consumed_ + n, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_SEQ_CST); // RING_FINAL_CHECK_FOR_RESPONSES
    return consumed_ != seen_ || look();
  }

  /// Whether the other end has shown an index that no correct one shows. It is believed nothing any
  /// more.
  [[nodiscard]] bool broken() const { return broken_; }

private:
  using Word [[gnu::may_alias]] = uint32_t; // entries are read and written by words, each once
  static_assert(sizeof(Request) % sizeof(Word) == 0 && sizeof(Response) % sizeof(Word) == 0);
  static_assert(alignof(Entry) >= alignof(Word) || offsetof(Shared, ring) % alignof(Word) == 0);

  // Reads the other end's index. \returns whether there are new responses.
  bool look() {
    const uint32_t shown = __atomic_load_n(&page_->rsp_prod, __ATOMIC_ACQUIRE);
    broken_ = broken_ || shown - consumed_ > published_ - consumed_;
    if (broken_ || shown == seen_)
      return false;
    seen_ = shown;
    return true;
  }

  Shared* page_;
  uint32_t produced_ = 0, published_ = 0; // requests put; those the other end was shown
  uint32_t consumed_ = 0, seen_ = 0;      // responses taken; those known to be there
  bool broken_ = false;
};

} // namespace mir::rt
