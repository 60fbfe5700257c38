#pragma once
// The text of prelude/runtime.hpp, which every generated header contains.

#include <string_view>

namespace mir::mplc::cpp {

extern const std::string_view kRuntime;

/// prelude/text.hpp and prelude/dns.hpp, which stand behind it in headers that need them.
extern const std::string_view kText, kDns;

} // namespace mir::mplc::cpp
