// KvRo with a heap that now and then has nothing.
#include "kv_image.hpp"
#include "system_test.hpp"

#include <mir/os/kv/kv_ro.hpp>
#include <mir/os/testing/ram_disk.hpp>

#include <cstdlib>
#include <new>
#include <optional>

namespace {
/// Allocations of at least kLarge bytes until one is refused: pages, values, lists. Smaller ones
/// are those of the test's own disk, and keys, which whoever asks has made.
std::optional<unsigned> until_refused;
constexpr std::size_t kLarge = 128;
} // namespace

void* operator new(std::size_t size) {
  if (size >= kLarge && until_refused && (*until_refused)-- == 0) {
    until_refused.reset();
    throw std::bad_alloc();
  }
  if (void* memory = std::malloc(size))
    return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

using namespace mir::os;
using namespace mir::os::testing;

const std::string kFolder = "folder";

std::string key_of(unsigned i) { return kFolder + "/" + std::to_string(i); }

std::map<std::string, std::string> values() {
  std::map<std::string, std::string> all;
  for (unsigned i = 0; i < 100; ++i)
    all[key_of(i)] = std::string(i * 10, 'v');
  return all;
}

/// All that a store does; whether all of it was right, or why not.
Task<Result<>> use(KvRo& store) {
  for (unsigned i = 0; i < 100; i += 33) {
    const auto got = co_await store.get(key_of(i));
    if (!got)
      co_return fail(got.error().code());
    EXPECT_EQ(*got, std::string(i * 10, 'v'));
  }
  const auto value = co_await store.find(key_of(99));
  if (!value)
    co_return fail(value.error().code());
  std::array<std::byte, 700> part;
  if (const auto read = co_await store.read(*value, 100, part); !read)
    co_return read;
  EXPECT_EQ(part.back(), std::byte{'v'});
  const auto names = co_await store.list(kFolder);
  if (!names)
    co_return fail(names.error().code());
  EXPECT_EQ(names->size(), 100U);
  co_return Result<>();
}

/// Opens the store and uses it, while one allocation is refused. A call that has not even a frame
/// throws: then `framed` is false.
Task<Result<>> try_all(App& app, unsigned refused, bool& framed) {
  try {
    until_refused = refused;
    auto store = co_await open_kv(app);
    if (!store)
      co_return fail(store.error().code());
    const Result<> used = co_await use(**store);
    const bool all = until_refused.has_value();
    until_refused.reset();
    const Result<> again = co_await use(**store);
    EXPECT_TRUE(again) << "it goes on when there is memory again, " << refused;
    EXPECT_EQ(used.has_value(), all) << refused;
    co_return used;
  } catch (const std::bad_alloc&) {
    framed = false;
    co_return fail(Errc::NoMemory);
  }
}

/// Refuses one allocation after the other, until there were not as many.
Task<> refuse_each(App& app, unsigned& told, unsigned& thrown) {
  for (unsigned refused = 0;; ++refused) {
    bool framed = true;
    const Result<> outcome = co_await try_all(app, refused, framed);
    if (outcome)
      break;
    EXPECT_EQ(outcome.error(), Errc::NoMemory) << refused;
    ++(framed ? told : thrown);
  }
}

class KvMemory : public SystemTest {};

TEST_F(KvMemory, EachAllocationMayFail) {
  RamDisk disk(system_.platform(), KvImage(values(), 3).bytes);
  unsigned told = 0, thrown = 0;
  EXPECT_TRUE(system_.run(refuse_each(system_.app(), told, thrown)));
  EXPECT_GT(told, 50U);
  EXPECT_LT(thrown, told / 4);
}

} // namespace
