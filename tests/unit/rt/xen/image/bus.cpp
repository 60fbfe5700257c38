/// \file
/// Tries xenstore and the grant table on the real Xen, below the platform line: needs a guest, not
/// dom0.
#include <mir/rt/port.hpp>

#include <array>
#include <cstdio>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "rt/xen/bus/grant_table.hpp"
#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/wait.hpp"

namespace {

using namespace mir::rt;

int failed = 0;

void expect(bool holds, const char* what) {
  if (holds)
    return;
  ++failed;
  std::printf("does not hold: %s\n", what);
}

std::string read(std::string_view path, uint32_t transaction = 0) {
  std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
  std::string_view value;
  const int error = store_read(path, buffer, value, transaction);
  return error == 0 ? std::string(value) : "error " + std::to_string(error);
}

void try_values() {
  expect(read("domid").find_first_not_of("0123456789") == std::string::npos,
         "the domain has a number");
  expect(read("data/nothing") == "error 2", "a name that is not there is ENOENT");
  expect(store_write("data/a", "one") == 0 && store_write("data/b/c", std::string(2000, 'x')) == 0,
         "writing");
  expect(read("data/a") == "one" && read("data/b/c") == std::string(2000, 'x'),
         "reading what was written");
  std::array<char, 256> buffer;
  std::string_view names;
  expect(store_list("data", buffer, names) == 0 && names == std::string_view("a\0b\0", 4),
         "listing");
  expect(store_remove("data/a") == 0 && read("data/a") == "error 2", "removing");
  expect(store_write("/local/domain/0/mine", "x") == 13, "another domain's names are EACCES");
}

void try_transactions() {
  const auto body = [](uint32_t transaction) {
    const int error = store_write("data/t", "inside", transaction);
    expect(read("data/t") == "error 2", "nothing is seen from outside before the end");
    expect(read("data/t", transaction) == "inside", "it is seen inside");
    return error;
  };
  expect(in_transaction(body) == 0 && read("data/t") == "inside", "a transaction");
  expect(in_transaction([](uint32_t id) {
           return store_write("data/u", "x", id) == 0 ? XEN_ENOSPC : 0;
         }) == XEN_ENOSPC &&
             read("data/u") == "error 2",
         "a transaction that is given up");
  int attempts = 0;
  expect(in_transaction([&](uint32_t id) {
           const std::string before = read("data/n", id);
           if (++attempts == 1)
             expect(store_write("data/n", "somebody else's") == 0, "writing beside a transaction");
           return store_write("data/n", before + "+", id);
         }) == 0,
         "a transaction that somebody interferes with");
  expect(attempts == 2 && read("data/n") == "somebody else's+",
         "it is made again with what is there then");
}

// Whether there is a change within two seconds.
bool changes(StoreWatch& watch) {
  const uint64_t limit = mir_port_monotonic_ns() + 2'000'000'000;
  while (!watch.take_change()) {
    if (mir_port_monotonic_ns() >= limit)
      return false;
    block_and_dispatch(limit);
  }
  return true;
}

void try_watches() {
  StoreWatch watch;
  expect(store_watch("data/w", watch) == 0 && changes(watch), "a watch reports at once");
  expect(store_write("data/w/below", "x") == 0 && changes(watch), "a watch reports a change below");
  expect(store_write("data/elsewhere", "x") == 0 && !watch.take_change(),
         "a watch reports nothing else");
  expect(store_unwatch("data/w", watch) == 0 && store_write("data/w", "y") == 0,
         "a watch is ended");
  expect(!watch.take_change(), "an ended watch reports nothing");
}

void try_grants() {
  constexpr size_t kPages = 2000; // four pages of the table
  auto* const page = static_cast<char*>(take_pages(1));
  page[17] = 'x';
  std::set<uint32_t> refs;
  for (size_t i = 0; i < kPages; ++i)
    if (const auto ref = share_page(0, page))
      refs.insert(static_cast<uint32_t>(*ref));
  expect(refs.size() == kPages && *refs.begin() >= 8, "two thousand grants, each its own");
  expect(page[17] == 0, "a page is zeroed before it is shared");
  for (const uint32_t ref : refs)
    expect(unshare_page(GrantRef{ref}), "a grant that nobody uses is ended");
  expect(!unshare_page(GrantRef{*refs.begin()}), "a grant is ended once");
}

} // namespace

int mir_main(int, char**) {
  if (!has_xenstore()) {
    std::printf("no xenstore\n");
    return 2;
  }
  try_values();
  try_transactions();
  try_watches();
  try_grants();
  std::printf(failed == 0 ? "all held\n" : "some failed\n");
  return failed != 0;
}
