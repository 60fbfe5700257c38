#include "driver/run/host.hpp"

#include <gtest/gtest.h>

#include "driver/env/processes.hpp"
#include "tests/unit/driver/memory_disk.hpp"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

/// A machine with or without the program `xl`, which says that it works or not.
class XlProcesses final : public Processes {
public:
  bool has_xl = false, works = false;

  std::optional<std::string> find(llvm::StringRef name) override {
    return has_xl && name == "xl" ? std::optional<std::string>("/usr/sbin/xl") : std::nullopt;
  }
  llvm::Expected<Outcome> run(const Command&, const std::function<void(llvm::StringRef)>&,
                              const std::function<void(llvm::StringRef)>&) override {
    return Outcome{.exit_code = works ? 0 : 1};
  }
  llvm::Expected<std::unique_ptr<Companion>> start(const Command&) override { return refused(); }
  llvm::Expected<Outcome> run_here(const Command&) override { return refused(); }
  llvm::Error become(const Command&) override { return refused(); }

private:
  static llvm::Error refused() { return llvm::createStringError("not in this test"); }
};

class FindXl : public testing::Test {
protected:
  std::optional<std::string> find() {
    Env env{.arguments = {"mir"},
            .variables = {},
            .folder = "/home",
            .executable = "/opt/bin/mir",
            .disk = disk,
            .processes = processes,
            .out = stream,
            .error = stream};
    Diagnostics diagnostics(stream, false);
    auto xl = find_xl(env, diagnostics);
    EXPECT_FALSE(diagnostics.failed());
    return xl;
  }

  MemoryDisk disk;
  XlProcesses processes;
  std::string said;
  llvm::raw_string_ostream stream{said};
};

TEST_F(FindXl, IsUsedWhereItWorks) {
  processes.has_xl = processes.works = true;
  EXPECT_EQ(find(), "/usr/sbin/xl");
  EXPECT_EQ(said, "");
}

TEST_F(FindXl, NothingIsSaidOnAMachineWithoutXen) {
  EXPECT_EQ(find(), std::nullopt);
  EXPECT_EQ(said, "");
}

TEST_F(FindXl, AHostThatThisUserMayNotUseIsNamed) {
  disk.files = {{"/proc/xen/capabilities", "control_d\n"}};
  processes.has_xl = true;
  EXPECT_EQ(find(), std::nullopt);
  EXPECT_EQ(said,
            "mir: note: this is a Xen host, but 'xl info' fails here: the guest runs in QEMU; "
            "root may use the host itself\n");
}

TEST_F(FindXl, AHostWithoutTheToolstackIsNamed) {
  disk.files = {{"/proc/xen/capabilities", "control_d\n"}};
  EXPECT_EQ(find(), std::nullopt);
  EXPECT_EQ(said,
            "mir: note: this is a Xen host, but 'xl' is not on PATH: the guest runs in QEMU\n");
}

} // namespace
} // namespace mir::driver
