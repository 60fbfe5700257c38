#include "driver/cli/old_name.hpp"

#include "driver/target/target.hpp"
#include "llvm/Support/Path.h"

namespace mir::driver {

std::optional<std::string> old_name_target(llvm::StringRef program) {
  llvm::StringRef name = llvm::sys::path::filename(program);
  if (!name.consume_front("mir-") || find_target(name) == nullptr)
    return std::nullopt;
  return name.str();
}

} // namespace mir::driver
