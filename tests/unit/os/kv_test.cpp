// KvRo: values by their keys, from images that are right, damaged, or meant to do harm.
#include "kv_image.hpp"
#include "system_test.hpp"

#include <mir/os/kv/kv_ro.hpp>
#include <mir/os/testing/ram_disk.hpp>

#include <functional>
#include <random>

namespace {

using namespace mir::os;
using namespace mir::os::testing;

using Values = std::map<std::string, std::string>;

std::string numbered(std::size_t size, unsigned seed) {
  std::string bytes(size, '\0');
  for (char& byte : bytes)
    byte = static_cast<char>((seed = seed * 1'664'525 + 1'013'904'223) >> 24);
  return bytes;
}

Values many() {
  Values values;
  for (unsigned i = 0; i < 100; ++i)
    values["key/" + std::to_string(i * 7)] = numbered(i * i, i);
  return values;
}

class KvRoTest : public SystemTest {
protected:
  /// Runs a check on the store of an image.
  void with(std::string image, std::function<Task<>(KvRo&)> check,
            std::uint32_t sector_size = 512) {
    RamDisk disk(system_.platform(), std::move(image), 0, sector_size);
    const auto program = [](App& app, std::function<Task<>(KvRo&)> then) -> Task<> {
      auto store = co_await open_kv(app);
      EXPECT_TRUE(store);
      if (store)
        co_await then(**store);
    };
    EXPECT_TRUE(system_.run(program(system_.app(), check)));
  }
  /// What opening an image leads to.
  Errc opened(std::string image) {
    RamDisk disk(system_.platform(), std::move(image));
    Errc code{};
    const auto program = [](App& app, Errc& said) -> Task<> {
      const auto store = co_await open_kv(app);
      if (!store)
        said = store.error().code();
    };
    EXPECT_TRUE(system_.run(program(system_.app(), code)));
    return code;
  }
};

TEST_F(KvRoTest, FindsEveryKeyAndNoOther) {
  for (const std::uint32_t sector : {512U, 4096U})
    for (const std::size_t keys_a_page : {1U, 3U, 60U})
      with(
          KvImage(many(), keys_a_page).bytes,
          [](KvRo& store) -> Task<> {
            EXPECT_EQ(store.keys(), 100U);
            for (const auto& [key, value] : many()) {
              const auto got = co_await store.get(key);
              EXPECT_TRUE(got);
              EXPECT_EQ(*got, value) << key;
              EXPECT_EQ((co_await store.find(key))->size, value.size());
            }
            for (const char* other : {"", "a", "key", "key/", "key/1", "key/6", "key/70a", "z"})
              EXPECT_EQ((co_await store.get(other)).error(), Errc::NotFound) << other;
          },
          sector);
}

TEST_F(KvRoTest, AnEmptyStoreHasNothing) {
  with(KvImage({}).bytes, [](KvRo& store) -> Task<> {
    EXPECT_EQ(store.keys(), 0U);
    EXPECT_EQ((co_await store.get("a")).error(), Errc::NotFound);
    EXPECT_TRUE((co_await store.list())->empty());
  });
}

TEST_F(KvRoTest, ReadsAnyPartOfAValue) {
  const Values values{{"a", "x"}, {"large", numbered(20'000, 1)}};
  for (const std::uint32_t sector : {512U, 4096U})
    with(
        KvImage(values).bytes,
        [](KvRo& store) -> Task<> {
          const std::string whole = numbered(20'000, 1);
          const KvValue value = *co_await store.find("large");
          for (const std::size_t from : {0U, 1U, 511U, 512U, 4095U, 5000U, 19'999U, 20'000U})
            for (const std::size_t size : {0U, 1U, 2U, 512U, 700U, 4096U, 9000U}) {
              std::string part(size, '?');
              const auto read =
                  co_await store.read(value, from, std::as_writable_bytes(std::span(part)));
              if (from + size > whole.size()) {
                EXPECT_EQ(read.error(), Errc::OutOfRange);
                continue;
              }
              EXPECT_TRUE(read);
              EXPECT_EQ(part, whole.substr(from, size)) << from << " " << size;
            }
          std::string none;
          EXPECT_EQ(
              (co_await store.read(value, UINT64_MAX, std::as_writable_bytes(std::span(none))))
                  .error(),
              Errc::OutOfRange);
          EXPECT_EQ((co_await store.get("large", 19'999)).error(), Errc::TooLong);
          EXPECT_EQ(co_await store.get("large", 20'000), whole);
        },
        sector);
}

std::string text_of(const std::vector<KvName>& names) {
  std::string text;
  for (const KvName& name : names)
    text += name.name + (name.is_folder ? "/ " : " " + std::to_string(name.size) + " ");
  return text;
}

TEST_F(KvRoTest, ListsFolders) {
  const Values values{{"a", "1"},          {"a.txt", "22"},  {"a/b", ""},   {"a/c/d", "4"},
                      {"a/c/e", "5"},      {"a/c.x", "6"},   {"a0", "777"}, {"b/c", "8"},
                      {"b/c/deep/er", ""}, {"\xc3\xa4", "9"}};
  with(KvImage(values, 2).bytes, [](KvRo& store) -> Task<> {
    EXPECT_EQ(text_of(*co_await store.list()), "a 1 a.txt 2 a/ a0 3 b/ \xc3\xa4 1 ");
    EXPECT_EQ(text_of(*co_await store.list("a")), "b 0 c.x 1 c/ ");
    EXPECT_EQ((co_await store.list("a", 3))->size(), 3U);
    EXPECT_EQ((co_await store.list("a", 2)).error(), Errc::TooLong);
    EXPECT_EQ(text_of(*co_await store.list("a/c")), "d 1 e 1 ");
    EXPECT_EQ(text_of(*co_await store.list("b")), "c 1 c/ ");
    EXPECT_EQ(text_of(*co_await store.list("b/c")), "deep/ ");
    EXPECT_EQ(text_of(*co_await store.list("nowhere")), "");
    EXPECT_EQ(text_of(*co_await store.list("a/b")), "");
  });
}

TEST_F(KvRoTest, ManyTasksLookUpAtOnce) {
  with(KvImage(many(), 1).bytes, [](KvRo& store) -> Task<> {
    Group group(co_await this_scheduler());
    int right = 0;
    const auto look = [](KvRo& in, std::string key, std::string value, int& count) -> Task<> {
      const auto got = co_await in.get(std::move(key));
      count += got && *got == value;
    };
    for (const auto& [key, value] : many())
      group.spawn(look(store, key, value, right));
    EXPECT_TRUE(co_await group.join());
    EXPECT_EQ(right, 100);
  });
}

TEST_F(KvRoTest, SaysWhatIsNoImage) {
  const std::string good = KvImage({{"a", "b"}}).bytes;
  EXPECT_EQ(opened(good), Errc{});
  EXPECT_EQ(opened(std::string(8192, '\0')), Errc::Malformed);
  EXPECT_EQ(opened(good.substr(0, 512)), Errc::Malformed);
  EXPECT_EQ(opened(good.substr(0, 8192)), Errc::Truncated);
  EXPECT_EQ(opened(KvImage::header(1, 1, 0)), Errc::Malformed);
  EXPECT_EQ(opened(KvImage::header(2, 0, 0)), Errc::Truncated);
  EXPECT_EQ(opened(KvImage::header(UINT64_MAX, 0, 0)), Errc::Malformed);
  EXPECT_NE(system_.output().find("block device 0 (ram) holds no key/value store: "
                                  "truncated; 'mir image' makes one"),
            std::string::npos)
      << system_.output();
}

TEST_F(KvRoTest, NoDeviceIsSaid) {
  const auto program = [](App& app) -> Task<> {
    EXPECT_EQ((co_await open_kv(app, 3)).error(), Errc::NotFound);
  };
  EXPECT_TRUE(system_.run(program(system_.app())));
  EXPECT_NE(system_.output().find("there is no block device 3"), std::string::npos);
}

// Any bit: it leads to an error, or to a store that is as it was.
TEST_F(KvRoTest, EveryFlippedBitIsSeen) {
  const Values values{{"a", "value"}, {"b", numbered(600, 3)}};
  const std::string good = KvImage(values).bytes;
  std::mt19937 random(1);
  for (std::size_t byte = 0; byte < good.size(); byte += 1 + random() % 37) {
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ 1 << random() % 8);
    RamDisk disk(system_.platform(), bad);
    const auto program = [](App& app, std::size_t at) -> Task<> {
      const auto store = co_await open_kv(app);
      EXPECT_EQ(!store, at < 4096);
      if (!store)
        co_return;
      for (const char* key : {"a", "b"}) {
        const auto got = co_await (*store)->get(key);
        const bool index = at < 2 * 4096;
        EXPECT_TRUE(index ? !got && got.error() == Errc::Malformed
                          : got || got.error() == Errc::Malformed)
            << at;
      }
    };
    EXPECT_TRUE(system_.run(program(system_.app(), byte)));
  }
}

// Indexes with right checksums and wrong contents: nothing is read that is not the image's, and
// every call ends.
TEST_F(KvRoTest, AnIndexThatLiesLeadsNowhere) {
  const auto image = [](std::vector<std::vector<kv::KvIndexEntry::Fields>> pages) {
    std::string bytes = KvImage::header(pages.size() + 2, pages.size(), 9);
    for (const auto& page : pages)
      bytes += KvImage::page(page);
    return bytes + std::string(4096, 'v');
  };
  constexpr std::uint64_t kMost = 0xffff'ffff'ffff;
  with(image({{{.place = kMost, .size = 1, .value_checksum = 0, .key = "a"},
               {.place = 0, .size = kMost, .value_checksum = 0, .key = "b"},
               {.place = 3 * 4096, .size = 1, .value_checksum = 0, .key = "c"},
               {.place = 3 * 4096, .size = 0, .value_checksum = 0, .key = "d"},
               {.place = 0, .size = 3 * 4096, .value_checksum = 0, .key = "e"}}}),
       [](KvRo& store) -> Task<> {
         for (const char* key : {"a", "b", "c"})
           EXPECT_EQ((co_await store.get(key)).error(), Errc::Malformed) << key;
         EXPECT_EQ(co_await store.get("d"), "");
         EXPECT_EQ((co_await store.get("e")).error(), Errc::Malformed); // its checksum
         EXPECT_EQ(
             (co_await store.read({.size = kMost, .place = kMost, .checksum = 0}, 0, {})).error(),
             Errc::OutOfRange);
       });
  // In no order, with keys that come again.
  const kv::KvIndexEntry::Fields m{.place = 0, .size = 0, .value_checksum = 0, .key = "m/x"},
      b{.place = 0, .size = 0, .value_checksum = 0, .key = "b/y"},
      z{.place = 0, .size = 0, .value_checksum = 0, .key = "z"};
  with(image({{m, b, z}, {b, b}, {z, m}, {b, z}}), [](KvRo& store) -> Task<> {
    for (const char* key : {"a", "b/y", "c", "m/x", "n", "z", "zz"})
      (void)co_await store.get(key);
    for (const char* folder : {"", "a", "b", "m", "z"})
      (void)co_await store.list(folder);
  });
}

TEST_F(KvRoTest, AFailingDeviceIsTold) {
  RamDisk disk(system_.platform(), KvImage(many()).bytes);
  const auto program = [](App& app, RamDisk& device) -> Task<> {
    auto store = co_await open_kv(app);
    EXPECT_TRUE(store);
    device.damage(8); // the first page of the index
    EXPECT_EQ((co_await (*store)->get("key/0")).error(), Errc::Io);
    device.damage(UINT64_MAX);
    EXPECT_TRUE(co_await (*store)->get("key/0")); // nothing was kept of what failed
  };
  EXPECT_TRUE(system_.run(program(system_.app(), disk)));
}

TEST_F(KvRoTest, ADeviceIsOpenedOnceAtATime) {
  RamDisk disk(system_.platform(), KvImage(many()).bytes);
  RamDisk no_store(system_.platform(), std::string(8192, 'x'), 1);
  const auto program = [](App& app) -> Task<> {
    {
      auto store = co_await open_kv(app);
      EXPECT_TRUE(store);
      EXPECT_EQ(open_block_device(app).error(), Errc::InUse);
      EXPECT_EQ((co_await open_kv(app)).error(), Errc::InUse);
      EXPECT_TRUE(co_await (*store)->get("key/0"));
    }
    EXPECT_TRUE(open_block_device(app)); // and let go of at once
    EXPECT_EQ((co_await open_kv(app, 1)).error(), Errc::Malformed);
    EXPECT_TRUE(open_block_device(app, 1)); // also by who found no store on it
  };
  EXPECT_TRUE(system_.run(program(system_.app())));
  EXPECT_NE(system_.platform().output().find("block device 0 is open already: use that Blkif"),
            std::string::npos);
}

} // namespace
