// RFC 9293 3.10.7 in full: in every state, every combination of flags, at every place of the
// window, with every kind of acknowledgment, empty and with data. A model written from the RFC says
// what must come of it.
#include "peer.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

/// The states of RFC 9293 3.3.2. An active open is in SYN-RECEIVED after a simultaneous one.
enum class At {
  Closed,
  Listen,
  SynSent,
  SynReceived,
  SynReceivedActive,
  Established,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
};
constexpr At kAll[] = {
    At::Closed,      At::Listen,   At::SynSent,  At::SynReceived, At::SynReceivedActive,
    At::Established, At::FinWait1, At::FinWait2, At::CloseWait,   At::Closing,
    At::LastAck,     At::TimeWait};

const char* name(At state) {
  constexpr const char* kNames[] = {
      "CLOSED",      "LISTEN",     "SYN-SENT",   "SYN-RECEIVED", "SYN-RECEIVED (active)",
      "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT",   "CLOSING",
      "LAST-ACK",    "TIME-WAIT"};
  return kNames[static_cast<int>(state)];
}

/// A segment, its numbers relative to what the engine expects next, and to what it sends next.
struct Probe {
  bool syn, fin, rst, ack, urg;
  std::int32_t sequence;     ///< from RCV.NXT
  std::int32_t acknowledged; ///< from SND.NXT
  std::uint32_t size;

  [[nodiscard]] std::int32_t length() const {
    return static_cast<std::int32_t>(size) + (syn ? 1 : 0) + (fin ? 1 : 0);
  }
};

/// What must come of it. The answer's flags as in a script; empty: none.
struct Expected {
  At state;
  std::string answer = {};
  std::uint32_t readable = 0; ///< bytes that the application may read
};

constexpr std::int32_t kWindow = 65'535; // told by the engine in its SYN
constexpr std::int32_t kInside = 10, kBefore = -50, kBeyond = 100'000;
constexpr std::int32_t kOld = -5, kAncient = -100'000, kUnsent = 1'000;

/// RFC 9293 3.10.7, with RFC 5961 and RFC 6191 as it refers to them.
class Model {
public:
  Model(At state, const Probe& probe) : state_(state), probe_(probe) {}

  Expected arrive() {
    switch (state_) {
    case At::Closed: // 3.10.7.1
      return probe_.rst ? stay() : stay(probe_.ack ? "R" : "R.");
    case At::Listen:
      return at_listen();
    case At::SynSent:
      return at_syn_sent();
    default:
      return synchronized();
    }
  }

private:
  [[nodiscard]] Expected stay(std::string answer = {}) const { return {state_, std::move(answer)}; }

  Expected at_listen() const { // 3.10.7.2
    if (probe_.rst)
      return stay();
    if (probe_.ack)
      return stay("R");
    if (probe_.syn && !probe_.fin) // a SYN with a FIN is no request
      return {At::SynReceived, "S."};
    return stay();
  }

  Expected at_syn_sent() const {                      // 3.10.7.3
    const bool acceptable = probe_.acknowledged == 0; // of our SYN, and nothing else
    if (probe_.ack && !acceptable)
      return probe_.rst ? stay() : stay("R");
    if (probe_.rst)
      return probe_.ack ? Expected{At::Closed} : stay();
    if (!probe_.syn)
      return stay();
    if (!probe_.ack)
      return {At::SynReceivedActive, "S."};
    return {probe_.fin ? At::CloseWait : At::Established, ".", probe_.size};
  }

  /// 3.10.7.4, first check: table 6.
  [[nodiscard]] bool in_window() const {
    const auto inside = [](std::int32_t number) { return number >= 0 && number < kWindow; };
    return inside(probe_.sequence) ||
           (probe_.length() != 0 && inside(probe_.sequence + probe_.length() - 1));
  }

  Expected synchronized() {
    const bool reopens = state_ == At::TimeWait && probe_.syn && !probe_.fin && !probe_.rst &&
                         !probe_.ack && probe_.sequence > 0; // RFC 6191
    if (reopens)
      return {At::SynReceived, "S."};
    if (!in_window())
      return probe_.rst ? stay() : stay(".");
    if (probe_.rst) { // second; RFC 5961 3
      if (probe_.sequence != 0)
        return stay(".");
      return {state_ == At::SynReceived ? At::Listen : At::Closed};
    }
    if (probe_.syn) // fourth; RFC 5961 4
      return state_ == At::SynReceived ? Expected{At::Listen} : stay(".");
    if (!probe_.ack)
      return stay();
    return acknowledged();
  }

  Expected acknowledged() { // fifth
    if (state_ == At::SynReceived || state_ == At::SynReceivedActive) {
      if (probe_.acknowledged != 0)
        return stay("R");
      state_ = At::Established;
    }
    if (probe_.acknowledged > 0 || probe_.acknowledged == kAncient) // RFC 5961 5
      return stay(state_ == At::TimeWait && probe_.acknowledged < 0 && probe_.length() == 0 &&
                          probe_.sequence == 0
                      ? ""
                      : ".");
    if (probe_.acknowledged == 0) { // all that we have sent, our FIN with it
      if (state_ == At::FinWait1)
        state_ = At::FinWait2;
      else if (state_ == At::Closing)
        state_ = At::TimeWait;
      else if (state_ == At::LastAck)
        return {At::Closed};
      if (state_ == At::TimeWait && before_ != At::TimeWait)
        return stay(); // what else is in it cannot be meant: the peer has sent its FIN
    }
    return text();
  }

  Expected text() { // seventh and eighth
    const bool receives =
        state_ == At::Established || state_ == At::FinWait1 || state_ == At::FinWait2;
    if (state_ == At::TimeWait)
      return stay(probe_.length() != 0 || probe_.sequence != 0 ? "." : "");
    if (!receives) // nothing is taken; what was sent in vain is answered
      return stay(probe_.size != 0 ? "." : "");
    if (probe_.sequence != 0) // behind a hole: kept, and told at once (RFC 5681 4.2)
      return stay(probe_.length() != 0 ? "." : "");
    const std::uint32_t readable = probe_.size; // a lone segment's ACK waits
    if (!probe_.fin)
      return {state_, "", readable};
    const At next = state_ == At::Established ? At::CloseWait
                    : state_ == At::FinWait1  ? At::Closing
                                              : At::TimeWait;
    return {next, ".", readable};
  }

  At state_;
  const At before_ = state_;
  const Probe probe_;
};

/// An engine that was led to a state.
class Stage {
public:
  explicit Stage(At state) : state_(state) {
    if (state == At::Closed)
      return;
    if (state == At::SynSent || state == At::SynReceivedActive)
      connect();
    else
      listen();
    peer.skip();
    // The ACK of ancient data must be older than any window that the peer has told.
    ours_ = state == At::FinWait1 || state == At::FinWait2 || state == At::Closing ||
                    state == At::LastAck || state == At::TimeWait
                ? 2
                : 1;
    theirs_ = state == At::CloseWait || state == At::Closing || state == At::LastAck ||
                      state == At::TimeWait
                  ? 2
                  : 1;
    if (state == At::Listen || state == At::SynSent)
      theirs_ = 0;
  }
  ~Stage() {
    if (connection_ != nullptr)
      connection_->abort();
    if (listener_ != nullptr) {
      while (auto accepted = listener_->accept())
        (*accepted)->abort();
      listener_->close();
    }
  }

  std::string send(const Probe& probe) {
    std::string flags;
    for (const auto& [set, letter] : {std::pair(probe.syn, 'S'),
                                      {probe.fin, 'F'},
                                      {probe.rst, 'R'},
                                      {probe.ack, '.'},
                                      {probe.urg, 'U'}})
      if (set)
        flags += letter;
    peer.send({.flags = flags,
               .sequence = theirs_ + static_cast<std::uint32_t>(probe.sequence),
               .acknowledgment = ours_ + static_cast<std::uint32_t>(probe.acknowledged),
               .size = probe.size,
               .urgent = static_cast<std::uint16_t>(probe.urg ? 5 : 0)});
    const auto seen = peer.next();
    EXPECT_FALSE(peer.next().has_value()) << "two answers";
    return seen ? seen->flags : "";
  }

  At state() {
    if (listener_ != nullptr && connection_ == nullptr)
      if (auto accepted = listener_->accept())
        connection_ = *accepted;
    if (peer.host.tcp.time_waits() != 0)
      return At::TimeWait;
    if (listener_ != nullptr && listener_->half_open() != 0)
      return At::SynReceived;
    if (connection_ == nullptr)
      return listener_ != nullptr ? At::Listen : At::Closed;
    switch (connection_->state()) {
    case tcp::State::SynSent:
      return At::SynSent;
    case tcp::State::SynReceived:
      return At::SynReceivedActive;
    case tcp::State::Established:
      return At::Established;
    case tcp::State::FinWait1:
      return At::FinWait1;
    case tcp::State::FinWait2:
      return At::FinWait2;
    case tcp::State::CloseWait:
      return At::CloseWait;
    case tcp::State::Closing:
      return At::Closing;
    case tcp::State::LastAck:
      return At::LastAck;
    case tcp::State::Closed:
    case tcp::State::TimeWait:
      break;
    }
    return At::Closed;
  }

  std::uint32_t readable() {
    std::uint32_t bytes = 0;
    while (connection_ != nullptr) {
      auto got = connection_->read();
      if (!got)
        break;
      bytes += static_cast<std::uint32_t>(got->size());
    }
    return bytes;
  }

  Peer peer;

private:
  void connect() {
    std::swap(peer.ours, peer.theirs);
    connection_ = *peer.host.tcp.connect({{}, peer.ours}, {Peer::kTheirs, peer.theirs});
    peer.flush();
    peer.skip();
    if (state_ == At::SynReceivedActive)
      peer.send({.flags = "S"});
  }

  void listen() {
    listener_ = *peer.host.tcp.listen({{}, peer.ours}, 4);
    if (state_ == At::Listen)
      return;
    peer.send({.flags = "S"});
    peer.skip();
    if (state_ == At::SynReceived)
      return;
    peer.send({.flags = ".", .sequence = 1, .acknowledgment = 1});
    connection_ = *listener_->accept();
    if (state_ == At::CloseWait || state_ == At::LastAck)
      peer.send({.flags = "F.", .sequence = 1, .acknowledgment = 1});
    if (state_ != At::Established && state_ != At::CloseWait)
      static_cast<void>(connection_->shutdown());
    peer.flush();
    if (state_ == At::FinWait2)
      peer.send({.flags = ".", .sequence = 1, .acknowledgment = 2});
    if (state_ == At::Closing)
      peer.send({.flags = "F.", .sequence = 1, .acknowledgment = 1});
    if (state_ == At::TimeWait)
      peer.send({.flags = "F.", .sequence = 1, .acknowledgment = 2});
  }

  const At state_;
  tcp::Listener* listener_ = nullptr;
  tcp::Connection* connection_ = nullptr;
  std::uint32_t ours_ = 1, theirs_ = 1;
};

void check(At state, const Probe& probe) {
  Stage stage(state);
  ASSERT_EQ(name(stage.state()), name(state));
  const Expected expected = Model(state, probe).arrive();
  const std::string answer = stage.send(probe);
  SCOPED_TRACE(::testing::Message()
               << name(state) << ": " << (probe.syn ? "S" : "") << (probe.fin ? "F" : "")
               << (probe.rst ? "R" : "") << (probe.ack ? "." : "") << (probe.urg ? "U" : "")
               << " at " << probe.sequence << ", size " << probe.size << ", acknowledged "
               << probe.acknowledged);
  EXPECT_EQ(answer, expected.answer);
  EXPECT_STREQ(name(stage.state()), name(expected.state));
  EXPECT_EQ(stage.readable(), expected.readable);
}

class EverySegment : public ::testing::TestWithParam<At> {};

TEST_P(EverySegment, IsAnsweredAsTheRfcSays) {
  for (unsigned flags = 0; flags < 32; ++flags)
    for (const std::int32_t sequence : {0, kInside, kBefore, kBeyond})
      for (const std::int32_t acknowledged : {0, kOld, kAncient, kUnsent})
        for (const std::uint32_t size : {0u, 20u})
          check(GetParam(), {.syn = (flags & 1) != 0,
                             .fin = (flags & 2) != 0,
                             .rst = (flags & 4) != 0,
                             .ack = (flags & 8) != 0,
                             .urg = (flags & 16) != 0,
                             .sequence = sequence,
                             .acknowledged = acknowledged,
                             .size = size});
}

INSTANTIATE_TEST_SUITE_P(Tcp, EverySegment, ::testing::ValuesIn(kAll), [](const auto& info) {
  std::string text;
  for (const char c : std::string(name(info.param)))
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      text += c;
  return text;
});

} // namespace
} // namespace mir::net::tcp_test
