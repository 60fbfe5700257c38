#include "driver/run/guest_console.hpp"

#include "driver/env/disk.hpp"
#include "driver/plan/shell.hpp"
#include "driver/run/console_line.hpp"
#include "driver/run/symbols.hpp"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// What Xen itself says of a guest that ended without a word of its own.
void show_xen(Env& env, const std::string& log, Diagnostics& diagnostics) {
  auto text = env.disk.read(log);
  if (!text)
    return llvm::consumeError(text.takeError());
  for (llvm::StringRef line : llvm::split(*text, '\n'))
    if (line.contains("(d1)") || line.contains("d1v0 ") || line.contains("dom1 "))
      if (!line.contains(" save: ") && !line.contains(" restore: "))
        diagnostics.note(line.trim().str());
}

void show_command(Env& env, const Command& command) {
  std::string line;
  for (const std::string& word : command.arguments)
    line += (line.empty() ? "" : " ") + shell_quoted(word);
  env.error << line << "\n";
  env.error.flush();
}

/// Passes a guest's console on as it comes, with names in the backtrace of a panic.
class Screen {
public:
  Screen(Env& env, const GuestRun& run)
      : env_(env), on_line_(run.on_line), verbose_(run.verbose), symbols_(run.program) {}

  void line(llvm::StringRef text) {
    if (auto line = lines_.line(text)) {
      name_function(*line);
      if (on_line_)
        on_line_(*line);
      else
        env_.out << llvm::StringRef(*line).drop_front(std::min(shown_, line->size())) << "\n";
    }
    shown_ = 0;
    env_.out.flush();
    const std::vector<std::string> remarks = lines_.take_remarks();
    if (verbose_)
      for (const std::string& remark : remarks)
        env_.error << remark << "\n";
  }

  /// A prompt, for example, whose line goes on only when it is answered.
  void part(llvm::StringRef text) {
    if (on_line_)
      return; // it takes whole lines
    llvm::StringRef part = ConsoleLines::part(text);
    if (backtrace_line(part))
      return; // its name may be replaced
    env_.out << part.drop_front(std::min(shown_, part.size()));
    shown_ = std::max(shown_, part.size());
    env_.out.flush();
  }

  [[nodiscard]] const ConsoleLines& lines() const { return lines_; }

private:
  /// The symbols know more of a function than the image: its parameters, its place in the source.
  void name_function(std::string& line) {
    auto frame = backtrace_line(line);
    if (!frame)
      return;
    if (const std::string name = symbols_.at(*frame); !name.empty())
      line.replace(frame->size, std::string::npos, " " + name);
  }

  Env& env_;
  const std::function<void(llvm::StringRef)>& on_line_;
  bool verbose_;
  ConsoleLines lines_;
  Symbols symbols_;
  std::size_t shown_ = 0; // bytes of the line that has not ended
};

} // namespace

int show_console(Env& env, const Command& command, const GuestRun& run, const std::string& xen_log,
                 Diagnostics& diagnostics) {
  if (run.verbose)
    show_command(env, command);
  Screen screen(env, run);
  auto outcome = env.processes.run(
      command, [&](llvm::StringRef text) { screen.line(text); },
      [&](llvm::StringRef text) { screen.part(text); });
  if (!outcome) {
    diagnostics.report(kind::kProcess, llvm::toString(outcome.takeError()));
    return diagnostics.exit_code();
  }
  if (screen.lines().exit_code())
    return *screen.lines().exit_code();
  if (outcome->timed_out) {
    diagnostics.report(kind::kTimeLimit, run.image, run.limit_s);
    return diagnostics.exit_code();
  }
  if (outcome->signal != 0)
    return kExitSignal + outcome->signal;
  diagnostics.report(kind::kNoExit, run.image);
  for (const std::string& complaint : screen.lines().complaints())
    diagnostics.note(complaint);
  if (!xen_log.empty())
    show_xen(env, xen_log, diagnostics);
  return diagnostics.exit_code();
}

} // namespace mir::driver
