#pragma once
// The texts of prelude/, which the programs contain.

#include <string_view>

namespace mir::mplc::laws {

extern const std::string_view kLaws;
extern const std::string_view kSuite;
extern const std::string_view kSample;
extern const std::string_view kMutator;

} // namespace mir::mplc::laws
