// rt/unix keeps the port's contract for block devices, on files of the test's own. The cases are in
// conformance/block.cpp.
#include "cases.hpp"
#include "program.hpp"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>
#include <vector>

namespace mir::test {
namespace {

/// A folder of the test's own, with files in it.
class Folder {
public:
  Folder() {
    char name[] = "/tmp/mir-disk-XXXXXX";
    path_ = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string file(const std::string& name, std::uintmax_t size) const {
    std::string const path = path_ + "/" + name;
    std::ofstream(path).close();
    std::filesystem::resize_file(path, size);
    return path;
  }

private:
  std::string path_;
};

constexpr std::uintmax_t kSize = 1 << 20;

class DiskConformance : public testing::TestWithParam<
                            std::tuple<std::string, std::string, std::string, std::string>> {};

TEST_P(DiskConformance, Holds) {
  auto const& [program, mechanism, sector, name] = GetParam();
  Folder const folder;
  Program child({.program = program,
                 .mechanism = mechanism,
                 .name = name,
                 .before = "--disk=" + folder.file("disk.img", kSize) + ",sector=" + sector,
                 .second = "--disk=" + folder.file("other,name.img", kSize) + ",ro"});
  std::string const output = child.read_all();
  EXPECT_EQ(child.join(), 0) << output;
  EXPECT_EQ(output, "ok " + name + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Unix, DiskConformance,
    testing::Combine(testing::ValuesIn(programs()), testing::Values("epoll", "io_uring"),
                     testing::Values("512", "4096"), testing::ValuesIn(case_names())),
    [](const auto& info) {
      std::string name = std::get<0>(info.param).ends_with("_product") ? "product" : "host";
      name += "_" + std::get<1>(info.param) + "_" + std::get<2>(info.param) + "_" +
              std::get<3>(info.param);
      for (char& c : name)
        if (c == '.')
          c = '_';
      return name;
    });

/// What the program says on its standard error, which here is its output.
std::string complaint(const std::string& value) {
  Program child({.program = programs().front(),
                 .mechanism = "epoll",
                 .name = "Block.HasADescription",
                 .before = "--disk=" + value,
                 .join_error = true});
  std::string output = child.read_all();
  EXPECT_NE(child.join(), 0); // there is no device
  return output;
}

TEST(Disk, WhatIsWrongWithAFileIsSaid) {
  Folder const folder;
  EXPECT_NE(complaint("/nowhere/disk.img").find("there is no such file; `truncate"),
            std::string::npos);
  EXPECT_NE(complaint("").find("a name has 1 to 4095 characters"), std::string::npos);
  EXPECT_NE(complaint(folder.file("empty", 0)).find("it is empty"), std::string::npos);
  EXPECT_NE(complaint(folder.file("odd", 1000)).find("no multiple of 512 bytes"),
            std::string::npos);
  EXPECT_NE(complaint(folder.file("odd", 512) + ",sector=4096").find("no multiple of 4096 bytes"),
            std::string::npos);
  EXPECT_NE(complaint("/dev/null").find("neither a file nor a block device"), std::string::npos);
}

TEST(Disk, NoneTakesThePlaceOfOneThatIsNotThere) {
  Folder const folder;
  Program child({.program = programs().front(),
                 .mechanism = "epoll",
                 .name = "Block.HasADescription",
                 .before = "--disk=/nowhere/disk.img",
                 .second = "--disk=" + folder.file("disk", kSize),
                 .join_error = true});
  EXPECT_NE(child.read_all().find("there is no such file"), std::string::npos);
  EXPECT_NE(child.join(), 0); // there is no device
}

TEST(Disk, OneWriterOrAnyReaders) {
  Folder const folder;
  std::string const file = folder.file("disk", kSize);
  int const held = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  ASSERT_EQ(flock(held, LOCK_SH), 0);
  EXPECT_NE(complaint(file).find("another program"), std::string::npos);
  EXPECT_EQ(complaint(file + ",ro").find("another program"), std::string::npos);
  close(held);
}

} // namespace
} // namespace mir::test
