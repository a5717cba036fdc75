#include "host/cli/event_stream.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace ingot::cli {

static constexpr std::chrono::seconds kEvery{1};
static constexpr std::size_t kPage = 256;

EventStream::EventStream(io::OwnedFd file, int fd, const std::filesystem::path& folder, const std::string& name,
                         Log& log)
    : file_(std::move(file)) {
  sink_ = std::make_unique<LineSink>(fd, folder, [name, &log](const Error& error) {
    log.write(Level::warn, name + ": " + error.message + "; no more events are written, the run goes on");
  });
}

std::unique_ptr<EventStream> EventStream::to_stdout(const std::filesystem::path& folder, Log& log) {
  return std::unique_ptr<EventStream>(new EventStream({}, STDOUT_FILENO, folder, "events on stdout", log));
}

Result<std::unique_ptr<EventStream>> EventStream::to_file(const std::filesystem::path& file, Place place,
                                                          const std::filesystem::path& folder, Log& log) {
  const int how = O_WRONLY | O_CREAT | O_CLOEXEC | (place == Place::anew ? O_TRUNC : O_APPEND);
  io::OwnedFd opened(::open(file.c_str(), how, 0644));
  if (!opened.is_open()) return system_error("--events " + file.string(), errno);
  const int fd = opened.value();
  return std::unique_ptr<EventStream>(
      new EventStream(std::move(opened), fd, folder, "--events " + file.string(), log));
}

void EventStream::scrub_with(std::shared_ptr<const secrets::Scrubber> scrubber) {
  std::lock_guard lock(mutex_);
  scrubber_ = std::move(scrubber);
}

void EventStream::begin(const run::RunFacts& facts, run::Beginning beginning, std::int64_t at_ms) {
  needed(run::run_started_line(facts, beginning, at_ms));
}

void EventStream::follow(TaskGroup& tasks, const run::ProgressBoard& board, Clock& clock) {
  tasks.spawn("events", [this, &board, &clock](const std::stop_token& stop) {
    run::RateMeter meter;
    run::Progress before;
    while (clock.wait(kEvery, stop)) {
      const run::Progress now = board.latest();
      meter.add(now);
      const std::int64_t at_ms = clock.wall_ms();
      if (now.throttled > before.throttled) nice(run::throttled_line(now, at_ms));
      if (now.pace != before.pace || now.uploads != before.uploads) nice(run::pace_line(now, at_ms));
      nice(run::progress_line_of(now, meter.rate(), at_ms));
      before = now;
    }
    return Status();
  });
}

void EventStream::item_moved(const run::ItemNews& news) {
  const std::string line = run::item_line(news);
  if (!line.empty()) needed(line);
}

Status EventStream::tell_unreadable(ledger::Ledger& ledger, std::int64_t since_ms) {
  std::int64_t after = 0;
  while (true) {
    INGOT_TRY(const auto items, ledger.next(ledger::ItemState::unreadable, after, 0, kPage));
    for (const auto& item : items) {
      if (item.ended_ms >= since_ms) needed(run::unreadable_line(item));
    }
    if (items.size() < kPage) return {};
    after = items.back().seq;
  }
}

void EventStream::end(const run::RunFacts& facts, const run::RunOutcome& outcome, const run::Tally& tally,
                      const std::vector<std::string>& reports) {
  const LineSink::Missed missed = sink_->missed();
  std::string line = run::run_ended_line(facts, outcome, tally, reports, {missed.left_out, missed.lost});
  std::lock_guard lock(mutex_);
  needed(scrubber_ ? scrubber_->scrub(line) : line);
}

}  // namespace ingot::cli
