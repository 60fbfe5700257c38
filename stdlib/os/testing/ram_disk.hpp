/// \file
/// RamDisk: a block device in memory, for a system in virtual time.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include <mir/os/device/block_device.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::os::testing {

/// Makes each request at once, and tells the system so in its next turn. It is what
/// open_block_device() and open_kv() find on this system, as long as it lives.
class RamDisk final : public BlockDevice {
public:
  /// \param bytes what is on it; zeros fill the last sector up. \param number of the device.
  RamDisk(VirtualPlatform& platform, std::string bytes, std::uint32_t number = 0,
          std::uint32_t sector_size = 512)
      : platform_(platform), bytes_(std::move(bytes)), number_(number), sector_size_(sector_size) {
    bytes_.resize((bytes_.size() + sector_size - 1) / sector_size * sector_size);
    platform_.set_block_device(number_, this);
  }
  RamDisk(const RamDisk&) = delete;
  RamDisk& operator=(const RamDisk&) = delete;
  ~RamDisk() override { platform_.set_block_device(number_, nullptr); }

  [[nodiscard]] std::string& bytes() noexcept { return bytes_; }
  /// From now on requests of this sector fail.
  void damage(std::uint64_t sector) noexcept { damaged_ = sector; }

  BlockInfo info() noexcept override {
    BlockInfo info{.sectors = bytes_.size() / sector_size_,
                   .sector_size = sector_size_,
                   .slots = kSlots,
                   .most_sectors = kMostSectors,
                   .read_only = false,
                   .can_flush = true,
                   .present = true};
    std::ranges::copy(std::string_view("ram"), info.name.begin());
    return info;
  }
  Result<> submit(const BlockRequest& request) noexcept override {
    if (results_.size() == kSlots)
      return fail(Errc::Again);
    results_.push_back({request.cookie, make(request)});
    platform_.event_at(platform_.now(), {.kind = Event::Kind::Block,
                                         .readable = true,
                                         .writable = false,
                                         .hangup = false,
                                         .source = number_});
    return {};
  }
  std::size_t done(std::span<BlockResult> into) noexcept override {
    const std::size_t count = std::min(into.size(), results_.size());
    std::copy_n(results_.begin(), count, into.begin());
    results_.erase(results_.begin(), results_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }
  void forget(std::uint64_t cookie) noexcept override {
    std::erase_if(results_, [&](const BlockResult& result) { return result.cookie == cookie; });
  }

private:
  static constexpr std::uint32_t kSlots = 8, kMostSectors = 16; // so that requests are cut up

  Result<> make(const BlockRequest& request) noexcept {
    if (request.operation == BlockOperation::Flush)
      return {};
    if (damaged_ >= request.sector && damaged_ - request.sector < request.sectors)
      return fail(Errc::Io);
    char* const place = bytes_.data() + request.sector * sector_size_;
    const std::size_t size = std::size_t{request.sectors} * sector_size_;
    if (request.operation == BlockOperation::Read)
      std::memcpy(request.data, place, size);
    else
      std::memcpy(place, request.data, size);
    return {};
  }

  VirtualPlatform& platform_;
  std::string bytes_;
  std::uint32_t number_, sector_size_;
  std::uint64_t damaged_ = UINT64_MAX;
  std::vector<BlockResult> results_;
};

} // namespace mir::os::testing
