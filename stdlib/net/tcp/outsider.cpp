// A segment for which there is no connection: RFC 9293 3.10.7.1, 3.10.7.2, and TIME-WAIT.
#include <mir/net/tcp/engine.hpp>

#include <algorithm>

namespace mir::net::tcp {
namespace {

/// A SYN, and with it nothing that could not be meant: a FIN.
bool asks_to_open(const Flags& flags) noexcept {
  return flags.syn && !flags.fin && !flags.rst && !flags.ack;
}

} // namespace

Transport::Verdict Engine::input(const IpArrival& arrival, os::Packet& packet) {
  ++counters_.segments_in;
  Tuple tuple;
  const os::Result<Segment> segment = take_segment(arrival, packet, tuple);
  if (!segment) {
    ++(segment.error() == os::Errc::Io ? counters_.bad_checksum : counters_.bad_header);
    return Verdict::Done;
  }
  if (!plausible(arrival, tuple)) {
    ++counters_.bad_address;
    return Verdict::Done;
  }
  Entry* entry = table_.find(tuple);
  if (entry == nullptr)
    arrive_nowhere(tuple, *segment, packet);
  else if (entry->kind() == Entry::Kind::TimeWait)
    arrive_in_time_wait(static_cast<TimeWait&>(*entry), tuple, *segment, packet);
  else
    static_cast<Connection&>(*entry).arrive(*segment, packet, now());
  return Verdict::Done;
}

/// TCP is between two hosts (RFC 9293 3.9.2.3): nobody answers what came to many, from many, from
/// nobody, or from itself.
bool Engine::plausible(const IpArrival& arrival, const Tuple& tuple) const noexcept {
  const Address& from = arrival.source;
  return !arrival.to_many && !from.is_any() && !from.is_broadcast() && !from.is_multicast() &&
         !arrival.destination.is_broadcast() && !arrival.destination.is_multicast() &&
         !(tuple.local == tuple.peer) && tuple.peer.port != Port() && tuple.local.port != Port();
}

void Engine::arrive_nowhere(const Tuple& tuple, const Segment& segment,
                            os::Packet& payload) noexcept {
  if (Listener* listener = find_listener(tuple.local))
    return arrive_at_listener(*listener, tuple, segment, payload);
  ++counters_.no_connection;
  reset(tuple, segment);
}

/// RFC 9293 3.10.7.1.
void Engine::reset(const Tuple& tuple, const Segment& segment) noexcept {
  if (segment.flags.rst)
    return;
  if (!resets_.allow(limits_.resets, Duration::seconds(1), now())) {
    ++counters_.reset_limited;
    return;
  }
  Segment answer{.flags = {.rst = true}};
  if (segment.flags.ack) {
    answer.sequence = segment.acknowledgment;
  } else {
    answer.acknowledgment = segment.end();
    answer.flags.ack = true;
  }
  ++counters_.resets_out;
  static_cast<void>(emit(tuple, answer));
}

/// RFC 9293 3.10.7.2.
void Engine::arrive_at_listener(Listener& listener, const Tuple& tuple, const Segment& segment,
                                os::Packet& payload) noexcept {
  if (segment.flags.rst) // first
    return;
  if (segment.flags.ack) { // second: nothing was sent that could be acknowledged, but a cookie
    if (!segment.flags.syn && accept_cookie(listener, tuple, segment, payload))
      return;
    // After cookies it may be of a request that we have answered and forgotten, with what came
    // before it lost: that comes again, and opens the connection. A reset would end it.
    if (segment.length() != 0 && counters_.cookies_sent != 0 &&
        now() - cookie_at_ < Duration::seconds(60)) {
      ++counters_.no_connection;
    } else {
      ++counters_.no_connection;
      reset(tuple, segment);
    }
    return;
  }
  if (!asks_to_open(segment.flags)) { // third
    ++counters_.no_connection;
    return;
  }
  if (listener.full()) {
    ++counters_.backlog_full;
    return;
  }
  if (listener.half_open() >= limits_.half_open || listener.half_open() >= listener.backlog() ||
      connections_.in_use() >= limits_.connections)
    return answer_with_cookie(tuple, segment);
  open_passive(listener, tuple, segment);
}

void Engine::open_passive(Listener& listener, const Tuple& tuple, const Segment& syn) noexcept {
  const os::Result<Path> path = ip_.path(tuple.peer.address, tuple.local.address);
  if (!path) {
    ++counters_.bad_address;
    return;
  }
  if (Connection* connection = make(tuple, *path))
    connection->open_passive(syn, listener, now());
}

/// RFC 4987 3.6: the request is answered and forgotten.
void Engine::answer_with_cookie(const Tuple& tuple, const Segment& syn) noexcept {
  const os::Result<Path> path = ip_.path(tuple.peer.address, tuple.local.address);
  if (!path) {
    ++counters_.bad_address;
    return;
  }
  const Instant moment = now();
  const Options& asked = syn.options;
  const bool stamped = limits_.timestamps && asked.timestamps.has_value();
  const bool scaled = stamped && limits_.window_scaling && asked.window_scale.has_value();
  const CookieData data{.window_scale = scaled ? asked.window_scale : std::nullopt,
                        .sack = stamped && limits_.selective_acks && asked.sack_permitted,
                        .ecn = stamped && syn.flags.ece && syn.flags.cwr};
  Segment answer{.sequence =
                     make_cookie(secrets_, tuple, syn.sequence, asked.mss.value_or(536), moment),
                 .acknowledgment = syn.sequence + 1,
                 .flags = {.syn = true, .ack = true, .ece = data.ecn},
                 .window = static_cast<std::uint16_t>(std::min(limits_.receive_buffer, 65'535u)),
                 .options = syn_options(path->mtu, tuple)};
  if (!scaled)
    answer.options.window_scale.reset();
  answer.options.sack_permitted = data.sack;
  answer.options.timestamps.reset();
  if (stamped)
    answer.options.timestamps =
        Timestamps{stamp_cookie(stamp(secrets_.timestamp_offset(tuple), moment), data),
                   asked.timestamps->value};
  ++counters_.cookies_sent;
  cookie_at_ = moment;
  static_cast<void>(emit(tuple, answer));
}

/// \returns whether the ACK is of a cookie of ours: then the connection is open.
bool Engine::accept_cookie(Listener& listener, const Tuple& tuple, const Segment& segment,
                           os::Packet& payload) noexcept {
  if (counters_.cookies_sent == 0) // none was ever made: nothing to compute
    return false;
  const auto mss =
      read_cookie(secrets_, tuple, segment.sequence - 1, segment.acknowledgment - 1, now());
  if (!mss)
    return false;
  if (listener.full()) {
    ++counters_.backlog_full;
    return true; // the peer sends again
  }
  const os::Result<Path> path = ip_.path(tuple.peer.address, tuple.local.address);
  Connection* connection = path ? make(tuple, *path) : nullptr;
  if (connection == nullptr)
    return true;
  CookieData data{.mss = *mss};
  if (segment.options.timestamps)
    read_stamp(segment.options.timestamps->echo, data);
  ++counters_.cookies_accepted;
  connection->open_from_cookie(segment, data, listener, now());
  connection->arrive(segment, payload, now());
  return true;
}

/// TIME-WAIT: RFC 9293 3.10.7.4, in short.
void Engine::arrive_in_time_wait(TimeWait& entry, const Tuple& tuple, const Segment& segment,
                                 os::Packet& payload) noexcept {
  const Remains& remains = entry.remains;
  const bool in_place = segment.sequence == remains.receive_next;
  if (asks_to_open(segment.flags) && entry.may_reopen(segment) &&
      find_listener(tuple.local) != nullptr) {
    const Seq last = remains.send_next;
    time_waits_.remove(entry);
    arrive_nowhere(tuple, segment, payload);
    if (Entry* fresh = table_.find(tuple))
      static_cast<Connection&>(*fresh).begin_after(last);
    return;
  }
  if (segment.flags.rst && in_place)
    return time_waits_.remove(entry);
  const bool in_window = in_place || (segment.sequence > remains.receive_next &&
                                      segment.sequence < remains.receive_next + remains.window);
  bool answered = true;
  if (segment.flags.rst) {
    ++counters_.bad_reset;
    answered = in_window;
  } else if (segment.flags.fin && segment.end() == remains.receive_next) {
    time_waits_.restart(entry, now()); // the peer did not get our last ACK
  } else if (in_window && !segment.flags.syn) {
    // Nothing new can come: only what the peer may not know is worth an answer.
    counters_.no_ack_bit += segment.flags.ack ? 0 : 1;
    answered = segment.flags.ack &&
               (segment.length() != 0 || segment.acknowledgment > remains.send_next || !in_place);
  }
  if (answered)
    acknowledge_time_wait(entry);
}

void Engine::acknowledge_time_wait(const TimeWait& entry) noexcept {
  if (!resets_.allow(limits_.resets, Duration::seconds(1), now())) {
    ++counters_.challenge_limited;
    return;
  }
  const Remains& remains = entry.remains;
  Segment answer{.sequence = remains.send_next,
                 .acknowledgment = remains.receive_next,
                 .flags = {.ack = true},
                 .window = remains.window_field};
  if (remains.timestamps)
    answer.options.timestamps = Timestamps{stamp(remains.timestamp_offset, now()), remains.recent};
  static_cast<void>(emit(entry.tuple(), answer));
}

} // namespace mir::net::tcp
