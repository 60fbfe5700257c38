#include "stream.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {

bool Talker::work() {
  listed_ = false;
  const os::Result<> status = connection_->status();
  if (!status && status.error() == os::Errc::Again)
    return false;
  receive();
  if (!done_)
    send();
  if (!done_ && shut_ && ended_) {
    connection_->close();
    done_ = true;
  }
  return done_;
}

void Talker::end(os::Error error) {
  error_ = error;
  failed_ = done_ = true;
  connection_->close();
}

void Talker::receive() {
  while (!ended_) {
    os::Result<os::Packet> got = connection_->read();
    if (!got) {
      if (got.error() == os::Errc::Closed)
        ended_ = true;
      else if (got.error() != os::Errc::Again)
        end(got.error());
      return;
    }
    for (const os::PageSlice& slice : got->slices())
      for (const std::byte b : slice.bytes())
        corrupted_ |= b != stream_byte(in_, received_++);
  }
}

void Talker::send() {
  while (left_ != 0) {
    std::array<std::byte, 5'000> bytes;
    const std::uint32_t size = std::min<std::uint32_t>(left_, bytes.size());
    for (std::uint32_t i = 0; i < size; ++i)
      bytes[i] = stream_byte(out_, sent_ + i);
    const os::Result<std::size_t> taken = connection_->write(os::Bytes(bytes).first(size));
    if (!taken) {
      if (taken.error() != os::Errc::Again)
        end(taken.error());
      return;
    }
    sent_ += static_cast<std::uint32_t>(*taken);
    left_ -= static_cast<std::uint32_t>(*taken);
  }
  if (!shut_) {
    static_cast<void>(connection_->shutdown());
    shut_ = true;
  }
}

namespace {

/// Talkers that come and go.
class Crowd {
public:
  Crowd(Link& link, std::uint32_t connections, std::uint32_t at_once, std::uint32_t size)
      : link_(link), to_open_(connections), at_once_(at_once), size_(size) {
    auto opened = link.server.tcp.listen({{}, Port(80)}, 4'096);
    EXPECT_TRUE(opened.has_value());
    listener_ = *opened;
  }
  ~Crowd() {
    for (Talker& talker : talkers_) // that the time was too short for
      talker.abort();
    listener_->close();
  }

  [[nodiscard]] bool busy() const { return to_open_ != 0 || !talkers_.empty(); }

  void work() {
    while (auto accepted = listener_->accept()) {
      const std::uint32_t id = (*accepted)->peer().port.number();
      add(**accepted, 2 * id + 1, 2 * id, size_of(id));
    }
    while (to_open_ != 0 && talkers_.size() < 2 * at_once_) {
      auto opened = link_.client.tcp.connect({}, {link_.server.address, Port(80)});
      if (!opened && ++outcome.refused < 100)
        continue; // an allocation failed: the next may not
      if (!opened)
        break;
      const std::uint32_t id = (*opened)->local().port.number();
      add(**opened, 2 * id, 2 * id + 1, size_of(id));
      --to_open_;
    }
    Talker::Ready turn;
    turn.swap(ready_);
    for (Talker* talker : turn)
      if (talker->work())
        retire(talker->place);
  }

  Outcome outcome;

private:
  [[nodiscard]] std::uint32_t size_of(std::uint32_t id) const { return id * 7'919 % size_ + 1; }

  void add(tcp::Connection& connection, std::uint32_t out, std::uint32_t in, std::uint32_t size) {
    talkers_.emplace_back(ready_, connection, out, in, size);
    talkers_.back().place = std::prev(talkers_.end());
  }

  void retire(std::list<Talker>::iterator talker) {
    if (!talker->complete())
      outcome.problems.push_back(talker->describe());
    ++(talker->complete() ? outcome.complete : outcome.failed);
    outcome.corrupted += talker->corrupted() ? 1 : 0;
    outcome.bytes += talker->received();
    talkers_.erase(talker);
  }

  Link& link_;
  tcp::Listener* listener_;
  std::uint32_t to_open_, at_once_, size_;
  Talker::Ready ready_;
  std::list<Talker> talkers_;
};

} // namespace

Outcome run_streams(Link& link, std::uint32_t connections, std::uint32_t at_once,
                    std::uint32_t size, Duration limit) {
  const Instant begin = link.clock.now(), until = begin + limit;
  Outcome outcome;
  {
    Crowd crowd(link, connections, at_once, size);
    do
      crowd.work();
    while (crowd.busy() && link.step(until));
    outcome = std::move(crowd.outcome);
  }
  outcome.took = link.clock.now() - begin;
  while (link.step(link.clock.now() + Duration::seconds(600)))
    ; // everything ends: TIME-WAIT, orphans
  return outcome;
}

} // namespace mir::net::tcp_test
