#include "host/secrets/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "host/base/clock.hpp"
#include "host/base/text.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {
namespace {

// Longer than any token; a command that prints more is the wrong command.
constexpr std::size_t kLongestOutput = 64 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// Always waited for: no zombie and no running command is left behind.
class Child {
 public:
  explicit Child(pid_t pid)
      : pid_(pid), handle_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))) {}
  ~Child() {
    if (pid_ <= 0) return;
    kill();
    ignore_error(wait(), "it was killed, how it ended does not matter");
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Readable when the child has ended.
  int handle() const { return handle_.number(); }
  void kill() const { ::kill(-pid_, SIGKILL); }

  Result<int> wait() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0) {
      if (errno != EINTR) return system_error("wait", errno);
    }
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_;
  Descriptor handle_;
};

Result<pid_t> spawn(const std::string& command, int output) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  // What it complains about may hold what it knows.
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  // A group of its own, so that what the command starts ends with it, and a terminal's Ctrl-C is
  // ours to handle.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  posix_spawnattr_setpgroup(&attributes, 0);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  const std::array<const char*, 4> arguments = {"sh", "-c", command.c_str(), nullptr};
  pid_t pid = 0;
  const int failure = ::posix_spawn(&pid, "/bin/sh", &files, &attributes,
                                    const_cast<char* const*>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) return system_error("start /bin/sh", failure);
  return pid;
}

// Milliseconds for poll(2) until `until`; 0 when it has passed.
int left_until(std::chrono::nanoseconds until, const Clock& clock) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock.monotonic()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1 << 30));
}

Error too_slow(std::chrono::milliseconds deadline) {
  return Error{ErrorKind::unavailable,
               "the command did not end within " + human_duration(deadline)};
}

Status read_all(int from, std::string& output, std::chrono::nanoseconds until, const Clock& clock) {
  std::array<char, 4096> block{};
  while (true) {
    pollfd watched{from, POLLIN, 0};
    const int ready = ::poll(&watched, 1, left_until(until, clock));
    if (ready == 0) return Error{ErrorKind::unavailable, {}};
    if (ready < 0) {
      if (errno == EINTR) continue;
      return system_error("read", errno);
    }
    const auto count = ::read(from, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", errno);
    if (count == 0) break;
    output.append(block.data(), static_cast<std::size_t>(count));
    if (output.size() > kLongestOutput) {
      return Error{ErrorKind::invalid,
                   "the command printed more than " + human_bytes(kLongestOutput)};
    }
  }
  explicit_bzero(block.data(), block.size());
  return {};
}

Status check_end(int status) {
  if (WIFSIGNALED(status)) {
    return Error{ErrorKind::invalid,
                 "the command was killed by signal " + std::to_string(WTERMSIG(status))};
  }
  if (WEXITSTATUS(status) == 127)
    return Error{ErrorKind::not_found, "the command was not found (exit code 127)"};
  if (WEXITSTATUS(status) != 0) {
    return Error{ErrorKind::invalid, "the command failed with exit code " +
                                         std::to_string(WEXITSTATUS(status)) +
                                         "; run it by hand to see why"};
  }
  return {};
}

// Reads until the child has closed its output and ended.
Status collect(Child& child, int from, std::string& output, std::chrono::milliseconds deadline) {
  const SystemClock clock;
  const auto until = clock.monotonic() + deadline;
  if (const Status read = read_all(from, output, until, clock); !read) {
    return read.error().message.empty() ? too_slow(deadline) : read.error();
  }
  if (child.handle() >= 0) {
    pollfd ended{child.handle(), POLLIN, 0};
    int ready = 0;
    do {
      ready = ::poll(&ended, 1, left_until(until, clock));
    } while (ready < 0 && errno == EINTR);
    if (ready == 0) return too_slow(deadline);
  }
  return {};
}

}  // namespace

Result<std::string> first_line_of(const std::string& command, std::chrono::milliseconds deadline,
                                  const std::stop_token& stop) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_error("pipe", errno);
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  INGOT_TRY(const pid_t pid, spawn(command, to.number()));
  Child child(pid);
  to.close();
  std::string output;
  Status collected;
  {
    const std::stop_callback end_it(stop, [pid] { ::kill(-pid, SIGKILL); });
    collected = collect(child, from.number(), output, deadline);
  }
  std::string line = output.substr(0, output.find('\n'));
  wipe(output);
  if (line.ends_with('\r')) line.pop_back();
  if (collected.ok()) {
    auto status = child.wait();
    collected = status ? check_end(*status) : Status(status.error());
  }
  if (stop.stop_requested())
    collected = Error{ErrorKind::cancelled, "stopped while the command ran"};
  if (collected.ok()) return line;
  wipe(line);
  return collected.error();
}

}  // namespace ingot::secrets
