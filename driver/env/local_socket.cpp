#include "driver/env/local_socket.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

class Handle {
public:
  explicit Handle(int number) : number_(number) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (number_ >= 0)
      ::close(number_);
  }
  [[nodiscard]] int number() const { return number_; }

private:
  int number_;
};

llvm::Error failure(const std::string& path) {
  return llvm::createFileError(path, std::error_code(errno, std::generic_category()));
}

/// An address has room for 107 bytes; the folder may have a longer path, and has a short one, too.
bool connect_to(int socket, const std::string& path) {
  namespace p = llvm::sys::path;
  Handle folder(::open(p::parent_path(path).str().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0)
    return false;
  const std::string name =
      "/proc/self/fd/" + std::to_string(folder.number()) + "/" + p::filename(path).str();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.size() >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return false;
  }
  name.copy(address.sun_path, name.size());
  return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

} // namespace

llvm::Expected<std::string> ask_local_socket(const std::string& path, llvm::StringRef question,
                                             unsigned limit_s,
                                             const std::function<bool()>& goes_on) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kPause(10);
  const auto end = Clock::now() + std::chrono::seconds(limit_s);
  Handle socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  while (!connect_to(socket.number(), path)) {
    if ((errno != ENOENT && errno != ECONNREFUSED) || Clock::now() > end || !goes_on())
      return failure(path);
    std::this_thread::sleep_for(kPause);
  }
  while (!question.empty()) {
    const ssize_t sent = ::send(socket.number(), question.data(), question.size(), MSG_NOSIGNAL);
    if (sent < 0)
      return failure(path);
    question = question.drop_front(static_cast<std::size_t>(sent));
  }
  ::shutdown(socket.number(), SHUT_WR);
  std::string answer;
  std::array<char, 4096> buffer;
  for (ssize_t got; (got = ::read(socket.number(), buffer.data(), buffer.size())) > 0;)
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  return answer;
}

} // namespace mir::driver
