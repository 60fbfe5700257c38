/// \file
/// Channel<T>: a bounded queue between tasks.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <mir/os/task/wait.hpp>

namespace mir::os {

/// Values in order, from any number of senders to any number of receivers. A full channel makes its
/// senders wait, an empty one its receivers; both first come, first served.
///
/// Cancelling loses nothing: a value is received by exactly one receiver that runs, or stays in the
/// channel; a sender that is cancelled while it waits has not sent. Allocates once, when it is
/// made.
template <class T> class Channel {
public:
  /// \param capacity values it can hold, at least 1.
  explicit Channel(std::size_t capacity)
      : ring_(std::make_unique<std::optional<T>[]>(capacity)), capacity_(capacity) {
    MIR_CHECK(capacity > 0);
  }
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  ~Channel() { MIR_CHECK(senders_.empty() && receivers_.empty()); } ///< Nobody may be waiting.

  class SendAwaiter;
  class ReceiveAwaiter;

  /// Waits for room. \returns Errc::Closed, with the value lost, if the channel is or becomes
  /// closed before that.
  [[nodiscard]] SendAwaiter send(T value) noexcept { return SendAwaiter(*this, std::move(value)); }
  /// Waits for a value. \returns nothing once the channel is closed and empty.
  [[nodiscard]] ReceiveAwaiter receive() noexcept { return ReceiveAwaiter(*this); }

  /// Sends if there is room now. \returns Errc::Closed, or Errc::Limit with `value` untouched when
  /// there is none.
  Result<> try_send(T& value) {
    if (closed_)
      return fail(Errc::Closed);
    if (size_ == capacity_)
      return fail(Errc::Limit);
    push(std::move(value));
    return {};
  }
  /// A value, if one is there that no waiting receiver has been promised.
  std::optional<T> try_receive() {
    if (free_values() == 0)
      return std::nullopt;
    return pop();
  }
  /// No more is sent. Receivers get what is there, then the end; waiting senders fail.
  void close() noexcept {
    closed_ = true;
    while (!senders_.empty())
      senders_.front().wake();
    while (!receivers_.empty())
      receivers_.front().wake();
  }

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

private:
  /// Values that are not promised to a receiver that was woken but has not run yet.
  [[nodiscard]] std::size_t free_values() const noexcept { return size_ - promised_; }

  void push(T value) {
    ring_[(head_ + size_) % capacity_].emplace(std::move(value));
    ++size_;
    promise_values();
  }
  T pop() {
    std::optional<T>& slot = ring_[head_];
    T value = std::move(*slot);
    slot.reset();
    head_ = (head_ + 1) % capacity_;
    --size_;
    if (!senders_.empty())
      senders_.front().admit();
    return value;
  }
  void promise_values() noexcept {
    while (free_values() > 0 && !receivers_.empty()) {
      ++promised_;
      receivers_.front().promise();
    }
  }

  std::unique_ptr<std::optional<T>[]> ring_;
  std::size_t capacity_;
  std::size_t head_ = 0;
  std::size_t size_ = 0;
  std::size_t promised_ = 0;
  bool closed_ = false;
  List<SendAwaiter> senders_;
  List<ReceiveAwaiter> receivers_;
};

template <class T> class Channel<T>::SendAwaiter final : public Waiter {
public:
  SendAwaiter(Channel& channel, T value) noexcept : channel_(channel), value_(std::move(value)) {}
  [[nodiscard]] bool await_ready() {
    if (channel_.closed_)
      return true;
    if (channel_.size_ == channel_.capacity_)
      return false;
    channel_.push(std::move(value_));
    return sent_ = true;
  }
  template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    channel_.senders_.push_back(*this);
  }
  [[nodiscard]] Result<> await_resume() const noexcept {
    if (!sent_)
      return fail(Errc::Closed);
    return {};
  }

private:
  friend class Channel;
  /// There is room now, and it is this one's turn.
  void admit() {
    sent_ = true;
    wake();
    channel_.push(std::move(value_));
  }
  Channel& channel_;
  T value_;
  bool sent_ = false;
};

template <class T> class Channel<T>::ReceiveAwaiter final : public Waiter {
public:
  explicit ReceiveAwaiter(Channel& channel) noexcept : channel_(channel) {}
  /// Cancelled with a value promised: the next one gets it.
  ~ReceiveAwaiter() {
    if (!promised_)
      return;
    --channel_.promised_;
    channel_.promise_values();
  }
  [[nodiscard]] bool await_ready() const noexcept {
    return channel_.free_values() > 0 || channel_.closed_;
  }
  template <detail::FramePromise P> void await_suspend(std::coroutine_handle<P> handle) noexcept {
    suspend(handle.promise());
    channel_.receivers_.push_back(*this);
  }
  [[nodiscard]] std::optional<T> await_resume() {
    if (std::exchange(promised_, false))
      --channel_.promised_;
    else if (channel_.free_values() == 0)
      return std::nullopt; // closed
    return channel_.pop();
  }

private:
  friend class Channel;
  void promise() noexcept {
    promised_ = true;
    wake();
  }
  Channel& channel_;
  bool promised_ = false;
};

} // namespace mir::os

namespace mir {
using os::Channel;
} // namespace mir
