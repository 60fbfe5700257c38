/// \file
/// The options of a segment (RFC 9293 3.2, RFC 7323, RFC 2018) as values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <mir/net/tcp/format/sequence.hpp>
#include <mir/net/wire/tcp.hpp>

namespace mir::net::tcp {

/// RFC 7323 3.2: a clock reading of the sender, and the latest one it got from the other side.
struct Timestamps {
  std::uint32_t value = 0;
  std::uint32_t echo = 0;
  friend constexpr bool operator==(Timestamps, Timestamps) noexcept = default;
};

/// Bytes that have arrived, [begin, end), behind a hole (RFC 2018 3).
struct SackBlock {
  Seq begin, end;
  friend constexpr bool operator==(SackBlock, SackBlock) noexcept = default;
};

/// What a segment's options say.
struct Options {
  static constexpr std::size_t kMostSize = 40;   ///< bytes: what data_offset can express
  static constexpr std::size_t kMostBlocks = 4;  ///< SACK blocks that fit into them
  static constexpr std::uint8_t kMostScale = 14; ///< RFC 7323 2.3: a larger shift counts as this

  std::optional<std::uint16_t> mss = {};
  std::optional<std::uint8_t> window_scale = {};
  std::optional<Timestamps> timestamps = {};
  bool sack_permitted = false;
  std::uint8_t sack_count = 0;
  std::array<SackBlock, kMostBlocks> sack = {};

  /// The blocks that are there.
  [[nodiscard]] std::span<const SackBlock> blocks() const noexcept {
    return std::span(sack).first(sack_count);
  }
  void add_block(SackBlock block) noexcept {
    if (sack_count < kMostBlocks)
      sack[sack_count++] = block;
  }
  friend bool operator==(const Options&, const Options&) noexcept = default;
};

/// Reads the options of a header that was parsed. Unknown ones are passed over (RFC 9293 3.1,
/// MUST-6); one of an illegal length makes the header malformed before it comes here (MUST-7).
[[nodiscard]] Options read_options(const wire::Tcp& header) noexcept;

/// Options as the generated builder takes them, each aligned to a word by what stands before it.
/// Borrows nothing, and is borrowed by what it gives.
class WireOptions {
public:
  /// Writes only as many SACK blocks as fit.
  explicit WireOptions(const Options& options) noexcept;
  WireOptions(const WireOptions&) = delete;
  WireOptions& operator=(const WireOptions&) = delete;

  [[nodiscard]] std::span<const wire::TcpOption::Fields> fields() const noexcept {
    return std::span(fields_).first(count_);
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; } ///< bytes

private:
  using Option = wire::TcpOption;
  static constexpr std::size_t kMost = 12; // with what aligns them
  void add(std::size_t before, const Option::KindClauseFields& option, std::size_t size) noexcept;

  std::array<Option::Fields, kMost> fields_;
  std::array<Option::Sack::Block::Fields, Options::kMostBlocks> blocks_;
  std::size_t count_ = 0, size_ = 0;
};

} // namespace mir::net::tcp
