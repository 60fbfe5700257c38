/// \file
/// How the port's conformance cases report. They run on every target, so they use the port and
/// nothing else.
#pragma once

#include <mir/rt/port.hpp>

namespace mir::conformance {

/// Counts what went wrong in one case, and says so on the console.
class Check {
public:
  /// Notes a failure unless `holds`. Returns `holds`, so that a case can stop where going on makes
  /// no sense.
  bool that(bool holds, const char* what, const char* file = __builtin_FILE(),
            int line = __builtin_LINE());

  /// The same for two numbers, which are printed.
  bool equal(uint64_t is, uint64_t wanted, const char* what, const char* file = __builtin_FILE(),
             int line = __builtin_LINE());

  [[nodiscard]] unsigned failures() const { return failures_; }

private:
  unsigned failures_ = 0;
};

/// Prints text to the console.
void say(const char* text);

/// One case: what the target promises, as a name and a program that looks whether it holds.
struct Case {
  const char* name;
  void (*run)(Check&);
};

/// The cases of one file.
struct Suite {
  const Case* cases;
  size_t count;
};

Suite platform_suite(); ///< every target
Suite stream_suite();   ///< targets with kernel sockets: TCP
Suite edge_suite();     ///< the same: what mir_port_wait() reports of them
Suite datagram_suite(); ///< the same: UDP
Suite net_suite();      ///< targets with network devices: somebody reflects every frame of device 0
Suite block_suite();    ///< targets with block devices: one to write to, one that is read only
Suite outside_suite();  ///< need somebody outside who types, sends signals or sets limits

/// Now, plus so many milliseconds: deadlines of the cases. The long one is only met when something
/// is broken.
uint64_t in_milliseconds(uint64_t count);
inline constexpr uint64_t kLongMs = 10'000;

} // namespace mir::conformance
