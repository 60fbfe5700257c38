#include "driver/manifest/manifest.hpp"

#include <gtest/gtest.h>

#include "driver/manifest/value.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

std::optional<Manifest> read(const std::string& text) {
  std::string said;
  llvm::raw_string_ostream stream(said);
  Diagnostics diagnostics(stream, false);
  auto manifest =
      read_manifest("mir.toml", text, {{"unix-socket", "xen"}, {"ccache", "none"}}, diagnostics);
  EXPECT_EQ(manifest.has_value(), said.empty()) << said;
  return manifest;
}

TEST(Manifest, FillsDefaults) {
  auto manifest = read("[app]\nname = 'hello'\n");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->name.value, "hello");
  ASSERT_EQ(manifest->targets.size(), 2U);
  EXPECT_EQ(manifest->targets[0].value, "unix-socket");
  EXPECT_EQ(manifest->sources[0].value, "*.cpp");
  EXPECT_EQ(manifest->sources[0].place.line, 0U);
  EXPECT_EQ(manifest->specifications[0].value, "*.mpl");
  EXPECT_EQ(manifest->xen.memory, 16U << 20);
  EXPECT_FALSE(manifest->budget.image);
  EXPECT_FALSE(manifest->net.address);
}

TEST(Manifest, KeepsWhatIsWritten) {
  auto manifest =
      read("app.name = 'a'\napp.targets = ['xen']\nnet = {address = '10.0.0.2/24', dns = ['::1']}\n"
           "[xen]\nmemory = 8388608\nvif = ['bridge=b']\ndisks = ['d']\n[budget]\nimage = '4K'\n");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->targets.size(), 1U);
  EXPECT_EQ(manifest->net.address->value, "10.0.0.2/24");
  EXPECT_EQ(manifest->net.dns[0].value, "::1");
  EXPECT_EQ(manifest->xen.memory, 8U << 20);
  EXPECT_EQ(manifest->xen.vif[0].value, "bridge=b");
  EXPECT_EQ(manifest->xen.disks[0].value, "d");
  EXPECT_EQ(manifest->budget.image, 4096U);
  EXPECT_EQ(manifest->budget.place.line, 9U);
}

TEST(Manifest, CountsNoByteOrderMark) {
  auto manifest = read("\xef\xbb\xbf[app]\nname = 'hello'\n");
  ASSERT_TRUE(manifest);
  std::string said;
  llvm::raw_string_ostream stream(said);
  Diagnostics diagnostics(stream, false);
  EXPECT_FALSE(read_manifest("mir.toml", "\xef\xbb\xbf[ap]\n", {{"xen"}, {}}, diagnostics));
  EXPECT_EQ(said.find("mir.toml:1:2: error: unknown table 'ap' [unknown-table]\n[ap]\n"), 0U)
      << said;
}

TEST(ApplicationName, IsALabel) {
  for (const char* good : {"a", "Hello-1_x", "a-"})
    EXPECT_TRUE(is_application_name(good)) << good;
  for (const char* bad : {"", "1a", "-a", "a b", "a/b", "a.b", "ä", ".."})
    EXPECT_FALSE(is_application_name(bad)) << bad;
  EXPECT_TRUE(is_application_name(std::string(63, 'a')));
  EXPECT_FALSE(is_application_name(std::string(64, 'a')));
}

TEST(Nearest, FindsSlipsAndNothingElse) {
  std::vector<llvm::StringRef> known{"name", "targets", "sources"};
  EXPECT_EQ(nearest("nmae", known), "name");
  EXPECT_EQ(nearest("target", known), "targets");
  EXPECT_EQ(nearest("SOURCES", known), "sources");
  EXPECT_EQ(nearest("gateway", known), "");
}

TEST(Size, ReadsUnits) {
  EXPECT_EQ(parse_size("1"), 1U);
  EXPECT_EQ(parse_size("400K"), 400U << 10);
  EXPECT_EQ(parse_size("16M"), 16U << 20);
  EXPECT_EQ(parse_size("2G"), 2ULL << 30);
  EXPECT_EQ(parse_size("17179869183G"), 17179869183ULL << 30);
  for (const char* bad :
       {"", "0", "K", "1k", "1 K", "-1", "1.5M", "0x10", "17179869184G", "18446744073709551616"})
    EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Address, IsIpv4OrIpv6) {
  for (const char* good : {"10.0.0.1", "::1", "2620:fe::fe"})
    EXPECT_TRUE(is_ip_address(good)) << good;
  for (const char* bad : {"", "10.0.0", "10.0.0.256", "10.0.0.1/24", "localhost", "10.0.0.1 "})
    EXPECT_FALSE(is_ip_address(bad)) << bad;
  for (const char* good : {"10.0.0.1/0", "10.0.0.1/32", "fe80::1/128"})
    EXPECT_TRUE(is_ip_network(good)) << good;
  for (const char* bad : {"10.0.0.1", "10.0.0.1/", "10.0.0.1/33", "::1/129", "/24", "10.0.0.1/-1"})
    EXPECT_FALSE(is_ip_network(bad)) << bad;
}

} // namespace
} // namespace mir::driver
