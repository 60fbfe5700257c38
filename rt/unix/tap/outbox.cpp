#include "outbox.hpp"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

namespace mir::rt {

void Outbox::open(int fd, bool headers) {
  fd_ = fd;
  headers_ = headers;
  const char* const way = getenv("MIR_WAIT");
  together_ = !(way && strcmp(way, "epoll") == 0) && ring_.open(kMostFrames, 2 * kMostFrames);
}

void Outbox::add(const mir_net_entry* entries, size_t count) {
  Frame& frame = frame_[frames_++];
  frame.first = pieces_;
  if (headers_) {
    frame.header = make_header(entries[0]);
    piece_[pieces_++] = {&frame.header, sizeof frame.header};
  }
  for (size_t i = 0; i < count; ++i)
    piece_[pieces_++] = {const_cast<void*>(entries[i].data), entries[i].length};
  frame.count = pieces_ - frame.first;
}

uint32_t Outbox::write() {
  uint32_t const taken = together_ && frames_ > 1 ? write_together() : write_each();
  frames_ = 0;
  pieces_ = 0;
  return taken;
}

ssize_t Outbox::write_one(const Frame& frame) const {
  for (;;) {
    ssize_t const written = writev(fd_, piece_ + frame.first, static_cast<int>(frame.count));
    if (written >= 0 || errno != EINTR)
      return written >= 0 ? written : -errno;
  }
}

uint32_t Outbox::write_each() {
  for (uint32_t i = 0; i < frames_; ++i)
    if (write_one(frame_[i]) == -EAGAIN)
      return i;
  return frames_;
}

uint32_t Outbox::write_together() {
  for (uint32_t i = 0; i < frames_; ++i) {
    io_uring_sqe& request = ring_.next_request();
    request.opcode = IORING_OP_WRITEV;
    request.fd = fd_;
    request.addr = reinterpret_cast<uintptr_t>(piece_ + frame_[i].first);
    request.len = frame_[i].count;
    // Done within the call and in order, or not at all.
    request.rw_flags = RWF_NOWAIT;
    request.user_data = i;
    ring_.publish();
  }
  uint32_t taken = 0;
  for (uint32_t completed = 0; completed < frames_;) {
    ring_.enter(0, 0);
    for (; ring_.completed() != 0; ring_.drop(1), ++completed) {
      io_uring_cqe const completion = ring_.completion(0);
      ssize_t result = completion.res;
      auto const frame = static_cast<uint32_t>(completion.user_data);
      if (result == -EOPNOTSUPP || result == -EINTR) { // a kernel that would have to wait for it
        together_ = together_ && result == -EINTR;
        result = write_one(frame_[frame]);
      }
      // One that found no room before others that did is lost, too: they cannot be called back.
      if (result != -EAGAIN && frame >= taken)
        taken = frame + 1;
    }
  }
  return taken;
}

} // namespace mir::rt
