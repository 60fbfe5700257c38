/// \file
/// What the front end of a device asks of the domain it runs in. In tests the domain is memory, and
/// the other end hostile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "rt/xen/bus/event_ports.hpp"
#include "rt/xen/bus/grant_entries.hpp"
#include "rt/xen/bus/store_client.hpp"

namespace mir::rt {

/// Pages, grants, event channels and xenstore. The contract of each function is the one of its
/// namesake in memory.hpp, grant_table.hpp, event_channel.hpp and xenstore.hpp.
class BusServices {
public:
  /// Zeroed pages in a row; null when there are none.
  [[nodiscard]] virtual void* take_pages(size_t count) = 0;
  virtual void give_pages(void* pages, size_t count) = 0;

  [[nodiscard]] virtual std::optional<GrantRef> share_page(domid_t domain, void* page) = 0;
  [[nodiscard]] virtual std::optional<GrantRef> share_page_to_read(domid_t domain,
                                                                   const void* page) = 0;
  [[nodiscard]] virtual std::optional<GrantRef> lend_page(domid_t domain, void* page) = 0;
  [[nodiscard]] virtual bool suspend_page(GrantRef ref) = 0;
  virtual void lend_page_again(GrantRef ref, domid_t domain, void* page) = 0;
  virtual void forget_ref(GrantRef ref) = 0;
  [[nodiscard]] virtual bool unshare_page(GrantRef ref) = 0;
  /// Another domain may never let go of this page: it is to stay what it is when it is given back.
  virtual void give_up_page(void* page) = 0;

  /// A new port that `domain` may connect to, with a handler. \returns 0 when there is none.
  [[nodiscard]] virtual evtchn_port_t open_port(domid_t domain, EventPorts::Handler handler,
                                                void* context) = 0;
  virtual void close_port(evtchn_port_t port) = 0;
  virtual void notify(evtchn_port_t port) = 0;

  [[nodiscard]] virtual int read(std::string_view path, std::span<char> buffer,
                                 std::string_view& value, uint32_t transaction) = 0;
  [[nodiscard]] virtual int write(std::string_view path, std::string_view value,
                                  uint32_t transaction) = 0;
  [[nodiscard]] virtual int watch(std::string_view path, StoreWatch& watch) = 0;
  virtual void unwatch(std::string_view path, StoreWatch& watch) = 0;
  [[nodiscard]] virtual int begin_transaction(uint32_t& transaction) = 0;
  [[nodiscard]] virtual int end_transaction(uint32_t transaction, bool commit) = 0;

protected:
  ~BusServices() = default;
};

/// Those of this domain.
[[nodiscard]] BusServices& domain_services();

} // namespace mir::rt
