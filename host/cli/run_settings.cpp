#include "host/cli/run_settings.hpp"

#include <algorithm>

#include "host/job/fields.hpp"

namespace ingot::cli {

// Where a run starts that finds its own number: eight 8 MiB parts fill most links (host/decisions/012).
static constexpr unsigned kInFlight = 8;
// No more than this however much it would pay: threads and connections of one process, and what a store expects of one
// client. Calls cost a vendor more than bytes cost a store.
static constexpr unsigned kMostUploads = 128, kMostCalls = 32;

plan::PartLimits part_limits(const plugin::Limits& limits) {
  return plan::PartLimits{.part_min = limits.part_min,
                          .part_max = limits.part_max,
                          .parts_max = limits.parts_max,
                          .single_max = limits.single_max,
                          .single_below = limits.single_below,
                          .size_min = limits.size_min,
                          .size_max = limits.size_max};
}

static run::Cutting cutting(plugin::PartPlanning planning) {
  switch (planning) {
    case plugin::PartPlanning::client: return run::Cutting::host;
    case plugin::PartPlanning::single: return run::Cutting::nobody;
    case plugin::PartPlanning::server:
    case plugin::PartPlanning::none: break;
  }
  return run::Cutting::server;
}

static std::size_t batch_items(const plugin::Limits& limits, const ConfigJson& config) {
  std::uint64_t items = limits.batch_max;
  if (!limits.batch_key.empty()) items = std::min(items, config.number(limits.batch_key).value_or(items));
  return static_cast<std::size_t>(std::max<std::uint64_t>(items, 1));
}

static transfer::RetryPolicy retry_policy(const job::UploadRules& upload) {
  transfer::RetryPolicy policy;
  policy.retries = upload.retries;
  policy.backoff_first = upload.backoff.first;
  policy.backoff_longest = upload.backoff.last;
  return policy;
}

static run::FailureBudget failure_budget(const std::optional<job::Budget>& budget) {
  if (!budget) return {};
  if (budget->unit == job::Budget::Unit::items) return {std::nullopt, budget->amount};
  return {static_cast<double>(budget->amount) / 10'000.0, std::nullopt};
}

static bool verifies(const job::Job& job, job::Check check) {
  return std::find(job.verify.begin(), job.verify.end(), check) != job.verify.end();
}

static bool takes_sha256(const job::Job& job) {
  return std::find(job.plan.digests.begin(), job.plan.digests.end(), "sha256") != job.plan.digests.end();
}

// A number of the job stays. Without one the run finds its own; the vendor's limit is its account's, so it does not bind
// what goes to a storage host.
static void set_slots(std::optional<std::uint32_t> wish, unsigned vendor_limit,
                      transfer::DispatchOptions& dispatch) {
  const unsigned start = vendor_limit > 0 ? std::min(kInFlight, vendor_limit) : kInFlight;
  dispatch.byte_slots = dispatch.call_slots = wish.value_or(start);
  if (wish) return;
  dispatch.byte_ceiling = kMostUploads;
  dispatch.call_ceiling = vendor_limit > 0 ? vendor_limit : kMostCalls;
  dispatch.account_uploads = vendor_limit;
}

Result<RunSettings> settings_of(const job::Job& job, const plugin::Manifest& manifest,
                                const ConfigJson& config, std::vector<std::string> logins) {
  RunSettings settings;
  run::PipelineOptions& pipeline = settings.pipeline;
  transfer::DispatchOptions& dispatch = pipeline.engine.dispatch;
  set_slots(job.upload.in_flight, manifest.limits.in_flight, dispatch);
  dispatch.calls_per_minute = manifest.limits.rate_per_minute;
  for (const auto& [name, rate] : manifest.limits.rates) {
    const auto wished = rate.key.empty() ? std::nullopt : config.number(rate.key);
    dispatch.rates[name] = static_cast<double>(wished.value_or(rate.per_minute));
  }
  dispatch.retry = retry_policy(job.upload);
  dispatch.verifies_etag = verifies(job, job::Check::etag);
  dispatch.takes_sha256 = takes_sha256(job);
  pipeline.engine.config_json = job.vendor.config_json;
  const unsigned most_uploads = std::max(dispatch.byte_slots, dispatch.byte_ceiling);
  const unsigned most_calls = std::max(dispatch.call_slots, dispatch.call_ceiling);
  // What is sent, and behind it enough for the digests that are taken ahead to fill the CPU's lanes.
  pipeline.engine.max_outstanding = dispatch.byte_slots + dispatch.ahead.actions;
  pipeline.engine.max_outstanding_of_few = most_uploads + dispatch.ahead.actions;
  pipeline.engine.credentials = std::move(logins);
  pipeline.feed.batch_items = batch_items(manifest.limits, config);
  pipeline.feed.takes_sha256 = takes_sha256(job);
  pipeline.feed.idle_below = dispatch.byte_slots;
  // Sessions of one item have one request in flight, often.
  if (pipeline.feed.batch_items == 1) {
    pipeline.feed.most_transfer_sessions = std::max<std::size_t>(pipeline.feed.most_transfer_sessions, most_uploads);
  }
  pipeline.outcome.has_lifecycle =
      job.lifecycle.has_value() && manifest.supports(plugin::Operation::lifecycle);
  pipeline.outcome.can_abort = manifest.supports(plugin::Operation::abort);
  pipeline.rules.size_min = job.validate.min_size;
  pipeline.rules.size_max = job.validate.max_size.value_or(UINT64_MAX);
  pipeline.rules.names =
      job.validate.names == job::NameRule::portable ? run::NameRule::portable : run::NameRule::any;
  pipeline.rules.limits = part_limits(manifest.limits);
  pipeline.rules.cutting = cutting(manifest.part_planning);
  switch (job.plan.if_exists) {
    case job::IfExists::ignore: break;
    case job::IfExists::skip: pipeline.rules.if_exists = run::IfExists::skip; break;
    case job::IfExists::new_version: pipeline.rules.if_exists = run::IfExists::new_version; break;
    case job::IfExists::replace: pipeline.rules.if_exists = run::IfExists::replace; break;
    case job::IfExists::fail: pipeline.rules.if_exists = run::IfExists::fail; break;
  }
  if (const auto& identity = job.plan.identity) {
    pipeline.rules.identity = run::Identity{identity->size, identity->mtime, identity->sha256, identity->row};
  }
  pipeline.rules.part_size = job.plan.part_size;
  pipeline.budget = failure_budget(job.failure_budget);
  pipeline.deadline = job.upload.deadline.value_or(std::chrono::milliseconds(0));
  pipeline.verifies_size = verifies(job, job::Check::size);
  settings.max_rate = job.upload.max_rate.value_or(0);
  settings.threads = most_uploads + most_calls;
  return settings;
}

Result<std::string> JobDescriber::fields(const ledger::Item& item) const {
  io::TableRow row;
  if (!item.row.empty()) {
    INGOT_TRY(row, io::row_of_json(item.row));
  }
  const std::string& key = item.path.empty() ? item.key : item.path;
  auto json = job::item_json(job_, job::ItemFacts{.key = key,
                                                  .size = item.size,
                                                  .mtime_ns = item.mtime_ns,
                                                  .row = item.row.empty() ? nullptr : &row});
  if (!json) return Error{ErrorKind::rejected, json.error().message};
  return json;
}

}  // namespace ingot::cli
