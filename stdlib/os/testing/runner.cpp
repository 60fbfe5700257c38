#include <mir/os/testing/runner.hpp>

#include <algorithm>
#include <charconv>
#include <exception>

namespace mir::os::testing {
namespace {

constexpr std::string_view kMark = "mir-test: ";

struct Choice {
  std::vector<std::string_view> patterns; ///< none chooses all
  std::size_t first = 0;
};

Choice read_arguments(std::span<char* const> arguments) {
  constexpr std::string_view kFilter = "--filter=", kFirst = "--first=";
  Choice choice;
  for (std::string_view word : arguments) {
    if (word.starts_with(kFilter))
      choice.patterns.push_back(word.substr(kFilter.size()));
    if (word.starts_with(kFirst))
      std::from_chars(word.data() + kFirst.size(), word.data() + word.size(), choice.first);
  }
  return choice;
}

std::string name_of(const Entry& entry) { return suite_of(entry.file) + "/" + entry.name; }

/// How one test ended.
struct Ended {
  bool failed = false;
  std::string skipped; ///< why; empty when it was not
};

class Runner final : private Report {
public:
  explicit Runner(Ground& ground) : ground_(ground) {}

  void say(std::string_view text) { ground_.write(std::string(kMark) + std::string(text) + "\n"); }

  /// \returns whether it has failed.
  bool run(std::size_t number, const Entry& entry) {
    say(format("begin {} {}: {}", number, suite_of(entry.file), entry.name));
    App& app = ground_.begin();
    const Instant began = app.now();
    const Ended ended = run_body(entry, app);
    const std::int64_t ns = (app.now() - began).ns();
    ground_.end();
    const std::string_view outcome = ended.failed            ? "failed"
                                     : ended.skipped.empty() ? "passed"
                                                             : "skipped";
    say(format("end {} {} {}{}{}", number, outcome, ns, ended.skipped.empty() ? "" : " ",
               ended.skipped));
    return ended.failed;
  }

private:
  void failure(std::string_view line) override { say(format("failed {}", line)); }

  Ended run_body(const Entry& entry, App& app) {
    Test test(app, ground_.is_virtual(), *this);
    Ended ended;
    try {
      if (entry.plain != nullptr)
        entry.plain(test);
      else if (!app.scheduler().run(entry.task(test)))
        complain(ended, ground_.why_stopped());
    } catch (const Test::End& end) {
      ended.skipped = end.skipped;
    } catch (const std::exception& exception) {
      complain(ended, format("an exception left the test: {}", exception.what()));
    } catch (...) {
      complain(ended, "an exception left the test");
    }
    ended.failed = ended.failed || test.failed();
    return ended;
  }

  void complain(Ended& ended, std::string_view text) {
    failure(text);
    ended.failed = true;
  }

  Ground& ground_;
};

} // namespace

bool fits(std::string_view pattern, std::string_view text) noexcept {
  // Behind a '*' that did not work out, it is tried with one character more.
  std::size_t p = 0, t = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      retry = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star;
      t = ++retry;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*')
    ++p;
  return p == pattern.size();
}

int run_tests(Ground& ground, std::span<const Entry> entries, std::span<char* const> arguments) {
  const Choice choice = read_arguments(arguments);
  std::vector<const Entry*> chosen;
  for (const Entry& entry : entries) {
    const std::string name = name_of(entry);
    if (choice.patterns.empty() ||
        std::ranges::any_of(choice.patterns,
                            [&](std::string_view pattern) { return fits(pattern, name); }))
      chosen.push_back(&entry);
  }
  Runner runner(ground);
  runner.say(format("plan {}", chosen.size()));
  bool failed = false;
  for (std::size_t at = choice.first; at < chosen.size(); ++at)
    failed = runner.run(at, *chosen[at]) || failed;
  runner.say("done");
  return failed ? 1 : 0;
}

} // namespace mir::os::testing
