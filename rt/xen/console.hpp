/// \file
/// Where the console is, and writing to it before and after everything else works.
#pragma once

#include <cstdint>
#include <string_view>

namespace mir::rt {

/// Finds the console: dom0's is the hypervisor's own, a guest's is a page shared with the console
/// daemon, without Xen it is the serial port. Until then output goes to the hypervisor's log (port
/// 0xe9) or the serial port.
void set_up_console();

/// The same in a restored domain, whose page is empty and whose port is another.
void reconnect_console();

/// Writes text as mir_port_console_write() does.
void print(std::string_view text);

/// Writes a number in decimal, or in hexadecimal with so many digits.
void print_decimal(uint64_t value);
void print_hex(uint64_t value, int digits = 16);

/// Waits until all output has left the domain, or has not moved for two seconds.
void drain_console();

/// Looks for input: to be called when something may have come.
void poll_console();

/// Whether a line has been finished since the last call.
[[nodiscard]] bool take_console_edge();

/// Whether ^C was given since the last call.
[[nodiscard]] bool take_console_interrupt();

} // namespace mir::rt
