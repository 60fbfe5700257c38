#include "program.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mir::test {
namespace {

void point(int fd, Console console, int pipe_end) {
  if (console == Console::Pipe)
    dup2(pipe_end, fd);
  else if (console == Console::Closed)
    close(fd);
  else
    dup2(open("/dev/null", O_RDWR | O_CLOEXEC), fd);
}

[[noreturn]] void become(const Launch& launch, int input, int output) {
  point(STDIN_FILENO, launch.input, input);
  point(STDOUT_FILENO, launch.output, output);
  if (!launch.input_file.empty())
    dup2(open(launch.input_file.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  if (launch.terminal >= 0)
    dup2(launch.terminal, STDIN_FILENO);
  if (launch.descriptors != 0) {
    rlimit const limit = {launch.descriptors, launch.descriptors};
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  setenv("MIR_WAIT", launch.mechanism.c_str(), 1);
  if (!launch.tap.empty())
    setenv("MIR_TAP", launch.tap.c_str(), 1);
  if (launch.join_error)
    dup2(STDOUT_FILENO, STDERR_FILENO);
  const char* const program = launch.program.c_str();
  const char* arguments[5] = {program};
  std::size_t count = 1;
  for (const std::string* argument : {&launch.before, &launch.second, &launch.name})
    if (!argument->empty())
      arguments[count++] = argument->c_str();
  execv(program, const_cast<char**>(arguments));
  _exit(127);
}

} // namespace

Program::Program(const Launch& launch) {
  int input[2];
  int output[2];
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
    ADD_FAILURE() << "no pipes";
  child_ = fork();
  if (child_ == 0)
    become(launch, input[0], output[1]);
  close(input[0]);
  close(output[1]);
  input_ = input[1];
  output_ = output[0];
}

Program::~Program() {
  close_input();
  close_output();
  if (child_ > 0) {
    kill(child_, SIGKILL);
    (void)join();
  }
}

void Program::type(const std::string& text) const {
  EXPECT_EQ(write(input_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

void Program::close_input() {
  if (input_ >= 0)
    close(input_);
  input_ = -1;
}

void Program::close_output() {
  if (output_ >= 0)
    close(output_);
  output_ = -1;
}

std::string Program::read(std::size_t size) const {
  std::string text(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    ssize_t const count = ::read(output_, text.data() + got, size - got);
    if (count <= 0)
      break;
    got += static_cast<std::size_t>(count);
  }
  text.resize(got);
  return text;
}

std::string Program::read_all() const {
  std::string text;
  for (std::string part; !(part = read(65'536)).empty();)
    text += part;
  return text;
}

void Program::signal(int number) const { kill(child_, number); }

int Program::join() {
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

} // namespace mir::test
