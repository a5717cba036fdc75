#include "host/cli/bench_lab.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "host/base/text.hpp"
#include "host/cli/lab_program.hpp"
#include "host/io/durable_file.hpp"

namespace ingot::cli {

namespace {

constexpr std::size_t kMostWords = 64u << 10;
constexpr std::chrono::seconds kPatience{20};
constexpr std::chrono::milliseconds kLook{5};

// In the child, between fork and exec: only calls that are allowed there.
[[noreturn]] void become(const std::vector<char*>& argv, const char* log, pid_t parent) {
  // A group of its own: a terminal's Ctrl-C is this program's to handle. And no lab outlives it.
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);
  const int file = ::open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0) {
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv(argv[0], argv.data());
  ::_exit(127);
}

Result<pid_t> start_program(std::vector<std::string> words, const std::filesystem::path& log) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return system_error("start " + words[0], errno);
  if (pid == 0) become(argv, log.c_str(), parent);
  return pid;
}

// The exit status, or -1 when it was killed.
int wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::string last_words(const std::filesystem::path& log) {
  auto text = io::read_small_file(log, kMostWords);
  if (!text || text->empty()) return "it said nothing";
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return printable(*text);
}

}  // namespace

Result<std::string> lab_example(const std::string& vendor, const std::filesystem::path& folder) {
  INGOT_TRY(const auto program, lab_program(vendor));
  const auto log = folder / "example.yaml";
  INGOT_TRY(const pid_t pid, start_program({program.string(), "--example"}, log));
  if (wait_for(pid) != 0) return Error{ErrorKind::rejected, "lab of " + vendor + ": " + last_words(log)};
  return io::read_small_file(log, kMostWords);
}

Result<BenchLab> BenchLab::start(const std::string& vendor, bench::Tls tls, const std::filesystem::path& folder,
                                 std::uint64_t seed, Clock& clock) {
  INGOT_TRY(const auto program, lab_program(vendor));
  const auto port_file = folder / "port", log = folder / "log";
  std::vector<std::string> words = {program.string(), "--port-file", port_file.string(), "--store", "sink",
                                    "--url-ttl", "24h", "--seed", std::to_string(seed)};
  if (tls == bench::Tls::on) words.insert(words.end(), {"--tls", folder.string()});
  INGOT_TRY(const pid_t pid, start_program(std::move(words), log));
  BenchLab lab(pid);
  const auto until = clock.monotonic() + kPatience;
  while (true) {
    const auto port = io::read_small_file(port_file, 16);
    if (port && port->ends_with('\n')) {
      lab.address_ = (tls == bench::Tls::on ? "https://127.0.0.1:" : "http://127.0.0.1:") + port->substr(0, port->size() - 1);
      if (tls == bench::Tls::on) lab.ca_file_ = folder / "ca.pem";
      return lab;
    }
    siginfo_t ended{};
    const bool is_gone = ::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == pid;
    if (is_gone || clock.monotonic() > until) {
      return Error{ErrorKind::unavailable, "the lab of " + vendor + " did not start: " + last_words(log)};
    }
    clock.wait(kLook, {});
  }
}

BenchLab::BenchLab(BenchLab&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), address_(std::move(other.address_)), ca_file_(std::move(other.ca_file_)) {}

BenchLab::~BenchLab() {
  if (pid_ <= 0) return;
  // It keeps nothing that would have to be put away.
  ::kill(pid_, SIGKILL);
  wait_for(pid_);
}

std::chrono::nanoseconds BenchLab::cpu() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace ingot::cli
