#include "driver/project/pattern.hpp"

#include <gtest/gtest.h>

#include "memory_disk.hpp"

namespace mir::driver {
namespace {

TEST(Pattern, StarStaysInOneName) {
  EXPECT_TRUE(matches("*.cpp", "a.cpp"));
  EXPECT_TRUE(matches("*.cpp", ".cpp"));
  EXPECT_TRUE(matches("a*b*.cpp", "axxbyb.cpp"));
  EXPECT_FALSE(matches("*.cpp", "src/a.cpp"));
  EXPECT_FALSE(matches("*.cpp", "a.cppx"));
  EXPECT_FALSE(matches("src/*.cpp", "a.cpp"));
  EXPECT_TRUE(matches("s*/*.cpp", "src/a.cpp"));
}

TEST(Pattern, QuestionMarkIsOneCharacter) {
  EXPECT_TRUE(matches("?.cpp", "a.cpp"));
  EXPECT_FALSE(matches("?.cpp", ".cpp"));
  EXPECT_FALSE(matches("a?b", "a/b"));
}

TEST(Pattern, TwoStarsAreAnyFolders) {
  EXPECT_TRUE(matches("**/*.cpp", "a.cpp"));
  EXPECT_TRUE(matches("**/*.cpp", "x/y/a.cpp"));
  EXPECT_TRUE(matches("x/**/*.cpp", "x/a.cpp"));
  EXPECT_TRUE(matches("x/**/*.cpp", "x/y/z/a.cpp"));
  EXPECT_FALSE(matches("x/**/*.cpp", "y/x/a.cpp"));
}

TEST(Pattern, OtherCharactersAreThemselves) {
  EXPECT_TRUE(matches("a[b].cpp", "a[b].cpp"));
  EXPECT_FALSE(matches("a[b].cpp", "ab.cpp"));
  EXPECT_FALSE(is_pattern("a[b].cpp"));
  EXPECT_TRUE(is_pattern("a?.cpp"));
}

TEST(Pattern, LeadsIntoFoldersThatCanHoldAMatch) {
  EXPECT_FALSE(may_match_below("*.cpp", "a"));
  EXPECT_FALSE(may_match_below("a.cpp", "a.cpp"));
  EXPECT_TRUE(may_match_below("a/b/*.cpp", "a"));
  EXPECT_TRUE(may_match_below("a/?/*.cpp", "a/b"));
  EXPECT_FALSE(may_match_below("a/b/*.cpp", "a/c"));
  EXPECT_FALSE(may_match_below("a/b/*.cpp", "a/b/c"));
  EXPECT_TRUE(may_match_below("a/**/*.cpp", "a/b/c"));
}

TEST(FilesBelow, StopsAtBoundaries) {
  MemoryDisk disk;
  for (const char* file : {"/p/mir.toml", "/p/b.cpp", "/p/a/c.cpp", "/p/.git/x.cpp",
                           "/p/out/CACHEDIR.TAG", "/p/out/d.cpp", "/p/q/mir.toml", "/p/q/e.cpp"})
    disk.files[file] = "";
  auto files = files_below(disk, "/p");
  ASSERT_TRUE(bool(files));
  EXPECT_EQ(*files, (std::vector<std::string>{"a/c.cpp", "b.cpp", "mir.toml"}));
}

} // namespace
} // namespace mir::driver
