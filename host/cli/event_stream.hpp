// EventStream: a run as NDJSON for a program that reads along (docs/events.md): to stdout, or to a file. Never holds the
// run up: a slow reader misses progress, and the rest waits on the disk. Internally locked.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>

#include "host/base/clock.hpp"
#include "host/base/log.hpp"
#include "host/cli/line_sink.hpp"
#include "host/run/event_lines.hpp"
#include "host/secrets/scrubber.hpp"

namespace ingot::cli {

class EventStream final : public run::ItemListener {
 public:
  // Lines that wait are kept below `folder`. `log` must outlive it.
  static std::unique_ptr<EventStream> to_stdout(const std::filesystem::path& folder, Log& log);
  // Begins the file anew, or goes on behind what is there. Errors name the file.
  enum class Place { anew, behind };
  static Result<std::unique_ptr<EventStream>> to_file(const std::filesystem::path& file, Place place,
                                                      const std::filesystem::path& folder, Log& log);

  void scrub_with(std::shared_ptr<const secrets::Scrubber> scrubber);
  void begin(const run::RunFacts& facts, run::Beginning beginning, std::int64_t at_ms);
  // Where the run stands, once a second in `tasks` until they stop.
  void follow(TaskGroup& tasks, const run::ProgressBoard& board, Clock& clock);
  void item_moved(const run::ItemNews& news) override;
  // Items that the scan could not take since `since_ms`.
  Status tell_unreadable(ledger::Ledger& ledger, std::int64_t since_ms);
  void end(const run::RunFacts& facts, const run::RunOutcome& outcome, const run::Tally& tally,
           const std::vector<std::string>& reports);
  // Waits until the reader has everything, is gone, or `stop`.
  void finish(const std::stop_token& stop) { sink_->finish(stop); }

 private:
  EventStream(io::OwnedFd file, int fd, const std::filesystem::path& folder, const std::string& name, Log& log);
  void needed(const std::string& line) { sink_->write(line, LineSink::Worth::needed); }
  void nice(const std::string& line) { sink_->write(line, LineSink::Worth::nice); }

  io::OwnedFd file_;  // not stdout
  std::mutex mutex_;
  std::shared_ptr<const secrets::Scrubber> scrubber_;  // guarded by mutex_; co-owned with the vault
  std::unique_ptr<LineSink> sink_;                     // ends before the file
};

}  // namespace ingot::cli
