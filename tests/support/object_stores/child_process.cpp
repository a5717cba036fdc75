#include "tests/support/object_stores/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <utility>

extern char** environ;

namespace ingot::test {

using namespace std::chrono_literals;

namespace {

Error failed(const std::string& what, int number) {
  return {ErrorKind::internal, what + ": " + std::strerror(number)};
}

struct Pipe {
  int read_end = -1, write_end = -1;
};
Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed("pipe", errno);
  return Pipe{ends[0], ends[1]};
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a child that has ended is an error of write_line
  INGOT_TRY(const Pipe in, make_pipe());
  INGOT_TRY(const Pipe out, make_pipe());
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  pid_t pid = 0;
  const int problem = posix_spawn(&pid, argv[0].c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(in.read_end);
  ::close(out.write_end);
  if (problem == 0) return ChildProcess(pid, in.write_end, out.read_end);
  ::close(in.write_end);
  ::close(out.read_end);
  return failed("start " + argv[0], problem);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      to_child_(std::exchange(other.to_child_, -1)),
      from_child_(std::exchange(other.from_child_, -1)),
      status_(other.status_),
      pending_(std::move(other.pending_)) {}

ChildProcess::~ChildProcess() {
  if (to_child_ >= 0) ::close(to_child_);
  if (pid_ != 0) ::kill(pid_, SIGTERM);
  // Long enough for a launcher to end its own children and remove their folder.
  if (!has_ended(20s)) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, &status_, 0);
  }
  if (from_child_ >= 0) ::close(from_child_);
}

// The end of its output is the end of the child, or a moment before it: no need to ask by the
// clock.
bool ChildProcess::has_ended(std::chrono::milliseconds patience) {
  if (pid_ == 0) return true;
  const auto until = std::chrono::steady_clock::now() + patience;
  std::array<char, 4096> dropped{};
  pollfd wait{from_child_, POLLIN, 0};
  while (std::chrono::steady_clock::now() < until) {
    if (::poll(&wait, 1, 100) > 0 && ::read(from_child_, dropped.data(), dropped.size()) > 0)
      continue;
    if (wait.revents == 0) continue;
    ::waitpid(pid_, &status_, 0);
    pid_ = 0;
    return true;
  }
  return false;
}

Status ChildProcess::write_line(const std::string& line) {
  const std::string bytes = line + "\n";
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t count = ::write(to_child_, bytes.data() + sent, bytes.size() - sent);
    if (count < 0 && errno != EINTR) return failed("write to the child", errno);
    if (count > 0) sent += static_cast<std::size_t>(count);
  }
  return {};
}

Result<std::string> ChildProcess::read_line(std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    const std::size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return line;
    }
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd wait{from_child_, POLLIN, 0};
    if (left <= 0ms || ::poll(&wait, 1, static_cast<int>(left.count())) == 0) {
      return Error{ErrorKind::retryable, "the child says nothing"};
    }
    std::array<char, 4096> block{};
    const ssize_t count = ::read(from_child_, block.data(), block.size());
    if (count == 0) return Error{ErrorKind::not_found, "the child has ended"};
    if (count < 0 && errno != EINTR) return failed("read from the child", errno);
    if (count > 0) pending_.append(block.data(), static_cast<std::size_t>(count));
  }
}

std::optional<int> ChildProcess::exit_code() {
  if (!has_ended(20s) || !WIFEXITED(status_)) return std::nullopt;
  return WEXITSTATUS(status_);
}

}  // namespace ingot::test
