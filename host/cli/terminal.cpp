#include "host/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "host/cli/progress_text.hpp"

namespace ingot::cli {

using std::chrono::milliseconds;

// A hundred thousand failing items must not bury the terminal; the report has them all.
static constexpr std::size_t kWarningsShown = 50;
static constexpr milliseconds kRedraw{200};
static constexpr int kPlainEvery = 50;  // redraws: ten seconds

Terminal::Style Terminal::style_for(bool is_quiet) {
  if (is_quiet) return Style::quiet;
  const char* term = std::getenv("TERM");
  const bool is_dumb = term == nullptr || std::string_view(term) == "dumb";
  return isatty(STDERR_FILENO) == 1 && !is_dumb ? Style::tty : Style::plain;
}

static std::size_t columns() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return 80;
  return size.ws_col;
}

void Terminal::scrub_with(std::shared_ptr<const secrets::Scrubber> scrubber) {
  std::lock_guard lock(mutex_);
  scrubber_ = std::move(scrubber);
}

void Terminal::erase() {
  for (; drawn_lines_ > 0; --drawn_lines_) std::fputs("\x1b[1A\x1b[2K", stderr);
}

void Terminal::write(Level level, std::string_view line) {
  if (level == Level::debug || (style_ == Style::quiet && level == Level::info)) return;
  std::lock_guard lock(mutex_);
  if (level == Level::warn && ++warnings_ > kWarningsShown) {
    if (warnings_ == kWarningsShown + 1) {
      erase();
      std::fputs("warning: more warnings follow; the report has all of them\n", stderr);
    }
    return;
  }
  erase();
  const std::string text = scrubber_ ? scrubber_->scrub(line) : std::string(line);
  const char* label = level == Level::error ? "error: " : level == Level::warn ? "warning: " : "";
  std::fprintf(stderr, "%s%s\n", label, text.c_str());
}

void Terminal::draw(const run::Progress& progress, const run::Rate& rate) {
  std::lock_guard lock(mutex_);
  erase();
  for (const auto& line : progress_block(progress, rate, columns())) {
    std::fprintf(stderr, "%s\n", line.c_str());
    ++drawn_lines_;
  }
}

void Terminal::follow(TaskGroup& tasks, const run::ProgressBoard& board, Clock& clock) {
  if (style_ == Style::quiet) return;
  tasks.spawn("progress", [this, &board, &clock](std::stop_token stop) {
    run::RateMeter meter;
    for (int turn = 1; clock.wait(kRedraw, stop); ++turn) {
      const run::Progress progress = board.latest();
      meter.add(progress);
      if (style_ == Style::tty) {
        draw(progress, meter.rate());
      } else if (turn % kPlainEvery == 0) {
        write(Level::info, progress_line(progress, meter.rate()));
      }
    }
    return Status();
  });
}

void Terminal::finish() {
  std::lock_guard lock(mutex_);
  erase();
}

}  // namespace ingot::cli
