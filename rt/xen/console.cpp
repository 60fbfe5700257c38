#include "rt/xen/console.hpp"

#include <array>
#include <optional>
#include <span>
#include <utility>

#include <xen/hvm/params.h>

#include "rt/xen/bus/console_ring.hpp"
#include "rt/xen/bus/event_channel.hpp"
#include "rt/xen/domain.hpp"
#include "rt/xen/line_editor.hpp"
#include "rt/xen/memory.hpp"
#include "rt/xen/panic.hpp"
#include "rt/xen/wait.hpp"
#include "rt/xen/x86_64/hypercall.hpp"
#include "rt/xen/x86_64/serial.hpp"
#include <mir/rt/port.hpp>

namespace mir::rt {

namespace {

constexpr uint16_t kDebugPort = 0xe9;           // Xen writes what comes here to its log
constexpr uint64_t kPatienceNs = 2'000'000'000; // with a daemon that takes nothing

enum class Device { Early, Serial, Hypervisor, Ring };

constinit Device device = Device::Early;
constinit std::optional<ConsoleRing> ring;
constinit evtchn_port_t port = 0;
constinit bool stuck =
    false; // the daemon let kPatienceNs pass; nobody waits for it again until it moves
constinit LineEditor editor;
constinit bool edge = false; // a line was finished since somebody asked

// Waits until `done`, as long as the daemon takes bytes now and then.
template <class Done> bool wait_for_daemon(Done done) {
  notify(port);
  const uint64_t limit = mir_port_monotonic_ns() + kPatienceNs;
  while (!done() && !ring->broken()) {
    if (stuck || mir_port_monotonic_ns() >= limit) {
      stuck = true;
      return false;
    }
    block_on(port, limit);
  }
  return !ring->broken();
}

void write_ring(std::span<const char> bytes) {
  while (!bytes.empty()) {
    size_t count = ring->write(bytes);
    if (count == 0 && !wait_for_daemon([&] { return (count = ring->write(bytes)) > 0; }))
      return; // the console is gone: the bytes are dropped
    stuck = false;
    bytes = bytes.subspan(count);
  }
}

void write_device(std::span<const char> bytes) {
  switch (device) {
  case Device::Early:
    for (const char byte : bytes) {
      out8(kDebugPort, static_cast<uint8_t>(byte));
      if (!on_xen())
        serial_write(byte);
    }
    return;
  case Device::Serial:
    for (const char byte : bytes)
      serial_write(byte);
    return;
  case Device::Hypervisor:
    hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, bytes.size(),
              reinterpret_cast<uint64_t>(bytes.data()));
    return;
  case Device::Ring:
    write_ring(bytes);
    return;
  }
}

size_t read_device(std::span<char> bytes) {
  switch (device) {
  case Device::Early:
    return 0;
  case Device::Serial:
    return serial_read(bytes[0]) ? 1 : 0;
  case Device::Hypervisor: {
    const long count = hypercall(__HYPERVISOR_console_io, CONSOLEIO_read, bytes.size(),
                                 reinterpret_cast<uint64_t>(bytes.data()));
    return count > 0 ? static_cast<size_t>(count) : 0;
  }
  case Device::Ring:
    return ring->read(bytes);
  }
  __builtin_unreachable();
}

void on_event(void*) { poll_console(); }

bool set_up_ring() {
  const uint64_t page = domain_parameter(HVM_PARAM_CONSOLE_PFN) * PageTable::kPage;
  port = static_cast<evtchn_port_t>(domain_parameter(HVM_PARAM_CONSOLE_EVTCHN));
  if (page == 0 || port == 0)
    return false;
  // The page lies outside what the memory map calls memory.
  check(protect(page, page + PageTable::kPage, Access::ReadWrite), "no memory for page tables");
  ring.emplace(*reinterpret_cast<xencons_interface*>(page));
  return event_ports().listen(port, on_event, nullptr);
}

// A terminal at the other end is in raw mode and needs the carriage return.
void write_text(std::string_view text) {
  std::array<char, 256> chunk;
  size_t size = 0;
  for (const char byte : text) {
    if (size + 2 > chunk.size()) {
      write_device({chunk.data(), size});
      size = 0;
    }
    if (byte == '\n')
      chunk[size++] = '\r';
    chunk[size++] = byte;
  }
  if (size > 0)
    write_device({chunk.data(), size});
  if (device == Device::Ring)
    notify(port);
}

} // namespace

void set_up_console() {
  if (!on_xen()) {
    device = Device::Serial;
  } else if (is_initial_domain()) {
    device = Device::Hypervisor;
    const evtchn_port_t input = bind_virtual_interrupt(VIRQ_CONSOLE);
    check(input == 0 || event_ports().listen(input, on_event, nullptr), "no port for the console");
  } else if (set_up_ring()) {
    device = Device::Ring;
  }
}

void reconnect_console() {
  if (device == Device::Ring)
    check(set_up_ring(), "no console");
}

void print(std::string_view text) { write_text(text); }

void print_decimal(uint64_t value) {
  std::array<char, 20> digits;
  size_t at = digits.size();
  do
    digits[--at] = static_cast<char>('0' + value % 10);
  while ((value /= 10) != 0);
  print({&digits[at], digits.size() - at});
}

void print_hex(uint64_t value, int digits) {
  std::array<char, 16> text;
  for (int i = 0; i < digits; ++i)
    text[static_cast<size_t>(i)] = "0123456789abcdef"[value >> (4 * (digits - 1 - i)) & 15];
  print({text.data(), static_cast<size_t>(digits)});
}

void drain_console() {
  if (device == Device::Ring)
    wait_for_daemon([] { return ring->drained(); });
  else if (device == Device::Serial)
    serial_drain();
}

// One byte at a time: none is taken from the device that the editor has no room for.
void poll_console() {
  char byte;
  bool taken = false;
  for (; editor.has_room() && read_device({&byte, 1}) > 0; taken = true) {
    const size_t before = editor.lines();
    write_text(editor.key(byte));
    edge = edge || editor.lines() != before;
  }
  if (taken && device == Device::Ring)
    notify(port); // there is room again
}

bool take_console_edge() { return std::exchange(edge, false); }

bool take_console_interrupt() { return editor.take_interrupt(); }

} // namespace mir::rt

void mir_port_console_write(const void* data, size_t size) {
  mir::rt::print({static_cast<const char*>(data), size});
}

mir_status mir_port_console_read(void* data, size_t size, size_t* got) {
  using namespace mir::rt;
  check(data != nullptr && got != nullptr, "mir_port_console_read: null");
  poll_console();
  *got = editor.read({static_cast<char*>(data), size});
  if (*got == 0 && !editor.ended())
    return MIR_AGAIN;
  poll_console(); // there may be room again for what waited
  return MIR_OK;
}
