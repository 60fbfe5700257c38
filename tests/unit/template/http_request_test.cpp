// The requests of templates/http-hello: what is read, and what is refused with which status.
#include "request.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using http::Limits;
using http::Parser;
using http::Request;
using http::Status;
using namespace std::string_literals;

struct Outcome {
  Status status;
  Request request;
};

/// Everything that is in the bytes, fed in pieces of that size, up to the first refusal.
std::vector<Outcome> all_of(std::string_view bytes, std::size_t piece = SIZE_MAX,
                            const Limits& limits = {}) {
  Parser parser(limits);
  std::vector<Outcome> outcomes;
  while (!bytes.empty()) {
    std::string_view part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    while (!part.empty()) {
      const std::size_t used = parser.feed(part);
      EXPECT_TRUE(used > 0 || parser.complete());
      part.remove_prefix(used);
      if (!parser.complete())
        continue;
      const Status status = parser.status();
      outcomes.push_back({status, parser.take()});
      if (status != Status::Ok)
        return outcomes;
    }
  }
  return outcomes;
}

Outcome one_of(std::string_view bytes, const Limits& limits = {}) {
  auto outcomes = all_of(bytes, SIZE_MAX, limits);
  EXPECT_EQ(outcomes.size(), 1u) << bytes;
  return outcomes.empty() ? Outcome{} : outcomes.front();
}

Status status_of(std::string_view bytes, const Limits& limits = {}) {
  return one_of(bytes, limits).status;
}

/// A request with these fields beside Host.
std::string with(std::string_view fields) {
  return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
}

TEST(HttpRequest, HasMethodPathAndQuery) {
  const Outcome outcome = one_of("GET /a/b?c=d&e=? HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n");
  ASSERT_EQ(outcome.status, Status::Ok);
  EXPECT_EQ(outcome.request.method, "GET");
  EXPECT_EQ(outcome.request.path, "/a/b");
  EXPECT_EQ(outcome.request.query, "c=d&e=?");
  EXPECT_TRUE(outcome.request.keep_alive);
}

TEST(HttpRequest, ComesInPiecesOfAnySize) {
  const std::string two = "\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                          "GET /y HTTP/1.0\nConnection: keep-alive\n\n";
  for (std::size_t piece = 1; piece <= two.size(); ++piece) {
    const auto outcomes = all_of(two, piece);
    ASSERT_EQ(outcomes.size(), 2u) << piece;
    EXPECT_EQ(outcomes[0].status, Status::Ok);
    EXPECT_EQ(outcomes[0].request.path, "/x");
    EXPECT_EQ(outcomes[1].request.path, "/y");
    EXPECT_TRUE(outcomes[1].request.keep_alive);
  }
}

TEST(HttpRequest, IsNotCompleteBeforeItsEnd) {
  const std::string whole = with("Content-Length: 3\r\n") + "abc";
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(all_of(std::string_view(whole).substr(0, size)).empty()) << size;
}

TEST(HttpRequest, StaysOpenAsItsVersionSays) {
  EXPECT_TRUE(one_of(with("")).request.keep_alive);
  EXPECT_FALSE(one_of(with("Connection: close\r\n")).request.keep_alive);
  EXPECT_FALSE(one_of(with("connection: Keep-Alive , CLOSE\r\n")).request.keep_alive);
  EXPECT_FALSE(one_of("GET / HTTP/1.0\r\n\r\n").request.keep_alive);
  EXPECT_TRUE(one_of("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").request.keep_alive);
}

TEST(HttpRequest, MayNameTheServerInItsTarget) {
  EXPECT_EQ(one_of("GET http://a.b/c?d HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "/c");
  EXPECT_EQ(one_of("GET HTTP://a.b HTTP/1.1\r\nHost: a\r\n\r\n").request.path, "/");
  const Outcome query = one_of("GET http://a.b?d HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(query.request.path, "/");
  EXPECT_EQ(query.request.query, "d");
  EXPECT_EQ(status_of("GET http:///c HTTP/1.1\r\nHost: a\r\n\r\n"), Status::BadRequest);
}

TEST(HttpRequest, HasAWholeRequestLine) {
  for (const char* line :
       {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1", "G(T / HTTP/1.1",
        "GET a HTTP/1.1", "GET /\x01 HTTP/1.1", "GET /\xc3\xa4 HTTP/1.1", "GET /\t HTTP/1.1",
        "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.x", "GET / HTTP/11.1", "GET / HTTP/1.1x",
        "GET /\r HTTP/1.1", "* HTTP/1.1", "GET * HTTP/1.1"})
    EXPECT_EQ(status_of(line + "\r\nHost: a\r\n\r\n"s), Status::BadRequest) << line;
}

TEST(HttpRequest, IsOfVersionOne) {
  for (const char* version : {"HTTP/0.9", "HTTP/2.0", "HTTP/3.1"})
    EXPECT_EQ(status_of("GET / "s + version + "\r\n\r\n"), Status::VersionNotSupported) << version;
  EXPECT_EQ(status_of("GET / HTTP/1.7\r\nHost: a\r\n\r\n"), Status::Ok);
}

TEST(HttpRequest, HasOneHost) {
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), Status::BadRequest);
  EXPECT_EQ(status_of(with("Host: b\r\n")), Status::BadRequest);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), Status::Ok);
}

TEST(HttpRequest, HasFieldsThatNobodyReadsOtherwise) {
  for (const char* field : {"Name", ": value", "Na me: value", "Name : value", " Name: value",
                            "\tfolded", "Name\x01: value", "Name: va\x01lue", "Name: va\x7flue",
                            "Name: va\rlue", "Name\r: value", "Name: value\r\r"})
    EXPECT_EQ(status_of(with(field + "\r\n"s)), Status::BadRequest) << field;
  EXPECT_EQ(status_of(with("Name: va\0lue\r\n"s)), Status::BadRequest);
  EXPECT_EQ(status_of(with("Name:\r\nOther:\t a\tb \xe4 \r\n")), Status::Ok);
}

TEST(HttpRequest, HasOneLength) {
  for (const char* value : {"", "-1", "+1", "1x", "0x10", "1 2", "1, 1", "1\r\nContent-Length: 2"})
    EXPECT_EQ(status_of(with("Content-Length: "s + value + "\r\n")), Status::BadRequest) << value;
  EXPECT_EQ(status_of(with("Content-Length: 1\r\nContent-Length: 1\r\n") + "x"), Status::Ok);
  EXPECT_EQ(status_of(with("Content-Length: 99999999999999999999\r\n")), Status::ContentTooLarge);
  EXPECT_EQ(status_of(with("Content-Length: 65537\r\n")), Status::ContentTooLarge);
  EXPECT_EQ(status_of(with("Content-Length: 65536\r\n") + std::string(65'536, 'x')), Status::Ok);
}

// A coding and a length together mean one thing to a proxy and another to who is behind it.
TEST(HttpRequest, HasNoCoding) {
  EXPECT_EQ(status_of(with("Transfer-Encoding: chunked\r\n")), Status::LengthRequired);
  EXPECT_EQ(status_of(with("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n")),
            Status::BadRequest);
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), Status::BadRequest);
}

TEST(HttpRequest, MayWaitForItsBodyToBeWanted) {
  Parser parser;
  const std::string head = with("Expect: 100-continue\r\nContent-Length: 1\r\n");
  EXPECT_EQ(parser.feed(head), head.size());
  EXPECT_TRUE(parser.take_expectation());
  EXPECT_FALSE(parser.take_expectation());
  EXPECT_EQ(parser.feed("x"), 1u);
  EXPECT_TRUE(parser.complete());
  EXPECT_EQ(status_of(with("Expect: else\r\n")), Status::ExpectationFailed);
}

TEST(HttpRequest, IsRefusedAboveItsLimits) {
  const Limits limits{.line = 20, .head = 60, .fields = 2, .body = 4};
  EXPECT_EQ(status_of("GET /1234567 HTTP/1.1\r\nHost: a\r\n\r\n", limits), Status::UriTooLong);
  EXPECT_EQ(status_of("GET /123456 HTTP/1.1\r\nHost: a\r\n\r\n", limits), Status::Ok);
  EXPECT_EQ(status_of(std::string(23, 'x'), limits), Status::UriTooLong); // no end in sight
  EXPECT_EQ(status_of(with("A: b\r\nC: d\r\n"), limits), Status::FieldsTooLarge);
  EXPECT_EQ(status_of(with("A: " + std::string(40, 'x')), limits), Status::FieldsTooLarge);
  EXPECT_EQ(status_of(with("Content-Length: 5\r\n"), limits), Status::ContentTooLarge);
}

// However much comes, no more of it is kept than the limits allow.
TEST(HttpRequest, TakesNothingBehindARefusal) {
  Parser parser(Limits{.line = 20, .head = 60, .fields = 2, .body = 4});
  const std::string endless(100'000, 'x');
  EXPECT_LE(parser.feed(endless), 22u);
  EXPECT_TRUE(parser.complete());
  EXPECT_EQ(parser.feed(endless), 0u);
}

TEST(HttpRequest, SaysWhetherOneHasBegun) {
  Parser parser;
  EXPECT_FALSE(parser.begun());
  (void)parser.feed("\r\n\r\n");
  EXPECT_FALSE(parser.begun());
  (void)parser.feed("G");
  EXPECT_TRUE(parser.begun());
  (void)parser.feed("ET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(parser.complete());
  EXPECT_FALSE(parser.begun());
  (void)parser.take();
  EXPECT_FALSE(parser.begun());
}

} // namespace
