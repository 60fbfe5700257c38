/// \file
/// A domain in memory: what a front end asks of the real one, and the other end's view of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rt/xen/bus/services.hpp"

namespace mir::rt::testing {

/// Keeps account of every page, grant and port, and aborts when one is used against the rules.
class FakeDomain final : public BusServices {
public:
  FakeDomain();
  FakeDomain(const FakeDomain&) = delete;
  FakeDomain& operator=(const FakeDomain&) = delete;
  ~FakeDomain();

  void* take_pages(size_t count) override;
  void give_pages(void* pages, size_t count) override;
  std::optional<GrantRef> share_page(domid_t domain, void* page) override;
  std::optional<GrantRef> share_page_to_read(domid_t domain, const void* page) override;
  std::optional<GrantRef> lend_page(domid_t domain, void* page) override;
  bool suspend_page(GrantRef ref) override;
  void lend_page_again(GrantRef ref, domid_t domain, void* page) override;
  void forget_ref(GrantRef ref) override;
  bool unshare_page(GrantRef ref) override;
  void give_up_page(void* page) override { given_up.insert(page); }
  evtchn_port_t open_port(domid_t domain, EventPorts::Handler handler, void* context) override;
  void close_port(evtchn_port_t port) override;
  void notify(evtchn_port_t port) override { ++notified[port]; }
  int read(std::string_view path, std::span<char> buffer, std::string_view& value,
           uint32_t transaction) override;
  int write(std::string_view path, std::string_view value, uint32_t transaction) override;
  int watch(std::string_view path, StoreWatch& watch) override;
  void unwatch(std::string_view path, StoreWatch& watch) override;
  int begin_transaction(uint32_t& transaction) override;
  int end_transaction(uint32_t transaction, bool commit) override;

  /// Writes a value as somebody else does; removes the name and all below it.
  void put(const std::string& path, const std::string& value);
  void remove(const std::string& path);
  /// The value, "(none)" when there is none.
  [[nodiscard]] std::string at(const std::string& path) const;

  /// The page behind a grant, null when it is not granted; and the other end's use of it, which
  /// keeps it from being taken back.
  [[nodiscard]] std::byte* page_of(uint32_t ref) const;
  [[nodiscard]] bool is_read_only(uint32_t ref) const;
  void hold(uint32_t ref);
  void let_go(uint32_t ref);
  void hold_all();
  void let_go_of_all();

  /// Saves the domain and restores it: its grants, ports and watches are gone, and its xenstore is
  /// empty. A port of before may be closed once more, which does nothing.
  void restore();

  /// Calls the handler of a port, as an event does. \returns false when nobody listens.
  bool raise(evtchn_port_t port);

  [[nodiscard]] size_t pages_taken() const { return pages_.size(); }
  [[nodiscard]] size_t grants() const { return granted_.size(); }
  [[nodiscard]] size_t ports() const { return handlers_.size(); }

  size_t pages_left = 1'000'000; ///< that take_pages() still gives
  int interferences = 0;         ///< transactions that somebody is to get in the way of
  std::map<evtchn_port_t, int> notified;
  std::set<void*> given_up; ///< pages that are never to be used again
  size_t asked = 0;         ///< questions to xenstore
  /// Called after each value that the front end has written: a back end that is quick.
  std::function<void(const std::string& path, const std::string& value)> on_write;

private:
  struct Listener {
    EventPorts::Handler handler;
    void* context;
  };
  void changed(const std::string& path);
  std::optional<GrantRef> grant(domid_t domain, const void* page, bool read_only);

  std::vector<grant_entry_v1> table_;
  std::vector<uint32_t> free_list_;
  GrantEntries entries_;
  std::set<void*> pages_;
  std::map<uint32_t, std::byte*> granted_;
  std::set<uint32_t> suspended_;
  std::map<evtchn_port_t, Listener> handlers_;
  evtchn_port_t next_port_ = 10, first_port_ = 10; // those since the last restore()
  std::map<std::string, std::string> store_;
  std::vector<std::pair<std::string, StoreWatch*>> watches_;
  uint32_t open_transaction_ = 0, next_transaction_ = 1;
};

} // namespace mir::rt::testing
