#include "rt/xen/bus/store_client.hpp"

#include <array>
#include <cstring>
#include <deque>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <xen/errno.h>

#include <gtest/gtest.h>

namespace {

using mir::rt::StoreClient;
using mir::rt::StoreRequest;
using mir::rt::StoreWatch;
using namespace std::string_literals;

constexpr uint32_t kRing = XENSTORE_RING_SIZE;

struct Message {
  xsd_sockmsg header{};
  std::string text;
};

// The daemon's end of the page.
struct Daemon {
  xenstore_domain_interface page{};
  std::string coming, going;
  std::vector<Message> messages; // questions that have come in whole

  // Moves bytes both ways, at most so many each.
  void pump(size_t most = kRing) {
    for (size_t i = 0; i < most && page.req_cons != page.req_prod; ++i)
      coming += page.req[page.req_cons++ % kRing];
    while (coming.size() >= sizeof(xsd_sockmsg)) {
      Message message;
      std::memcpy(&message.header, coming.data(), sizeof message.header);
      if (coming.size() < sizeof message.header + message.header.len)
        break;
      message.text = coming.substr(sizeof message.header, message.header.len);
      coming.erase(0, sizeof message.header + message.header.len);
      messages.push_back(message);
    }
    for (size_t i = 0; i < most && !going.empty() && page.rsp_prod - page.rsp_cons < kRing; ++i) {
      page.rsp[page.rsp_prod++ % kRing] = going.front();
      going.erase(0, 1);
    }
  }

  void answer(uint32_t type, uint32_t id, std::string_view text) {
    const xsd_sockmsg header{type, id, 0, static_cast<uint32_t>(text.size())};
    going.append(reinterpret_cast<const char*>(&header), sizeof header).append(text);
  }
  void answer(const Message& message, std::string_view text) {
    answer(message.header.type, message.header.req_id, text);
  }
};

struct Store : Daemon {
  StoreClient client{page};

  void pump_both(int rounds = 20, size_t most = kRing) {
    for (int i = 0; i < rounds; ++i) {
      (void)client.pump();
      pump(most);
    }
    (void)client.pump();
  }
};

struct Request {
  explicit Request(xsd_sockmsg_type type, uint32_t transaction = 0)
      : request(type, buffer, transaction) {}
  std::array<char, XENSTORE_PAYLOAD_MAX> buffer{};
  StoreRequest request;
};

TEST(StoreClient, AsksAndIsAnswered) {
  Store s;
  Request r(XS_READ, 5);
  s.client.submit(r.request.name("domid"));
  s.pump_both();
  ASSERT_EQ(s.messages.size(), 1u);
  EXPECT_EQ(s.messages[0].header.type, XS_READ);
  EXPECT_EQ(s.messages[0].header.tx_id, 5u);
  EXPECT_EQ(s.messages[0].text, "domid\0"s);
  EXPECT_FALSE(r.request.done());
  s.answer(s.messages[0], "17");
  s.pump_both();
  ASSERT_TRUE(r.request.done());
  EXPECT_EQ(r.request.error(), 0);
  EXPECT_EQ(r.request.reply(), "17");
}

TEST(StoreClient, WritesAValueWithoutItsEnd) {
  Store s;
  Request r(XS_WRITE);
  s.client.submit(r.request.name("a/b").value("value"));
  s.pump_both();
  EXPECT_EQ(s.messages.at(0).text, "a/b\0value"s);
  s.answer(s.messages[0], "OK\0"s);
  s.pump_both();
  EXPECT_EQ(r.request.reply(), "OK");
}

TEST(StoreClient, KeepsTheEndsOfAList) {
  Store s;
  Request r(XS_DIRECTORY);
  s.client.submit(r.request.name("device"));
  s.pump_both();
  s.answer(s.messages.at(0), "vif\0vbd\0"s);
  s.pump_both();
  EXPECT_EQ(r.request.reply(), "vif\0vbd\0"s);
}

TEST(StoreClient, MatchesAnswersThatComeInAnotherOrder) {
  Store s;
  Request first(XS_READ), second(XS_READ), third(XS_READ);
  for (Request* r : {&first, &second, &third})
    s.client.submit(r->request.name("x"));
  s.pump_both();
  ASSERT_EQ(s.messages.size(), 3u);
  s.answer(s.messages[2], "3");
  s.answer(s.messages[0], "1");
  s.pump_both();
  EXPECT_EQ(third.request.reply(), "3");
  EXPECT_EQ(first.request.reply(), "1");
  EXPECT_FALSE(second.request.done());
  s.answer(s.messages[1], "2");
  s.pump_both();
  EXPECT_EQ(second.request.reply(), "2");
}

TEST(StoreClient, GivesEveryQuestionAnIdOfItsOwn) {
  Store s;
  std::deque<Request> requests;
  std::set<uint32_t> ids;
  for (int i = 0; i < 100; ++i)
    s.client.submit(requests.emplace_back(XS_READ).request.name("x"));
  s.pump_both(200);
  for (const Message& message : s.messages)
    ids.insert(message.header.req_id);
  EXPECT_EQ(ids.size(), 100u);
}

TEST(StoreClient, CarriesMessagesLargerThanTheRingAByteAtATime) {
  Store s;
  const std::string value(XENSTORE_PAYLOAD_MAX - 2, 'v');
  Request r(XS_WRITE);
  s.client.submit(r.request.name("x").value(value));
  s.pump_both(6000, 1);
  ASSERT_EQ(s.messages.size(), 1u);
  EXPECT_EQ(s.messages[0].text, "x\0"s + value);
  s.answer(s.messages[0], value);
  s.pump_both(6000, 1);
  ASSERT_TRUE(r.request.done());
  EXPECT_EQ(r.request.reply(), value);
}

TEST(StoreClient, NamesErrors) {
  struct {
    const char* name;
    int number;
  } const cases[] = {
      {"ENOENT", XEN_ENOENT}, {"EAGAIN", XEN_EAGAIN}, {"EACCES", XEN_EACCES}, {"EWHAT", XEN_EIO}};
  for (const auto& each : cases) {
    Store s;
    Request r(XS_READ);
    s.client.submit(r.request.name("x"));
    s.pump_both();
    s.answer(XS_ERROR, s.messages.at(0).header.req_id, each.name + "\0"s);
    s.pump_both();
    ASSERT_TRUE(r.request.done());
    EXPECT_EQ(r.request.error(), each.number) << each.name;
    EXPECT_EQ(r.request.reply(), "");
  }
}

TEST(StoreClient, RefusesWhatDoesNotFitItsBuffer) {
  Store s;
  std::array<char, 8> buffer{};
  StoreRequest question(XS_READ, buffer);
  s.client.submit(question.name("longer than eight"));
  ASSERT_TRUE(question.done());
  EXPECT_EQ(question.error(), XEN_E2BIG);

  StoreRequest answer(XS_READ, buffer);
  s.client.submit(answer.name("short"));
  s.pump_both();
  s.answer(s.messages.at(0), "nine char");
  Request next(XS_READ);
  s.client.submit(next.request.name("y"));
  s.pump_both();
  EXPECT_EQ(answer.error(), XEN_E2BIG);
  s.answer(s.messages.at(1), "fine"); // the stream is still in step
  s.pump_both();
  EXPECT_EQ(next.request.reply(), "fine");
}

TEST(StoreClient, TellsWatchesApartByToken) {
  Store s;
  StoreWatch first, second;
  s.client.add_watch(first);
  s.client.add_watch(second);
  ASSERT_NE(first.token(), second.token());
  s.answer(XS_WATCH_EVENT, 0, "control/shutdown\0"s + std::string(second.token()) + "\0"s);
  s.pump_both();
  EXPECT_FALSE(first.take_change());
  EXPECT_TRUE(second.take_change());
  EXPECT_FALSE(second.take_change());
  s.client.drop_watch(second);
  s.answer(XS_WATCH_EVENT, 0, "control/shutdown\0"s + std::string(second.token()) + "\0"s);
  s.pump_both();
  EXPECT_FALSE(second.take_change());
}

TEST(StoreClient, IgnoresEventsThatAreNone) {
  Store s;
  StoreWatch watch;
  s.client.add_watch(watch);
  for (const std::string& text :
       {""s, "\0"s, "path"s, "path\0"s, "path\0nobody\0"s, std::string(4096, 'x')})
    s.answer(XS_WATCH_EVENT, 0, text);
  s.pump_both(50);
  EXPECT_FALSE(watch.take_change());
  EXPECT_FALSE(s.client.broken());
}

TEST(StoreClient, IgnoresAnswersToNothing) {
  Store s;
  Request r(XS_READ);
  s.client.submit(r.request.name("x"));
  s.answer(XS_READ, 1, "before it was sent"); // the id it is going to have
  s.pump(kRing);
  s.pump_both();
  EXPECT_FALSE(r.request.done());
  s.answer(XS_READ, 12345, "to nobody");
  s.answer(s.messages.at(0), "right");
  s.answer(s.messages.at(0), "twice");
  s.pump_both();
  EXPECT_EQ(r.request.reply(), "right");
}

TEST(StoreClient, FailsAQuestionAnsweredWithAnotherType) {
  Store s;
  Request r(XS_READ);
  s.client.submit(r.request.name("x"));
  s.pump_both();
  s.answer(XS_WRITE, s.messages.at(0).header.req_id, "OK");
  s.pump_both();
  EXPECT_EQ(r.request.error(), XEN_EIO);
}

TEST(StoreClient, CancelsWhatIsNotHalfSent) {
  Store s;
  Request sent(XS_READ), queued(XS_READ);
  s.client.submit(sent.request.name("x"));
  s.pump_both();
  s.client.submit(queued.request.name("y"));
  EXPECT_TRUE(s.client.cancel(sent.request));
  EXPECT_TRUE(s.client.cancel(queued.request));
  EXPECT_FALSE(s.client.cancel(queued.request));
  s.answer(s.messages.at(0), "late");
  s.pump_both();
  EXPECT_FALSE(sent.request.done());
  EXPECT_EQ(s.messages.size(), 1u);

  Request large(XS_WRITE);
  s.client.submit(large.request.name("z").value(std::string(2000, 'v')));
  (void)s.client.pump();
  EXPECT_FALSE(s.client.cancel(large.request));
}

TEST(StoreClient, FailsEverythingWhenTheProtocolIsBroken) {
  const auto breakers = {
      +[](Store& s) { s.page.rsp_prod = s.page.rsp_cons + kRing + 1; },
      +[](Store& s) { s.page.rsp_prod = s.page.rsp_cons - 1; },
      +[](Store& s) { s.page.req_cons = s.page.req_prod + 1; },
      +[](Store& s) { s.page.req_cons = s.page.req_prod - kRing - 1; },
      +[](Store& s) {
        const xsd_sockmsg header{XS_READ, 1, 0, XENSTORE_PAYLOAD_MAX + 1};
        s.going.append(reinterpret_cast<const char*>(&header), sizeof header);
        s.pump();
      },
  };
  for (const auto breaker : breakers) {
    Store s;
    Request sent(XS_READ), queued(XS_READ), after(XS_READ);
    s.client.submit(sent.request.name("x"));
    s.pump_both();
    s.client.submit(queued.request.name("y"));
    breaker(s);
    (void)s.client.pump();
    EXPECT_TRUE(s.client.broken());
    s.client.submit(after.request.name("z"));
    for (Request* r : {&sent, &queued, &after}) {
      ASSERT_TRUE(r->request.done());
      EXPECT_EQ(r->request.error(), XEN_EIO);
    }
  }
}

TEST(StoreClient, SurvivesAnyStream) {
  std::mt19937 engine(3);
  const auto random = [&engine](uint32_t below) { return static_cast<uint32_t>(engine() % below); };
  for (int round = 0; round < 500; ++round) {
    Store s;
    StoreWatch watch;
    s.client.add_watch(watch);
    std::deque<Request> requests;
    for (int step = 0; step < 8; ++step) {
      s.client.submit(requests.emplace_back(XS_READ).request.name("x"));
      s.pump_both(2);
      // Headers that are almost right, and texts that are not.
      const uint32_t length = random(8) ? random(64) : random(UINT32_MAX);
      const xsd_sockmsg header{random(24), random(10), random(3), length};
      s.going.append(reinterpret_cast<const char*>(&header), sizeof header);
      for (uint32_t i = 0; i < header.len % 4096; ++i)
        s.going += static_cast<char>(random(256));
      s.pump_both(8);
    }
    for (Request& r : requests)
      if (!r.request.done())
        (void)s.client.cancel(r.request);
  }
}

} // namespace
