// Where `mir test` starts on the build machine: each test has a system in memory and virtual time.
#include <mir/os/testing/runner.hpp>

#include <optional>
#include <unistd.h>

#include <mir/os/testing/world.hpp>

namespace mir::os::testing {
namespace {

void write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written <= 0)
      return; // nobody listens
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// What a test writes is seen at once: it may crash.
class ShownPlatform final : public VirtualPlatform {
public:
  using VirtualPlatform::VirtualPlatform;
  void write(std::string_view text) noexcept override {
    VirtualPlatform::write(text);
    write_out(text);
  }
};

class HostGround final : public Ground {
public:
  App& begin() override {
    clock_.emplace();
    platform_.emplace(*clock_, kSeed);
    return app_.emplace(*platform_, std::span<char* const>());
  }
  void end() override {
    app_.reset();
    platform_.reset(); // checks that every page has come back
  }
  [[nodiscard]] std::string_view why_stopped() const override {
    return platform_->stuck() ? "it waits for what cannot come any more" : "it stopped its system";
  }
  void write(std::string_view text) override { write_out(text); }
  [[nodiscard]] bool is_virtual() const noexcept override { return true; }

private:
  static constexpr std::uint64_t kSeed = 1; // always: a test that fails fails again

  std::optional<VirtualClock> clock_;
  std::optional<ShownPlatform> platform_;
  std::optional<App> app_;
};

} // namespace
} // namespace mir::os::testing

int main(int count, char** arguments) {
  using namespace mir::os::testing;
  HostGround ground;
  return run_tests(ground, entries(), {arguments, static_cast<std::size_t>(count)});
}
