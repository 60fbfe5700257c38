/// \file
/// Chunk: bytes that arrived, in the pages they arrived in.
#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <utility>

#include <mir/os/base/bytes.hpp>
#include <mir/os/mem/page_pool.hpp>

namespace mir::net {

/// Owns received pages. Move-only; given to Flow::write() they go out without being copied. Must
/// not outlive the Manager it came through.
class Chunk {
public:
  Chunk() noexcept = default; ///< empty
  Chunk(Chunk&& other) noexcept
      : pool_(std::exchange(other.pool_, nullptr)), pages_(other.pages_), run_(other.run_),
        bytes_(std::exchange(other.bytes_, {})) {}
  Chunk& operator=(Chunk&& other) noexcept {
    Chunk old(std::move(*this));
    pool_ = std::exchange(other.pool_, nullptr);
    pages_ = other.pages_;
    run_ = other.run_;
    bytes_ = std::exchange(other.bytes_, {});
    return *this;
  }
  ~Chunk() {
    if (pool_ != nullptr)
      pool_->give_back(pages_, run_);
  }

  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  /// The bytes in order, in as many pieces as they have in memory; none when empty.
  [[nodiscard]] std::span<const os::Bytes> pieces() const noexcept {
    return {&bytes_, bytes_.empty() ? std::size_t{0} : std::size_t{1}};
  }
  /// The first piece: `chunk.drop(chunk.first().size())` goes on to the next.
  [[nodiscard]] os::Bytes first() const noexcept { return bytes_; }
  /// Forgets the first bytes. \param count at most size().
  void drop(std::size_t count) noexcept { bytes_ = bytes_.subspan(count); }
  /// Copies the first bytes. \returns how many: the smaller of the two sizes.
  std::size_t copy_to(os::MutableBytes into) const noexcept {
    const std::size_t count = into.size() < bytes_.size() ? into.size() : bytes_.size();
    if (count != 0)
      std::memcpy(into.data(), bytes_.data(), count);
    return count;
  }

  /// For the layer below: takes over a run of a pool, of which the first `size` bytes are filled.
  Chunk(os::PagePool& pool, std::byte* pages, os::PagePool::Run run, std::size_t size) noexcept
      : pool_(&pool), pages_(pages), run_(run), bytes_(pages, size) {}

private:
  os::PagePool* pool_ = nullptr;
  std::byte* pages_ = nullptr;
  os::PagePool::Run run_ = os::PagePool::Run::Page;
  os::Bytes bytes_;
};

} // namespace mir::net
