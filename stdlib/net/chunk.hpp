/// \file
/// Chunk: bytes that arrived, in the pages they arrived in.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include <mir/os/base/bytes.hpp>
#include <mir/os/mem/packet.hpp>
#include <mir/os/mem/page_pool.hpp>

namespace mir::net {

/// Owns received pages: a run of them, which the platform's sockets filled, or slices of the
/// packets that came in. Move-only; given to Flow::write() they go out without being copied. Must
/// not outlive the Manager it came through.
class Chunk {
public:
  /// Most slices of packets: four pages are 16 KiB, so that even a fast connection is not read in
  /// too many steps, and a chunk stays small enough to be moved around.
  static constexpr std::size_t kMostSlices = 4;

  Chunk() noexcept = default; ///< empty
  Chunk(Chunk&& other) noexcept { take(other); }
  Chunk& operator=(Chunk&& other) noexcept {
    if (this != &other) {
      release();
      take(other);
    }
    return *this;
  }
  ~Chunk() { release(); }

  [[nodiscard]] std::size_t size() const noexcept {
    std::size_t size = 0;
    for (const os::Bytes piece : pieces())
      size += piece.size();
    return size;
  }
  [[nodiscard]] bool empty() const noexcept { return count_ == 0; }

  /// The bytes in order, in as many pieces as they have in memory; none when empty.
  [[nodiscard]] std::span<const os::Bytes> pieces() const noexcept {
    return {pieces_.data() + first_, count_};
  }
  /// The first piece: `chunk.drop(chunk.first().size())` goes on to the next.
  [[nodiscard]] os::Bytes first() const noexcept {
    return count_ == 0 ? os::Bytes() : pieces_[first_];
  }
  /// Forgets the first bytes. \param count at most size().
  void drop(std::size_t count) noexcept {
    while (count_ != 0 && count >= pieces_[first_].size()) {
      count -= pieces_[first_].size();
      slices_[first_].reset();
      ++first_;
      --count_;
    }
    if (count != 0) {
      MIR_CHECK(count_ != 0);
      pieces_[first_] = pieces_[first_].subspan(count);
    }
  }
  /// Copies the first bytes. \returns how many: the smaller of the two sizes.
  std::size_t copy_to(os::MutableBytes into) const noexcept {
    std::size_t copied = 0;
    for (const os::Bytes piece : pieces()) {
      const std::size_t room = into.size() - copied;
      const std::size_t part = piece.size() < room ? piece.size() : room;
      if (part != 0)
        std::memcpy(into.data() + copied, piece.data(), part);
      copied += part;
    }
    return copied;
  }

  /// For the layer below: takes over a run of a pool, of which the first `size` bytes are filled.
  Chunk(os::PagePool& pool, std::byte* pages, os::PagePool::Run run, std::size_t size) noexcept
      : pool_(&pool), pages_(pages), run_(run), count_(size == 0 ? 0 : 1) {
    pieces_[0] = {pages, size};
  }
  /// For the layer below: takes the first slices out of a packet, as many as it can hold.
  explicit Chunk(os::Packet& packet) noexcept {
    while (!packet.empty() && count_ < kMostSlices) {
      slices_[count_] = packet.pop_front();
      pieces_[count_] = slices_[count_].bytes();
      ++count_;
    }
  }
  /// For the layer below: the slices as a packet, without what was dropped; this chunk is empty
  /// afterwards. Empty for a run of a pool, which stays as it is.
  [[nodiscard]] os::Packet take_packet() noexcept {
    os::Packet packet;
    if (pool_ != nullptr)
      return packet;
    for (; count_ != 0; ++first_, --count_) {
      slices_[first_].drop_front(slices_[first_].size() - pieces_[first_].size());
      packet.push_back(std::move(slices_[first_]));
    }
    return packet;
  }

private:
  void take(Chunk& other) noexcept {
    pool_ = std::exchange(other.pool_, nullptr);
    pages_ = other.pages_;
    run_ = other.run_;
    first_ = std::exchange(other.first_, std::uint8_t{0});
    count_ = std::exchange(other.count_, std::uint8_t{0});
    for (std::size_t i = first_; i < std::size_t{first_} + count_; ++i) {
      slices_[i] = std::move(other.slices_[i]);
      pieces_[i] = other.pieces_[i];
    }
  }
  void release() noexcept {
    if (pool_ != nullptr)
      std::exchange(pool_, nullptr)->give_back(pages_, run_);
    for (; count_ != 0; ++first_, --count_)
      slices_[first_].reset();
    first_ = 0;
  }

  os::PagePool* pool_ = nullptr; // null: slices
  std::byte* pages_ = nullptr;
  os::PagePool::Run run_ = os::PagePool::Run::Page;
  std::uint8_t first_ = 0;
  std::uint8_t count_ = 0;
  std::array<os::PageSlice, kMostSlices> slices_;
  std::array<os::Bytes, kMostSlices> pieces_;
};

} // namespace mir::net
