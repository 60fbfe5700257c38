// RFC 9293 3.10.7.4 as a table: in each state, what a segment is answered by and where it leads.
#include "peer.hpp"

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

using tcp::State;

/// The peer's next number and ours, in each state: with both SYNs, and the FINs that were sent.
struct Place {
  State state;
  std::uint32_t theirs, ours;
};

constexpr Place kPlaces[] = {
    {State::Established, 1, 1}, {State::FinWait1, 1, 2}, {State::FinWait2, 1, 2},
    {State::CloseWait, 2, 1},   {State::Closing, 2, 2},  {State::LastAck, 2, 2},
};

/// One engine with one connection, led to a state.
class Stage {
public:
  explicit Stage(const Place& place) : place_(place) {
    listener_ = *peer.host.tcp.listen({{}, peer.ours}, 4);
    peer.send({.flags = "S"});
    peer.skip();
    peer.send({.flags = ".", .sequence = 1, .acknowledgment = 1});
    connection = *listener_->accept();
    const State state = place.state;
    if (state == State::CloseWait || state == State::LastAck)
      peer.send({.flags = "F.", .sequence = 1, .acknowledgment = 1});
    if (state != State::Established && state != State::CloseWait)
      static_cast<void>(connection->shutdown());
    peer.flush();
    if (state == State::FinWait2)
      peer.send({.flags = ".", .sequence = 1, .acknowledgment = 2});
    if (state == State::Closing)
      peer.send({.flags = "F.", .sequence = 1, .acknowledgment = 1});
    peer.skip();
    EXPECT_EQ(connection->state(), state);
  }
  ~Stage() {
    connection->abort();
    listener_->close();
  }

  /// \param at, acknowledged counted from where the two ends are.
  std::string answer(const std::string& flags, std::uint32_t at, std::uint32_t acknowledged,
                     std::uint32_t size = 0) {
    peer.send({.flags = flags,
               .sequence = place_.theirs + at,
               .acknowledgment = place_.ours + acknowledged,
               .size = size});
    const auto seen = peer.next();
    return seen ? seen->flags : "";
  }

  Peer peer;
  tcp::Connection* connection;

private:
  Place place_;
  tcp::Listener* listener_;
};

class EveryState : public ::testing::TestWithParam<Place> {};

TEST_P(EveryState, EndsByAResetAtItsPlaceOnly) {
  Stage outside(GetParam());
  EXPECT_EQ(outside.answer("R", 100'000'000, 0), "");
  EXPECT_EQ(outside.connection->state(), GetParam().state);
  Stage inside(GetParam());
  EXPECT_EQ(inside.answer("R", 10, 0), ".");
  EXPECT_EQ(inside.connection->state(), GetParam().state);
  Stage exact(GetParam());
  EXPECT_EQ(exact.answer("R", 0, 0), "");
  EXPECT_EQ(exact.connection->state(), State::Closed);
}

TEST_P(EveryState, ChallengesASyn) {
  for (const std::uint32_t at : {0u, 10u, 100'000'000u}) {
    Stage stage(GetParam());
    EXPECT_EQ(stage.answer("S", at, 0), ".") << at;
    EXPECT_EQ(stage.connection->state(), GetParam().state);
  }
}

TEST_P(EveryState, DropsASegmentWithoutAnAck) {
  Stage stage(GetParam());
  EXPECT_EQ(stage.answer("", 0, 0, 10), "");
  EXPECT_EQ(stage.connection->state(), GetParam().state);
  EXPECT_EQ(stage.peer.host.tcp.counters().no_ack_bit, 1u);
}

TEST_P(EveryState, ChallengesAnAckOfWhatWasNeverSent) {
  Stage stage(GetParam());
  EXPECT_EQ(stage.answer(".", 0, 1'000, 10), ".");
  EXPECT_EQ(stage.connection->state(), GetParam().state);
  EXPECT_EQ(stage.connection->read().error(),
            GetParam().theirs == 2 ? os::Errc::Closed : os::Errc::Again);
}

TEST_P(EveryState, AnswersWhatLiesOutsideTheWindow) {
  Stage stage(GetParam());
  EXPECT_EQ(stage.answer(".", 100'000'000, 0, 10), ".");
  EXPECT_EQ(stage.connection->state(), GetParam().state);
}

TEST_P(EveryState, FollowsAnAckOfAllThatWasSent) {
  Stage stage(GetParam());
  const State before = GetParam().state;
  static_cast<void>(stage.answer(".", 0, 0));
  const State expected = before == State::FinWait1  ? State::FinWait2
                         : before == State::Closing ? State::TimeWait
                         : before == State::LastAck ? State::Closed
                                                    : before;
  EXPECT_EQ(stage.connection->state(), expected);
}

TEST_P(EveryState, FollowsAFin) {
  if (GetParam().theirs == 2)
    return; // it has come already: RFC 9293 3.10.7.4, eighth, remains as it is
  Stage stage(GetParam());
  // It acknowledges our own FIN as well, if that was sent.
  EXPECT_EQ(stage.answer("F.", 0, 0), ".");
  EXPECT_EQ(stage.connection->state(),
            GetParam().state == State::Established ? State::CloseWait : State::TimeWait);
}

INSTANTIATE_TEST_SUITE_P(Tcp, EveryState, ::testing::ValuesIn(kPlaces), [](const auto& info) {
  std::string name(tcp::to_string(info.param.state));
  std::erase(name, '-');
  return name;
});

} // namespace
} // namespace mir::net::tcp_test
