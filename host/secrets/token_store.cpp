#include "host/secrets/token_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "host/base/entropy.hpp"
#include "host/base/text.hpp"
#include "host/secrets/token_file.hpp"

namespace ingot::secrets {
namespace {

constexpr std::size_t kLargestFile = 4 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::string place(const std::filesystem::path& file) {
  return "token store " + printable(file.string());
}

// The lock is a file of its own: the store itself is replaced at every save.
Result<Descriptor> lock(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  std::error_code failure;
  if (!folder.empty() && std::filesystem::create_directories(folder, failure)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failure);
  }
  if (failure) return system_error("create folder " + printable(folder.string()), failure.value());
  Descriptor held(::open((file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (held.number() < 0) return system_error("open lock", errno);
  while (::flock(held.number(), LOCK_EX) != 0) {
    if (errno != EINTR) return system_error("lock", errno);
  }
  return held;
}

Result<std::string> read_bytes(int from) {
  struct stat facts {};
  if (::fstat(from, &facts) != 0) return system_error("stat", errno);
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error{ErrorKind::refused,
                 "others can read it; chmod 600 it, and change the tokens if they may have leaked"};
  }
  if (!S_ISREG(facts.st_mode) || facts.st_size > static_cast<off_t>(kLargestFile)) {
    return Error{ErrorKind::invalid, "is not a token file"};
  }
  std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const auto count = ::read(from, bytes.data() + got, bytes.size() - got);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", errno);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

Result<TokenRecords> read_records(const std::filesystem::path& file) {
  const Descriptor from(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (from.number() < 0 && errno == ENOENT) return TokenRecords();
  if (from.number() < 0) return system_error("open", errno);
  INGOT_TRY(std::string text, read_bytes(from.number()));
  auto records = parse_token_file(text);
  wipe(text);
  if (!records) {
    return Error{records.error().kind,
                 records.error().message +
                     "; move the file away to start anew (every account must log in again)"};
  }
  return records;
}

Status write_bytes(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(to, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(to) == 0 ? Status() : Status(system_error("sync", errno));
}

Status sync_folder(const std::filesystem::path& file) {
  const auto folder = file.parent_path();
  const Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0)
    return system_error("sync folder", errno);
  return {};
}

// Either the old or the new content is there at any moment, also after power loss.
Status write_records(const std::filesystem::path& file, TokenRecords& records) {
  const std::string fresh = file.string() + ".new";
  ::unlink(fresh.c_str());  // left by a process that was killed; we hold the lock
  const Descriptor to(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (to.number() < 0) return system_error("create", errno);
  std::string text = to_text(records);
  const Status written = write_bytes(to.number(), text);
  wipe(text);
  if (!written) {
    ::unlink(fresh.c_str());
    return written;
  }
  if (::rename(fresh.c_str(), file.c_str()) != 0) return system_error("rename", errno);
  return sync_folder(file);
}

// Reads, lets `change` decide and alter, and writes only if it did.
template <class Change>
Status update(const std::filesystem::path& file, Change change) {
  INGOT_TRY(const Descriptor held, lock(file));
  INGOT_TRY(TokenRecords records, read_records(file));
  Status written;
  if (change(records)) written = write_records(file, records);
  wipe(records);
  return written;
}

}  // namespace

TokenStore::TokenStore(std::filesystem::path file) : file_(std::move(file)) {}

Result<std::optional<Secret>> TokenStore::load(std::string_view name, const Secret& original) {
  std::optional<Secret> token;
  std::lock_guard guard(mutex_);
  const Status updated = update(file_, [&](TokenRecords& records) {
    const auto record = records.find(name);
    if (record == records.end()) return false;
    if (record->second.descends_from(original.reveal())) {
      token = Secret(record->second.token);
      return false;
    }
    wipe(record->second.token);
    records.erase(record);
    return true;
  });
  if (!updated) return updated.error().within(place(file_));
  return token;
}

Result<std::optional<Secret>> TokenStore::load(std::string_view name) {
  std::optional<Secret> token;
  std::lock_guard guard(mutex_);
  const Status updated = update(file_, [&](TokenRecords& records) {
    const auto record = records.find(name);
    if (record != records.end()) token = Secret(record->second.token);
    return false;
  });
  if (!updated) return updated.error().within(place(file_));
  return token;
}

Status TokenStore::save(std::string_view name, const Secret& token, const Secret& original) {
  if (name.empty() || token.is_empty()) {
    return Error{ErrorKind::refused, place(file_) + ": a token needs a name and a value"};
  }
  SystemEntropy entropy;
  std::lock_guard guard(mutex_);
  const Status updated = update(file_, [&](TokenRecords& records) {
    records.insert_or_assign(std::string(name),
                             TokenRecord::make(token.reveal(), original.reveal(), entropy));
    return true;
  });
  return updated ? updated : Status(updated.error().within(place(file_)));
}

Status TokenStore::drop(std::string_view name) {
  std::lock_guard guard(mutex_);
  const Status updated = update(file_, [&](TokenRecords& records) {
    const auto record = records.find(name);
    if (record == records.end()) return false;
    wipe(record->second.token);
    records.erase(record);
    return true;
  });
  return updated ? updated : Status(updated.error().within(place(file_)));
}

}  // namespace ingot::secrets
