#include "rt/xen/bus/services.hpp"

#include "rt/xen/bus/event_channel.hpp"
#include "rt/xen/bus/grant_table.hpp"
#include "rt/xen/bus/xenstore.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"

namespace mir::rt {

namespace {

class DomainServices final : public BusServices {
public:
  void* take_pages(size_t count) override { return rt::take_pages(count); }
  void give_pages(void* pages, size_t count) override {
    check(rt::give_pages(pages, count), "a front end gave back pages that it had not taken");
  }

  std::optional<GrantRef> share_page(domid_t domain, void* page) override {
    return rt::share_page(domain, page);
  }
  std::optional<GrantRef> share_page_to_read(domid_t domain, const void* page) override {
    return rt::share_page_to_read(domain, page);
  }
  std::optional<GrantRef> lend_page(domid_t domain, void* page) override {
    return rt::lend_page(domain, page);
  }
  bool suspend_page(GrantRef ref) override { return rt::suspend_page(ref); }
  void lend_page_again(GrantRef ref, domid_t domain, void* page) override {
    rt::lend_page_again(ref, domain, page);
  }
  void forget_ref(GrantRef ref) override { rt::forget_ref(ref); }
  bool unshare_page(GrantRef ref) override { return rt::unshare_page(ref); }
  void give_up_page(void* page) override { rt::give_up_page(page); }

  evtchn_port_t open_port(domid_t domain, EventPorts::Handler handler, void* context) override {
    const evtchn_port_t port = make_port_for(domain);
    if (port != 0 && !event_ports().listen(port, handler, context)) {
      rt::close_port(port);
      return 0;
    }
    return port;
  }
  void close_port(evtchn_port_t port) override {
    // One from before the domain was restored may be another's number by now.
    if (event_ports().ignore(port))
      rt::close_port(port);
  }
  void notify(evtchn_port_t port) override { rt::notify(port); }

  int read(std::string_view path, std::span<char> buffer, std::string_view& value,
           uint32_t transaction) override {
    return store_read(path, buffer, value, transaction);
  }
  int write(std::string_view path, std::string_view value, uint32_t transaction) override {
    return store_write(path, value, transaction);
  }
  int watch(std::string_view path, StoreWatch& watch) override { return store_watch(path, watch); }
  void unwatch(std::string_view path, StoreWatch& watch) override {
    (void)store_unwatch(path, watch); // one that is unknown is not watched
  }
  int begin_transaction(uint32_t& transaction) override {
    return rt::begin_transaction(transaction);
  }
  int end_transaction(uint32_t transaction, bool commit) override {
    return rt::end_transaction(transaction, commit);
  }
};

constinit DomainServices services;

} // namespace

BusServices& domain_services() { return services; }

} // namespace mir::rt
