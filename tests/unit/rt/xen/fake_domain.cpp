#include "fake_domain.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <xen/errno.h>

namespace mir::rt::testing {

namespace {

constexpr size_t kPage = 4096;
constexpr size_t kEntries = 4096;

// Not an expectation of gtest: it must stop the code under test where it is.
void require(bool holds, const char* rule) {
  if (holds)
    return;
  std::fprintf(stderr, "fake domain: %s\n", rule);
  std::abort();
}

} // namespace

FakeDomain::FakeDomain() : table_(kEntries), free_list_(kEntries) {
  entries_.extend(table_, free_list_);
}

FakeDomain::~FakeDomain() {
  for (void* page : pages_)
    std::free(page);
}

void* FakeDomain::take_pages(size_t count) {
  require(count == 1, "front ends take single pages");
  if (pages_left == 0)
    return nullptr;
  --pages_left;
  void* page = std::aligned_alloc(kPage, kPage);
  std::memset(page, 0, kPage);
  pages_.insert(page);
  return page;
}

void FakeDomain::give_pages(void* pages, size_t count) {
  require(count == 1 && pages_.erase(pages) == 1, "a page is given back that was not taken");
  for (const auto& [ref, page] : granted_)
    require(page != pages, "a page is given back that another domain may still use");
  ++pages_left;
  std::free(pages);
}

std::optional<GrantRef> FakeDomain::grant(domid_t domain, const void* page, bool read_only) {
  const auto ref = entries_.grant(domain, 1, read_only);
  if (ref)
    granted_[static_cast<uint32_t>(*ref)] =
        const_cast<std::byte*>(static_cast<const std::byte*>(page));
  return ref;
}

std::optional<GrantRef> FakeDomain::share_page(domid_t domain, void* page) {
  std::memset(page, 0, kPage);
  return grant(domain, page, false);
}

std::optional<GrantRef> FakeDomain::share_page_to_read(domid_t domain, const void* page) {
  return grant(domain, page, true);
}

std::optional<GrantRef> FakeDomain::lend_page(domid_t domain, void* page) {
  require(reinterpret_cast<uintptr_t>(page) % kPage == 0, "a part of a page is lent");
  return grant(domain, page, false);
}

bool FakeDomain::suspend_page(GrantRef ref) {
  require(granted_.contains(static_cast<uint32_t>(ref)), "a grant is suspended that was not given");
  if (!entries_.suspend(ref))
    return false;
  granted_.erase(static_cast<uint32_t>(ref));
  suspended_.insert(static_cast<uint32_t>(ref));
  return true;
}

void FakeDomain::lend_page_again(GrantRef ref, domid_t domain, void* page) {
  require(reinterpret_cast<uintptr_t>(page) % kPage == 0, "a part of a page is lent");
  require(suspended_.erase(static_cast<uint32_t>(ref)) == 1, "a grant is resumed that stood");
  entries_.resume(ref, domain, 1, false);
  granted_[static_cast<uint32_t>(ref)] = static_cast<std::byte*>(page);
}

void FakeDomain::forget_ref(GrantRef ref) {
  require(suspended_.erase(static_cast<uint32_t>(ref)) == 1, "a number is forgotten that is used");
  entries_.release(ref);
}

bool FakeDomain::unshare_page(GrantRef ref) {
  require(granted_.contains(static_cast<uint32_t>(ref)), "a grant is ended that was not given");
  if (!entries_.end_access(ref))
    return false;
  granted_.erase(static_cast<uint32_t>(ref));
  return true;
}

evtchn_port_t FakeDomain::open_port(domid_t, EventPorts::Handler handler, void* context) {
  handlers_[next_port_] = {handler, context};
  return next_port_++;
}

void FakeDomain::close_port(evtchn_port_t port) {
  if (port < first_port_)
    return;
  require(handlers_.erase(port) == 1, "a port is closed that is not open");
}

int FakeDomain::read(std::string_view path, std::span<char> buffer, std::string_view& value,
                     uint32_t) {
  ++asked;
  const auto found = store_.find(std::string(path));
  if (found == store_.end())
    return XEN_ENOENT;
  if (found->second.size() > buffer.size())
    return XEN_E2BIG;
  std::copy(found->second.begin(), found->second.end(), buffer.begin());
  value = {buffer.data(), found->second.size()};
  return 0;
}

int FakeDomain::write(std::string_view path, std::string_view value, uint32_t transaction) {
  ++asked;
  require(transaction == open_transaction_ || transaction == 0, "a transaction that is not open");
  if (transaction != 0 && interferences > 0)
    return 0; // its end fails: nothing of it is seen
  put(std::string(path), std::string(value));
  if (on_write)
    on_write(std::string(path), std::string(value));
  return 0;
}

int FakeDomain::watch(std::string_view path, StoreWatch& watch) {
  ++asked;
  watches_.emplace_back(path, &watch);
  watch.mark();
  return 0;
}

void FakeDomain::unwatch(std::string_view path, StoreWatch& watch) {
  ++asked;
  require(std::erase(watches_, std::pair(std::string(path), &watch)) == 1,
          "a watch is ended that was not begun");
}

int FakeDomain::begin_transaction(uint32_t& transaction) {
  ++asked;
  require(open_transaction_ == 0, "a transaction within another");
  transaction = open_transaction_ = next_transaction_++;
  return 0;
}

int FakeDomain::end_transaction(uint32_t transaction, bool commit) {
  ++asked;
  require(transaction == open_transaction_, "a transaction is ended that is not open");
  open_transaction_ = 0;
  if (commit && interferences > 0) {
    --interferences;
    return XEN_EAGAIN;
  }
  return 0;
}

void FakeDomain::changed(const std::string& path) {
  for (const auto& [watched, watch] : watches_)
    if (path == watched || path.starts_with(watched + "/"))
      watch->mark();
}

void FakeDomain::put(const std::string& path, const std::string& value) {
  store_[path] = value;
  changed(path);
}

void FakeDomain::remove(const std::string& path) {
  std::erase_if(store_, [&](const auto& entry) {
    return entry.first == path || entry.first.starts_with(path + "/");
  });
  for (const auto& [watched, watch] : watches_)
    if (watched.starts_with(path) || path.starts_with(watched))
      watch->mark();
}

std::string FakeDomain::at(const std::string& path) const {
  const auto found = store_.find(path);
  return found == store_.end() ? "(none)" : found->second;
}

std::byte* FakeDomain::page_of(uint32_t ref) const {
  const auto found = granted_.find(ref);
  return found == granted_.end() ? nullptr : found->second;
}

bool FakeDomain::is_read_only(uint32_t ref) const {
  return (table_.at(ref).flags & GTF_readonly) != 0;
}

void FakeDomain::hold(uint32_t ref) { table_.at(ref).flags |= GTF_reading | GTF_writing; }

void FakeDomain::let_go(uint32_t ref) {
  table_.at(ref).flags = static_cast<uint16_t>(table_.at(ref).flags & ~(GTF_reading | GTF_writing));
}

void FakeDomain::hold_all() {
  for (const auto& [ref, page] : granted_)
    hold(ref);
}

void FakeDomain::let_go_of_all() {
  for (const auto& [ref, page] : granted_)
    let_go(ref);
}

void FakeDomain::restore() {
  std::fill(table_.begin(), table_.end(), grant_entry_v1{});
  entries_.renew();
  handlers_.clear();
  first_port_ = next_port_;
  watches_.clear();
  store_.clear();
}

bool FakeDomain::raise(evtchn_port_t port) {
  const auto found = handlers_.find(port);
  if (found == handlers_.end())
    return false;
  found->second.handler(found->second.context);
  return true;
}

} // namespace mir::rt::testing
