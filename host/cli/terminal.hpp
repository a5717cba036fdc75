// Terminal: what a person sees while a run goes on: the progress block redrawn on a TTY, a plain line every ten
// seconds otherwise, and log lines above it. Writes to stderr only; stdout is for data. Internally locked.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "host/base/clock.hpp"
#include "host/base/log.hpp"
#include "host/base/task_group.hpp"
#include "host/run/progress.hpp"
#include "host/run/rate.hpp"
#include "host/secrets/scrubber.hpp"

namespace ingot::cli {

class Terminal final : public Log {
 public:
  enum class Style { tty, plain, quiet };
  // TTY when stderr is one and TERM is not "dumb"; quiet shows warnings and errors only.
  static Style style_for(bool is_quiet);

  explicit Terminal(Style style) : style_(style) {}
  // From now on what is written is scrubbed.
  void scrub_with(std::shared_ptr<const secrets::Scrubber> scrubber);

  void write(Level level, std::string_view line) override;
  // Shows the board's progress in `tasks` until they stop.
  void follow(TaskGroup& tasks, const run::ProgressBoard& board, Clock& clock);
  // Removes the block, so that what follows stands alone.
  void finish();

 private:
  void draw(const run::Progress& progress, const run::Rate& rate);
  void erase();

  const Style style_;
  std::mutex mutex_;
  std::shared_ptr<const secrets::Scrubber> scrubber_;  // guarded by mutex_; co-owned with the vault
  std::size_t drawn_lines_ = 0;                        // guarded by mutex_
  std::size_t warnings_ = 0;                           // guarded by mutex_
};

}  // namespace ingot::cli
