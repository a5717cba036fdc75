#include "tests/ledger/disk_faults.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace ingot::ledger::test {

namespace {

bool is_armed = false;
DiskFault fault;
DiskCalls calls;

bool is_folder(int descriptor) {
  struct stat status {};
  return fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
}

bool fails_now() {
  if (!is_armed) return false;
  ++calls.all;
  if (fault.at == 0 || calls.all < fault.at) return false;
  if (fault.action == FaultAction::fail_once && calls.all > fault.at) return false;
  if (fault.action == FaultAction::kill) raise(SIGKILL);
  errno = fault.error_number;
  return true;
}

}  // namespace

void arm(const DiskFault& wanted) {
  fault = wanted;
  calls = {};
  is_armed = true;
}

DiskCalls disarm() {
  is_armed = false;
  return calls;
}

}  // namespace ingot::ledger::test

// These names in the program win over libc's, also for calls from libsqlite3.
extern "C" {

ssize_t pwrite64(int descriptor, const void* data, size_t length, off64_t offset) {
  using namespace ingot::ledger::test;
  if (is_armed) ++calls.writes;
  if (fails_now()) return -1;
  return syscall(SYS_pwrite64, descriptor, data, length, offset);
}

int fdatasync(int descriptor) {
  using namespace ingot::ledger::test;
  if (is_armed) {
    ++calls.syncs;
    calls.folder_syncs += is_folder(descriptor) ? 1 : 0;
  }
  if (fails_now()) return -1;
  return static_cast<int>(syscall(SYS_fdatasync, descriptor));
}

int ftruncate64(int descriptor, off64_t length) noexcept {
  if (ingot::ledger::test::fails_now()) return -1;
  return static_cast<int>(syscall(SYS_ftruncate, descriptor, length));
}

int unlink(const char* name) noexcept {
  // A full disk does not keep anyone from removing files.
  bool is_full = ingot::ledger::test::fault.error_number == ENOSPC ||
                 ingot::ledger::test::fault.error_number == EDQUOT;
  if (!is_full && ingot::ledger::test::fails_now()) return -1;
  return static_cast<int>(syscall(SYS_unlink, name));
}

}  // extern "C"
