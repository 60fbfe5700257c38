// The program in virtual time, on a disk in memory.
#include <mir/os/kv/kv_ro.hpp>
#include <mir/test.hpp>

MIR_TEST("without a disk it says so") {
  mir::VirtualClock clock;
  mir::System system(clock, /*seed=*/1);
  const auto ended = system.run(app_main(system.app()));
  MIR_REQUIRE(ended);
  MIR_EXPECT(*ended == 1);
  MIR_EXPECT(system.output().contains("there is no block device 0"));
}

MIR_TEST("a disk without an image is told from one with") {
  mir::VirtualClock clock;
  mir::System system(clock, /*seed=*/1);
  mir::RamDisk disk(system.platform(), std::string(8192, 'x'));
  const auto ended = system.run(app_main(system.app()));
  MIR_REQUIRE(ended);
  MIR_EXPECT(*ended == 1);
  MIR_EXPECT(system.output().contains("holds no key/value store"));
}
