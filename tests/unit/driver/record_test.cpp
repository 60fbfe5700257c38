#include "driver/step/record.hpp"

#include <gtest/gtest.h>

#include "driver/step/digest.hpp"

namespace mir::driver {
namespace {

using Strings = std::vector<std::string>;

TEST(Depfile, ListsWhatFollowsTheColon) {
  EXPECT_EQ(listed_in("a.o: a.cpp \\\n  b.hpp\n"), (Strings{"a.cpp", "b.hpp"}));
  EXPECT_EQ(listed_in("a.o:\n"), Strings{});
  EXPECT_EQ(listed_in("a\\ b.o: a\\ b.cpp c\\#.hpp d$$.hpp"),
            (Strings{"a b.cpp", "c#.hpp", "d$.hpp"}));
}

TEST(Digest, TellsEveryByteApart) {
  std::string text(40, 'x');
  const Digest whole = digest_of(text);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string other = text;
    other[at] ^= 1;
    EXPECT_NE(digest_of(other), whole) << at;
    EXPECT_NE(digest_of(std::string_view(text).substr(at + 1)), whole) << at;
  }
  EXPECT_NE(digest_of(std::string(1, '\0')), digest_of({}));
  EXPECT_EQ(text_of(whole).size(), 32U);
}

TEST(Record, IsReadAsItWasWritten) {
  const std::string path = testing::TempDir() + "mir_record_test";
  ASSERT_TRUE(write_record(path, {.command = "c0",
                                  .output = "0e",
                                  .inputs = {{"d1", 12, 34, "a b.cpp"}},
                                  .depfile = "a.o: a\\ b.cpp\n"}));
  auto record = read_record(path);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->command, "c0");
  EXPECT_EQ(record->output, "0e");
  ASSERT_EQ(record->inputs.size(), 1U);
  EXPECT_EQ(record->inputs[0].path, "a b.cpp");
  EXPECT_EQ(record->inputs[0].size, 12);
  EXPECT_EQ(record->depfile, "a.o: a\\ b.cpp\n");
  std::remove(path.c_str());
  EXPECT_FALSE(read_record(path));
}

} // namespace
} // namespace mir::driver
