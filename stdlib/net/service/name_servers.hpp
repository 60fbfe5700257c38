/// \file
/// NameServers: whom the resolver asks.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include <mir/net/address.hpp>

namespace mir::net {

/// A few addresses, the best one first. A value of fixed size.
class NameServers {
public:
  /// As many as the resolver would wait for in one round; resolv.conf(5) has three.
  static constexpr std::size_t kMost = 4;

  constexpr NameServers() noexcept = default;
  /// Adds one behind the others; those above kMost, and repeated ones, are left out.
  constexpr void add(const Address& server) noexcept {
    if (count_ < kMost && std::ranges::find(list(), server) == list().end())
      servers_[count_++] = server;
  }
  [[nodiscard]] constexpr std::span<const Address> list() const noexcept {
    return {servers_.data(), count_};
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return count_ == 0; }

  friend constexpr bool operator==(const NameServers& a, const NameServers& b) noexcept {
    return std::ranges::equal(a.list(), b.list());
  }

private:
  std::array<Address, kMost> servers_{};
  std::size_t count_ = 0;
};

} // namespace mir::net
