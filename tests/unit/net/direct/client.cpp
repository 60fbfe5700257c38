// The client of client_linux.py: does what its words say, and says what came of it.
//
//     client --tap=... exchange=10.0.0.1:7,100000 upload=... download=... late=... stall=...
//     many=...
//
// exchange=A:P,N  sends N bytes of the pattern and reads at once; what comes back has to be the
// same upload=A:P,N    sends them, ends its stream, and tells how the peer ended its own
// download=A:P,N  ends its stream first, and reads N bytes of the pattern
// late=A:P,N      waits for the end of the peer's stream, and only then sends
// stall=A:P,N     reads nothing until the peer says so on a second connection
// many=A:P,N      N connections at once, a byte echoed on each
// idle=A:P,N      reads, with keep-alives every second, of which N may stay without an answer
#include <array>
#include <charconv>
#include <string>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

namespace {

using namespace mir;
using namespace mir::literals;

struct Errand {
  net::Endpoint peer;
  std::uint32_t count = 0;
};

/// Byte i of the stream: what `pattern()` of net_services.py makes.
constexpr std::byte pattern(std::uint64_t i) noexcept {
  constexpr std::uint64_t kRound = 1024, kBlock = kRound + 3;
  constexpr std::array kTail{std::byte{'m'}, std::byte{'i'}, std::byte{'r'}};
  const std::uint64_t at = i % kBlock;
  return at < kRound ? static_cast<std::byte>(at % 256) : kTail[at - kRound];
}

Task<Result<>> send(net::Flow& flow, std::uint64_t count) {
  std::array<std::byte, 16 * 1024> bytes;
  for (std::uint64_t sent = 0; sent < count;) {
    const std::size_t size = std::min<std::uint64_t>(bytes.size(), count - sent);
    for (std::size_t i = 0; i < size; ++i)
      bytes[i] = pattern(sent + i);
    if (auto written = co_await flow.write(os::Bytes(bytes).first(size)); !written)
      co_return written;
    sent += size;
  }
  co_return flow.shutdown();
}

/// Reads to the end of the stream.
class Reader {
public:
  Task<Result<>> read(net::Flow& flow) {
    for (;;) {
      auto chunk = co_await flow.read();
      if (!chunk) {
        end_ = chunk.error();
        co_return Result<>(); // an end that is not the stream's is told, and stops nothing
      }
      for (const os::Bytes piece : chunk->pieces())
        for (const std::byte b : piece)
          same_ &= b == pattern(count_++);
    }
  }
  void tell(App& app, std::string_view verb) const {
    app.console().println("{}: {} bytes, {}, {}", verb, count_, same_ ? "right" : "wrong",
                          end_ == os::Errc::Closed ? "ended" : end_.text());
  }

private:
  std::uint64_t count_ = 0;
  bool same_ = true;
  os::Error end_ = os::Errc::Again;
};

Task<> exchange(App& app, net::Manager&, net::Flow flow, Errand errand) {
  Reader reader;
  Group both(app.scheduler());
  both.spawn(send(flow, errand.count));
  both.spawn(reader.read(flow));
  if (const auto done = co_await both.join(); !done)
    app.console().println("exchange: {}", done.error());
  reader.tell(app, "exchange");
}

Task<> upload(App& app, net::Manager&, net::Flow flow, Errand errand) {
  Reader reader;
  if (const auto sent = co_await send(flow, errand.count); !sent) {
    app.console().println("upload: {}", sent.error());
    co_return;
  }
  (void)co_await reader.read(flow);
  reader.tell(app, "upload");
}

Task<> download(App& app, net::Manager&, net::Flow flow, Errand) {
  Reader reader;
  (void)flow.shutdown();
  (void)co_await reader.read(flow);
  reader.tell(app, "download");
}

Task<> late(App& app, net::Manager&, net::Flow flow, Errand errand) {
  Reader reader;
  (void)co_await reader.read(flow);
  const auto sent = co_await send(flow, errand.count);
  if (!sent)
    app.console().println("late: {}", sent.error());
  reader.tell(app, "late");
}

Task<> idle(App& app, net::Manager&, net::Flow flow, Errand errand) {
  Reader reader;
  if (const auto asked = flow.keep_alive(net::KeepAlive{1_s, 1_s, errand.count}); !asked)
    app.console().println("idle: {}", asked.error());
  (void)co_await reader.read(flow);
  reader.tell(app, "idle");
}

Task<> stall(App& app, net::Manager& network, net::Flow flow, Errand errand) {
  auto signal = co_await network.connect(errand.peer);
  if (!signal || !co_await signal->read())
    co_return;
  Reader reader;
  (void)co_await reader.read(flow);
  reader.tell(app, "stall");
}

Task<> many(App& app, net::Manager& network, net::Flow first, Errand errand) {
  std::vector<net::Flow> flows;
  flows.push_back(std::move(first));
  while (flows.size() < errand.count) {
    auto flow = co_await network.connect(errand.peer);
    if (!flow) {
      app.console().println("many: {} after {}", flow.error(), flows.size());
      co_return;
    }
    flows.push_back(std::move(*flow));
  }
  std::uint32_t answered = 0;
  for (net::Flow& flow : flows)
    (void)co_await flow.write(os::as_bytes("x"));
  for (net::Flow& flow : flows)
    if (const auto chunk = co_await flow.read(); chunk && chunk->size() == 1)
      ++answered;
  app.console().println("many: {} of {}", answered, flows.size());
}

using Verb = Task<> (*)(App&, net::Manager&, net::Flow, Errand);
constexpr std::pair<std::string_view, Verb> kVerbs[] = {
    {"exchange", exchange}, {"upload", upload}, {"download", download}, {"late", late},
    {"stall", stall},       {"many", many},     {"idle", idle}};

Task<> act(App& app, net::Manager& network, std::string_view word) {
  const std::size_t equals = word.find('='), comma = word.rfind(',');
  const auto peer = net::Endpoint::parse(word.substr(equals + 1, comma - equals - 1));
  Errand errand;
  const std::string_view number = word.substr(comma + 1);
  const auto [rest, error] =
      std::from_chars(number.data(), number.data() + number.size(), errand.count);
  if (!peer || error != std::errc()) {
    app.console().println("what is {}?", word);
    co_return;
  }
  errand.peer = *peer;
  for (const auto& [name, verb] : kVerbs) {
    if (name != word.substr(0, equals))
      continue;
    auto flow = co_await network.connect(errand.peer, 60_s);
    if (!flow)
      app.console().println("{}: {}", name, flow.error());
    else
      co_await verb(app, network, std::move(*flow), errand);
  }
}

} // namespace

mir::Task<int> app_main(mir::App& app) {
  auto network = co_await mir::net::Manager::create(app);
  if (!network)
    co_return app.fail("no network: {}", network.error());
  for (std::size_t i = 0; const auto word = app.arguments().positional(i); ++i)
    co_await act(app, *network, *word);
  co_return 0;
}
