// The table of names that a panic reads, whole and damaged.
#include "rt/xen/backtrace/function_names.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace mir::rt;

// As the driver writes it: "one" at 0x1000 of 16 bytes, a gap of 4, "once" at 0x1014 of 300 bytes.
std::vector<uint8_t> table() {
  std::string text = "mirnames";
  const std::string records =
      std::string("\x80\x20\x10\x00\x03one", 8) + std::string("\x04\xac\x02\x02\x02", 5) + "ce";
  text += static_cast<char>(text.size() + 4 + records.size());
  text += std::string(3, '\0') + records;
  return {text.begin(), text.end()};
}

std::string name_at(const std::vector<uint8_t>& bytes, uint64_t address) {
  return std::string(FunctionNames(bytes).at(address));
}

TEST(FunctionNames, AreFoundFromTheFirstByteToTheLast) {
  EXPECT_EQ(name_at(table(), 0x1000), "one");
  EXPECT_EQ(name_at(table(), 0x100f), "one");
  EXPECT_EQ(name_at(table(), 0x1014), "once");
  EXPECT_EQ(name_at(table(), 0x1014 + 299), "once");
}

TEST(FunctionNames, AreNotMadeUpOutsideOfFunctions) {
  for (const uint64_t address : {uint64_t{0}, uint64_t{0xfff}, uint64_t{0x1010}, uint64_t{0x1013},
                                 uint64_t{0x1014 + 300}, UINT64_MAX})
    EXPECT_EQ(name_at(table(), address), "") << address;
}

TEST(FunctionNames, CanBeAskedForInAnyOrder) {
  const auto bytes = table();
  FunctionNames names(bytes);
  EXPECT_EQ(names.at(0x1014), "once");
  EXPECT_EQ(names.at(0x1000), "one");
  EXPECT_EQ(names.at(0x1010), "");
  EXPECT_EQ(names.at(0x1014), "once");
}

TEST(FunctionNames, AreAbsentWhereThereIsNoTable) {
  EXPECT_TRUE(FunctionNames({}).empty());
  EXPECT_TRUE(FunctionNames(std::vector<uint8_t>(100, 0)).empty());
  auto bytes = table();
  bytes.pop_back(); // shorter than it says
  EXPECT_TRUE(FunctionNames(bytes).empty());
}

// Whatever a broken program has written over it, reading it ends, within it.
TEST(FunctionNames, SurviveEveryDamagedByte) {
  for (size_t at = 0; at < table().size(); ++at)
    for (unsigned value = 0; value < 256; ++value) {
      auto bytes = table();
      bytes[at] = static_cast<uint8_t>(value);
      FunctionNames names(bytes);
      for (const uint64_t address : {uint64_t{0x1000}, uint64_t{0x1100}, UINT64_MAX})
        EXPECT_LE(names.at(address).size(), 128u);
    }
}

} // namespace
