#include "driver/toolchain/home.hpp"

#include "llvm/Support/Path.h"

namespace mir::driver {

Home find_home(const Env& env) {
  namespace path = llvm::sys::path;
  return {path::parent_path(path::parent_path(env.executable)).str()};
}

} // namespace mir::driver
