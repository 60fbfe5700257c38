#include "rt/xen/bus/xenstore.hpp"

#include <array>
#include <charconv>
#include <optional>

#include <xen/errno.h>

#include <xen/hvm/params.h>

#include <mir/rt/port.hpp>

#include "rt/xen/bus/event_channel.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/wait.hpp"

namespace mir::rt {

namespace {

constexpr uint64_t kPatienceNs = 10'000'000'000; // with a daemon that does not answer

constinit std::optional<StoreClient> client;
constinit evtchn_port_t port = 0;

void pump() {
  if (client->pump())
    notify(port);
}

void on_event(void*) { pump(); }

// Sends a question and waits for its answer.
int ask(StoreRequest& request) {
  if (!client)
    return XEN_ENOSYS;
  client->submit(request);
  pump();
  const uint64_t limit = mir_port_monotonic_ns() + kPatienceNs;
  while (!request.done()) {
    if (mir_port_monotonic_ns() >= limit) {
      // Half of it may lie in the ring: the rest must follow it, and this storage is about to go.
      check(client->cancel(request), "xenstore does not answer");
      return XEN_ETIMEDOUT;
    }
    block_on(port, limit);
    pump();
  }
  return request.error();
}

int ask_without_answer(xsd_sockmsg_type type, std::string_view name, std::string_view value,
                       bool has_value, uint32_t transaction) {
  std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
  StoreRequest request(type, buffer, transaction);
  request.name(name);
  if (has_value)
    request.value(value);
  return ask(request);
}

int ask_for_text(xsd_sockmsg_type type, std::string_view path, std::span<char> buffer,
                 std::string_view& text, uint32_t transaction) {
  StoreRequest request(type, buffer, transaction);
  const int error = ask(request.name(path));
  text = error == 0 ? request.reply() : std::string_view();
  return error;
}

int change_watch(xsd_sockmsg_type type, std::string_view path, const StoreWatch& watch) {
  std::array<char, XENSTORE_PAYLOAD_MAX> buffer;
  StoreRequest request(type, buffer);
  return ask(request.name(path).name(watch.token()));
}

} // namespace

bool set_up_xenstore() {
  if (!on_xen() || is_initial_domain())
    return false;
  const uint64_t page = domain_parameter(HVM_PARAM_STORE_PFN) * PageTable::kPage;
  port = static_cast<evtchn_port_t>(domain_parameter(HVM_PARAM_STORE_EVTCHN));
  if (page == 0 || port == 0)
    return false;
  // The page lies outside what the memory map calls memory.
  check(protect(page, page + PageTable::kPage, Access::ReadWrite), "no memory for page tables");
  client.emplace(*reinterpret_cast<xenstore_domain_interface*>(page));
  check(event_ports().listen(port, on_event, nullptr), "no port for xenstore");
  return true;
}

bool has_xenstore() { return client.has_value(); }

int store_read(std::string_view path, std::span<char> buffer, std::string_view& value,
               uint32_t transaction) {
  return ask_for_text(XS_READ, path, buffer, value, transaction);
}

int store_write(std::string_view path, std::string_view value, uint32_t transaction) {
  return ask_without_answer(XS_WRITE, path, value, true, transaction);
}

int store_remove(std::string_view path, uint32_t transaction) {
  return ask_without_answer(XS_RM, path, {}, false, transaction);
}

int store_list(std::string_view path, std::span<char> buffer, std::string_view& names,
               uint32_t transaction) {
  return ask_for_text(XS_DIRECTORY, path, buffer, names, transaction);
}

int store_watch(std::string_view path, StoreWatch& watch) {
  if (!client)
    return XEN_ENOSYS;
  client->add_watch(watch);
  const int error = change_watch(XS_WATCH, path, watch);
  if (error != 0)
    client->drop_watch(watch);
  return error;
}

int store_unwatch(std::string_view path, StoreWatch& watch) {
  if (!client)
    return XEN_ENOSYS;
  const int error = change_watch(XS_UNWATCH, path, watch);
  client->drop_watch(watch);
  return error;
}

int begin_transaction(uint32_t& transaction) {
  std::array<char, 32> buffer;
  StoreRequest request(XS_TRANSACTION_START, buffer);
  if (const int error = ask(request.name("")))
    return error;
  const std::string_view text = request.reply();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), transaction);
  return error == std::errc() && end == text.data() + text.size() && transaction != 0 ? 0 : XEN_EIO;
}

int end_transaction(uint32_t transaction, bool commit) {
  return ask_without_answer(XS_TRANSACTION_END, commit ? "T" : "F", {}, false, transaction);
}

} // namespace mir::rt
