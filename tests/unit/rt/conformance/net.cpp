// What a network device promises. Somebody outside sends back every frame of device 0, with the
// addresses swapped.
#include "check.hpp"

#include <string.h>

namespace mir::conformance {
namespace {

constexpr uint32_t kDevice = 0;
constexpr size_t kMostBuffers = 64;           // three frames of 64 KiB
constexpr size_t kHeader = 14;                // of Ethernet
constexpr uint8_t kOurType[2] = {0x88, 0xb5}; // IEEE 802's first type for experiments
constexpr uint8_t kIpv4[2] = {0x08, 0x00};

/// A device with pages to receive into, and one frame at a time to compare.
class Device {
public:
  explicit Device(Check& check) : check_(check) {
    mir_port_net_info(kDevice, &info);
    pages_ = static_cast<unsigned char*>(mir_port_pages_map(kMostBuffers));
    frame = static_cast<unsigned char*>(mir_port_pages_map(17));
    back = static_cast<unsigned char*>(mir_port_pages_map(17));
  }

  /// Lends every buffer that is not lent.
  void post(size_t most = kMostBuffers) {
    for (uint64_t i = 0; i < most; ++i) {
      if (lent_[i])
        continue;
      mir_net_buffer const buffer = {pages_ + i * MIR_PAGE_SIZE, MIR_PAGE_SIZE, i};
      check_.equal(mir_port_net_post(kDevice, &buffer, 1), 1, "post");
      lent_[i] = true;
    }
  }

  /// Writes the Ethernet header of a frame, and a pattern behind it.
  void fill(size_t size, const uint8_t (&type)[2], unsigned seed) {
    memset(frame, 0xfe, 6); // to nobody: a group would interest the platform itself
    frame[0] = 0x02;
    memcpy(frame + 6, info.mac, 6);
    memcpy(frame + 12, type, 2);
    for (size_t i = kHeader; i < size; ++i)
      frame[i] = static_cast<unsigned char>(seed + i * 7 + (i >> 8));
  }

  /// Sends `size` bytes of the frame in as many pieces; gives the first entry's other fields.
  bool send(size_t size, size_t parts, mir_net_entry begin = {}) {
    mir_net_entry entries[18] = {};
    size_t at = 0;
    for (size_t i = 0; i < parts; ++i) {
      size_t const end = i + 1 == parts ? size : at + size / parts;
      entries[i] = i == 0 ? begin : mir_net_entry{};
      entries[i].data = frame + at;
      entries[i].length = static_cast<uint32_t>(end - at);
      entries[i].flags |= i + 1 == parts ? 0u : MIR_FRAME_MORE;
      entries[i].cookie = 100 + i;
      at = end;
    }
    if (!check_.equal(mir_port_net_send(kDevice, entries, parts), parts, "send"))
      return false;
    uint64_t const deadline = in_milliseconds(kLongMs);
    uint64_t seen = 0;
    for (size_t got = 0; got < parts && mir_port_monotonic_ns() < deadline;) {
      uint64_t cookies[4];
      size_t const count = mir_port_net_sent(kDevice, cookies, 4);
      for (size_t i = 0; i < count; ++i)
        seen |= uint64_t{1} << (cookies[i] - 100);
      got += count;
      if (count == 0)
        wait();
    }
    return check_.equal(seen, (uint64_t{1} << parts) - 1, "cookies of what was sent");
  }

  /// Receives the next frame of this type into `back`. Returns its size, 0 when none comes.
  size_t receive(const uint8_t (&type)[2]) {
    uint64_t const deadline = in_milliseconds(kLongMs);
    for (;;) {
      if (size_t const size = next()) {
        if (memcmp(back + 12, type, 2) == 0)
          return size;
        continue; // the platform's own noise
      }
      count_ = mir_port_net_receive(kDevice, entries_, kMostBuffers);
      at_ = 0;
      if (count_ == 0 && mir_port_monotonic_ns() >= deadline) {
        check_.that(false, "no frame came");
        return 0;
      }
      if (count_ == 0)
        wait();
    }
  }

  /// Whether what came back is what was sent, with the addresses swapped.
  bool matches(size_t size) const {
    return memcmp(back, frame + 6, 6) == 0 && memcmp(back + 6, frame, 6) == 0 &&
           memcmp(back + 12, frame + 12, size - 12) == 0;
  }

  static void wait() {
    mir_event event;
    (void)mir_port_wait(in_milliseconds(100), &event, 1);
  }

  mir_net_info info = {};
  unsigned char* frame;
  unsigned char* back;
  mir_net_entry first = {}; ///< of the frame received last
  size_t pieces = 0;        ///< the same

private:
  /// The next frame of those that were handed over.
  size_t next() {
    size_t size = 0;
    pieces = 0;
    while (at_ < count_) {
      const mir_net_entry& entry = entries_[at_++];
      if (pieces++ == 0)
        first = entry;
      check_.that(entry.cookie < kMostBuffers && lent_[entry.cookie], "a buffer nobody lent");
      lent_[entry.cookie] = false;
      memcpy(back + size, entry.data, entry.length);
      size += entry.length;
      if (!(entry.flags & MIR_FRAME_MORE))
        break;
    }
    post();
    return size;
  }

  Check& check_;
  unsigned char* pages_;
  bool lent_[kMostBuffers] = {};
  mir_net_entry entries_[kMostBuffers] = {};
  size_t count_ = 0;
  size_t at_ = 0;
};

void has_a_description(Check& check) {
  check.equal(mir_port_net_count(), 1, "devices");
  const Device device(check);
  check.that(device.info.name[0] != '\0', "no name");
  check.that((device.info.mac[0] & 1) == 0, "a group as address");
  check.that(device.info.mtu >= 576, "an MTU too small for IPv4");
  check.that(device.info.receive_slots >= 17 && device.info.send_slots >= 18, "slots");
  check.that(device.info.pieces_a_frame >= 18, "pieces");
  check.that(device.info.link_up, "the link is down");
}

void frame_comes_back(Check& check) {
  Device device(check);
  device.post();
  const size_t sizes[] = {60, 61, 999, kHeader + device.info.mtu};
  for (size_t const size : sizes) {
    device.fill(size, kOurType, static_cast<unsigned>(size));
    if (!device.send(size, 1))
      return;
    check.equal(device.receive(kOurType), size, "size");
    check.that(device.matches(size), "other bytes came back");
    check.equal(device.pieces, 1, "pieces");
  }
}

void pieces_are_joined(Check& check) {
  Device device(check);
  device.post();
  for (size_t pieces = 2; pieces <= 18; ++pieces) {
    device.fill(1000, kOurType, static_cast<unsigned>(pieces));
    if (!device.send(1000, pieces))
      return;
    check.equal(device.receive(kOurType), 1000, "size");
    check.that(device.matches(1000), "other bytes came back");
  }
}

void many_come_in_order(Check& check) {
  Device device(check);
  device.post();
  for (unsigned round = 0; round < 20; ++round) {
    for (unsigned i = 0; i < 10; ++i) {
      device.fill(60 + i * 100, kOurType, round * 10 + i);
      if (!device.send(60 + i * 100, 1 + i % 3))
        return;
    }
    for (unsigned i = 0; i < 10; ++i) {
      size_t const size = 60 + i * 100;
      device.fill(size, kOurType, round * 10 + i);
      if (!check.equal(device.receive(kOurType), size, "size"))
        return;
      check.that(device.matches(size), "other bytes, or another order");
    }
  }
}

/// More than any queue on the way takes at once, in calls of as many as are left.
void many_of_one_call_come_in_order(Check& check) {
  constexpr unsigned kFrames = 150;
  constexpr size_t kSize = 64;
  Device device(check);
  device.post();
  auto* const frames = static_cast<unsigned char*>(mir_port_pages_map(3));
  mir_net_entry entries[2 * kFrames] = {};
  size_t count = 0;
  for (unsigned i = 0; i < kFrames; ++i) {
    device.fill(kSize, kOurType, i);
    unsigned char* const at = frames + i * kSize;
    memcpy(at, device.frame, kSize);
    size_t const cut = i % 2 == 0 ? kSize : kHeader; // in one piece, or two
    entries[count] = {};
    entries[count].data = at;
    entries[count].length = static_cast<uint32_t>(cut);
    entries[count++].flags = cut == kSize ? 0u : MIR_FRAME_MORE;
    if (cut != kSize) {
      entries[count] = {};
      entries[count].data = at + cut;
      entries[count++].length = static_cast<uint32_t>(kSize - cut);
    }
  }
  uint64_t const deadline = in_milliseconds(kLongMs);
  size_t taken = 0, finished = 0;
  while ((taken < count || finished < count) && mir_port_monotonic_ns() < deadline) {
    size_t const now = mir_port_net_send(kDevice, entries + taken, count - taken);
    uint64_t cookies[16];
    size_t const over = mir_port_net_sent(kDevice, cookies, 16);
    taken += now;
    finished += over;
    if (now == 0 && over == 0)
      Device::wait();
  }
  check.equal(taken, count, "taken");
  check.equal(finished, count, "sent");
  for (unsigned i = 0; i < kFrames; ++i) {
    device.fill(kSize, kOurType, i);
    if (!check.equal(device.receive(kOurType), kSize, "size"))
      return;
    check.that(device.matches(kSize), "other bytes, or another order");
  }
}

void without_buffers_nothing_is_received(Check& check) {
  Device device(check);
  device.fill(100, kOurType, 1);
  if (!device.send(100, 1))
    return;
  Device::wait();
  mir_net_entry entry;
  check.equal(mir_port_net_receive(kDevice, &entry, 1), 0, "received into nothing");
  device.post();
  check.equal(device.receive(kOurType), 100, "size");
  check.that(device.matches(100), "other bytes came back");
}

/// An IPv4 packet with a TCP segment of 60,000 bytes: the device may cut it, and must not if the
/// one outside takes it whole.
void send_large(Check& check, Device& device) {
  constexpr size_t kIp = 20, kTcp = 20, kSize = kHeader + kIp + kTcp + 60'000;
  device.fill(kSize, kIpv4, 5);
  unsigned char* const ip = device.frame + kHeader;
  memset(ip, 0, kIp + kTcp);
  ip[0] = 0x45;
  ip[2] = (kSize - kHeader) >> 8;
  ip[3] = (kSize - kHeader) & 0xff;
  ip[8] = 64;
  ip[9] = 6;
  memcpy(ip + 12, "\xc0\0\2\1\xc0\0\2\2", 8);
  ip[kIp + 12] = 5 << 4;
  mir_net_entry first = {};
  first.flags = MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_SEGMENTS_TCP4;
  first.checksum_start = kHeader + kIp;
  first.checksum_offset = 16;
  first.segment_size = 1448;
  if (!device.send(kSize, 16, first))
    return;
  check.equal(device.receive(kIpv4), kSize, "size");
  check.that(device.matches(kSize), "other bytes came back");
  check.equal(device.pieces, (kSize + MIR_PAGE_SIZE - 1) / MIR_PAGE_SIZE, "pieces");
  check.that(device.first.flags & MIR_FRAME_SEGMENTS_TCP4, "of one segment");
  check.equal(device.first.segment_size, 1448, "segment size");
  check.that(device.first.flags & (MIR_FRAME_CHECKSUM_PARTIAL | MIR_FRAME_CHECKSUM_VALID),
             "a checksum that was never written is to be checked");
  if (device.first.flags & MIR_FRAME_CHECKSUM_PARTIAL)
    check.equal(device.first.checksum_start, kHeader + kIp, "checksum start");
}

void large_frame_is_scattered(Check& check) {
  Device device(check);
  if (!(device.info.offload & MIR_NET_RECEIVE_MERGED))
    return;
  device.post();
  send_large(check, device);
}

/// A device may learn from what comes; it must not be wrong when something else comes.
void large_frames_come_between_small_ones(Check& check) {
  Device device(check);
  if (!(device.info.offload & MIR_NET_RECEIVE_MERGED))
    return;
  device.post();
  for (unsigned i = 0; i < 300; ++i) {
    if (i % 97 == 96)
      send_large(check, device);
    size_t const size = 60 + i;
    device.fill(size, kOurType, i);
    if (!device.send(size, 1) || !check.equal(device.receive(kOurType), size, "size"))
      return;
    check.that(device.matches(size), "other bytes came back");
  }
}

void idle_device_is_silent(Check& check) {
  Device device(check);
  device.post();
  mir_event event;
  for (int i = 0; i < 100 && mir_port_wait(in_milliseconds(20), &event, 1) != 0; ++i) {
    mir_net_entry entries[kMostBuffers];
    if (event.kind == MIR_EVENT_NET)
      check.equal(event.source, kDevice, "source");
    (void)mir_port_net_receive(kDevice, entries, kMostBuffers);
  }
  check.equal(mir_port_wait(in_milliseconds(5), &event, 1), 0, "an idle device is reported");
}

void stopped_device_lets_go(Check& check) {
  {
    Device device(check);
    device.post();
  }
  mir_port_net_stop(kDevice);
  Device device(check); // with pages of its own
  device.post();
  device.fill(100, kOurType, 3);
  if (!device.send(100, 1))
    return;
  check.equal(device.receive(kOurType), 100, "size");
  check.that(device.matches(100), "received into a page that was not lent any more");
}

void claimed_once_at_a_time(Check& check) {
  for (int round = 0; round < 2; ++round) {
    check.equal(mir_port_net_claim(0), MIR_OK, "a device that is free");
    check.equal(mir_port_net_claim(0), MIR_IN_USE, "a device that somebody has");
    mir_port_net_release(0);
  }
}

constexpr Case kCases[] = {
    {"Net.HasADescription", has_a_description},
    {"Net.ClaimedOnceAtATime", claimed_once_at_a_time},
    {"Net.WithoutBuffersNothingIsReceived", without_buffers_nothing_is_received}, // before any
    {"Net.FrameComesBack", frame_comes_back},
    {"Net.PiecesAreJoined", pieces_are_joined},
    {"Net.ManyComeInOrder", many_come_in_order},
    {"Net.ManyOfOneCallComeInOrder", many_of_one_call_come_in_order},
    {"Net.LargeFrameIsScattered", large_frame_is_scattered},
    {"Net.LargeFramesComeBetweenSmallOnes", large_frames_come_between_small_ones},
    {"Net.IdleDeviceIsSilent", idle_device_is_silent},
    {"Net.StoppedDeviceLetsGo", stopped_device_lets_go},
};

} // namespace

Suite net_suite() { return {kCases, sizeof kCases / sizeof kCases[0]}; }

} // namespace mir::conformance
