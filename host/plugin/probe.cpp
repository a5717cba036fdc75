#include "host/plugin/probe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "host/base/clock.hpp"
#include "host/base/text.hpp"

namespace ingot::plugin {

namespace {

// Behind the stages in the pipe: the trial went well, or the text of its error follows.
constexpr char kGood = 'K';
constexpr char kBad = 'E';
constexpr std::size_t kMostText = 16u << 10;

Error refusal(std::string message) {
  return Error{ErrorKind::refused, std::move(message)};
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

// A crash must kill the child plainly: no handler of the host, no core, no noise on the terminal.
void calm_down() {
  for (const int signal :
       {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGTERM, SIGINT, SIGPIPE}) {
    ::signal(signal, SIG_DFL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int null = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd <= 2; ++fd) ::dup2(null, fd);
}

[[noreturn]] void be_child(const std::function<Status(const ReportStage&)>& trial, int fd) {
  calm_down();
  const Status status = trial([fd](ProbeStage stage) {
    const char mark = static_cast<char>(stage);
    write_all(fd, {&mark, 1});
  });
  write_all(fd,
            status ? std::string(1, kGood) : kBad + status.error().message.substr(0, kMostText));
  // Not exit: what the plugin registered to run at the end must not run, and buffers of the host
  // must not be flushed twice.
  ::_exit(0);
}

enum class Ending { closed, overdue };

// Reads until the child closes its end or the time is over.
Ending read_report(int fd, std::chrono::milliseconds deadline, std::string& report) {
  const SystemClock clock;
  const auto end = clock.monotonic() + deadline;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - clock.monotonic()).count();
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left, 0)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Ending::overdue;
    std::array<char, 1024> piece;
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0 || report.size() > 2 * kMostText) return Ending::closed;
    report.append(piece.data(), static_cast<std::size_t>(got));
  }
}

std::string doing_in(std::string_view stages) {
  const bool is_querying =
      stages.find(static_cast<char>(ProbeStage::querying)) != std::string_view::npos;
  return is_querying ? "while being queried" : "while being loaded";
}

std::string signal_text(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

Status judge(std::string_view report, Ending ending, int wait_status,
             std::chrono::milliseconds deadline) {
  const std::size_t verdict = report.find_first_of(std::string{kGood, kBad});
  if (verdict != std::string_view::npos && report[verdict] == kGood) return {};
  if (verdict != std::string_view::npos) return refusal(std::string(report.substr(verdict + 1)));
  const std::string doing = doing_in(report);
  if (ending == Ending::overdue) {
    return refusal("did not answer within " + human_duration(deadline) + " " + doing);
  }
  if (WIFSIGNALED(wait_status))
    return refusal("crashed " + doing + " (" + signal_text(WTERMSIG(wait_status)) + ")");
  return refusal("ended the process " + doing + " (exit code " +
                 std::to_string(WEXITSTATUS(wait_status)) + ")");
}

}  // namespace

Status probe(const std::function<Status(const ReportStage&)>& trial,
             std::chrono::milliseconds deadline) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return refusal(system_error("cannot be tried: pipe", errno).message);
  const pid_t child = ::fork();
  if (child == 0) be_child(trial, ends[1]);
  const int fork_failure = errno;
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return refusal(system_error("cannot be tried: fork", fork_failure).message);
  }
  std::string report;
  const Ending ending = read_report(ends[0], deadline, report);
  ::close(ends[0]);
  // Its end of the pipe closes when it dies, and how it died is settled by then: this only hurries
  // one that hangs.
  ::kill(child, SIGKILL);
  int wait_status = 0;
  while (::waitpid(child, &wait_status, 0) < 0 && errno == EINTR) continue;
  return judge(report, ending, wait_status, deadline);
}

}  // namespace ingot::plugin
