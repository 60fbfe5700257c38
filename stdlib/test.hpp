/// \file
/// What a test of an application includes: MIR_TEST, MIR_EXPECT, and systems in virtual time.
///
///     MIR_TEST("an empty packet is refused") { MIR_EXPECT(!parse({})); }
///
///     MIR_TEST_TASK("the pause is what was asked for") {
///       const mir::Instant before = test.app().now();
///       co_await mir::sleep(1_h);
///       MIR_EXPECT(test.app().now() - before == 1_h);
///     }
///
/// `mir test` builds and runs a project's `test_*.cpp` together with its sources.
#pragma once

#include <mir/app.hpp>
#include <mir/os/testing/network.hpp>
#include <mir/os/testing/ram_disk.hpp>
#include <mir/os/testing/test.hpp>
#include <mir/os/testing/world.hpp>

namespace mir {
using os::testing::Network;
using os::testing::NetworkSettings;
using os::testing::RamDisk;
using os::testing::System;
using os::testing::Test;
using os::testing::VirtualClock;
using os::testing::World;
} // namespace mir
