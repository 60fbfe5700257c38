#include <mir/net/tcp/format/options.hpp>

#include <algorithm>

namespace mir::net::tcp {
namespace {

using Option = wire::TcpOption;

template <std::size_t... Index>
constexpr std::array<Option::Fields, sizeof...(Index)>
nothing(std::index_sequence<Index...>) noexcept {
  return {
      (static_cast<void>(Index), Option::Fields{.kind_clause = Option::NoOperation::Fields{}})...};
}

} // namespace

Options read_options(const wire::Tcp& header) noexcept {
  Options options;
  for (const Option option : header.options()) {
    if (const auto stamps = option.as_timestamps())
      options.timestamps = Timestamps{stamps->value(), stamps->echo()};
    else if (const auto sack = option.as_sack())
      for (const auto block : sack->blocks())
        options.add_block({Seq(block.left()), Seq(block.right())});
    else if (const auto mss = option.as_maximum_segment_size())
      options.mss = mss->size();
    else if (const auto scale = option.as_window_scale())
      options.window_scale = std::min(scale->shift(), Options::kMostScale);
    else if (option.as_sack_permitted())
      options.sack_permitted = true;
  }
  return options;
}

WireOptions::WireOptions(const Options& options) noexcept
    : fields_(nothing(std::make_index_sequence<kMost>())) {
  if (options.mss)
    add(0, Option::MaximumSegmentSize::Fields{.size = *options.mss}, 4);
  if (options.window_scale)
    add(1, Option::WindowScale::Fields{.shift = *options.window_scale}, 3);
  if (options.sack_permitted)
    add(2, Option::SackPermitted::Fields{}, 2);
  if (options.timestamps)
    add(2,
        Option::Timestamps::Fields{.value = options.timestamps->value,
                                   .echo = options.timestamps->echo},
        10);
  const std::size_t left = Options::kMostSize - size_;
  const std::size_t fit = left < 4 ? 0 : (left - 4) / 8;
  const std::size_t blocks = std::min<std::size_t>(options.sack_count, fit);
  for (std::size_t i = 0; i < blocks; ++i)
    blocks_[i] = {.left = options.sack[i].begin.number(), .right = options.sack[i].end.number()};
  if (blocks != 0)
    add(2, Option::Sack::Fields{.blocks = std::span(blocks_).first(blocks)}, 2 + 8 * blocks);
}

/// Behind as many bytes of nothing, which are there already.
void WireOptions::add(std::size_t before, const Option::KindClauseFields& option,
                      std::size_t size) noexcept {
  count_ += before;
  fields_[count_++].kind_clause = option;
  size_ += before + size;
}

} // namespace mir::net::tcp
