#include "tests/ledger/child_process.hpp"

#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <stdexcept>

namespace ingot::ledger::test {

ChildProcess::ChildProcess(const std::function<int(const Tell&)>& work) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe failed");
  std::fflush(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ != 0) {
    close(ends[1]);
    pipe_ = ends[0];
    return;
  }
  close(ends[0]);
  int code = 99;
  try {
    code = work([&](std::int64_t number) {
      if (write(ends[1], &number, sizeof(number)) != sizeof(number)) _exit(98);
    });
  } catch (const std::exception& caught) {
    std::fprintf(stderr, "child: %s\n", caught.what());
  }
  _exit(code);
}

ChildProcess::~ChildProcess() {
  if (!ended_) kill();
  wait();
  close(pipe_);
}

std::optional<std::int64_t> ChildProcess::heard() {
  std::int64_t number = 0;
  return read(pipe_, &number, sizeof(number)) == sizeof(number) ? std::optional(number)
                                                                : std::nullopt;
}

void ChildProcess::kill() {
  ::kill(pid_, SIGKILL);
}

int ChildProcess::wait() {
  if (ended_) return *ended_;
  int status = 0;
  if (waitpid(pid_, &status, 0) != pid_) throw std::runtime_error("waitpid failed");
  ended_ = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  return *ended_;
}

}  // namespace ingot::ledger::test
