#include "rt/xen/bus/console_ring.hpp"

#include <random>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace {

using mir::rt::ConsoleRing;

struct Console {
  xencons_interface page{};
  ConsoleRing ring{page};

  size_t write(std::string_view text) { return ring.write({text.data(), text.size()}); }

  std::string read(size_t most = 4096) {
    std::string text(most, '\0');
    text.resize(ring.read({text.data(), text.size()}));
    return text;
  }

  // The daemon's side.
  std::string daemon_takes() {
    std::string text;
    while (page.out_cons != page.out_prod)
      text += page.out[page.out_cons++ % sizeof page.out];
    return text;
  }
  void daemon_types(std::string_view text) {
    for (const char byte : text)
      page.in[page.in_prod++ % sizeof page.in] = byte;
  }
};

TEST(ConsoleRing, CarriesBytesOut) {
  Console c;
  EXPECT_TRUE(c.ring.drained());
  EXPECT_EQ(c.write("hello"), 5u);
  EXPECT_FALSE(c.ring.drained());
  EXPECT_EQ(c.daemon_takes(), "hello");
  EXPECT_TRUE(c.ring.drained());
}

TEST(ConsoleRing, TakesNoMoreThanThereIsRoom) {
  Console c;
  const std::string text(3000, 'x');
  EXPECT_EQ(c.write(text), 2048u);
  EXPECT_EQ(c.write(text), 0u);
  c.page.out_cons += 10;
  EXPECT_EQ(c.write(text), 10u);
}

TEST(ConsoleRing, KeepsWhatTheLoaderHasWritten) {
  xencons_interface page{};
  page.out[0] = 'a';
  page.out_prod = 1;
  ConsoleRing ring(page);
  EXPECT_FALSE(ring.drained());
  ring.write(std::string_view("b"));
  EXPECT_EQ(page.out_prod, 2u);
  EXPECT_EQ(page.out[1], 'b');
}

TEST(ConsoleRing, GoesOnWhenTheIndicesWrap) {
  Console c;
  c.page.out_prod = c.page.out_cons = c.page.in_prod = c.page.in_cons = UINT32_MAX - 2;
  c.ring = ConsoleRing(c.page);
  EXPECT_EQ(c.write("abcdef"), 6u);
  EXPECT_EQ(c.daemon_takes(), "abcdef");
  c.daemon_types("uvwxyz");
  EXPECT_EQ(c.read(), "uvwxyz");
  EXPECT_FALSE(c.ring.broken());
}

TEST(ConsoleRing, ReadsInPieces) {
  Console c;
  c.daemon_types("one two");
  EXPECT_EQ(c.read(3), "one");
  EXPECT_EQ(c.read(), " two");
  EXPECT_EQ(c.read(), "");
}

TEST(ConsoleRing, GivesUpOnIndicesThatNoDaemonShows) {
  for (const uint32_t wrong : {uint32_t{2049}, uint32_t{0x80000000}, UINT32_MAX}) {
    Console out;
    out.write("x");
    out.page.out_cons = 1 - wrong;
    EXPECT_EQ(out.write("y"), 0u) << wrong;
    EXPECT_TRUE(out.ring.broken());
    EXPECT_TRUE(out.ring.drained()); // nobody waits for it
  }
  Console in;
  in.page.in_prod = 1025;
  EXPECT_EQ(in.read(), "");
  EXPECT_TRUE(in.ring.broken());
}

TEST(ConsoleRing, BelievesItsOwnIndicesAndNotThePages) {
  Console c;
  c.write("abc");
  c.page.out_prod = 77; // the other end may write these as well
  c.page.in_cons = 99;
  EXPECT_EQ(c.write("d"), 1u);
  EXPECT_EQ(c.page.out_prod, 4u);
  c.daemon_types("k");
  EXPECT_EQ(c.read(), "k");
  EXPECT_EQ(c.page.in_cons, 1u);
}

TEST(ConsoleRing, SurvivesAnyPage) {
  std::mt19937 random(11);
  for (int round = 0; round < 5'000; ++round) {
    Console c;
    for (int step = 0; step < 4; ++step) {
      c.page.out_cons = random() % 3 ? c.page.out_prod - random() % 4096 : random();
      c.page.in_prod = random() % 3 ? c.page.in_cons + random() % 2048 : random();
      c.write(std::string(random() % 4096, 'z'));
      ASSERT_LE(c.read(random() % 4096).size(), sizeof c.page.in);
    }
  }
}

} // namespace
