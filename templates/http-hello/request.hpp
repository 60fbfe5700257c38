/// \file
/// HTTP/1.1 requests (RFC 9112), from bytes as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace http {

/// What a client may ask of us. Beyond it, it gets the status that says so.
struct Limits {
  std::size_t line = 8'000;    ///< bytes of the request line (RFC 9112 3: at least 8000); 414
  std::size_t head = 32'000;   ///< bytes of request line and fields together; 431
  std::size_t fields = 100;    ///< 431
  std::uint64_t body = 65'536; ///< bytes, which are read and dropped; 413
};

/// The status codes that reading a request can end with, and those of the application.
enum class Status : std::uint16_t {
  Ok = 200,
  BadRequest = 400,
  NotFound = 404,
  MethodNotAllowed = 405,
  RequestTimeout = 408,
  LengthRequired = 411,
  ContentTooLarge = 413,
  UriTooLong = 414,
  ExpectationFailed = 417,
  FieldsTooLarge = 431,
  VersionNotSupported = 505,
};

struct Request {
  std::string method;
  std::string path;  ///< as it was sent, "/a%20b"; begins with a slash
  std::string query; ///< what follows the '?'
  bool keep_alive = true;
};

/// Puts requests together. It never waits, and takes no more bytes than the limits say.
///
///     while (!bytes.empty()) {
///       bytes.remove_prefix(parser.feed(bytes));
///       if (parser.complete())
///         answer(parser.status(), parser.take());
///     }
///
/// After a status other than Ok the place where the next request begins is not known: the
/// connection has to be closed.
class Parser {
public:
  explicit Parser(const Limits& limits = {}) : limits_(limits) {}

  /// Takes bytes, up to the end of the request. \returns how many; 0 only once it is complete().
  std::size_t feed(std::string_view bytes);

  /// Whether any byte of a request has come, and it is not complete.
  [[nodiscard]] bool begun() const { return part_ != Part::Done && taken_ > 0; }
  /// Whether there is a request, or the status that refuses it.
  [[nodiscard]] bool complete() const { return part_ == Part::Done; }
  [[nodiscard]] Status status() const { return status_; }
  /// Whether the client waits for "100 Continue" before it sends the body; true once.
  [[nodiscard]] bool take_expectation();

  /// The complete request; then the next one can be fed. What is there of it when it was refused.
  [[nodiscard]] Request take();

private:
  enum class Part : std::uint8_t { RequestLine, Fields, Body, Done };

  void take_line();
  void read_request_line(std::string_view line);
  bool read_version(std::string_view text);
  bool read_target(std::string_view text);
  void read_field(std::string_view line);
  void use_field(std::string_view name, std::string_view value);
  void read_connection(std::string_view value);
  void read_length(std::string_view value);
  void end_head();
  void finish(Status status);

  Limits limits_;
  Part part_ = Part::RequestLine;
  Status status_ = Status::Ok;
  std::string line_;      // the one that is coming
  std::size_t taken_ = 0; // bytes of the head so far
  std::size_t fields_ = 0;
  std::uint64_t body_ = 0; // bytes of it that are to come
  unsigned hosts_ = 0;
  bool version_1_0_ = false, has_length_ = false, has_coding_ = false, close_ = false,
       keep_ = false;
  bool expects_continue_ = false;
  Request request_;
};

} // namespace http
