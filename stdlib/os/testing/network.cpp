#include <mir/os/testing/network.hpp>

#include <algorithm>
#include <cstring>

#include <mir/os/base/check.hpp>

namespace mir::os::testing {

/// One system's end of the wire. A frame lies in one buffer: it is at most kMtu and its header.
class Network::Device final : public NetDevice {
public:
  Device(Network& network, System& system, std::uint8_t number)
      : network_(network), system_(system), number_(number) {}

  [[nodiscard]] NetInfo info() noexcept override {
    NetInfo info{.mtu = kMtu,
                 .receive_slots = kSlots,
                 .send_slots = kSlots,
                 .pieces_a_frame = kPieces,
                 .link_up = true};
    std::ranges::copy(std::string_view("test0"), info.name.begin());
    info.mac = {std::byte{0x02}, {}, {}, {}, {}, std::byte{number_}}; // locally administered
    return info;
  }

  std::size_t post(std::span<const NetBuffer> buffers) noexcept override {
    const std::size_t count = std::min(buffers.size(), kSlots - buffers_.size());
    buffers_.insert(buffers_.end(), buffers.begin(),
                    buffers.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }

  std::size_t receive(std::span<NetEntry> entries) noexcept override {
    std::size_t count = 0;
    while (count < entries.size() && !buffers_.empty() && !arriving_.empty() &&
           arriving_.front().when <= system_.scheduler().now()) {
      const std::vector<std::byte>& frame = arriving_.front().frame;
      const NetBuffer buffer = buffers_.front();
      buffers_.pop_front();
      MIR_CHECK(frame.size() <= buffer.size);
      std::memcpy(buffer.data, frame.data(), frame.size());
      entries[count++] = {.data = buffer.data,
                          .length = static_cast<std::uint32_t>(frame.size()),
                          .more = false,
                          .cookie = buffer.cookie,
                          .offload = {}};
      arriving_.pop_front();
    }
    return count;
  }

  std::size_t send(std::span<const NetEntry> entries) noexcept override {
    std::vector<std::byte> frame;
    for (const NetEntry& entry : entries) {
      frame.insert(frame.end(), entry.data, entry.data + entry.length);
      sent_.push_back(entry.cookie);
      if (entry.more)
        continue;
      network_.carry(*this, frame);
      frame.clear();
    }
    // The pieces are copied, so they come back at once.
    system_.platform().event_at(system_.scheduler().now(), kReady);
    return entries.size();
  }

  std::size_t sent(std::span<std::uint64_t> cookies) noexcept override {
    const std::size_t count = std::min(cookies.size(), sent_.size());
    std::copy_n(sent_.begin(), count, cookies.begin());
    sent_.erase(sent_.begin(), sent_.begin() + static_cast<std::ptrdiff_t>(count));
    return count;
  }

  void stop() noexcept override {
    buffers_.clear();
    sent_.clear();
  }

  /// A frame will be there at this moment.
  void arrive(Instant when, const std::vector<std::byte>& frame) {
    if (arriving_.size() == kSlots)
      return; // as a switch does
    arriving_.push_back({when, frame});
    system_.platform().event_at(when, kReady);
  }

  [[nodiscard]] Instant now() const noexcept { return system_.scheduler().now(); }

private:
  static constexpr std::uint16_t kMtu = 1500;  // bytes
  static constexpr std::size_t kSlots = 1024;  // more than a window of TCP
  static constexpr std::uint32_t kPieces = 19; // as many as Xen's devices promise
  static constexpr Event kReady{
      .kind = Event::Kind::Net, .readable = true, .writable = true, .hangup = false, .source = 0};
  struct Arriving {
    Instant when;
    std::vector<std::byte> frame;
  };

  Network& network_;
  System& system_;
  std::deque<NetBuffer> buffers_;
  std::deque<Arriving> arriving_; // in the order of their moments: the delay is the same for all
  std::deque<std::uint64_t> sent_;
  std::uint8_t number_;
};

Network::Network(NetworkSettings settings, std::uint64_t seed)
    : settings_(settings), noise_(seed) {}
Network::~Network() = default;

System& Network::add(World& world, std::string_view address) {
  MIR_CHECK(devices_.size() < 255); // the last byte of their addresses tells them apart
  words_.push_back(std::make_unique<std::string>("test"));
  words_.push_back(std::make_unique<std::string>("--address=" + std::string(address)));
  System& system =
      world.add({words_[words_.size() - 2]->data(), words_[words_.size() - 1]->data()});
  const auto number = static_cast<std::uint8_t>(devices_.size() + 1);
  devices_.push_back(std::make_unique<Device>(*this, system, number));
  system.platform().set_net_device(devices_.back().get());
  return system;
}

void Network::carry(const Device& from, const std::vector<std::byte>& frame) {
  ++frames_;
  if (noise_.below(1000) < settings_.lost_permille)
    return;
  const Instant when = from.now() + settings_.delay;
  // To all: who is not meant drops it, as on the first Ethernets.
  for (const auto& device : devices_)
    if (device.get() != &from)
      device->arrive(when, frame);
}

} // namespace mir::os::testing
