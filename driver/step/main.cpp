// Runs one step of a build, unless all it reads holds what it held when the step last ran: Ninja
// knows files by their times, and a checkout or an editor changes those without a reason.
//
//     step OUTPUT DEPFILE|- [--also OUTPUT] INPUT... -- COMMAND...
//
// It is a small program of its own because there is one a step: it starts in a millisecond.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/step/digest.hpp"
#include "driver/step/record.hpp"

namespace mir::driver {
namespace {

struct Step {
  std::string output;
  std::string depfile; ///< empty for none
  std::string also;    ///< a second output, which the command leaves alone when it is the same
  std::vector<std::string> inputs;
  std::vector<std::string> command;
};

std::optional<Step> read_step(const std::vector<std::string>& words) {
  auto dashes = std::ranges::find(words, "--");
  constexpr std::ptrdiff_t kFirstInput = 3;
  if (dashes - words.begin() < kFirstInput || dashes == words.end() || dashes + 1 == words.end())
    return std::nullopt;
  Step step{words[1],
            words[2] == "-" ? "" : words[2],
            "",
            {words.begin() + kFirstInput, dashes},
            {dashes + 1, words.end()}};
  if (step.inputs.size() > 1 && step.inputs[0] == "--also") {
    step.also = step.inputs[1];
    step.inputs.erase(step.inputs.begin(), step.inputs.begin() + 2);
  }
  return step;
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::string digest_of_command(const Step& step) {
  std::string text;
  for (const std::string& word : step.command)
    text += word + '\0';
  return text_of(digest_of(text));
}

/// The time by the clock that file systems use.
std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// Whether the output is what the step would make again.
bool is_kept(const Step& step, const std::string& file, Record& record) {
  if (record.command != digest_of_command(step) || !is_there(step.output) ||
      (!step.also.empty() && !is_there(step.also)))
    return false;
  if (!std::ranges::all_of(record.inputs, is_unchanged))
    return false;
  // Ninja takes the list away as soon as it has read it.
  if (!step.depfile.empty())
    std::ofstream(step.depfile, std::ios::binary) << record.depfile;
  return write_record(file, record);
}

/// \returns the exit status, as a shell gives it.
int run(const Step& step) {
  std::vector<char*> words;
  for (const std::string& word : step.command)
    words.push_back(const_cast<char*>(word.c_str())); // execve() takes what it does not change
  words.push_back(nullptr);
  pid_t child = 0;
  if (int error = ::posix_spawnp(&child, words[0], nullptr, nullptr, words.data(), environ)) {
    std::fprintf(stderr, "mir: error: cannot start '%s': error %d\n", words[0], error);
    return 127;
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  constexpr int kSignal = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignal + WTERMSIG(status);
}

/// What the step has read and made. \returns nothing when one of the files has changed meanwhile:
/// nobody knows which of its contents the command saw.
std::optional<Record> record_of(const Step& step, std::int64_t began_ns) {
  Record record{digest_of_command(step), {}, {}, {}};
  std::vector<std::string> files = step.inputs;
  if (!step.depfile.empty()) {
    std::ifstream list(step.depfile, std::ios::binary);
    record.depfile.assign(std::istreambuf_iterator<char>(list), {});
    std::ranges::move(listed_in(record.depfile), std::back_inserter(files));
  }
  std::ranges::sort(files);
  files.erase(std::ranges::unique(files).begin(), files.end());
  for (const std::string& file : files) {
    auto seen = look_at(file);
    const bool is_made = is_there(file + ".record");
    if (!seen || (seen->changed_ns >= began_ns && !is_made))
      return std::nullopt;
    record.inputs.push_back(std::move(*seen));
  }
  auto output = digest_of_file(step.output);
  if (!output)
    return std::nullopt;
  record.output = text_of(*output);
  return record;
}

int carry_out(const Step& step) {
  const std::string file = step.output + ".record";
  auto old = read_record(file);
  if (old && is_kept(step, file, *old)) {
    std::puts("\x1e"); // the driver says what it means
    return 0;
  }
  struct stat before{};
  const bool was_there = old && ::stat(step.output.c_str(), &before) == 0;
  const std::int64_t began_ns = now_ns();
  std::remove(file.c_str());
  if (int status = run(step); status != 0)
    return status;
  auto record = record_of(step, began_ns);
  if (!record || !write_record(file, *record))
    return 0; // the step will run again
  if (was_there && old->output == record->output) {
    // What others make of it stays as it is.
    const timespec times[] = {before.st_atim, before.st_mtim};
    ::utimensat(AT_FDCWD, step.output.c_str(), times, 0);
  }
  return 0;
}

} // namespace
} // namespace mir::driver

int main(int count, char** arguments) {
  auto step = mir::driver::read_step({arguments, arguments + count});
  if (!step) {
    std::fputs("usage: step OUTPUT DEPFILE|- [--also OUTPUT] INPUT... -- COMMAND...\n", stderr);
    return 2;
  }
  return mir::driver::carry_out(*step);
}
