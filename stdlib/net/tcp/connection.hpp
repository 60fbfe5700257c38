/// \file
/// Connection: one TCP connection: its state, its two streams, its clocks (RFC 9293 3.3).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <mir/net/ip/transport.hpp>
#include <mir/net/keep_alive.hpp>
#include <mir/net/tcp/congestion/cubic.hpp>
#include <mir/net/tcp/congestion/proportion.hpp>
#include <mir/net/tcp/congestion/rack.hpp>
#include <mir/net/tcp/congestion/rtt.hpp>
#include <mir/net/tcp/queue/receive_queue.hpp>
#include <mir/net/tcp/queue/send_queue.hpp>
#include <mir/net/tcp/queue/sent_list.hpp>
#include <mir/net/tcp/table/rate_limit.hpp>
#include <mir/net/tcp/table/syn_cookie.hpp>
#include <mir/net/tcp/table/table.hpp>
#include <mir/os/base/list.hpp>
#include <mir/os/mem/packet.hpp>
#include <mir/os/task/timer_wheel.hpp>

namespace mir::net::tcp {

class Engine;
class Listener;

/// RFC 9293 3.3.2. LISTEN is a Listener's; in TIME-WAIT only a TimeWait record is left, unless the
/// application still holds the connection.
enum class State : std::uint8_t {
  Closed,
  SynSent,
  SynReceived,
  Established,
  FinWait1,
  FinWait2,
  CloseWait,
  Closing,
  LastAck,
  TimeWait,
};
[[nodiscard]] std::string_view to_string(State state) noexcept;

struct ReadyList;
struct BacklogList;

/// What a diagnostic shows of a connection.
struct Snapshot {
  Tuple tuple;
  State state;
  std::uint32_t send_queue, receive_queue; ///< bytes
  std::uint32_t congestion_window, flight; ///< bytes
  Duration rtt, timeout;
  std::uint16_t mss;
};

/// The application's calls never block and send nothing by themselves: what they make possible goes
/// out with the next Transport::flush(). Comes from Engine::connect() or Listener::accept(); after
/// close() or abort() the application must not touch it any more.
class Connection final : public Entry,
                         private os::Timer,
                         private os::ListNode<ReadyList>,
                         private os::ListNode<BacklogList> {
public:
  // The application's calls.

  /// \returns Errc::Again until it is connected; then success, or why it failed or ended: Refused,
  ///          Reset, TimedOut, Unreachable, NoMemory (it held memory without progress while that
  ///          was short).
  [[nodiscard]] os::Result<> status() const noexcept;
  /// The next bytes, as they lie in their pages.
  /// \param most slices, 1 to Packet::kMostSlices.
  /// \returns Errc::Again when there are none yet; Closed at the end of the stream; what status()
  ///          says.
  [[nodiscard]] os::Result<os::Packet> read(std::size_t most = os::Packet::kMostSlices) noexcept;
  /// Moves in what there is room for; the rest stays in the packet.
  /// \returns Errc::Again without any room; Closed after shutdown(); what status() says.
  os::Result<> write(os::Packet& packet) noexcept;
  /// Copies in what there is room for. \returns how many bytes; as above.
  os::Result<std::size_t> write(os::Bytes bytes) noexcept;
  /// Sends the end of the stream after what was written. \returns Errc::Closed when that was done
  ///          before, or the connection is gone.
  os::Result<> shutdown() noexcept;
  /// Gives the connection up: what was written still goes out. Data that nobody has read makes it
  /// an abort() (RFC 9293 3.6.1).
  void close() noexcept;
  /// Gives the connection up with a reset.
  void abort() noexcept;

  [[nodiscard]] const Endpoint& local() const noexcept { return tuple().local; }
  [[nodiscard]] const Endpoint& peer() const noexcept { return tuple().peer; }
  [[nodiscard]] State state() const noexcept { return state_; }
  /// Bytes that write() would take now.
  [[nodiscard]] std::size_t room() const noexcept;
  /// Bytes in front of the end of urgent data, if there is any (RFC 6093): they come in line.
  [[nodiscard]] std::uint32_t urgent() const noexcept;
  [[nodiscard]] Snapshot snapshot() const noexcept;

  /// Null: nobody. Told at the next change.
  void set_watcher(SocketWatcher* watcher) noexcept { watcher_ = watcher; }
  /// Whether a small segment may follow another that is not acknowledged (RFC 9293 3.7.4).
  void set_no_delay(bool on) noexcept { no_delay_ = on; }
  /// RFC 9293 3.8.4. Off until it is asked for; counts from now.
  /// \param how that is_possible(); nothing: no probes any more.
  void set_keep_alive(const std::optional<KeepAlive>& how) noexcept;
  /// How long data may stay unacknowledged (RFC 9293 3.9.1.7).
  void set_user_timeout(Duration limit) noexcept { give_up_ = limit; }

  // For the slab only.
  Connection(Engine& engine, const Tuple& tuple, const Path& path) noexcept;
  ~Connection() = default;

private:
  friend class Engine;
  friend class Listener;
  friend class os::List<Connection, ReadyList>;
  friend class os::List<Connection, BacklogList>;
  using Ready = os::ListNode<ReadyList>;
  using Backlog = os::ListNode<BacklogList>;

  enum class Clock : std::uint8_t { Retransmit, Acknowledge, KeepAlive, Life };
  static constexpr std::size_t kClocks = 4;
  /// What Clock::Retransmit waits for.
  enum class Wait : std::uint8_t { Nothing, Timeout, Tail, Reordering, Window };
  /// How loss is dealt with: not at all, by a fast recovery, after a time-out.
  enum class Phase : std::uint8_t { Open, Recovery, Loss };
  /// What an ACK has told.
  struct Progress {
    std::uint32_t acknowledged = 0; ///< bytes that SND.UNA moved
    std::uint32_t delivered = 0;    ///< these, and what SACK blocks told first
    std::uint32_t flight = 0;       ///< bytes in the network before it
    bool duplicate = false;         ///< of the kind that RFC 5681 2 counts
    bool reported_twice = false;    ///< a block told of a duplicate (RFC 2883)
    bool retransmitted = false;     ///< something that was sent twice is among it (RFC 6298 3)
    std::optional<Duration> rtt;
  };

  // Opening: handshake.cpp
  void open(Instant now) noexcept;
  void open_passive(const Segment& syn, Listener& listener, Instant now) noexcept;
  void open_from_cookie(const Segment& ack, const CookieData& data, Listener& listener,
                        Instant now) noexcept;
  /// Reopens what was in TIME-WAIT: its numbers begin behind those of the old connection
  /// (RFC 9293 3.10.7.4).
  void begin_after(Seq last) noexcept;
  void take_syn_options(const Segment& syn) noexcept;
  void send_syn(Instant now) noexcept;
  void arrive_in_syn_sent(const Segment& segment, os::Packet& payload, Instant now) noexcept;
  void establish(const Segment& segment, Instant now) noexcept;
  [[nodiscard]] bool complete_handshake(const Segment& segment, Instant now) noexcept;

  // A segment: arrival.cpp, in the order of RFC 9293 3.10.7.4
  void arrive(Segment segment, os::Packet& payload, Instant now) noexcept;
  void arrive_synchronized(Segment& segment, os::Packet& payload, Instant now) noexcept;
  [[nodiscard]] bool check_timestamp(const Segment& segment, Instant now) noexcept;
  void note_timestamp(const Segment& segment, Instant now) noexcept;
  [[nodiscard]] bool check_sequence(Segment& segment, Instant now) noexcept;
  void take_reset(const Segment& segment, Instant now) noexcept;
  void take_syn(const Segment& segment, Instant now) noexcept;
  void take_urgent(const Segment& segment) noexcept;
  void take_payload(const Segment& segment, os::Packet& payload, Instant now) noexcept;
  void take_fin(const Segment& segment, Instant now) noexcept;
  void fin_arrived(Instant now) noexcept;
  void answer_data(const Segment& segment, const ReceiveQueue::Outcome& outcome,
                   Instant now) noexcept;
  void challenge(Instant now) noexcept;

  // Its ACK: acknowledgment.cpp
  [[nodiscard]] bool take_acknowledgment(const Segment& segment, Instant now) noexcept;
  [[nodiscard]] Progress update_scoreboard(const Segment& segment, Instant now) noexcept;
  void take_blocks(const Segment& segment, Progress& progress, Instant now) noexcept;
  void measure(const Segment& segment, const Progress& progress, Instant now) noexcept;
  void update_window(const Segment& segment) noexcept;
  void take_ecn_echo(const Segment& segment) noexcept;
  void own_fin_acknowledged(Instant now) noexcept;

  // Loss: recovery.cpp
  void react(const Segment& segment, const Progress& progress, Instant now) noexcept;
  void judge_tail_probe(const Segment& segment, const Progress& progress) noexcept;
  [[nodiscard]] std::uint32_t delivered_by(const Progress& progress) const noexcept;
  void detect_loss(const Progress& progress, Instant now) noexcept;
  void count_duplicate(const Progress& progress) noexcept;
  void mark_first_lost() noexcept;
  void enter_recovery() noexcept;
  void leave_recovery() noexcept;
  [[nodiscard]] bool was_spurious(const Segment& segment, const Progress& progress) const noexcept;
  void undo() noexcept;
  void retransmission_timeout(Instant now) noexcept;
  void probe_tail(Instant now) noexcept;
  [[nodiscard]] std::uint32_t pipe() const noexcept;

  // Segments out: output.cpp
  void output(Instant now) noexcept;
  void send_lost(Instant now) noexcept;
  void send_new(Instant now) noexcept;
  [[nodiscard]] std::uint32_t next_size() const noexcept;
  [[nodiscard]] bool may_send_small() const noexcept;
  [[nodiscard]] std::uint32_t allowance() const noexcept;
  void note_limit() noexcept;
  [[nodiscard]] std::uint32_t segment_room() const noexcept;
  [[nodiscard]] std::uint32_t burst() const noexcept;
  /// Sends [begin, begin + size) and perhaps a FIN. `size` becomes what was sent.
  /// \returns false when the device is full.
  [[nodiscard]] bool transmit(Seq begin, std::uint32_t& size, bool fin, Link*& near, bool again,
                              Instant now) noexcept;
  /// Sends it, and writes down that it was sent. \returns false when it could not be.
  bool transmit_new(std::uint32_t size, bool fin, Instant now) noexcept;
  bool transmit_again(Sent& piece, Instant now) noexcept;
  void send_ack(Instant now) noexcept;
  void send_reset() noexcept;
  void probe_window(Instant now) noexcept;
  [[nodiscard]] Segment header(Seq sequence, Instant now) noexcept;
  [[nodiscard]] std::uint16_t announce_window() noexcept;
  [[nodiscard]] Seq window_edge() const noexcept;
  void acknowledged_to_peer() noexcept;
  void consider_window_update() noexcept;
  void fit_mss() noexcept;
  /// The longest payload that the way between us takes.
  [[nodiscard]] std::uint16_t own_mss() const noexcept;

  // Clocks: timer.cpp
  void expired() noexcept override;
  void set_clock(Clock clock, Instant when) noexcept;
  [[nodiscard]] Instant& clock(Clock which) noexcept {
    return clocks_[static_cast<std::size_t>(which)];
  }
  void schedule(Instant now) noexcept;
  void wait_for(Wait what, Instant when) noexcept;
  void consider_tail_probe(Instant now) noexcept;
  [[nodiscard]] Duration tail_delay() const noexcept;
  [[nodiscard]] Duration window_delay() const noexcept;
  void retransmit_clock(Instant now) noexcept;
  void keep_alive_clock(Instant now) noexcept;
  void life_clock(Instant now) noexcept;
  [[nodiscard]] bool gave_up(Instant now) noexcept;
  void restart_keep_alive(Instant now) noexcept;

  // Endings: user.cpp
  void fail(os::Errc error) noexcept;
  void finish() noexcept;
  void enter_time_wait(Instant now) noexcept;
  void queue_fin() noexcept;
  void be_orphan() noexcept;
  [[nodiscard]] os::Result<> writable() const noexcept;

  // Memory is short: queue/shortage.cpp
  void wait_for_memory(bool refused = false) noexcept;
  [[nodiscard]] std::uint32_t held_in_vain(Instant now, Duration patience) noexcept;
  void mark(Instant now) noexcept;

  // News from below: report.cpp
  [[nodiscard]] bool report(const IpReport& report, Instant now) noexcept;
  void shrink_mtu(std::uint16_t mtu) noexcept;
  bool learn_mtu() noexcept;

  void make_ready() noexcept;
  void notify(bool readable, bool writable) noexcept {
    if (watcher_ != nullptr)
      watcher_->socket_ready(readable, writable);
  }
  [[nodiscard]] std::uint32_t stamp(Instant now) const noexcept;
  /// Whether this number is one of those that are on their way. Of one that was written down long
  /// ago a comparison with SND.UNA alone says nothing: half of all numbers later it lies ahead.
  [[nodiscard]] bool on_its_way(Seq number) const noexcept {
    return number > una_ && number <= next_;
  }
  [[nodiscard]] bool fin_acknowledged() const noexcept { return fin_sent_ && una_ == next_; }
  [[nodiscard]] bool may_receive() const noexcept;

  Engine& engine_;
  Listener* listener_ = nullptr; // that waits for it to be accepted
  SocketWatcher* watcher_ = nullptr;
  State state_ = State::Closed;
  Phase phase_ = Phase::Open;
  Wait wait_ = Wait::Nothing;
  os::Error error_ = os::Errc::Closed; // once state_ is Closed
  std::array<Instant, kClocks> clocks_;

  // What the two ends have agreed on, and the way between them.
  std::uint16_t mtu_ = 0;
  std::uint16_t peer_mss_ = 536; // RFC 9293 3.7.1
  std::uint16_t mss_ = 536;      // bytes of payload, options taken off
  std::uint16_t longest_ = 0;    // payload that has come, in bytes: at most own_mss()
  std::uint8_t send_scale_ = 0, receive_scale_ = 0;
  bool device_segments_ : 1 = false;
  bool timestamps_ : 1 = false;
  bool sack_ : 1 = false;
  bool ecn_ : 1 = false;
  bool passive_ : 1 = false;
  bool accepted_ : 1 = false; // the application holds it
  bool orphan_ : 1 = false;   // the application has closed it, and it is counted
  bool no_delay_ : 1 = false;
  bool connected_ : 1 = false; // was ESTABLISHED once

  // What is to be done.
  bool syn_due_ : 1 = false;
  bool ack_due_ : 1 = false;
  bool fin_queued_ : 1 = false; // shutdown() was called
  bool fin_sent_ : 1 = false;
  bool fin_known_ : 1 = false; // the peer's FIN was seen, perhaps behind a hole
  bool fin_taken_ : 1 = false; // and is in order
  bool syn_again_ : 1 = false; // the SYN was sent more than once
  bool from_cookie_ : 1 = false;
  bool echo_congestion_ : 1 = false;
  bool tell_reduced_ : 1 = false; // CWR on the next new data
  bool tail_probed_ : 1 = false;
  bool tail_again_ : 1 = false; // the probe was a retransmission
  bool undo_possible_ : 1 = false;
  bool urgent_known_ : 1 = false;
  bool wants_memory_ : 1 = false; // the application waits to write

  // SND and RCV of RFC 9293 3.3.1.
  Seq iss_, una_, next_; // of what we send; next_ counts SYN and FIN
  Seq wl1_, wl2_;
  Seq small_end_; // behind the last segment that was not full (Minshall)
  std::uint32_t window_ = 0, largest_window_ = 0; // the peer's, in bytes
  Seq irs_;
  Seq advertised_;        // right edge of the window the peer was told
  Seq last_acknowledged_; // Last.ACK.sent (RFC 7323 4.3)
  Seq fin_at_;            // number of the peer's FIN
  Seq urgent_at_;
  std::uint32_t unacknowledged_ = 0; // bytes received since the last ACK
  SackBlock duplicate_;              // to be reported in the next ACK (RFC 2883)

  // Timestamps (RFC 7323).
  std::uint32_t stamp_offset_ = 0;
  std::uint32_t recent_ = 0; // TS.Recent
  Instant recent_at_;

  // Congestion and loss.
  Rtt rtt_;
  Cubic cubic_;
  Rack rack_;
  Proportion proportion_;
  Cubic::Saved before_loss_ = {};
  Seq recover_;                    // the recovery ends when this is acknowledged (RFC 6582)
  Seq tail_end_;                   // of the tail probe
  Seq limited_end_;                // of what was sent while the congestion window was in use
  Seq congestion_end_;             // ECN: one reduction until this is acknowledged
  std::uint32_t again_stamp_ = 0;  // timestamp of the first retransmission (RFC 3522)
  std::uint8_t duplicates_ = 0;    // duplicate ACKs in a row, without SACK
  std::uint8_t keep_alives_ = 0;   // probes without an answer
  std::uint8_t unreachables_ = 0;  // SYNs that a router could not deliver
  std::uint8_t window_probes_ = 0; // of a window that is closed, so far

  Instant sent_at_;     // the last segment with data, or the SYN
  Instant heard_at_;    // the last acceptable segment
  Instant progress_at_; // SND.UNA moved, or there was nothing outstanding
  Duration give_up_;
  RateLimit challenges_;
  std::optional<KeepAlive> keep_alive_;

  // Where both streams stood when memory was found short.
  Instant marked_at_;
  Seq marked_una_, marked_next_;

  SendQueue send_;
  SentList sent_;
  ReceiveQueue receive_;
};

} // namespace mir::net::tcp

namespace mir::net {
using TcpConnection = tcp::Connection;
} // namespace mir::net
