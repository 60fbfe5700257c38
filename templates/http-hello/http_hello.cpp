// An HTTP/1.1 server: GET and HEAD, connections that stay open, requests sent ahead of their
// answers.
//
//     mir run --target=unix-socket http-hello    # port 8080; another one: --port=N
//     curl http://127.0.0.1:8080/
//
// answer() is the place to begin: it says what each path holds. What a client may send, and how
// long it may take for it, is limited: Limits in request.hpp, and the times below.
#include <chrono>
#include <cstdint>
#include <string>

#include <mir/app.hpp>
#include <mir/net/manager.hpp>

#include "request.hpp"

namespace {

using namespace mir::literals; // 5_s

constexpr mir::Duration kAnswer = 30_s;  // for a client to take what it asked for
constexpr mir::Duration kFarewell = 2_s; // for a client to see why it is turned away
constexpr std::size_t kGather = 16'384;  // bytes of answers that are sent together

/// How long a client may take.
struct Patience {
  mir::Duration idle = 30_s;    ///< between two requests: then the connection is closed
  mir::Duration request = 10_s; ///< for a whole request, from its first byte: then 408
};

struct Response {
  http::Status status = http::Status::Ok;
  std::string body;
  std::string_view type = "text/plain; charset=utf-8";
};

/// What a path holds.
Response answer(mir::App& app, const http::Request& request) {
  if (request.method != "GET" && request.method != "HEAD")
    return {.status = http::Status::MethodNotAllowed, .body = "only GET and HEAD\n"};
  if (request.path == "/")
    return {.body = mir::os::format("hello from {}\n", app.target())};
  return {.status = http::Status::NotFound, .body = "there is no such page\n"};
}

std::string_view reason(http::Status status) {
  switch (status) {
  case http::Status::Ok:
    return "OK";
  case http::Status::BadRequest:
    return "Bad Request";
  case http::Status::NotFound:
    return "Not Found";
  case http::Status::MethodNotAllowed:
    return "Method Not Allowed";
  case http::Status::RequestTimeout:
    return "Request Timeout";
  case http::Status::LengthRequired:
    return "Length Required";
  case http::Status::ContentTooLarge:
    return "Content Too Large";
  case http::Status::UriTooLong:
    return "URI Too Long";
  case http::Status::ExpectationFailed:
    return "Expectation Failed";
  case http::Status::FieldsTooLarge:
    return "Request Header Fields Too Large";
  case http::Status::VersionNotSupported:
    return "HTTP Version Not Supported";
  }
  return "";
}

/// The field of that name (RFC 9110 6.6.1), in the one form there is (5.6.7); empty where nobody
/// knows the time.
std::string date(mir::App& app) {
  using namespace std::chrono;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto now = app.wall_ns();
  if (!now)
    return {};
  const sys_seconds time{seconds(static_cast<std::int64_t>(*now / 1'000'000'000))};
  const sys_days day = floor<days>(time);
  const year_month_day on(day);
  const hh_mm_ss at(time - day);
  return mir::os::format(
      "Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", kDays[weekday(day).c_encoding()],
      static_cast<unsigned>(on.day()), kMonths[static_cast<unsigned>(on.month()) - 1],
      static_cast<int>(on.year()), at.hours().count(), at.minutes().count(), at.seconds().count());
}

std::string text_of(mir::App& app, const http::Request& request, const Response& response) {
  const bool not_allowed = response.status == http::Status::MethodNotAllowed;
  std::string text = mir::os::format(
      "HTTP/1.1 {} {}\r\n{}Content-Type: {}\r\nContent-Length: {}\r\n{}{}\r\n",
      static_cast<unsigned>(response.status), reason(response.status), date(app), response.type,
      response.body.size(), not_allowed ? "Allow: GET, HEAD\r\n" : "",
      request.keep_alive ? "Connection: keep-alive\r\n" : "Connection: close\r\n");
  if (request.method != "HEAD")
    text += response.body;
  return text;
}

/// The answer to a request that could not be read, or has not come.
std::string refusal(mir::App& app, http::Request request, http::Status status) {
  request.keep_alive = false;
  return text_of(app, request, {.status = status, .body = mir::os::format("{}\n", reason(status))});
}

/// One connection: its requests one after the other, the answers to those that came together sent
/// together.
class Conversation {
public:
  Conversation(mir::App& app, Patience patience, mir::net::Flow flow)
      : app_(app), patience_(patience), flow_(std::move(flow)) {}

  mir::Task<> run() {
    while (open_) {
      auto chunk = co_await mir::timeout_at(deadline_, flow_.read());
      if (!chunk && chunk.error() == mir::os::Errc::TimedOut && parser_.begun()) {
        out_ += refusal(app_, parser_.take(), http::Status::RequestTimeout);
        open_ = false;
      } else if (!chunk) {
        break;
      } else if (!co_await take(std::move(*chunk))) {
        co_return;
      }
      if (!co_await send())
        co_return;
      if (!open_)
        co_await say_farewell();
    }
  }

private:
  /// Answers what is in the chunk. \returns false when the client is gone.
  mir::Task<bool> take(mir::net::Chunk chunk) {
    const bool begun = parser_.begun();
    for (const mir::os::Bytes piece : chunk.pieces())
      for (std::string_view text = mir::os::as_text(piece); !text.empty() && open_;) {
        text.remove_prefix(parser_.feed(text));
        if (parser_.take_expectation())
          out_ += "HTTP/1.1 100 Continue\r\n\r\n";
        if (parser_.complete())
          finish_request();
        if (out_.size() >= kGather && !co_await send())
          co_return false;
      }
    if (!parser_.begun())
      deadline_ = app_.now() + patience_.idle;
    else if (!begun || answered_)
      deadline_ = app_.now() + patience_.request;
    answered_ = false;
    co_return true;
  }

  void finish_request() {
    const http::Status status = parser_.status();
    const http::Request request = parser_.take();
    out_ += status == http::Status::Ok ? text_of(app_, request, answer(app_, request))
                                       : refusal(app_, request, status);
    open_ = request.keep_alive;
    answered_ = true;
  }

  mir::Task<bool> send() {
    const std::string sending = std::exchange(out_, {});
    if (sending.empty())
      co_return true;
    const auto sent = co_await mir::timeout(kAnswer, flow_.write(mir::os::as_bytes(sending)));
    if (!sent)
      flow_.abort();
    co_return sent.has_value();
  }

  /// Closing while the client still sends would reset the connection, and take the answer with it
  /// (RFC 9112 9.6).
  mir::Task<> say_farewell() {
    const mir::Instant end = app_.now() + kFarewell;
    if (!flow_.shutdown())
      co_return;
    while (co_await mir::timeout_at(end, flow_.read())) {
    }
  }

  mir::App& app_;
  Patience patience_;
  mir::net::Flow flow_;
  http::Parser parser_;
  std::string out_;
  mir::Instant deadline_ = app_.now() + patience_.idle;
  bool open_ = true, answered_ = false;
};

mir::Task<> serve(mir::App& app, Patience patience, mir::net::Flow flow) {
  Conversation conversation(app, patience, std::move(flow));
  co_await conversation.run();
}

} // namespace

mir::Task<int> app_main(mir::App& app) {
  const auto number = app.argument("port", std::uint16_t{8080});
  const auto idle = app.argument("idle", Patience().idle);
  const auto request = app.argument("request", Patience().request);
  if (!number)
    co_return app.fail("{}", number.error());
  if (!idle || !request)
    co_return app.fail("{}", (!idle ? idle : request).error());
  const mir::net::Port port(*number);
  const Patience patience{.idle = *idle, .request = *request};

  auto manager = co_await mir::net::Manager::create(app);
  if (!manager)
    co_return app.fail("no network: {}", manager.error());
  if (const auto unknown = app.arguments().unused())
    co_return app.fail("there is no option --{}; there are --port=N, --idle=TIME, "
                       "--request=TIME and --address=A",
                       *unknown);
  auto listener = manager->listener(port);
  if (!listener)
    co_return app.fail("cannot listen on port {}: {}", port, listener.error());
  app.log("listening on {}", mir::net::Endpoint{manager->address(), listener->local().port});
  co_await listener->serve(
      [&app, patience](mir::net::Flow flow) { return serve(app, patience, std::move(flow)); },
      10'000);
  co_return 0;
}
