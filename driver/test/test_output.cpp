#include "driver/test/test_output.hpp"

namespace mir::driver {
namespace {

constexpr llvm::StringLiteral kMark = "mir-test: ";

} // namespace

void TestOutput::line(llvm::StringRef text) {
  text.consume_back("\r");
  // A test need not have ended its last line.
  auto [before, said] = text.split(kMark);
  const bool is_report = before.size() != text.size();
  if (!is_report || !before.empty())
    (running_ ? running_->output : rest_) += before.str() + "\n";
  if (is_report)
    report(said);
}

void TestOutput::report(llvm::StringRef text) {
  auto [what, rest] = text.split(' ');
  auto [number, more] = rest.split(' ');
  std::size_t count = 0;
  if (what == "plan" && !number.getAsInteger(10, count))
    planned_ = count;
  else if (what == "begin" && !number.getAsInteger(10, count)) {
    next_ = count + 1;
    begin(more);
  } else if (what == "failed" && running_)
    running_->failures.push_back(rest.str());
  else if (what == "end" && running_)
    end(more);
  else if (what == "done")
    done_ = true;
}

void TestOutput::begin(llvm::StringRef name) {
  // Suites are files, whose folders have slashes; the names of tests may have some, too.
  running_.emplace();
  auto [suite, rest] = name.split(": ");
  running_->suite = suite.str();
  running_->name = rest.str();
}

void TestOutput::end(llvm::StringRef text) {
  auto [outcome, rest] = text.split(' ');
  auto [ns, why] = rest.split(' ');
  running_->outcome = outcome == "passed"    ? TestOutcome::Passed
                      : outcome == "skipped" ? TestOutcome::Skipped
                                             : TestOutcome::Failed;
  running_->skipped = why.str();
  ns.getAsInteger(10, running_->ns);
  on_result_(*running_);
  running_.reset();
}

void TestOutput::ended(llvm::StringRef how) {
  if (!running_)
    return;
  running_->failures.push_back("the program " + how.str());
  on_result_(*running_);
  running_.reset();
}

} // namespace mir::driver
