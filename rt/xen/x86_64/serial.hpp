/// \file
/// The PC's first serial port: the console without a hypervisor.
#pragma once

namespace mir::rt {

/// Sends one byte, waiting for room.
void serial_write(char byte);

/// Waits until everything has been sent.
void serial_drain();

/// Takes one byte. \returns false when there is none.
[[nodiscard]] bool serial_read(char& byte);

} // namespace mir::rt
