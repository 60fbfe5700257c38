// Requests of the toolstack, and the reason a domain ends with.
#include "rt/xen/ending.hpp"

#include <gtest/gtest.h>

#include <xen/xen.h>

#include <xen/sched.h>

namespace {

using namespace mir::rt;

constexpr int kStopped = 143;

TEST(Request, HasAName) {
  EXPECT_EQ(request_named("poweroff"), Request::Poweroff);
  EXPECT_EQ(request_named("halt"), Request::Poweroff);
  EXPECT_EQ(request_named("reboot"), Request::Reboot);
  EXPECT_EQ(request_named("suspend"), Request::Suspend);
  EXPECT_EQ(request_named(""), Request::None);
}

TEST(Request, IsUnknownWhenMisspelt) {
  for (const char* text : {"Poweroff", "poweroff ", "power", "s3", "\n"})
    EXPECT_EQ(request_named(text), Request::Unknown) << text;
}

TEST(Ending, TellsSuccessFromFailure) {
  EXPECT_EQ(shutdown_reason(0, Request::None, kStopped), SHUTDOWN_poweroff);
  for (const int code : {1, 70, 134, kStopped, 255})
    EXPECT_EQ(shutdown_reason(code, Request::None, kStopped), SHUTDOWN_crash) << code;
}

TEST(Ending, IsWhatWasAskedFor) {
  for (const int code : {0, kStopped}) {
    EXPECT_EQ(shutdown_reason(code, Request::Poweroff, kStopped), SHUTDOWN_poweroff);
    EXPECT_EQ(shutdown_reason(code, Request::Reboot, kStopped), SHUTDOWN_reboot);
  }
}

TEST(Ending, OfAProgramThatFailsOnTheWayIsACrash) {
  for (const Request asked : {Request::Poweroff, Request::Reboot})
    EXPECT_EQ(shutdown_reason(134, asked, kStopped), SHUTDOWN_crash);
}

TEST(Ending, HasNothingToDoWithARefusedRequest) {
  for (const Request asked : {Request::Suspend, Request::Unknown}) {
    EXPECT_EQ(shutdown_reason(kStopped, asked, kStopped), SHUTDOWN_crash);
    EXPECT_EQ(shutdown_reason(0, asked, kStopped), SHUTDOWN_poweroff);
  }
}

} // namespace
