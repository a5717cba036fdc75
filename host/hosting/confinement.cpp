#include "host/hosting/confinement.hpp"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <initializer_list>
#include <memory>

#include "host/hosting/frame.hpp"
#include "host/hosting/landlock.hpp"

namespace ingot::hosting {

namespace {

// The loader's cache and the folders of system libraries.
constexpr const char* kLibraries[] = {"/etc/ld.so.cache", "/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64",
                                      "/usr/local/lib"};

// Computing, memory, the socket, and an orderly end.
constexpr int kAlways[] = {SCMP_SYS(read),          SCMP_SYS(recvfrom),       SCMP_SYS(recvmsg),
                           SCMP_SYS(sendmsg),       SCMP_SYS(write),          SCMP_SYS(writev),
                           SCMP_SYS(close),         SCMP_SYS(fstat),          SCMP_SYS(newfstatat),
                           SCMP_SYS(lseek),         SCMP_SYS(munmap),         SCMP_SYS(mremap),
                           SCMP_SYS(brk),           SCMP_SYS(madvise),        SCMP_SYS(futex),
                           SCMP_SYS(getrandom),     SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
                           SCMP_SYS(time),          SCMP_SYS(rt_sigaction),   SCMP_SYS(rt_sigprocmask),
                           SCMP_SYS(rt_sigreturn),  SCMP_SYS(sigaltstack),    SCMP_SYS(sched_yield),
                           SCMP_SYS(getpid),        SCMP_SYS(gettid),         SCMP_SYS(exit),
                           SCMP_SYS(exit_group),    SCMP_SYS(restart_syscall)};
// Of the loader, and of the second step.
constexpr int kWhileLoading[] = {SCMP_SYS(pread64),  SCMP_SYS(statx),      SCMP_SYS(access),     SCMP_SYS(faccessat),
                                 SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
                                 SCMP_SYS(prctl),    SCMP_SYS(seccomp),    SCMP_SYS(fcntl),      SCMP_SYS(setrlimit),
                                 SCMP_SYS(prlimit64), SCMP_SYS(getdents64), SCMP_SYS(ioctl),     SCMP_SYS(set_robust_list),
                                 SCMP_SYS(rseq)};
constexpr long kLandlockCalls[] = {444, 445, 446};

int report_socket = -1;  // of the handler below, which cannot be given anything

// A call beyond the filter was not made and never will be. Only what is safe in a signal handler.
void on_denied(int, siginfo_t* facts, void*) {
  FrameHead head;
  head.kind = FrameKind::denied;
  head.value = facts->si_syscall;
  const ssize_t told = ::write(report_socket, &head, sizeof head);
  ::_exit(told == sizeof head ? 3 : 4);
}

Status report_denials(int socket) {
  report_socket = socket;
  struct sigaction action {};
  action.sa_sigaction = on_denied;
  action.sa_flags = SA_SIGINFO;
  if (::sigaction(SIGSYS, &action, nullptr) != 0) return system_error("sigaction", errno);
  return {};
}

std::uint64_t mapped_now() {
  unsigned long pages = 0;
  if (std::FILE* const file = std::fopen("/proc/self/statm", "re")) {
    if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return std::uint64_t{pages} * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

Status limit(int resource, std::uint64_t most) {
  const rlimit value{most, most};
  if (::setrlimit(static_cast<__rlimit_resource>(resource), &value) != 0) return system_error("setrlimit", errno);
  return {};
}

Status limit_resources(const ConfinementLimits& limits) {
  INGOT_CHECK(limit(RLIMIT_CORE, 0));
  INGOT_CHECK(limit(RLIMIT_FSIZE, 0));
  INGOT_CHECK(limit(RLIMIT_MEMLOCK, 0));
  if (limits.memory > 0) INGOT_CHECK(limit(RLIMIT_AS, mapped_now() + limits.memory));
  return {};
}

struct FreeFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

Status failed(const char* doing, int code) {
  const Error why = system_error(doing, -code);
  return Error{ErrorKind::refused, why.message};
}

template <class Calls>
Status allow_all(const Filter& filter, const Calls& calls) {
  for (const int call : calls) {
    if (call < 0) continue;  // not of this machine's kind
    if (const int code = ::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0); code != 0)
      return failed("seccomp_rule_add", code);
  }
  return {};
}

// Allowed when the bits of the argument in `mask` are `wanted`.
Status allow_masked(const Filter& filter, int call, unsigned argument, std::uint64_t mask, std::uint64_t wanted) {
  const scmp_arg_cmp condition{argument, SCMP_CMP_MASKED_EQ, mask, wanted};
  const int code = ::seccomp_rule_add_array(filter.get(), SCMP_ACT_ALLOW, call, 1, &condition);
  return code == 0 ? Status() : failed("seccomp_rule_add", code);
}

Result<Filter> common_filter() {
  Filter filter(::seccomp_init(SCMP_ACT_TRAP));
  if (filter == nullptr) return Error{ErrorKind::refused, "seccomp_init: this machine's kind is not known"};
  INGOT_CHECK(allow_all(filter, kAlways));
  // abort() signals itself and nobody else.
  INGOT_CHECK(allow_masked(filter, SCMP_SYS(tgkill), 0, ~std::uint64_t{0}, static_cast<std::uint64_t>(::getpid())));
  return filter;
}

Status load(const Filter& filter) {
  const int code = ::seccomp_load(filter.get());
  return code == 0 ? Status() : failed("seccomp_load", code);
}

Status filter_for_loading() {
  INGOT_TRY(const Filter filter, common_filter());
  INGOT_CHECK(allow_all(filter, kWhileLoading));
  INGOT_CHECK(allow_all(filter, std::initializer_list<int>{SCMP_SYS(mmap), SCMP_SYS(mprotect)}));
  for (const long call : kLandlockCalls) {
    if (const int code = ::seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, static_cast<int>(call), 0); code != 0)
      return failed("seccomp_rule_add", code);
  }
  constexpr std::uint64_t kWrites = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
  INGOT_CHECK(allow_masked(filter, SCMP_SYS(openat), 2, kWrites, O_RDONLY));
  if (SCMP_SYS(open) >= 0) INGOT_CHECK(allow_masked(filter, SCMP_SYS(open), 1, kWrites, O_RDONLY));
  return load(filter);
}

Status filter_for_good() {
  INGOT_TRY(const Filter filter, common_filter());
  INGOT_CHECK(allow_masked(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0));
  INGOT_CHECK(allow_masked(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0));
  return load(filter);
}

}  // namespace

Result<Confinement> Confinement::for_loading(int socket, const ConfinementLimits& limits) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return system_error("no_new_privs", errno);
  INGOT_CHECK(limit_resources(limits));
  INGOT_CHECK(report_denials(socket));
  const Confinement confinement(hosting::landlock_abi());
  if (confinement.landlock_abi_ > 0) INGOT_CHECK(restrict_to(kLibraries, confinement.landlock_abi_));
  INGOT_CHECK(filter_for_loading());
  return confinement;
}

Status Confinement::seal() {
  // Not before: whoever cannot be looked at has no /proc/self/fd, through which the library came.
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (landlock_abi_ > 0) INGOT_CHECK(restrict_to({}, landlock_abi_));
  INGOT_CHECK(limit(RLIMIT_NOFILE, 0));
  return filter_for_good();
}

}  // namespace ingot::hosting
