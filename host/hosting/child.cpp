#include "host/hosting/child.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "host/base/text.hpp"
#include "host/plugin/session_intake.hpp"

namespace ingot::hosting {

namespace {

// What the child finds its things at; see child_main.cpp.
constexpr int kSocketThere = 3, kImageThere = 4;
// All records of a step, and what stands between them.
constexpr std::size_t kMostAnswer = plugin::kMaxBytesPerStep + 16 * plugin::kMaxActionsPerStep;

Error refusal(std::string message) { return Error{ErrorKind::refused, std::move(message)}; }

Status set_patience(int socket, std::chrono::milliseconds patience) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const timeval value{seconds.count(), std::chrono::microseconds(patience - seconds).count()};
  for (const int direction : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    if (::setsockopt(socket, SOL_SOCKET, direction, &value, sizeof value) != 0)
      return system_error("setsockopt", errno);
  }
  return {};
}

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&actions_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&actions_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  void give(int ours, int theirs) { posix_spawn_file_actions_adddup2(&actions_, ours, theirs); }
  void open_null(int theirs) { posix_spawn_file_actions_addopen(&actions_, theirs, "/dev/null", O_RDWR, 0); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

// A fresh program with an empty environment: nothing of this process's memory, and no secret, is in it.
Result<pid_t> spawn(const std::filesystem::path& program, int socket, int image, std::uint64_t memory) {
  SpawnActions actions;
  for (int fd = 0; fd <= 2; ++fd) actions.open_null(fd);
  // Above what they are moved to, so that neither is overwritten by the other.
  const io::OwnedFd high_socket(::fcntl(socket, F_DUPFD_CLOEXEC, 10)), high_image(::fcntl(image, F_DUPFD_CLOEXEC, 10));
  if (!high_socket.is_open() || !high_image.is_open()) return system_error("fcntl", errno);
  actions.give(high_socket.value(), kSocketThere);
  actions.give(high_image.value(), kImageThere);
  std::string name = program.string(), limit = std::to_string(memory);
  std::array<char*, 3> words = {name.data(), limit.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  pid_t pid = 0;
  const int failed = ::posix_spawn(&pid, name.c_str(), actions.get(), nullptr, words.data(), environment.data());
  if (failed != 0) return system_error(name, failed);
  return pid;
}

std::string signal_text(int number) {
  const char* name = ::sigabbrev_np(number);
  return name == nullptr ? "signal " + std::to_string(number) : "SIG" + std::string(name);
}

std::string denied_text(std::int64_t call) {
  char* const name = ::seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, static_cast<int>(call));
  const std::string shown = name == nullptr ? "system call " + std::to_string(call) : "`" + std::string(name) + "`";
  std::free(name);
  return "called " + shown + ", which no plugin may: it has no files, no network and no processes of its own";
}

std::string ending_text(int wait_status) {
  if (WIFSIGNALED(wait_status)) return "crashed (" + signal_text(WTERMSIG(wait_status)) + ")";
  return "ended its process (exit code " + std::to_string(WEXITSTATUS(wait_status)) + ")";
}

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const ChildOptions& options, int image) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
    return refusal(system_error("cannot be hosted: socketpair", errno).message);
  io::OwnedFd ours(ends[0]);
  const auto pid = [&] {
    // Closed here afterwards, so that the child's end closes with the child.
    const io::OwnedFd theirs(ends[1]);
    return spawn(options.program, theirs.value(), image, options.limits.memory);
  }();
  if (!pid) return refusal("cannot be hosted in a process of its own: " + pid.error().message);
  std::unique_ptr<Child> child(new Child(*pid, std::move(ours)));
  INGOT_TRY(child->landlock_abi_, child->await_ready(options));
  return child;
}

Result<unsigned> Child::await_ready(const ChildOptions& options) {
  deadline_ = options.start_deadline;
  INGOT_CHECK(set_patience(socket_.value(), options.start_deadline));
  const auto frame = receive_frame(socket_.value(), kMostAnswer);
  if (!frame) return refusal(die(frame.error(), "while being loaded").message);
  switch (frame->head.kind) {
    case FrameKind::ready: break;
    case FrameKind::refused: {
      const auto why = text_of(frame->payload());
      return refusal(why ? printable(*why) : "was refused by its process");
    }
    case FrameKind::denied: return refusal(denied_text(frame->head.value) + " (while being loaded)");
    default: return refusal("did not begin as it must");
  }
  deadline_ = options.step_deadline;
  INGOT_CHECK(set_patience(socket_.value(), options.step_deadline));
  return static_cast<unsigned>(frame->head.value);
}

Child::~Child() {
  if (death_) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

bool Child::is_dead() const {
  std::lock_guard lock(mutex_);
  return death_.has_value();
}

// How it ended, from what the socket said and from how the process ended. Ends it if need be.
std::string Child::last_words(const Error& why, std::string_view doing) {
  const bool is_overdue = why.kind == ErrorKind::retryable;
  const bool is_gone = why.kind == ErrorKind::unavailable;
  // One that has closed its socket is ending; one that has not would live on.
  if (!is_gone) ::kill(pid_, SIGKILL);
  int wait_status = 0;
  while (::waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) continue;
  if (is_overdue) return "did not answer within " + human_duration(deadline_) + " " + std::string(doing);
  if (is_gone) return ending_text(wait_status) + " " + std::string(doing);
  return "broke the contract " + std::string(doing) + ": " + why.message;
}

Error Child::die(const Error& why, std::string_view doing) {
  const std::string words = last_words(why, doing);
  death_ = Error{ErrorKind::internal, words};
  return *death_;
}

Result<Frame> Child::ask(const FrameHead& head, std::span<const std::uint64_t> payload, FrameKind wanted) {
  std::lock_guard lock(mutex_);
  if (death_) return *death_;
  const std::string_view doing = head.kind == FrameKind::open ? "while opening a session" : "in a step";
  // A child that has died while nobody asked shows when it is sent something, or when it does not answer.
  if (const Status sent = send_frame(socket_.value(), head, payload); !sent) return die(sent.error(), doing);
  auto answer = receive_frame(socket_.value(), kMostAnswer);
  if (!answer) return die(answer.error(), doing);
  if (answer->head.kind == FrameKind::denied) {
    const Error denied{ErrorKind::refused, denied_text(answer->head.value)};
    ignore_error(Status(die(denied, doing)), "its message follows, in better words");
    death_ = Error{ErrorKind::internal, denied.message + " (" + std::string(doing) + ")"};
    return *death_;
  }
  if (answer->head.kind != wanted || answer->head.session != head.session)
    return die(Error{ErrorKind::refused, "an answer to something else"}, doing);
  return answer;
}

void Child::tell(const FrameHead& head) {
  std::lock_guard lock(mutex_);
  if (death_) return;
  ignore_error(send_frame(socket_.value(), head, {}), "whoever asks next hears that it is gone");
}

}  // namespace ingot::hosting
