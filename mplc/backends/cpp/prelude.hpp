#pragma once
// The texts of prelude/runtime.hpp, describe.hpp and checksum.hpp, which every generated header
// contains.

#include <string_view>

namespace mir::mplc::cpp {

extern const std::string_view kRuntime, kDescribe;
extern const std::string_view kChecksum;

/// prelude/text.hpp and prelude/dns.hpp, which stand behind it in headers that need them.
extern const std::string_view kText, kDns;

} // namespace mir::mplc::cpp
