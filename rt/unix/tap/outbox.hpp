/// \file
/// Outbox: frames that go to a tap in one system call.
#pragma once

#include "../uring/io_ring.hpp"
#include "offload.hpp"

#include <sys/uio.h>

namespace mir::rt {

/// Gathers frames and writes them by io_uring(7). Each frame that is written wakes who reads it,
/// and at the end of a system call he takes over the processor: of frames written one by one every
/// third cost a switch there and back.
///
/// Where the kernel does not do that, or MIR_WAIT=epoll forbids it, each is written by itself.
class Outbox {
public:
  /// With the virtio header and data.
  static constexpr uint32_t kMostPieces = 19;

  /// \param headers whether a virtio header stands before each frame.
  void open(int fd, bool headers);

  bool full() const { return frames_ == kMostFrames || pieces_ + kMostPieces > kPieces; }
  /// Not when it is full. What the entries point to stays until write().
  void add(const mir_net_entry* entries, size_t count);
  /// \returns of how many of them, in order, the kernel has taken care; for the others it has no
  ///          room. A frame it refuses for another reason is lost, as on a cable: the tap is down,
  ///          or was deleted.
  uint32_t write();

private:
  static constexpr uint32_t kMostFrames = 64;
  static constexpr uint32_t kPieces = 256;
  struct Frame {
    FrameHeader header;
    uint32_t first; // of its pieces
    uint32_t count;
  };

  uint32_t write_each();
  uint32_t write_together();
  ssize_t write_one(const Frame& frame) const;

  int fd_ = -1;
  bool headers_ = false;
  bool together_ = false;
  uint32_t frames_ = 0;
  uint32_t pieces_ = 0;
  Frame frame_[kMostFrames] = {};
  iovec piece_[kPieces] = {};
  IoRing ring_;
};

} // namespace mir::rt
