#pragma once
// The text of prelude/runtime.hpp, which every generated header contains.

#include <string_view>

namespace mir::mplc::cpp {

extern const std::string_view kRuntime;

} // namespace mir::mplc::cpp
