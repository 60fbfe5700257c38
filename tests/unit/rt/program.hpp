/// \file
/// The conformance program as a child process, with its console in our hands.
#pragma once

#include <string>
#include <sys/resource.h>
#include <sys/types.h>

namespace mir::test {

/// What the child's standard input or output is.
enum class Console { Pipe, Closed, Null };

struct Launch {
  std::string program;   ///< path
  std::string mechanism; ///< MIR_WAIT
  std::string name;      ///< of the case
  Console input = Console::Null;
  Console output = Console::Pipe;
  std::string input_file = {}; ///< if not empty, standard input is this file
  int terminal = -1;           ///< if not -1, standard input is this descriptor
  rlim_t descriptors = 0;      ///< if not 0, the hard limit
  std::string before = {};     ///< if not empty, an argument before the name
  std::string second = {};     ///< if not empty, one between the two
  std::string tap = {};        ///< if not empty, MIR_TAP
  bool join_error = false;     ///< standard error goes where standard output goes
};

/// A running child. The destructor ends it.
class Program {
public:
  explicit Program(const Launch& launch);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Writes to its standard input.
  void type(const std::string& text) const;
  void close_input();
  void close_output();

  /// Reads its output until `size` bytes are there or the output ends.
  std::string read(std::size_t size) const;
  std::string read_all() const;

  void signal(int number) const;

  /// Waits for the end. The exit status, or 1000 plus the signal that ended it.
  int join();

private:
  pid_t child_ = -1;
  int input_ = -1;
  int output_ = -1;
};

} // namespace mir::test
