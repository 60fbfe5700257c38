#include "service.hpp"

#include <algorithm>
#include <array>

#include <gtest/gtest.h>

namespace mir::net::whole {

Service::Service(Station& station, std::uint16_t port, Kind kind, std::uint32_t backlog)
    : kind_(kind) {
  auto opened = station.stack.tcp().listen({Address(), Port(port)}, backlog);
  EXPECT_TRUE(opened.has_value());
  listener_ = *opened;
}

Service::~Service() {
  for (Served& served : served_)
    served.connection.abort();
  listener_->close();
}

void Service::work() {
  while (auto accepted = listener_->accept()) {
    served_.emplace_back(ready_, **accepted);
    served_.back().place = std::prev(served_.end());
  }
  std::vector<Served*> turn;
  turn.swap(ready_);
  for (Served* served : turn) {
    served->listed = false;
    const bool over = kind_ == Kind::Echo       ? echo(*served)
                      : kind_ == Kind::Generate ? generate(*served)
                                                : !served->connection.status().has_value();
    if (!over)
      continue;
    served->connection.close();
    std::erase(ready_, served);
    served_.erase(served->place);
  }
}

bool Service::echo(Served& served) {
  for (;;) {
    if (served.pending.empty()) {
      auto got = served.connection.read();
      if (!got)
        return got.error() != os::Errc::Again;
      served.pending = std::move(*got);
    }
    if (auto written = served.connection.write(served.pending); !written)
      return written.error() != os::Errc::Again;
  }
}

bool Service::generate(Served& served) {
  static constexpr std::array<std::byte, 1'000> kLine{};
  for (;;)
    if (auto written = served.connection.write(os::Bytes(kLine)); !written)
      return written.error() != os::Errc::Again;
}

namespace {

std::byte byte_at(std::uint32_t position) {
  return static_cast<std::byte>((position * 2'654'435'761u) >> 24);
}

} // namespace

Client::Client(Station& from, const Endpoint& to, std::uint32_t size) : size_(size) {
  auto opened = from.stack.tcp().connect({}, to);
  if (opened)
    connection_ = *opened;
  else
    error_ = opened.error();
}

Client::~Client() {
  if (connection_ != nullptr)
    connection_->abort();
}

void Client::end(bool good) {
  good_ = good;
  std::exchange(connection_, nullptr)->close();
}

void Client::work() {
  if (connection_ == nullptr)
    return;
  while (sent_ < size_) {
    std::array<std::byte, 4'000> bytes;
    const std::uint32_t here = std::min<std::uint32_t>(size_ - sent_, bytes.size());
    for (std::uint32_t i = 0; i < here; ++i)
      bytes[i] = byte_at(sent_ + i);
    const auto taken = connection_->write(os::Bytes(bytes).first(here));
    if (!taken) {
      error_ = taken.error();
      if (error_ != os::Errc::Again)
        return end(false);
      break;
    }
    sent_ += static_cast<std::uint32_t>(*taken);
  }
  if (sent_ == size_ && !std::exchange(shut_, true))
    (void)connection_->shutdown();
  for (;;) {
    auto got = connection_->read();
    if (!got) {
      error_ = got.error();
      if (error_ != os::Errc::Again)
        end(error_ == os::Errc::Closed && received_ == size_);
      return;
    }
    for (const os::PageSlice& slice : got->slices())
      for (const std::byte b : slice.bytes())
        if (b != byte_at(received_++))
          return end(false);
  }
}

bool talk(Wire& wire, std::uint32_t size, os::Duration limit) {
  Client client(wire.second, {wire.first.address(), Port(7)}, size);
  const os::Instant until = wire.clock.now() + limit;
  do
    client.work();
  while (!client.done() && wire.step(until));
  return client.good();
}

} // namespace mir::net::whole
