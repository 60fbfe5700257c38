#include "tap.hpp"

#include "../start.hpp"
#include "../wait.hpp"
#include "offload.hpp"
#include "open.hpp"
#include "outbox.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include <utility>

namespace mir::rt {
namespace {

inline constexpr uint32_t kMostTaps = 8;
/// Buffers lent to one tap. The kernel queues 500 frames by itself, so that these are only what one
/// look takes in: 128 small frames, or seven of 64 KiB. More would be filled in turn, each time in
/// memory that has left the cache.
inline constexpr uint32_t kReceiveSlots = 128;
inline constexpr uint32_t kSendSlots = 512;
/// As Xen's front end has it: the stack is written for the smaller of the two.
inline constexpr uint32_t kPiecesAFrame = 18;
/// The largest frame with offload: an IP packet, the Ethernet header and two tags.
inline constexpr size_t kLargestFrame = 65'535 + 14 + 8;
inline constexpr size_t kEthernetHeader = 14 + 8;

/// Numbers, first in first out, in a fixed place.
template <class T, uint32_t kSize> class Ring {
public:
  uint32_t size() const { return tail_ - head_; }
  uint32_t room() const { return kSize - size(); }
  void push(const T& value) { values_[tail_++ % kSize] = value; }
  const T& at(uint32_t index) const { return values_[(head_ + index) % kSize]; }
  T pop() { return values_[head_++ % kSize]; }

private:
  T values_[kSize];
  uint32_t head_ = 0;
  uint32_t tail_ = 0;
};

class Tap {
public:
  bool open(const char* name, bool offload, uint32_t number) {
    fd_ = open_tap(name, offload);
    if (fd_ < 0)
      return false;
    offload_ = offload;
    outbox_.open(fd_, offload);
    describe_tap(fd_, info_); // also a tap that is deleted later keeps its name and address
    open_slot(fd_, Source::Net);
    if (!watch_slot(fd_, number))
      bug("no memory to watch a tap");
    return true;
  }

  /// \returns false when somebody has it.
  bool claim() { return !std::exchange(claimed_, true); }
  void release() { claimed_ = false; }

  void describe(mir_net_info& info) {
    describe_tap(fd_, info_);
    info_.offload = offload_ ? MIR_NET_SEND_CHECKSUM | MIR_NET_SEND_SEGMENTS_TCP4 |
                                   MIR_NET_SEND_SEGMENTS_TCP6 | MIR_NET_RECEIVE_MERGED
                             : 0u;
    info_.receive_slots = kReceiveSlots;
    info_.send_slots = kSendSlots;
    info_.pieces_a_frame = kPiecesAFrame;
    largest_frame_ = offload_ ? kLargestFrame : info_.mtu + kEthernetHeader;
    info = info_;
  }

  size_t post(const mir_net_buffer* buffers, size_t count) {
    size_t taken = 0;
    for (; taken < count && posted_.room() != 0; ++taken) {
      const mir_net_buffer& buffer = buffers[taken];
      if (!buffer.data || buffer.size == 0 || buffer.size > MIR_PAGE_SIZE)
        bug("mir_port_net_post: not a buffer within a page");
      posted_.push(buffer);
      posted_bytes_ += buffer.size;
    }
    return taken;
  }

  size_t receive(mir_net_entry* entries, size_t capacity) {
    size_t written = 0;
    // Edges: what has come since the last look is reported, and until then asking costs a system
    // call for nothing.
    while (!slot(fd_).drained && posted_bytes_ >= largest_frame_) {
      size_t const used = receive_one(entries + written, capacity - written);
      if (used == 0)
        break;
      written += used;
    }
    return written;
  }

  size_t send(const mir_net_entry* entries, size_t count) {
    size_t taken = 0;
    while (taken < count) {
      size_t const gathered = gather(entries + taken, count - taken);
      size_t const written = gathered == 0 ? 0 : write(entries + taken);
      taken += written;
      if (written == 0 || written != gathered)
        break;
    }
    return taken;
  }

  size_t sent(uint64_t* cookies, size_t capacity) {
    size_t written = 0;
    while (written < capacity && sent_.size() != 0)
      cookies[written++] = sent_.pop();
    return written;
  }

  /// The kernel holds nothing of ours between two calls.
  void stop() {
    posted_ = {};
    posted_bytes_ = 0;
    sent_ = {};
  }

private:
  /// Puts as many whole frames as there is room for into the outbox. Returns their entries.
  size_t gather(const mir_net_entry* entries, size_t count) {
    size_t gathered = 0;
    while (gathered < count && !outbox_.full()) {
      size_t const pieces = pieces_of(entries + gathered, count - gathered);
      if (sent_.room() < gathered + pieces)
        break;
      outbox_.add(entries + gathered, pieces);
      gathered += pieces;
    }
    return gathered;
  }

  /// Returns the entries of the frames that were taken: theirs are sent.
  size_t write(const mir_net_entry* entries) {
    size_t taken = 0;
    for (uint32_t frames = outbox_.write(); frames != 0; --frames)
      do
        sent_.push(entries[taken].cookie);
      while (entries[taken++].flags & MIR_FRAME_MORE);
    return taken;
  }

  /// Reads one frame into the first of the buffers. Returns the entries it took; 0 when there is no
  /// frame, or no room for the entries of the largest one.
  size_t receive_one(mir_net_entry* entries, size_t capacity) {
    for (;;) {
      [[clang::uninitialized]] iovec pieces[kMostPieces + 1];
      FrameHeader header = {};
      pieces[0] = {&header, sizeof header};
      uint32_t count = prepare(pieces + 1, capacity);
      if (count == 0)
        return 0;
      bool const spare = small_in_a_row_ == kManySmall && count > 2;
      if (spare) {
        pieces[2] = {spare_, largest_frame_ - posted_.at(0).size};
        count = 2;
      }
      size_t const skipped = offload_ ? 0 : 1;
      ssize_t const got = readv(fd_, pieces + skipped, static_cast<int>(count + 1 - skipped));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0) {
        slot(fd_).drained = true;
        return 0;
      }
      size_t const before = offload_ ? sizeof header : 0;
      size_t const size = static_cast<size_t>(got) > before ? static_cast<size_t>(got) - before : 0;
      note_size(size, spare);
      mir_net_entry first = {};
      if (size != 0 && read_header(header, first))
        return hand_over(size, first, entries);
    }
  }

  /// Puts down the buffers that the largest frame needs. Returns how many; 0 when `capacity` is
  /// less.
  uint32_t prepare(iovec* pieces, size_t capacity) const {
    size_t room = 0;
    uint32_t count = 0;
    for (; room < largest_frame_; ++count) {
      if (count == capacity || count == kMostPieces)
        return 0;
      pieces[count] = {posted_.at(count).data, posted_.at(count).size};
      room += posted_.at(count).size;
    }
    return count;
  }

  /// After many frames that fitted the first buffer the next one is read into that and spare memory
  /// behind it: the kernel fetches and checks every piece it is given, and of seventeen a small
  /// frame fills one. One that was large after all is copied from there.
  void note_size(size_t size, bool spare) {
    size_t left = size;
    const char* from = spare_;
    for (uint32_t i = 0; spare && left != 0; ++i) {
      size_t const part = left < posted_.at(i).size ? left : posted_.at(i).size;
      if (i != 0) {
        memcpy(posted_.at(i).data, from, part);
        from += part;
      }
      left -= part;
    }
    if (size > posted_.at(0).size)
      small_in_a_row_ = 0;
    else if (small_in_a_row_ < kManySmall)
      ++small_in_a_row_;
  }

  size_t hand_over(size_t size, const mir_net_entry& first, mir_net_entry* entries) {
    size_t used = 0;
    while (size != 0) {
      mir_net_buffer const buffer = posted_.pop();
      posted_bytes_ -= buffer.size;
      auto const length = static_cast<uint32_t>(size < buffer.size ? size : buffer.size);
      mir_net_entry& entry = entries[used];
      entry = used == 0 ? first : mir_net_entry{};
      size -= length;
      entry.data = buffer.data;
      entry.length = length;
      entry.flags |= size != 0 ? MIR_FRAME_MORE : 0u;
      entry.cookie = buffer.cookie;
      ++used;
    }
    return used;
  }

  static size_t pieces_of(const mir_net_entry* entries, size_t count) {
    size_t pieces = 1;
    while (entries[pieces - 1].flags & MIR_FRAME_MORE)
      if (pieces++ == count)
        bug("mir_port_net_send: a frame without an end");
    if (pieces > kPiecesAFrame)
      bug("mir_port_net_send: more pieces than the device takes");
    return pieces;
  }

  /// One that is copied costs less than this many small ones gain.
  static constexpr uint32_t kManySmall = 64;
  static constexpr size_t kMostPieces =
      24; // for the largest frame, also in buffers smaller than a page

  int fd_ = -1;
  bool offload_ = false;
  size_t largest_frame_ = kLargestFrame;
  bool claimed_ = false;
  mir_net_info info_ = {};
  Ring<mir_net_buffer, kReceiveSlots> posted_;
  uint32_t small_in_a_row_ = 0; // frames that fitted one buffer; at most kManySmall
  char spare_[kLargestFrame] = {};
  size_t posted_bytes_ = 0;
  Ring<uint64_t, kSendSlots> sent_;
  Outbox outbox_;
};

constinit Tap taps[kMostTaps] = {};
uint32_t tap_count = 0;

Tap& tap(uint32_t device) {
  if (device >= tap_count)
    bug("a network device that is not there");
  return taps[device];
}

} // namespace

void open_taps(int count, char** arguments) {
  constexpr char kOption[] = "--tap=";
  const char* mode = getenv("MIR_TAP");
  bool const offload = !mode || strcmp(mode, "plain") != 0;
  for (int i = 1; i < count && strcmp(arguments[i], "--") != 0; ++i)
    if (strncmp(arguments[i], kOption, sizeof kOption - 1) == 0 && tap_count < kMostTaps &&
        taps[tap_count].open(arguments[i] + sizeof kOption - 1, offload, tap_count))
      ++tap_count;
}

} // namespace mir::rt

extern "C" uint32_t mir_port_net_count() { return mir::rt::tap_count; }

extern "C" mir_status mir_port_net_claim(uint32_t device) {
  return mir::rt::tap(device).claim() ? MIR_OK : MIR_IN_USE;
}

extern "C" void mir_port_net_release(uint32_t device) { mir::rt::tap(device).release(); }

extern "C" void mir_port_net_info(uint32_t device, mir_net_info* info) {
  mir::rt::tap(device).describe(*info);
}

extern "C" size_t mir_port_net_post(uint32_t device, const mir_net_buffer* buffers, size_t count) {
  return mir::rt::tap(device).post(buffers, count);
}

extern "C" size_t mir_port_net_receive(uint32_t device, mir_net_entry* entries, size_t capacity) {
  return mir::rt::tap(device).receive(entries, capacity);
}

extern "C" size_t mir_port_net_send(uint32_t device, const mir_net_entry* entries, size_t count) {
  return mir::rt::tap(device).send(entries, count);
}

extern "C" size_t mir_port_net_sent(uint32_t device, uint64_t* cookies, size_t capacity) {
  return mir::rt::tap(device).sent(cookies, capacity);
}

extern "C" void mir_port_net_stop(uint32_t device) { mir::rt::tap(device).stop(); }
