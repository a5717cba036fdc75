#include "host/ledger/writer_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace ingot::ledger {

namespace {

// What the present holder wrote; only for the message, so anything unreadable is left out.
std::string holder(int descriptor) {
  char text[24] = {};
  ssize_t length = pread(descriptor, text, sizeof(text) - 1, 0);
  std::string digits;
  for (ssize_t i = 0; i < length && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "another process" : "process " + digits;
}

Status sign(int descriptor) {
  std::string line = std::to_string(getpid()) + "\n";
  if (ftruncate(descriptor, 0) != 0) return system_error("lock", errno);
  ssize_t written = pwrite(descriptor, line.data(), line.size(), 0);
  if (written < 0) return system_error("lock", errno);
  return {};
}

}  // namespace

Result<WriterLock> WriterLock::take(const std::filesystem::path& ledger) {
  std::string name = ledger.string() + "-lock";
  int descriptor = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return system_error("lock", errno);
  WriterLock lock(descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error("lock", errno);
    return Error{ErrorKind::conflict, "it is being written by " + holder(descriptor) +
                                          "; wait for that to end or stop it"};
  }
  INGOT_CHECK(sign(descriptor));
  return lock;
}

WriterLock::~WriterLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace ingot::ledger
