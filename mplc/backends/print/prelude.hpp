#pragma once
// The text of prelude/, which every header that prints contains.

#include <string_view>

namespace mir::mplc::print {

extern const std::string_view kPrint;

} // namespace mir::mplc::print
