// Where the run time hands over to the tests of a program: each has a system of its own on the
// target.
#include <mir/os/platform/port.hpp>

#include <optional>

#include <mir/os/testing/runner.hpp>
#include <mir/rt/port.hpp>

namespace mir::os::testing {
namespace {

class TargetGround final : public Ground {
public:
  explicit TargetGround(std::span<char* const> arguments) : arguments_(arguments) {}

  App& begin() override { return app_.emplace(platform_, arguments_); }
  void end() override { app_.reset(); }
  [[nodiscard]] std::string_view why_stopped() const override {
    return "it was told to stop before its end";
  }
  void write(std::string_view text) override { platform_.write(text); }
  [[nodiscard]] bool is_virtual() const noexcept override { return false; }

private:
  PortPlatform platform_;
  std::span<char* const> arguments_;
  std::optional<App> app_;
};

} // namespace
} // namespace mir::os::testing

int mir_main(int count, char** arguments) {
  using namespace mir::os::testing;
  const std::span<char* const> words(arguments, static_cast<std::size_t>(count));
  TargetGround ground(words);
  return run_tests(ground, entries(), words);
}
