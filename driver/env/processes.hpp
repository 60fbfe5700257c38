/// \file
/// How the driver starts other programs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

/// A program to start.
struct Command {
  std::string program;                ///< absolute path
  std::vector<std::string> arguments; ///< the first is the program's own name, as execve() wants it
  std::vector<std::string> variables; ///< "NAME=value", added to the environment of the driver
  std::string folder;                 ///< to run in; empty for the driver's own
  unsigned limit_s = 0;               ///< after so many seconds the program is ended; 0 for never
};

/// How a program ended.
struct Outcome {
  int exit_code = 0;
  int signal = 0; ///< the signal that ended it, or that the driver was interrupted by; 0 for none
  int interrupted_by = 0; ///< the signal that the driver got and handed on; 0 for none
  bool timed_out = false; ///< the program was ended because of Command::limit_s
};

/// A program that runs beside the driver. Ctrl-C does not reach it; it ends when this goes. Its
/// standard input ends when the driver dies, whichever way.
class Companion {
public:
  virtual ~Companion() = default;
  [[nodiscard]] virtual int id() const = 0; ///< of its process
  [[nodiscard]] virtual bool is_running() = 0;
  /// What it has written to standard output and error.
  [[nodiscard]] virtual std::string said() const = 0;
  /// Waits until it has written this line. \returns false when it ended before, or after a time.
  virtual bool wait_for_line(llvm::StringRef line, unsigned limit_s) = 0;
};

class Processes {
public:
  virtual ~Processes() = default;

  /// The path of a program on PATH. \returns nothing when it is not there or may not be run.
  virtual std::optional<std::string> find(llvm::StringRef name) = 0;
  /// Runs the program to its end; blocks. Its standard output and error come line by line, without
  /// the newline.
  ///
  /// \param on_part gets what there is of a line whose end has not come yet, each time there is
  /// more of it, from the line's beginning; may be empty.
  ///
  /// SIGINT, SIGTERM and SIGHUP are handed on to the program and waited for, so that it can clean
  /// up; the program does not outlive the driver.
  virtual llvm::Expected<Outcome> run(const Command& command,
                                      const std::function<void(llvm::StringRef line)>& on_line,
                                      const std::function<void(llvm::StringRef part)>& on_part) = 0;
  /// Starts a program and goes on.
  virtual llvm::Expected<std::unique_ptr<Companion>> start(const Command& command) = 0;
  /// Runs the program to its end with the input and output of the driver itself. Signals are handed
  /// on as by run(), but for those that the terminal sends to both.
  virtual llvm::Expected<Outcome> run_here(const Command& command) = 0;
  /// Becomes the program: the same process, so signals and the exit status are the program's own.
  ///
  /// \returns only when that fails.
  virtual llvm::Error become(const Command& command) = 0;
};

/// The processes of this machine.
std::unique_ptr<Processes> make_processes();

} // namespace mir::driver
