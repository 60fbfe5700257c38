#include "request.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace http {
namespace {

/// A character of a token (RFC 9110 5.6.2).
bool is_token(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_token(c); });
}

/// A character of a target: none that ends it, and none that somebody else might read otherwise.
bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

/// What a field's value may not hold (RFC 9110 5.5).
bool is_control(char c) { return (c >= 0 && c < ' ' && c != '\t') || c == '\x7f'; }

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos)
    return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

/// Takes the part before the separator off the front; all of it when there is none.
std::string_view take_part(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

} // namespace

std::size_t Parser::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && part_ != Part::Done) {
    const std::string_view rest = bytes.substr(used);
    if (part_ == Part::Body) {
      const std::size_t size =
          static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), body_));
      used += size;
      body_ -= size;
      if (body_ == 0)
        finish(Status::Ok);
      continue;
    }
    const bool first = part_ == Part::RequestLine;
    const std::size_t room =
        first ? limits_.line + 2 - line_.size() : limits_.head + 2 - std::min(limits_.head, taken_);
    const std::size_t end = rest.find('\n');
    const std::size_t size = end == std::string_view::npos ? rest.size() : end + 1;
    if (size > room) {
      finish(first ? Status::UriTooLong : Status::FieldsTooLarge);
      continue;
    }
    line_ += rest.substr(0, size);
    taken_ += size;
    used += size;
    if (end != std::string_view::npos)
      take_line();
  }
  return used;
}

void Parser::take_line() {
  std::string whole = std::exchange(line_, {});
  std::string_view line = whole;
  line.remove_suffix(1);
  if (line.ends_with('\r'))
    line.remove_suffix(1);
  // A CR elsewhere ends a line for some and not for others (RFC 9112 2.2).
  if (line.find('\r') != std::string_view::npos)
    return finish(Status::BadRequest);
  if (part_ == Part::RequestLine) {
    if (line.empty())
      taken_ = 0; // left over by an old client (RFC 9112 2.2)
    else
      read_request_line(line);
  } else if (!line.empty()) {
    read_field(line);
  } else {
    end_head();
  }
}

// RFC 9112 3: method SP request-target SP HTTP-version
void Parser::read_request_line(std::string_view line) {
  const std::string_view method = take_part(line, ' '), target = take_part(line, ' ');
  request_.method = method;
  if (!is_token(method) || target.empty() || !std::ranges::all_of(target, is_visible) ||
      !read_version(line))
    return finish(status_ == Status::Ok ? Status::BadRequest : status_);
  if (!read_target(target))
    return finish(Status::BadRequest);
  part_ = Part::Fields;
}

// RFC 9112 2.3. A later 1.x means the same to us as 1.1 (RFC 9110 2.5).
bool Parser::read_version(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 8 || !text.starts_with("HTTP/") || text[6] != '.' || !is_digit(text[5]) ||
      !is_digit(text[7]))
    return false;
  if (text[5] != '1')
    status_ = Status::VersionNotSupported;
  version_1_0_ = text[7] == '0';
  return text[5] == '1';
}

// RFC 9112 3.2: a path; or a whole address, as to a proxy; or the asterisk and the authority, which
// belong to methods that we have not.
bool Parser::read_target(std::string_view text) {
  const bool other = request_.method == "OPTIONS" || request_.method == "CONNECT";
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme))
      continue;
    text.remove_prefix(scheme.size());
    const std::size_t path = text.find_first_of("/?");
    if (path == 0 || text.empty())
      return false; // no host
    text.remove_prefix(std::min(path, text.size()));
    if (!text.starts_with('/')) {
      request_.path = "/";
      request_.query = text.substr(text.empty() ? 0 : 1);
      return true;
    }
  }
  request_.path = take_part(text, '?');
  request_.query = text;
  return other || request_.path.starts_with('/');
}

void Parser::read_field(std::string_view line) {
  if (++fields_ > limits_.fields)
    return finish(Status::FieldsTooLarge);
  // A blank at the beginning (a folded line) or before the colon is how requests are smuggled past
  // others (RFC 9112 5.1, 5.2): neither is part of a token.
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || !is_token(name))
    return finish(Status::BadRequest);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (std::ranges::any_of(value, is_control))
    return finish(Status::BadRequest);
  use_field(name, value);
}

void Parser::use_field(std::string_view name, std::string_view value) {
  if (equal_ignoring_case(name, "Host")) {
    ++hosts_;
  } else if (equal_ignoring_case(name, "Connection")) {
    read_connection(value);
  } else if (equal_ignoring_case(name, "Content-Length")) {
    read_length(value);
  } else if (equal_ignoring_case(name, "Transfer-Encoding")) {
    has_coding_ = true;
  } else if (equal_ignoring_case(name, "Expect")) {
    if (!equal_ignoring_case(value, "100-continue"))
      return finish(Status::ExpectationFailed);
    expects_continue_ = true;
  }
}

void Parser::read_connection(std::string_view value) {
  while (!value.empty()) {
    const std::string_view option = trimmed(take_part(value, ','));
    close_ = close_ || equal_ignoring_case(option, "close");
    keep_ = keep_ || equal_ignoring_case(option, "keep-alive");
  }
}

// RFC 9112 6.3: two lengths that differ are an attack, or a mistake that looks like one.
void Parser::read_length(std::string_view value) {
  std::uint64_t length = 0;
  const char* const end = value.data() + value.size();
  const auto [stop, error] = std::from_chars(value.data(), end, length);
  if (stop != end || value.empty() || error == std::errc::invalid_argument ||
      (has_length_ && length != body_))
    return finish(Status::BadRequest);
  if (error != std::errc() || length > limits_.body)
    return finish(Status::ContentTooLarge);
  body_ = length;
  has_length_ = true;
}

void Parser::end_head() {
  // RFC 9112 3.2: one host, and in 1.1 no less.
  const bool host_is_wrong = hosts_ > 1 || (hosts_ == 0 && !version_1_0_);
  if (host_is_wrong || (has_coding_ && (has_length_ || version_1_0_)))
    return finish(Status::BadRequest);
  if (has_coding_) // RFC 9110 15.5.12: we read no body in chunks
    return finish(Status::LengthRequired);
  request_.keep_alive = !close_ && (!version_1_0_ || keep_);
  if (body_ == 0)
    return finish(Status::Ok);
  expects_continue_ = expects_continue_ && !version_1_0_;
  part_ = Part::Body;
}

void Parser::finish(Status status) {
  status_ = status;
  part_ = Part::Done;
  expects_continue_ = false;
  if (status != Status::Ok)
    request_.keep_alive = false;
}

bool Parser::take_expectation() {
  return part_ == Part::Body && std::exchange(expects_continue_, false);
}

Request Parser::take() {
  Request request = std::move(request_);
  *this = Parser(limits_);
  return request;
}

} // namespace http
