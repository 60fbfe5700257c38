// Where the run time hands over to a program: one system, and its application.
#include <mir/os/platform/port.hpp>

#include <mir/app.hpp>
#include <mir/rt/port.hpp>

int mir_main(int count, char** arguments) {
  mir::os::PortPlatform platform;
  return mir::os::run_app(platform, {arguments, static_cast<std::size_t>(count)}, app_main);
}
