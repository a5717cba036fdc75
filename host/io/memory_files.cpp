#include "host/io/memory_files.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include "host/io/owned_fd.hpp"

namespace ingot::io {

struct MemoryFiles::Entry {
  SourceFile facts;
  OwnedFd fd;
};

// What happens at one read, counted over all files.
struct MemoryFiles::Fault {
  std::optional<Error> error;
  std::size_t missing = 0;
  std::function<void()> action;
};

struct MemoryFiles::State {
  explicit State(Mapping offered_or_not) : mapping(offered_or_not) {}

  const Mapping mapping;
  mutable std::mutex mutex;
  // All below guarded by mutex. Entries are shared by the table and the handles opened on them: a
  // replaced file lives on for those.
  std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries;
  std::map<std::string, Error, std::less<>> open_errors;
  std::map<std::size_t, Fault> faults;  // by the number of the read
  std::vector<Access> accesses;
  std::size_t reads = 0;
  std::uint64_t bytes_read = 0;
  std::size_t open_handles = 0;
  std::uint64_t next_inode = 1000;
  std::int64_t next_mtime_ns = 1'600'000'000'000'000'000;

  std::shared_ptr<Entry> make(std::string_view key, std::uint64_t size) {
    auto entry = std::make_shared<Entry>();
    entry->fd = OwnedFd(::memfd_create("ingot-memory-file", MFD_CLOEXEC));
    entry->facts = {std::string(key), 0, next_mtime_ns += 1'000'000'000, next_inode++, 1};
    resize(*entry, size);
    entries.insert_or_assign(std::string(key), entry);
    return entry;
  }
  static void resize(Entry& entry, std::uint64_t size) {
    // No memory for the fake's files is a broken test machine, not a case to test.
    [[maybe_unused]] const int done = ::ftruncate(entry.fd.value(), static_cast<off_t>(size));
    assert(done == 0);
    entry.facts.size = size;
  }
  static void write(Entry& entry, std::uint64_t offset, std::string_view bytes) {
    [[maybe_unused]] const ssize_t count =
        ::pwrite(entry.fd.value(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    assert(count == static_cast<ssize_t>(bytes.size()));
  }
};

class MemoryFiles::Bytes final : public FileBytes {
 public:
  Bytes(State& state, std::shared_ptr<Entry> entry) : state_(state), entry_(std::move(entry)) {
    ++state_.open_handles;  // the caller holds the lock
  }
  ~Bytes() override {
    std::lock_guard lock(state_.mutex);
    --state_.open_handles;
  }

  Result<Facts> facts() override {
    std::lock_guard lock(state_.mutex);
    state_.accesses.push_back({AccessKind::check, entry_->facts.key});
    const SourceFile& now = entry_->facts;
    return Facts{now.size, now.mtime_ns, now.inode};
  }

  Result<std::size_t> read(std::span<std::byte> into, std::uint64_t offset) override {
    Fault fault = count_read(into.size(), offset);
    // Outside the lock: the action changes files.
    if (fault.action) fault.action();
    if (fault.error) return *fault.error;
    into = into.first(into.size() - std::min(into.size(), fault.missing));
    const ssize_t count = ::pread(fd(), into.data(), into.size(), static_cast<off_t>(offset));
    if (count < 0) return system_error("read", errno);
    std::lock_guard lock(state_.mutex);
    state_.bytes_read += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
  }

  int fd() const override { return entry_->fd.value(); }
  bool is_mappable() const override { return state_.mapping == Mapping::offered; }

 private:
  Fault count_read(std::size_t length, std::uint64_t offset) {
    std::lock_guard lock(state_.mutex);
    state_.accesses.push_back({AccessKind::read, entry_->facts.key, offset, length});
    auto fault = state_.faults.extract(++state_.reads);
    return fault.empty() ? Fault{} : std::move(fault.mapped());
  }

  State& state_;
  const std::shared_ptr<Entry> entry_;  // see State::entries
};

MemoryFiles::MemoryFiles(Mapping mapping) : state_(std::make_unique<State>(mapping)) {}
MemoryFiles::~MemoryFiles() {
  assert(state_->open_handles == 0);
}

SourceFile MemoryFiles::add(std::string_view key, std::string_view content) {
  std::lock_guard lock(state_->mutex);
  const auto entry = state_->make(key, content.size());
  State::write(*entry, 0, content);
  return entry->facts;
}

SourceFile MemoryFiles::add_sparse(std::string_view key, std::uint64_t size) {
  std::lock_guard lock(state_->mutex);
  return state_->make(key, size)->facts;
}

SourceFile MemoryFiles::overwrite(std::string_view key, std::string_view content) {
  std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(key);
  assert(found != state_->entries.end());
  Entry& entry = *found->second;
  State::resize(entry, content.size());
  State::write(entry, 0, content);
  entry.facts.mtime_ns = state_->next_mtime_ns += 1'000'000'000;
  return entry.facts;
}

void MemoryFiles::corrupt(std::string_view key, std::uint64_t offset, std::string_view bytes) {
  std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(key);
  assert(found != state_->entries.end() && offset + bytes.size() <= found->second->facts.size);
  State::write(*found->second, offset, bytes);
}

void MemoryFiles::remove(std::string_view key) {
  std::lock_guard lock(state_->mutex);
  const auto found = state_->entries.find(key);
  if (found != state_->entries.end()) state_->entries.erase(found);
}

Result<FileHandle> MemoryFiles::open(const SourceFile& expected) {
  std::unique_ptr<Bytes> bytes;
  {
    std::lock_guard lock(state_->mutex);
    state_->accesses.push_back({AccessKind::open, expected.key});
    const auto failing = state_->open_errors.find(expected.key);
    if (failing != state_->open_errors.end()) return failing->second.within(expected.key);
    const auto found = state_->entries.find(expected.key);
    if (found == state_->entries.end()) {
      return Error{ErrorKind::source_changed, expected.key + ": open: the file is gone"};
    }
    bytes = std::make_unique<Bytes>(*state_, found->second);
  }
  return FileHandle::adopt(std::move(bytes), expected);
}

void MemoryFiles::fail_read(std::size_t n, Error error) {
  std::lock_guard lock(state_->mutex);
  state_->faults[state_->reads + n].error = std::move(error);
}

void MemoryFiles::shorten_read(std::size_t n, std::size_t missing) {
  std::lock_guard lock(state_->mutex);
  state_->faults[state_->reads + n].missing = missing;
}

void MemoryFiles::before_read(std::size_t n, std::function<void()> action) {
  std::lock_guard lock(state_->mutex);
  state_->faults[state_->reads + n].action = std::move(action);
}

void MemoryFiles::fail_open(std::string_view key, Error error) {
  std::lock_guard lock(state_->mutex);
  state_->open_errors.insert_or_assign(std::string(key), std::move(error));
}

std::vector<MemoryFiles::Access> MemoryFiles::accesses() const {
  std::lock_guard lock(state_->mutex);
  return state_->accesses;
}

std::uint64_t MemoryFiles::bytes_read() const {
  std::lock_guard lock(state_->mutex);
  return state_->bytes_read;
}

std::size_t MemoryFiles::open_handles() const {
  std::lock_guard lock(state_->mutex);
  return state_->open_handles;
}

}  // namespace ingot::io
