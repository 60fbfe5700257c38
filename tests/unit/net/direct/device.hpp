/// \file
/// Device: a network device of software, and a program that runs on it in virtual time.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <mir/net/manager.hpp>
#include <mir/net/wire/ethernet.hpp>
#include <mir/os/device/net_device.hpp>
#include <mir/os/testing/virtual_platform.hpp>

namespace mir::net::test {

using Frame = std::vector<std::byte>;

/// Takes frames only while it has buffers, and tells of no other change than the test does.
class Device final : public os::NetDevice {
public:
  os::NetInfo state{.name = {'t', 'e', 's', 't'},
                    .mac = {std::byte{2}, {}, {}, {}, {}, std::byte{1}},
                    .mtu = 1500,
                    .receive_slots = 64,
                    .send_slots = 64,
                    .pieces_a_frame = 18};
  std::deque<Frame> arriving;
  std::size_t frames_sent = 0;
  bool full = false; // takes nothing

  os::NetInfo info() noexcept override { return state; }
  std::size_t post(std::span<const os::NetBuffer> buffers) noexcept override {
    std::size_t taken = 0;
    for (; taken < buffers.size() && lent_.size() < state.receive_slots; ++taken)
      lent_.push_back(buffers[taken]);
    return taken;
  }
  std::size_t receive(std::span<os::NetEntry> entries) noexcept override {
    std::size_t count = 0;
    for (; count < entries.size() && !arriving.empty() && !lent_.empty(); ++count) {
      const os::NetBuffer buffer = lent_.front();
      lent_.pop_front();
      const Frame& frame = arriving.front();
      std::ranges::copy(frame, buffer.data);
      entries[count] = {.data = buffer.data,
                        .length = static_cast<std::uint32_t>(frame.size()),
                        .more = false,
                        .cookie = buffer.cookie,
                        .offload = {}};
      arriving.pop_front();
    }
    return count;
  }
  std::size_t send(std::span<const os::NetEntry> entries) noexcept override {
    if (full)
      return 0;
    for (const os::NetEntry& entry : entries) {
      done_.push_back(entry.cookie);
      frames_sent += entry.more ? 0 : 1;
    }
    return entries.size();
  }
  std::size_t sent(std::span<std::uint64_t> cookies) noexcept override {
    std::size_t count = 0;
    for (; count < cookies.size() && !done_.empty(); ++count) {
      cookies[count] = done_.front();
      done_.pop_front();
    }
    return count;
  }
  void stop() noexcept override {
    lent_.clear();
    done_.clear();
  }

private:
  std::deque<os::NetBuffer> lent_;
  std::deque<std::uint64_t> done_;
};

} // namespace mir::net::test
