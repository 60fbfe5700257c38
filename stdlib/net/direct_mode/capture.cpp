#include <mir/net/direct_mode/capture.hpp>

namespace mir::net {

os::Result<std::unique_ptr<Capture>> Capture::create(os::App& app, std::string_view name,
                                                     const os::Ethif& ethif) {
  os::Result<std::unique_ptr<os::FileOutput>> file = os::create_file(name);
  if (!file)
    return os::fail(file.error());
  std::unique_ptr<Capture> capture(new Capture(app, std::move(*file)));
  capture->writer_.begin(app.name(), ethif.info().text());
  capture->flush();
  return capture;
}

Capture::Capture(os::App& app, std::unique_ptr<os::FileOutput> file)
    : app_(app), file_(std::move(file)), epoch_(app.wall_ns().value_or(0)) {
  // A platform that does not know the date counts from its start.
  epoch_ -= epoch_ == 0 ? 0 : app.now().ns();
}

void Capture::copy(const os::Packet& frame) {
  frame_.resize(frame.size());
  (void)frame.copy_to(frame_);
}

void Capture::put(PcapngWriter::Direction direction) {
  constexpr std::size_t kMostGathered = 256 * 1024; // bytes: one write of a busy batch
  writer_.frame(frame_, epoch_ + app_.now().ns(), direction);
  if (gathered_.size() >= kMostGathered)
    flush();
}

bool Capture::receive(os::Ethif& ethif, os::Packet& frame, os::FrameOffload& offload) {
  if (!ethif.receive(frame, offload))
    return false;
  if (file_) {
    copy(frame);
    put(PcapngWriter::Direction::In);
  }
  return true;
}

os::Result<> Capture::send(os::Ethif& ethif, os::Packet& frame, const os::FrameOffload& offload) {
  if (file_)
    copy(frame); // the device takes it
  const os::Result<> sent = ethif.send(frame, offload);
  if (file_ && sent)
    put(PcapngWriter::Direction::Out);
  return sent;
}

void Capture::flush() {
  if (gathered_.empty() || !file_)
    return;
  if (const os::Result<> written = file_->write(gathered_); !written) {
    app_.logger().error("the capture ends here: {}", written.error());
    file_.reset();
  }
  gathered_.clear();
}

} // namespace mir::net
