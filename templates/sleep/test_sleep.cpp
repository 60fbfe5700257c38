// `mir test`: in virtual time an hour passes at once, and every time the same way.
#include <mir/test.hpp>

using namespace mir::literals;

// Of sleep.cpp.
mir::Task<int> add_slowly(int a, int b, mir::Duration pause);

MIR_TEST_TASK("the slower of two tasks decides how long both take") {
  const mir::Duration beat = test.is_virtual() ? 1_h : 1_ms;
  const mir::Instant began = test.app().now();
  auto [five, nine] = co_await mir::when_all(add_slowly(2, 3, beat), add_slowly(4, 5, 2 * beat));
  MIR_EXPECT(five == 5);
  MIR_EXPECT(nine == 9);
  const mir::Duration took = test.app().now() - began;
  MIR_EXPECT(took >= 2 * beat);
  if (test.is_virtual())
    MIR_EXPECT(took == 2 * beat);
}

MIR_TEST("the whole program ends with success") {
  mir::VirtualClock clock;
  mir::System system(clock, /*seed=*/1);
  const auto ended = system.run(app_main(system.app()));
  MIR_REQUIRE(ended);
  MIR_EXPECT(*ended == 0);
  MIR_EXPECT(system.output().ends_with("done\n"));
}
