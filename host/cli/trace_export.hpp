// TraceExport: a run as one OpenTelemetry trace, sent to a collector by OTLP over HTTP with JSON (docs/traces.md): a span
// for each life of the run, for each of its stages, and for items as far as there is room. Never holds the run up: what the
// collector does not take is dropped and counted. Internally locked; made and ended by one thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/log.hpp"
#include "host/base/task_group.hpp"
#include "host/net/client.hpp"
#include "host/run/item_listener.hpp"
#include "host/run/run_facts.hpp"
#include "host/run/tally.hpp"
#include "host/run/trace_json.hpp"

namespace ingot::cli {

class TraceExport final : public run::ItemListener {
 public:
  // Item spans a second, on average, that went well; those that did not are kept while there is room.
  static constexpr std::size_t kGoodPerSecond = 50;
  static constexpr std::size_t kRoom = 4096;   // spans that wait
  static constexpr std::size_t kAtOnce = 512;  // of one request

  struct Parts {
    std::string url;  // of the collector, without /v1/traces
    net::ClientOptions client;
    std::string run_id;
    Clock& clock;  // and the log: must outlive it
    Log& log;
  };
  explicit TraceExport(Parts parts);
  ~TraceExport() override;

  void begin(std::int64_t at_ms);
  void item_moved(const run::ItemNews& news) override;
  // Sends what is left, within a few seconds.
  void end(const run::RunFacts& facts, const run::RunOutcome& outcome, const run::Tally& tally);

 private:
  // The time between the first and the last that was seen of a stage.
  struct Stage {
    std::uint64_t span = 0;
    std::int64_t first_ms = 0, last_ms = 0;
    std::int64_t items = 0;
  };
  std::uint64_t new_span();
  Stage& stage_of(const run::ItemNews& news);
  bool may_keep(const run::ItemNews& news);
  void keep(run::TraceSpan span);
  std::vector<run::TraceSpan> take(const std::stop_token& stop);
  void send(const std::vector<run::TraceSpan>& spans, const std::stop_token& stop);
  Status work(const std::stop_token& stop);

  const Parts parts_;
  const std::string trace_;
  net::Client client_;
  std::mutex mutex_;
  std::condition_variable_any moved_;
  // Guarded by mutex_.
  std::vector<run::TraceSpan> waiting_;
  std::map<std::string, Stage> stages_;  // by name
  std::uint64_t life_ = 0, last_span_ = 0;
  std::int64_t begun_ms_ = 0, second_ms_ = 0;
  std::size_t good_in_second_ = 0;
  std::int64_t left_out_ = 0;
  bool is_hurried_ = false, is_sending_ = false;
  // Owned by the thread that sends.
  bool has_warned_ = false;
  TaskGroup thread_;  // last: its thread uses everything above
};

}  // namespace ingot::cli
