#include "host/cli/line_sink.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace ingot::cli {

// A pipe that polls as writable takes this much without making the writer wait.
static constexpr std::size_t kAtOnce = 4096;
static constexpr std::size_t kFromFile = 256u << 10;
static constexpr int kPollMs = 200;

LineSink::LineSink(int fd, std::filesystem::path folder, std::function<void(const Error&)> reader_gone)
    : fd_(fd), folder_(std::move(folder)), reader_gone_(std::move(reader_gone)) {
  thread_.spawn("lines", [this](const std::stop_token& stop) { return work(stop); });
}

LineSink::~LineSink() {
  thread_.stop();
  ignore_error(thread_.join(), "the reader's end has been told already");
}

void LineSink::write(const std::string& line, Worth worth) {
  std::lock_guard lock(mutex_);
  if (is_reader_gone_) return;
  const std::uint64_t waiting = memory_.size() + (spilled_to_ - spilled_from_);
  if (worth == Worth::nice && (waiting > kInTime || (is_sending_ && waiting > 0))) {
    ++missed_.left_out;
    return;
  }
  const bool is_in_memory = spilled_from_ == spilled_to_ && memory_.size() + line.size() <= kMemory;
  if (is_in_memory) {
    memory_ += line;
  } else if (!spill(line)) {
    ++missed_.lost;
  }
  moved_.notify_all();
}

Status LineSink::spill(const std::string& line) {
  if (!spill_.is_open()) spill_ = io::OwnedFd(::open(folder_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!spill_.is_open()) return system_error("open", errno);
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t wrote =
        pwrite(spill_.value(), line.data() + done, line.size() - done, static_cast<off_t>(spilled_to_ + done));
    if (wrote < 0 && errno == EINTR) continue;
    // What was written of it is written over by the next.
    if (wrote <= 0) return system_error("write", wrote < 0 ? errno : ENOSPC);
    done += static_cast<std::size_t>(wrote);
  }
  spilled_to_ += line.size();
  return {};
}

LineSink::Missed LineSink::missed() const {
  std::lock_guard lock(mutex_);
  return missed_;
}

void LineSink::finish(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, stop, [this] { return is_reader_gone_ || (!has_waiting() && !is_sending_); });
}

std::string LineSink::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  is_sending_ = false;
  moved_.notify_all();
  if (!moved_.wait(lock, stop, [this] { return has_waiting(); })) return {};
  is_sending_ = true;
  if (!memory_.empty()) return std::exchange(memory_, {});
  std::string bytes(std::min<std::uint64_t>(kFromFile, spilled_to_ - spilled_from_), '\0');
  const ssize_t got = pread(spill_.value(), bytes.data(), bytes.size(), static_cast<off_t>(spilled_from_));
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  // A file of one's own that cannot be read is not coming back.
  spilled_from_ = got > 0 ? spilled_from_ + bytes.size() : spilled_to_;
  if (spilled_from_ == spilled_to_) {
    spilled_from_ = spilled_to_ = 0;
    if (ftruncate(spill_.value(), 0) != 0) spill_ = io::OwnedFd();
  }
  return bytes;
}

Status LineSink::send(std::string_view bytes, const std::stop_token& stop) const {
  while (!bytes.empty()) {
    if (stop.stop_requested()) return Error{ErrorKind::cancelled, "stopped"};
    pollfd ready{.fd = fd_, .events = POLLOUT, .revents = 0};
    const int polled = poll(&ready, 1, kPollMs);
    if (polled == 0 || (polled < 0 && errno == EINTR)) continue;
    const ssize_t wrote = ::write(fd_, bytes.data(), std::min(bytes.size(), kAtOnce));
    if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (wrote < 0) return system_error("write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Status LineSink::work(const std::stop_token& stop) {
  while (true) {
    const std::string bytes = take(stop);
    if (stop.stop_requested()) return {};
    const Status sent = send(bytes, stop);
    if (sent.ok()) continue;
    {
      std::lock_guard lock(mutex_);
      is_reader_gone_ = true;
      is_sending_ = false;
      memory_.clear();
      spilled_from_ = spilled_to_ = 0;
    }
    moved_.notify_all();
    if (sent.error().kind != ErrorKind::cancelled) reader_gone_(sent.error());
    return {};
  }
}

}  // namespace ingot::cli
