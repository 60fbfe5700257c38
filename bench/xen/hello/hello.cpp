// The smallest application: one line on the console. Then it waits, so that its processor time can
// be read.
#include <mir/app.hpp>

using namespace mir::literals;

mir::Task<int> app_main(mir::App& app) {
  app.log("ready");
  co_await mir::sleep(3600_s);
  co_return 0;
}
