/// \file
/// Network devices: taps of Linux, one a `--tap=NAME` of the command line.
#pragma once

namespace mir::rt {

/// Opens the taps that the arguments name, before the program above the line starts. What cannot be
/// opened is explained on standard error, and is not there.
///
/// MIR_TAP=plain in the environment asks for frames without the virtio header: no offload.
void open_taps(int count, char** arguments);

} // namespace mir::rt
