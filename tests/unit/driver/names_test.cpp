// The names of functions that go into an image: shortened, tabled, and put behind everything else.
#include "driver/names/program.hpp"
#include "driver/names/table.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <elf.h>

namespace {

using namespace mir::driver;

TEST(ShortName, DropsParametersAndTemplateArguments) {
  EXPECT_EQ(short_name("_Z8break_itPVi"), "break_it");
  EXPECT_EQ(short_name("_ZN3mir2rt5panicEPKc"), "mir::rt::panic");
  EXPECT_EQ(short_name("_ZNSt3__16vectorIiNS_9allocatorIiEEE9push_backEOi"),
            "std::vector<>::push_back");
}

TEST(ShortName, NamesTheCoroutineItsPartsBelongTo) {
  EXPECT_EQ(short_name("_Z8app_mainRN3mir3AppE.resume"), "app_main");
}

TEST(ShortName, KeepsOperators) {
  EXPECT_EQ(short_name("_ZltRK1ARK1B"), "operator<");
  EXPECT_EQ(short_name("_ZlsRSoRK1A"), "operator<<");
  EXPECT_EQ(short_name("_ZN3PtrI1AEptEv"), "Ptr<>::operator->");
  EXPECT_EQ(short_name("_ZssRK1ARK1B"), "operator<=>");
}

TEST(ShortName, LeavesOtherLanguagesAlone) {
  EXPECT_EQ(short_name("mir_main"), "mir_main");
  EXPECT_EQ(short_name("_Z"), "_Z");
  EXPECT_EQ(short_name("i"), "i");    // no type
  EXPECT_EQ(short_name("a<b"), "a<"); // whatever it is, it ends
}

TEST(ShortName, EndsWhereALineOfTheConsoleDoes) {
  EXPECT_EQ(short_name(std::string(500, 'x')), std::string(117, 'x') + "...");
}

TEST(NameTable, SharesTheBeginningsOfNames) {
  const std::string table =
      table_of({{0x100000, 16, "mir_main"}, {0x100020, 300, "mir_port_exit"}, {0x10014c, 0, "x"}});
  std::string expected = "mirnames";
  expected += std::string("\x2e\0\0\0", 4);
  expected += std::string("\x80\x80\x40\x10\x00\x08", 6) + "mir_main";
  expected += std::string("\x10\xac\x02\x04\x09", 5) + "port_exit";
  expected += std::string("\x00\x80\x20\x00\x01", 5) + "x"; // nobody says how long it is
  EXPECT_EQ(table, expected);
}

TEST(NameTable, LeavesOutWhatLiesInsideAnother) {
  EXPECT_EQ(table_of({{0x1000, 32, "a"}, {0x1010, 4, "b"}}), table_of({{0x1000, 32, "a"}}));
}

/// A program of one segment, with or without the header that is taken.
std::string program(bool has_spare) {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_phoff = sizeof header;
  header.e_phnum = 2;
  Elf64_Phdr segments[2]{};
  segments[0].p_type = PT_LOAD;
  segments[0].p_vaddr = 0x100000;
  segments[0].p_filesz = 100;
  segments[0].p_memsz = 0x2345;
  segments[1].p_type = has_spare ? PT_GNU_STACK : PT_NOTE;
  std::string bytes(sizeof header + sizeof segments, '\0');
  std::memcpy(bytes.data(), &header, sizeof header);
  std::memcpy(bytes.data() + sizeof header, segments, sizeof segments);
  return bytes;
}

TEST(Segment, ComesBehindEverything) {
  const auto image = with_segment(program(true), "names");
  ASSERT_TRUE(image);
  Elf64_Phdr added;
  std::memcpy(&added, image->data() + sizeof(Elf64_Ehdr) + sizeof added, sizeof added);
  EXPECT_EQ(added.p_type, Elf64_Word{PT_LOAD});
  EXPECT_EQ(added.p_flags, Elf64_Word{PF_R});
  EXPECT_EQ(added.p_vaddr, 0x103000u);
  EXPECT_EQ(added.p_paddr, 0x103000u);
  EXPECT_EQ(added.p_offset % 4096, 0u);
  EXPECT_EQ(image->substr(added.p_offset), "names");
}

TEST(Segment, IsRefusedWhereThereIsNoHeaderForIt) {
  EXPECT_FALSE(with_segment(program(false), "names"));
}

TEST(Program, IsNotBelievedWhenItIsCutOff) {
  const std::string whole = program(true);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(with_segment(whole.substr(0, size), "names")) << size;
    EXPECT_FALSE(functions_of(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(functions_of(whole)); // it has no symbols
}

} // namespace
