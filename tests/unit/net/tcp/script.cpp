#include "script.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

#include <gtest/gtest.h>

namespace mir::net::tcp_test {
namespace {

using Words = std::vector<std::string>;

Words split(const std::string& text, char separator) {
  Words words;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);)
    if (!word.empty())
      words.push_back(word);
  return words;
}

std::uint32_t number(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

Duration seconds(const std::string& text) {
  return Duration::microseconds(static_cast<std::int64_t>(std::stod(text) * 1e6 + 0.5));
}

const std::map<std::string, os::Errc> kErrors = {
    {"Again", os::Errc::Again},       {"Closed", os::Errc::Closed},
    {"Refused", os::Errc::Refused},   {"Reset", os::Errc::Reset},
    {"TimedOut", os::Errc::TimedOut}, {"Unreachable", os::Errc::Unreachable}};

const std::map<std::string, std::uint64_t tcp::Counters::*> kCounters = {
    {"paws", &tcp::Counters::paws},
    {"no_timestamp", &tcp::Counters::no_timestamp},
    {"outside_window", &tcp::Counters::outside_window},
    {"bad_reset", &tcp::Counters::bad_reset},
    {"bad_syn", &tcp::Counters::bad_syn},
    {"bad_ack", &tcp::Counters::bad_ack},
    {"challenge_limited", &tcp::Counters::challenge_limited},
    {"retransmissions", &tcp::Counters::retransmissions},
    {"recoveries", &tcp::Counters::recoveries},
    {"timeouts", &tcp::Counters::timeouts},
    {"tail_probes", &tcp::Counters::tail_probes},
    {"spurious", &tcp::Counters::spurious},
    {"window_probes", &tcp::Counters::window_probes},
    {"cookies_accepted", &tcp::Counters::cookies_accepted}};

void set_limit(tcp::Limits& limits, const std::string& name, const std::string& value) {
  const std::map<std::string, std::function<void()>> setters = {
      {"receive_buffer", [&] { limits.receive_buffer = number(value); }},
      {"send_buffer", [&] { limits.send_buffer = number(value); }},
      {"half_open", [&] { limits.half_open = number(value); }},
      {"orphans", [&] { limits.orphans = number(value); }},
      {"delayed_ack", [&] { limits.delayed_ack = seconds(value); }},
      {"give_up", [&] { limits.give_up = seconds(value); }},
      {"timestamps", [&] { limits.timestamps = value == "on"; }},
      {"sack", [&] { limits.selective_acks = value == "on"; }},
      {"scaling", [&] { limits.window_scaling = value == "on"; }},
      {"ecn", [&] { limits.ask_for_ecn = value == "on"; }}};
  const auto setter = setters.find(name);
  ASSERT_NE(setter, setters.end()) << "no limit " << name;
  setter->second();
}

/// One run of one script.
class Runner {
public:
  void run(std::string_view text) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line) && !::testing::Test::HasFatalFailure();) {
      ++line_;
      const std::string code = line.substr(0, line.find('#'));
      SCOPED_TRACE("line " + std::to_string(line_) + ": " + line);
      if (Words words = split(code, ' '); !words.empty())
        step(words, code);
    }
    end();
  }

private:
  Peer& peer() {
    if (!peer_) {
      peer_ = std::make_unique<Peer>(limits_, isn_);
      peer_->host.way = way_;
    }
    return *peer_;
  }

  void end() {
    pending_ = {};
    if (peer_ && connection_ != nullptr)
      connection_->abort();
    if (peer_ && listener_ != nullptr)
      listener_->close();
  }

  void step(const Words& words, const std::string& line) {
    const std::string& verb = words[0];
    if (verb == "<")
      return inject(words, line);
    if (verb == ">")
      return expect(words, line);
    if (verb[0] == '+')
      return peer().pass(seconds(verb.substr(1)));
    if (verb == "limit")
      return set_limit(limits_, words.at(1), words.at(2));
    if (verb == "mtu")
      way_.mtu = static_cast<std::uint16_t>(number(words.at(1)));
    else if (verb == "offload")
      way_.segments = true;
    else if (verb == "isn")
      isn_ = number(words.at(1));
    else if (verb == "from")
      peer().theirs = Port(static_cast<std::uint16_t>(number(words.at(1))));
    else if (verb == "full")
      peer().host.way.most_frames = 0;
    else if (verb == "room")
      make_room();
    else if (verb == "toobig")
      report_too_big(words);
    else if (verb == "unreachable")
      report_unreachable(words);
    else if (verb == "state")
      EXPECT_EQ(tcp::to_string(connection().state()), words.at(1));
    else if (verb == "gone")
      EXPECT_EQ(peer().host.tcp.connections(), 0u);
    else if (verb == "error")
      expect_error(words);
    else if (verb == "counter")
      EXPECT_EQ(peer().host.tcp.counters().*kCounters.at(words.at(1)), number(words.at(2)));
    else
      call(words);
  }

  tcp::Connection& connection() {
    EXPECT_NE(connection_, nullptr) << "neither connect nor accept";
    return *connection_;
  }

  void expect_error(const Words& words) {
    const os::Result<> status = connection().status();
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error(), kErrors.at(words.at(1)));
  }

  void report_too_big(const Words& words) {
    const IpReport report{.kind = IpReport::Kind::TooBig,
                          .local = Peer::kOurs,
                          .remote = Peer::kTheirs,
                          .local_port = peer().ours.number(),
                          .remote_port = peer().theirs.number(),
                          .sequence = peer().iss.value_or(0) + number(words.at(2)),
                          .mtu = static_cast<std::uint16_t>(number(words.at(1)))};
    if (peer().host.tcp.report(report))
      peer().host.way.mtu = report.mtu;
    peer().flush();
  }

  void report_unreachable(const Words& words) {
    const std::map<std::string, IpReport::Kind> kinds = {
        {"net", IpReport::Kind::NetUnreachable},
        {"protocol", IpReport::Kind::ProtocolUnreachable},
        {"port", IpReport::Kind::PortUnreachable}};
    static_cast<void>(
        peer().host.tcp.report({.kind = kinds.at(words.at(1)),
                                .local = Peer::kOurs,
                                .remote = Peer::kTheirs,
                                .local_port = peer().ours.number(),
                                .remote_port = peer().theirs.number(),
                                .sequence = peer().iss.value_or(0) + number(words.at(2))}));
    peer().flush();
  }

  void make_room() {
    peer().host.way.most_frames = SIZE_MAX;
    peer().host.tcp.room();
  }

  /// A call of the application, and whether it may succeed: "write 10 = Again".
  void call(const Words& words) {
    const bool fails = words.size() > 2 && words[words.size() - 2] == "=";
    const os::Result<> outcome = perform(words);
    if (fails) {
      ASSERT_FALSE(outcome.has_value());
      EXPECT_EQ(outcome.error(), kErrors.at(words.back()));
    } else {
      EXPECT_TRUE(outcome.has_value()) << (outcome ? "" : outcome.error().text());
    }
    peer().flush();
  }

  os::Result<> perform(const Words& words) {
    const std::string& verb = words[0];
    if (verb == "listen")
      return open(
          peer().host.tcp.listen({{}, peer().ours}, words.size() > 1 ? number(words[1]) : 16),
          listener_);
    if (verb == "connect")
      return connect();
    if (verb == "accept")
      return open(listener_->accept(), connection_);
    if (verb == "write")
      return write(number(words.at(1)));
    if (verb == "read")
      return read(number(words.at(1)));
    if (verb == "shutdown")
      return connection().shutdown();
    if (verb == "nodelay")
      connection().set_no_delay(true);
    else if (verb == "keepalive")
      connection().set_keep_alive(keep_alive(words));
    else if (verb == "unlisten")
      std::exchange(listener_, nullptr)->close();
    else if (verb == "close")
      std::exchange(connection_, nullptr)->close();
    else if (verb == "abort")
      std::exchange(connection_, nullptr)->abort();
    else
      ADD_FAILURE() << "no verb " << verb;
    return {};
  }

  static std::optional<KeepAlive> keep_alive(const Words& words) {
    if (words.size() == 4)
      return KeepAlive{seconds(words[1]), seconds(words[2]), number(words[3])};
    return words.size() == 1 ? std::optional(KeepAlive{}) : std::nullopt; // "off"
  }

  template <class T> static os::Result<> open(os::Result<T*> opened, T*& into) {
    if (!opened)
      return os::fail(opened.error());
    into = *opened;
    return {};
  }

  os::Result<> connect() {
    std::swap(peer().ours, peer().theirs);
    return open(peer().host.tcp.connect({{}, peer().ours}, {Peer::kTheirs, peer().theirs}),
                connection_);
  }

  os::Result<> write(std::uint32_t size) {
    const std::vector<std::byte> bytes = pattern(written_, size);
    const os::Result<std::size_t> taken = connection().write(os::Bytes(bytes));
    if (!taken)
      return os::fail(taken.error());
    EXPECT_EQ(*taken, size);
    written_ += size;
    return {};
  }

  os::Result<> read(std::uint32_t size) {
    for (std::uint32_t left = size; left != 0 || size == 0;) {
      if (pending_.empty()) {
        os::Result<os::Packet> got = connection().read(1); // no more than was asked for, or a page
        if (!got)
          return os::fail(got.error());
        pending_ = std::move(*got);
      }
      EXPECT_EQ(std::to_integer<int>(pending_.front()[0]), std::to_integer<int>(pattern_at(read_)))
          << "at byte " << read_;
      pending_.drop_front(1);
      ++read_;
      --left;
    }
    return {};
  }

  /// "<a,b c,d>" in a line.
  static Words options_of(const std::string& line, std::size_t from) {
    const std::size_t open = line.find('<', from), close = line.rfind('>');
    if (open == std::string::npos || close == std::string::npos || close < open)
      return {"-"};
    return split(line.substr(open + 1, close - open - 1), ',');
  }

  std::uint32_t stamp(const std::string& word) {
    if (word.rfind("last", 0) != 0)
      return number(word);
    return peer().last_stamp - (word.size() > 4 ? number(word.substr(5)) : 0);
  }

  tcp::Options read_options(const Words& options, std::uint32_t base) {
    tcp::Options result;
    for (const std::string& option : options) {
      const Words words = split(option, ' ');
      if (words[0] == "mss")
        result.mss = static_cast<std::uint16_t>(number(words.at(1)));
      else if (words[0] == "wscale")
        result.window_scale = static_cast<std::uint8_t>(number(words.at(1)));
      else if (words[0] == "sackOK")
        result.sack_permitted = true;
      else if (words[0] == "TS")
        result.timestamps =
            tcp::Timestamps{words.at(1) == "*" ? 0 : stamp(words.at(1)), stamp(words.at(2))};
      else if (words[0] == "sack")
        for (std::size_t i = 1; i < words.size(); ++i) {
          const Words ends = split(words[i], ':');
          result.add_block(
              {tcp::Seq(base + number(ends.at(0))), tcp::Seq(base + number(ends.at(1)))});
        }
      else if (words[0] != "-")
        ADD_FAILURE() << "no option " << words[0];
    }
    return result;
  }

  /// "begin:end(size)".
  static void read_range(const std::string& word, std::uint32_t& begin, std::uint32_t& size) {
    const std::size_t colon = word.find(':'), open = word.find('(');
    begin = number(word.substr(0, colon));
    size = number(word.substr(open + 1));
    EXPECT_EQ(number(word.substr(colon + 1)), begin + size) << "the range contradicts itself";
  }

  static std::optional<std::uint32_t> value_of(const Words& words, const std::string& name) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
      if (words[i] == name)
        return number(words[i + 1]);
    return std::nullopt;
  }

  void inject(const Words& words, const std::string& line) {
    Sending sending{.flags = words.at(1)};
    read_range(words.at(2), sending.sequence, sending.size);
    sending.acknowledgment = value_of(words, "ack").value_or(0);
    sending.window = static_cast<std::uint16_t>(value_of(words, "win").value_or(65'535));
    sending.urgent = static_cast<std::uint16_t>(value_of(words, "urg").value_or(0));
    if (line.find(" ce") != std::string::npos)
      sending.ecn = Ecn::CongestionExperienced;
    sending.options = read_options(options_of(line, line.find('<') + 1), 0);
    peer().send(sending);
  }

  void expect(const Words& words, const std::string& line) {
    const std::optional<Seen> seen = peer().next();
    if (words.at(1) == "none") {
      EXPECT_FALSE(seen.has_value()) << "sent: " << print(seen);
      return;
    }
    ASSERT_TRUE(seen.has_value()) << "nothing was sent";
    std::string flags = seen->flags, expected = words[1];
    if (expected[0] == '!')
      expected.erase(0, 1);
    else
      std::erase(flags, 'P'), std::erase(expected, 'P');
    std::uint32_t begin = 0, size = 0;
    read_range(words.at(2), begin, size);
    EXPECT_EQ(flags, expected) << print(seen);
    EXPECT_EQ(seen->sequence, begin) << print(seen);
    EXPECT_EQ(seen->size, size) << print(seen);
    if (const auto ack = value_of(words, "ack"))
      EXPECT_EQ(seen->acknowledgment, *ack) << print(seen);
    if (const auto window = value_of(words, "win"))
      EXPECT_EQ(seen->window, *window);
    if (line.find(" ect") != std::string::npos)
      EXPECT_EQ(seen->ecn, Ecn::Capable0);
    if (line.find(" notect") != std::string::npos)
      EXPECT_EQ(seen->ecn, Ecn::NotCapable);
    compare_options(*seen, options_of(line, line.find('>') + 1));
    for (std::uint32_t i = 0; i < seen->size; ++i)
      ASSERT_EQ(std::to_integer<int>(seen->payload[i]),
                std::to_integer<int>(pattern_at(seen->sequence - 1 + i)))
          << "payload at " << i;
  }

  void compare_options(const Seen& seen, const Words& expected) {
    if (expected == Words{"-"})
      return;
    tcp::Options wanted = read_options(expected, peer().isn);
    tcp::Options got = seen.options;
    if (wanted.timestamps && got.timestamps)
      wanted.timestamps->value = got.timestamps->value; // "TS * N"
    EXPECT_EQ(got.mss, wanted.mss);
    EXPECT_EQ(got.window_scale, wanted.window_scale);
    EXPECT_EQ(got.sack_permitted, wanted.sack_permitted);
    EXPECT_EQ(got.timestamps, wanted.timestamps);
    ASSERT_EQ(got.sack_count, wanted.sack_count);
    for (std::size_t i = 0; i < got.sack_count; ++i)
      EXPECT_EQ(got.sack[i], wanted.sack[i]) << "block " << i;
  }

  static std::string print(const std::optional<Seen>& seen) {
    if (!seen)
      return "nothing";
    std::ostringstream out;
    out << seen->flags << ' ' << seen->sequence << ':' << seen->sequence + seen->size << '('
        << seen->size << ") ack " << seen->acknowledgment << " win " << seen->window;
    return out.str();
  }

  tcp::Limits limits_;
  Host::Way way_;
  std::uint32_t isn_ = 1'000'000;
  std::unique_ptr<Peer> peer_;
  tcp::Listener* listener_ = nullptr;
  tcp::Connection* connection_ = nullptr;
  os::Packet pending_; // read, not yet compared; its pages are the peer's
  std::uint32_t written_ = 0, read_ = 1;
  int line_ = 0;
};

} // namespace

void run_script(std::string_view name, std::string_view text) {
  SCOPED_TRACE(std::string(name));
  Runner().run(text);
}

} // namespace mir::net::tcp_test
