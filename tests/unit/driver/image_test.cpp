// Images of key/value stores on a disk in memory: what a real one does not do at will.
#include "memory_disk.hpp"

#include <gtest/gtest.h>

#include "driver/image/collect.hpp"
#include "driver/image/read.hpp"
#include "driver/image/write.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

class ImageTest : public testing::Test {
protected:
  std::optional<std::vector<ImageEntry>> collect() {
    return collect_files(disk_,
                         {.folder = "/site", .image = "/out.img", .hidden = false, .excluded = {}},
                         diagnostics_);
  }

  MemoryDisk disk_;
  std::string said_;
  llvm::raw_string_ostream stream_{said_};
  Diagnostics diagnostics_{stream_, /*colour=*/false};
};

TEST_F(ImageTest, ValuesComeBackWhateverTheirSize) {
  for (const std::size_t size : {0, 1, 100, 4095, 4096, 4097, 9000})
    for (int copy = 0; copy < 3; ++copy)
      disk_.files["/site/" + std::to_string(size) + "/" + std::to_string(copy)] =
          std::string(size, static_cast<char>('a' + copy));
  auto entries = collect();
  ASSERT_TRUE(entries);
  const ImagePlan plan = plan_image(*entries);
  ASSERT_TRUE(write_image(disk_, plan, "/out.img", diagnostics_)) << said_;
  const std::string& image = disk_.files["/out.img"];
  EXPECT_EQ(image.size(), plan.pages * kImagePage);
  std::uint64_t end = plan.head.size();
  for (const ImageEntry& entry : plan.entries) {
    EXPECT_GE(entry.place, end);
    end = entry.place + entry.size;
    EXPECT_LE(entry.size <= kImagePage ? entry.place % kImagePage + entry.size : 0, kImagePage);
    EXPECT_TRUE(entry.size <= kImagePage || entry.place % kImagePage == 0);
    EXPECT_EQ(image.substr(entry.place, entry.size), disk_.files["/site/" + entry.key]);
  }
  const auto read = read_image(disk_, "/out.img", diagnostics_);
  ASSERT_TRUE(read) << said_;
  EXPECT_EQ(read->size(), 21U);
}

TEST_F(ImageTest, KeysOfEveryLengthFitTheirPages) {
  for (std::size_t length = 1; length <= kLongestKey; length += 97)
    disk_.files["/site/" + std::string(length, 'k')] = std::to_string(length);
  disk_.files["/site/" + std::string(kLongestKey, 'k')] = "the longest";
  auto entries = collect();
  ASSERT_TRUE(entries) << said_;
  ASSERT_TRUE(write_image(disk_, plan_image(*entries), "/out.img", diagnostics_));
  const auto read = read_image(disk_, "/out.img", diagnostics_);
  ASSERT_TRUE(read) << said_;
  EXPECT_EQ(read->size(), disk_.files.size() - 1);
  EXPECT_EQ(read->back().key.size(), kLongestKey);
}

TEST_F(ImageTest, AKeyThatIsTooLongIsRefused) {
  disk_.files["/site/" + std::string(kLongestKey + 1, 'k')] = "";
  EXPECT_FALSE(collect());
  EXPECT_NE(said_.find("is too long for a key: there is room for 4068 bytes [long-key]"),
            std::string::npos)
      << said_;
}

TEST_F(ImageTest, AFileThatChangesMeanwhileIsRefused) {
  disk_.files = {{"/site/a", "value"}, {"/out.img", "before"}};
  const auto entries = collect();
  ASSERT_TRUE(entries);
  for (const char* after : {"other", "longer than that"}) {
    said_.clear();
    disk_.files["/site/a"] = after;
    EXPECT_FALSE(write_image(disk_, plan_image(*entries), "/out.img", diagnostics_));
    EXPECT_NE(said_.find("'/site/a' has changed while the image was made [changed]"),
              std::string::npos)
        << said_;
    EXPECT_NE(said_.find("make the image again when nobody writes to the folder"),
              std::string::npos);
    EXPECT_EQ(disk_.files["/out.img"], "before");
  }
}

TEST_F(ImageTest, EveryFlippedBitOfAnImageIsFound) {
  disk_.files = {{"/site/a", "value"}, {"/site/b", std::string(5000, 'b')}};
  ASSERT_TRUE(write_image(disk_, plan_image(*collect()), "/out.img", diagnostics_));
  const std::string good = disk_.files["/out.img"];
  std::size_t found = 0, tried = 0;
  for (std::size_t byte = 0; byte < good.size(); byte += 61, ++tried) {
    disk_.files["/out.img"][byte] ^= static_cast<char>(1 << byte % 8);
    found += !read_image(disk_, "/out.img", diagnostics_);
    disk_.files["/out.img"] = good;
  }
  // All but the zeros behind the two values: 4091 bytes of one page, 3192 of another.
  EXPECT_GE(found, tried - (4091 + 3192) / 61 - 2);
  EXPECT_TRUE(read_image(disk_, "/out.img", diagnostics_));
}

} // namespace
} // namespace mir::driver
