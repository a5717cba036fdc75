#include "host/cli/trace_export.hpp"

#include <algorithm>
#include <utility>

#include <ingot/plugin.h>

#include "host/base/entropy.hpp"
#include "host/net/body.hpp"
#include "host/run/report_item.hpp"

namespace ingot::cli {

using std::chrono::milliseconds;

// A collector on this machine answers in milliseconds; one that does not must not be felt.
static constexpr milliseconds kPatience{2000};
static constexpr milliseconds kGather{1000};
static constexpr milliseconds kLastWords{3000};

static const char* stage_name(std::uint32_t op) {
  switch (op) {
    case INGOT_OP_TRANSFER: return "upload";
    case INGOT_OP_LIFECYCLE: return "lifecycle";
    case INGOT_OP_ABORT: return "clean up";
    default: return "scan";
  }
}

TraceExport::TraceExport(Parts parts)
    : parts_(std::move(parts)), trace_(run::trace_id_of(parts_.run_id)), client_(parts_.client) {
  last_span_ = SystemEntropy().number();
  thread_.spawn("traces", [this](const std::stop_token& stop) { return work(stop); });
}

TraceExport::~TraceExport() {
  thread_.stop();
  ignore_error(thread_.join(), "a trace is never a reason");
}

std::uint64_t TraceExport::new_span() { return ++last_span_; }

void TraceExport::begin(std::int64_t at_ms) {
  std::lock_guard lock(mutex_);
  life_ = new_span();
  stages_.clear();
  begun_ms_ = at_ms;
  left_out_ = 0;
}

TraceExport::Stage& TraceExport::stage_of(const run::ItemNews& news) {
  auto [it, is_new] = stages_.try_emplace(stage_name(news.op));
  Stage& stage = it->second;
  const std::int64_t start = news.at_ms - news.took_ms;
  if (is_new) {
    stage.span = new_span();
    stage.first_ms = start;
  }
  stage.first_ms = std::min(stage.first_ms, start);
  stage.last_ms = std::max(stage.last_ms, news.at_ms);
  ++stage.items;
  return stage;
}

// What came back to be tried again, or has to be cleaned up first, did not go well.
static bool is_good(const run::ItemNews& news) {
  using ledger::ItemState;
  if (news.op == 0) return !run::is_failed(news.state);
  if (news.op == INGOT_OP_ABORT && news.state == ItemState::pending) return true;
  return news.state == ItemState::done || news.state == ItemState::skipped || news.state == ItemState::transferred;
}

bool TraceExport::may_keep(const run::ItemNews& news) {
  if (waiting_.size() >= kRoom) return false;
  if (!is_good(news)) return true;
  if (news.at_ms - second_ms_ >= 1000) {
    second_ms_ = news.at_ms;
    good_in_second_ = 0;
  }
  return ++good_in_second_ <= kGoodPerSecond;
}

void TraceExport::keep(run::TraceSpan span) {
  waiting_.push_back(std::move(span));
  if (waiting_.size() >= kAtOnce) moved_.notify_all();
}

void TraceExport::item_moved(const run::ItemNews& news) {
  std::lock_guard lock(mutex_);
  if (life_ == 0) return;
  const Stage& stage = stage_of(news);
  if (!may_keep(news)) {
    ++left_out_;
    return;
  }
  run::TraceSpan span{.ids = {trace_, run::span_id_of(new_span()), run::span_id_of(stage.span)},
                      .name = std::string(stage_name(news.op)) + " item",
                      .start_ms = news.at_ms - news.took_ms,
                      .end_ms = news.at_ms,
                      .attributes = {{"ingot.item.seq", news.seq},
                                     {"ingot.item.key", std::string(news.key)},
                                     {"ingot.item.bytes", static_cast<std::int64_t>(news.size)},
                                     {"ingot.item.state", std::string(ledger::to_string(news.state))},
                                     {"ingot.item.attempts", std::int64_t{news.attempts}},
                                     {"ingot.item.requests", std::int64_t{news.requests}}},
                      .is_failed = !is_good(news),
                      .failure = std::string(news.message)};
  if (!news.code.empty()) span.attributes.emplace_back("ingot.item.code", std::string(news.code));
  keep(std::move(span));
}

void TraceExport::end(const run::RunFacts& facts, const run::RunOutcome& outcome, const run::Tally& tally) {
  std::unique_lock lock(mutex_);
  const std::string root = run::span_id_of(life_);
  for (const auto& [name, stage] : stages_) {
    keep({.ids = {trace_, run::span_id_of(stage.span), root},
          .name = name,
          .start_ms = stage.first_ms,
          .end_ms = stage.last_ms,
          .attributes = {{"ingot.stage.items", stage.items}},
          .is_failed = false,
          .failure = {}});
  }
  keep({.ids = {trace_, root, {}},
        .name = "ingot run " + facts.job,
        .start_ms = begun_ms_,
        .end_ms = std::max(begun_ms_, outcome.ended_ms),
        .attributes = {{"ingot.run", facts.run_id},
                       {"ingot.job", facts.job},
                       {"ingot.plugin", facts.plugin + " " + facts.plugin_version},
                       {"ingot.items", static_cast<std::int64_t>(tally.total())},
                       {"ingot.items.failed", static_cast<std::int64_t>(tally.failed())},
                       {"ingot.bytes", static_cast<std::int64_t>(tally.total_bytes())},
                       {"ingot.exit_code", std::int64_t{outcome.exit_code}},
                       {"ingot.spans_left_out", left_out_}},
        .is_failed = outcome.exit_code != 0,
        .failure = outcome.message.empty() ? outcome.end : outcome.message});
  life_ = 0;
  is_hurried_ = true;
  moved_.notify_all();
  moved_.wait_for(lock, kLastWords, [this] { return waiting_.empty() && !is_sending_; });
  is_hurried_ = false;
}

std::vector<run::TraceSpan> TraceExport::take(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  is_sending_ = false;
  moved_.notify_all();
  moved_.wait_for(lock, stop, kGather, [this] { return is_hurried_ || waiting_.size() >= kAtOnce; });
  std::vector<run::TraceSpan> spans;
  const std::size_t count = std::min(waiting_.size(), kAtOnce);
  std::move(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count), std::back_inserter(spans));
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  is_sending_ = !spans.empty();
  return spans;
}

void TraceExport::send(const std::vector<run::TraceSpan>& spans, const std::stop_token& stop) {
  const std::string document = run::trace_document(spans, INGOT_VERSION);
  net::Request request;
  request.method = "POST";
  request.url = parts_.url + "/v1/traces";
  request.headers = {{"Content-Type", "application/json"}};
  request.body_size = document.size();
  request.connect_timeout = request.stall_timeout = request.reply_timeout = kPatience;
  net::BytesBody body(document);
  const net::Answer answer = client_.exchange(request, &body, stop);
  if (answer.delivery == net::Delivery::response && answer.response.status / 100 == 2) return;
  {
    std::lock_guard lock(mutex_);
    left_out_ += static_cast<std::int64_t>(spans.size());
  }
  if (std::exchange(has_warned_, true) || stop.stop_requested()) return;
  parts_.log.write(Level::warn, "--otlp " + parts_.url + ": " +
                                    (answer.delivery == net::Delivery::response
                                         ? "http status " + std::to_string(answer.response.status)
                                         : answer.error.message) +
                                    "; the trace has gaps, the run goes on");
}

Status TraceExport::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto spans = take(stop);
    if (!spans.empty()) send(spans, stop);
  }
  return {};
}

}  // namespace ingot::cli
