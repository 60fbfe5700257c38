#include "driver/env/processes.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver/env/held_signals.hpp"
#include "llvm/Support/Program.h"

namespace mir::driver {
namespace {

llvm::Error failure(const std::string& what) {
  return llvm::createFileError(what, std::error_code(errno, std::generic_category()));
}

/// A file descriptor that is closed when it goes.
class Descriptor {
public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  [[nodiscard]] int number() const { return number_; }
  void close() {
    if (number_ >= 0)
      ::close(number_);
    number_ = -1;
  }

private:
  int number_;
};

/// Cuts what a program writes into lines.
class Lines {
public:
  Lines(const std::function<void(llvm::StringRef)>& on_line,
        const std::function<void(llvm::StringRef)>& on_part)
      : on_line_(on_line), on_part_(on_part) {}

  void add(llvm::StringRef bytes) {
    rest_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1)
      on_line_(llvm::StringRef(rest_).slice(begin, end));
    rest_.erase(0, begin);
    if (on_part_ && !rest_.empty())
      on_part_(rest_);
  }

  void finish() {
    if (!rest_.empty())
      on_line_(rest_);
    rest_.clear();
  }

private:
  const std::function<void(llvm::StringRef)>& on_line_;
  const std::function<void(llvm::StringRef)>& on_part_;
  std::string rest_;
};

/// While it lives, the signals that end a program arrive at a descriptor instead of ending this
/// one.
class ReadSignals {
public:
  ReadSignals() : descriptor_(signalfd(-1, &signals_.held(), SFD_CLOEXEC | SFD_NONBLOCK)) {}
  ReadSignals(const ReadSignals&) = delete;
  ReadSignals& operator=(const ReadSignals&) = delete;
  ~ReadSignals() {
    if (descriptor_ >= 0)
      ::close(descriptor_);
  }
  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] const sigset_t& before() const { return signals_.before(); }

  struct Arrived {
    int signal;         ///< 0 for none
    bool from_terminal; ///< it went to all programs there
  };
  [[nodiscard]] Arrived take() const {
    signalfd_siginfo arrived{};
    if (::read(descriptor_, &arrived, sizeof arrived) != sizeof arrived)
      return {0, false};
    return {static_cast<int>(arrived.ssi_signo), arrived.ssi_code == SI_KERNEL};
  }

private:
  HeldSignals signals_;
  int descriptor_;
};

/// A command as execve() takes it; the pointers are into `storage`.
struct Executable {
  std::vector<std::string> storage;
  std::vector<char*> arguments, variables;
};

Executable executable(const Command& command) {
  Executable result;
  result.storage = command.arguments;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    std::string name = llvm::StringRef(*variable).split('=').first.str() + "=";
    bool replaced = std::ranges::any_of(
        command.variables, [&](llvm::StringRef mine) { return mine.starts_with(name); });
    if (!replaced)
      result.storage.emplace_back(*variable);
  }
  result.storage.insert(result.storage.end(), command.variables.begin(), command.variables.end());
  for (std::size_t at = 0; at < result.storage.size(); ++at)
    (at < command.arguments.size() ? result.arguments : result.variables)
        .push_back(result.storage[at].data());
  result.arguments.push_back(nullptr);
  result.variables.push_back(nullptr);
  return result;
}

/// In the child, after fork(): only calls that are safe there.
///
/// \param complaint where the error number goes when the program cannot be started.
[[noreturn]] void start_program(const Command& command, Executable& image, int output,
                                int complaint, const sigset_t& signals) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  sigprocmask(SIG_SETMASK, &signals, nullptr);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
    ::execve(command.program.c_str(), image.arguments.data(), image.variables.data());
  int error = errno;
  _exit(::write(complaint, &error, sizeof error) == sizeof error ? 127 : 126);
}

/// Ends a program whose time is over: first so that it can clean up, then for certain.
class TimeLimit {
public:
  explicit TimeLimit(unsigned limit_s)
      : limited_(limit_s != 0), end_(Clock::now() + std::chrono::seconds(limit_s)) {}

  /// How long poll() may wait; -1 for ever.
  [[nodiscard]] int wait_ms() const {
    if (!limited_)
      return -1;
    auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
  }

  void enforce(pid_t child) {
    constexpr std::chrono::seconds kGrace(5);
    if (!limited_ || Clock::now() < end_)
      return;
    ::kill(child, passed_ ? SIGKILL : SIGTERM);
    passed_ = true;
    end_ = Clock::now() + kGrace;
  }

  [[nodiscard]] bool passed() const { return passed_; }

private:
  using Clock = std::chrono::steady_clock;
  bool limited_, passed_ = false;
  Clock::time_point end_;
};

/// Reads until the program has closed its output, handing signals on. \returns the last signal, 0
/// for none.
int follow(pid_t child, int output, const ReadSignals& signals, Lines& lines, TimeLimit& limit) {
  int interrupted_by = 0;
  std::array<char, 16384> buffer;
  for (;;) {
    std::array<pollfd, 2> waiting{{{output, POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), limit.wait_ms()) < 0 && errno != EINTR)
      return interrupted_by;
    limit.enforce(child);
    if ((waiting[1].revents & POLLIN) != 0)
      if (int signal = signals.take().signal; signal != 0) {
        interrupted_by = signal;
        ::kill(child, signal);
      }
    if (waiting[0].revents == 0)
      continue;
    ssize_t got = ::read(output, buffer.data(), buffer.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (got <= 0)
      return interrupted_by;
    lines.add({buffer.data(), static_cast<std::size_t>(got)});
  }
}

/// In the child, after fork(): only calls that are safe there.
[[noreturn]] void start_companion(const Command& command, Executable& image, int input,
                                  int output) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  ::setpgid(0, 0); // the terminal's signals are for the program that is shown
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
    ::execve(command.program.c_str(), image.arguments.data(), image.variables.data());
  _exit(127);
}

class RealCompanion final : public Companion {
public:
  /// \param input what its standard input is read from.
  RealCompanion(pid_t child, int input, int output)
      : child_(child), input_(input), output_(output) {}
  RealCompanion(const RealCompanion&) = delete;
  RealCompanion& operator=(const RealCompanion&) = delete;
  ~RealCompanion() override {
    input_.close();
    if (!is_running())
      return;
    ::kill(child_, SIGTERM);
    while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  [[nodiscard]] int id() const override { return child_; }

  [[nodiscard]] bool is_running() override {
    if (running_ && ::waitpid(child_, nullptr, WNOHANG) == child_)
      running_ = false;
    return running_;
  }

  [[nodiscard]] std::string said() const override {
    std::string text;
    std::array<char, 4096> buffer;
    for (ssize_t got; (got = ::pread(output_.number(), buffer.data(), buffer.size(),
                                     static_cast<off_t>(text.size()))) > 0;)
      text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
  }

  bool wait_for_line(llvm::StringRef line, unsigned limit_s) override {
    constexpr int kPauseMs = 5;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(limit_s);
    for (;;) {
      const bool was_running = is_running();
      if (("\n" + said()).find("\n" + line.str() + "\n") != std::string::npos)
        return true;
      if (!was_running || std::chrono::steady_clock::now() > end)
        return false;
      ::poll(nullptr, 0, kPauseMs);
    }
  }

private:
  pid_t child_;
  Descriptor input_, output_;
  bool running_ = true;
};

class RealProcesses final : public Processes {
public:
  std::optional<std::string> find(llvm::StringRef name) override {
    auto path = llvm::sys::findProgramByName(name);
    return path ? std::optional(*path) : std::nullopt;
  }

  llvm::Expected<Outcome> run(const Command& command,
                              const std::function<void(llvm::StringRef)>& on_line,
                              const std::function<void(llvm::StringRef)>& on_part) override {
    int ends[2], complaint_ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
      return failure(command.program);
    Descriptor output(ends[0]), input(ends[1]);
    // The writing end closes when the program starts.
    if (::pipe2(complaint_ends, O_CLOEXEC) != 0)
      return failure(command.program);
    Descriptor complaint(complaint_ends[0]), complaint_input(complaint_ends[1]);
    Executable image = executable(command);
    ReadSignals signals;
    pid_t child = ::fork();
    if (child < 0)
      return failure(command.program);
    if (child == 0)
      start_program(command, image, input.number(), complaint_input.number(), signals.before());
    input.close();
    complaint_input.close();
    Lines lines(on_line, on_part);
    TimeLimit limit(command.limit_s);
    Outcome outcome;
    outcome.interrupted_by = follow(child, output.number(), signals, lines, limit);
    outcome.signal = outcome.interrupted_by;
    outcome.timed_out = limit.passed();
    lines.finish();
    int status = 0, error = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (::read(complaint.number(), &error, sizeof error) == sizeof error) {
      errno = error;
      return failure(command.program);
    }
    if (WIFSIGNALED(status))
      outcome.signal = WTERMSIG(status);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + outcome.signal;
    return outcome;
  }

  llvm::Expected<std::unique_ptr<Companion>> start(const Command& command) override {
    // Not a pipe: nobody reads while the other program runs.
    const int output = ::memfd_create("output", MFD_CLOEXEC);
    int ends[2];
    if (output < 0 || ::pipe2(ends, O_CLOEXEC) != 0)
      return failure(command.program);
    Descriptor reading(ends[0]);
    Executable image = executable(command);
    const pid_t child = ::fork();
    if (child < 0)
      return failure(command.program);
    if (child == 0)
      start_companion(command, image, reading.number(), output);
    return std::make_unique<RealCompanion>(child, ends[1], output);
  }

  llvm::Expected<Outcome> run_here(const Command& command) override {
    Executable image = executable(command);
    ReadSignals signals;
    const pid_t child = ::fork();
    if (child < 0)
      return failure(command.program);
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGTERM);
      sigprocmask(SIG_SETMASK, &signals.before(), nullptr);
      if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
        ::execve(command.program.c_str(), image.arguments.data(), image.variables.data());
      _exit(127);
    }
    const int ended = ::syscall(SYS_pidfd_open, child, 0);
    Descriptor watched(ended);
    Outcome outcome;
    for (;;) {
      std::array<pollfd, 2> waiting{
          {{watched.number(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}}};
      if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
        break;
      if ((waiting[1].revents & POLLIN) != 0)
        if (const auto [signal, from_terminal] = signals.take(); signal != 0) {
          outcome.interrupted_by = signal;
          if (!from_terminal)
            ::kill(child, signal);
        }
      if (waiting[0].revents != 0)
        break;
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status))
      outcome.signal = WTERMSIG(status);
    outcome.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + outcome.signal;
    return outcome;
  }

  llvm::Error become(const Command& command) override {
    Executable image = executable(command);
    if (command.folder.empty() || ::chdir(command.folder.c_str()) == 0)
      ::execve(command.program.c_str(), image.arguments.data(), image.variables.data());
    return failure(command.program);
  }
};

} // namespace

std::unique_ptr<Processes> make_processes() { return std::make_unique<RealProcesses>(); }

} // namespace mir::driver
