#include "tests/support/sim_run.hpp"

#include <algorithm>
#include <deque>
#include <fstream>
#include <sstream>

#include "host/base/text.hpp"
#include "host/digest/hasher.hpp"

namespace ingot::test {

using std::chrono::milliseconds;

// More turns than any of these runs needs: a run that loops without getting anywhere fails instead of hanging.
static constexpr int kMostTurns = 200'000;

std::string random_bytes(std::uint64_t seed, std::size_t size) {
  std::mt19937_64 engine(seed);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(engine());
  return bytes;
}

namespace {

// Commits as a writer thread makes them: in order, some turns of the loop after they were submitted. The process may
// die before or after any of them.
class LateCommits final : public ledger::Commits {
 public:
  LateCommits(ledger::Ledger& ledger, CrashPoint crash, std::uint64_t seed)
      : inner_(ledger), crash_(crash), random_(seed) {}

  using Commits::submit;
  void submit(ledger::Transaction transaction, ledger::Durability durability, Done done,
              const std::stop_token&) override {
    waiting_.push_back(Waiting{std::move(transaction), durability, std::move(done), turn_ + random_() % 4});
  }

  // One turn of the loop: what is due is committed.
  void turn() {
    ++turn_;
    while (!has_crashed_ && !waiting_.empty() && waiting_.front().due <= turn_) {
      Waiting next = std::move(waiting_.front());
      waiting_.pop_front();
      commit(std::move(next));
    }
  }
  void finish() {
    while (has_waiting()) turn();
  }

  bool has_waiting() const { return !has_crashed_ && !waiting_.empty(); }
  bool has_crashed() const { return has_crashed_; }
  std::uint64_t writes() const { return writes_; }

 private:
  struct Waiting {
    ledger::Transaction transaction;
    ledger::Durability durability;
    Done done;
    std::uint64_t due;
  };

  void commit(Waiting next) {
    ++writes_;
    if (crash_.side == CrashPoint::Side::disk_full && crash_.write != 0 && writes_ >= crash_.write) {
      return next.done(Error{ErrorKind::no_space, "disk full"});
    }
    const bool is_last = writes_ == crash_.write;
    has_crashed_ = is_last;
    if (is_last && crash_.side == CrashPoint::Side::before) return;
    if (is_last) next.done = [](const Status&) {};
    inner_.submit(std::move(next.transaction), next.durability, std::move(next.done), std::stop_token());
  }

  ledger::InlineWriter inner_;
  const CrashPoint crash_;
  std::mt19937_64 random_;
  std::deque<Waiting> waiting_;
  std::uint64_t writes_ = 0, turn_ = 0;
  bool has_crashed_ = false;
};

class DoneScan final : public run::ScanFeed {
 public:
  run::ScanState state() const override { return {.generation = 1, .is_complete = true, .failure = {}}; }
};

class SimFields final : public run::Describer {
 public:
  SimFields(const SimVendor& vendor, const std::vector<SimFile>& files) : vendor_(vendor) {
    for (const SimFile& file : files) files_[file.key] = &file;
  }
  Result<std::string> fields(const ledger::Item& item) const override {
    const SimFile& file = *files_.at(item.key);
    return file.fields.empty() ? vendor_.fields(file) : file.fields;
  }

 private:
  const SimVendor& vendor_;
  std::map<std::string, const SimFile*> files_;
};

class KeptLog final : public Log {
 public:
  explicit KeptLog(std::vector<std::string>& lines) : lines_(lines) {}
  void write(Level, std::string_view line) override { lines_.emplace_back(line); }

 private:
  std::vector<std::string>& lines_;
};

plugin::Manifest manifest_of(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return *plugin::parse_manifest(text.str());
}

}  // namespace

SimRun::SimRun(SimVendor vendor, SimSetup setup)
    : vendor_facts_(std::move(vendor)), setup_(std::move(setup)) {
  sync_clocks();
  for (const auto& file : setup_.files) {
    ledger::Item item;
    item.key = file.key;
    item.kind = file.kind;
    if (file.kind == ledger::ItemKind::file) {
      const io::SourceFile added = files_.add(file.key, file.content);
      item.size = added.size;
      item.mtime_ns = added.mtime_ns;
      item.inode = added.inode;
    }
    scanned_.push_back(std::move(item));
  }
  lab_ = vendor_facts_.make_lab(lab_clock_);
  drift_ = std::make_unique<DriftingService>(*lab_, setup_.drift);
  service_ = std::make_unique<lab::FaultyService>(*drift_, setup_.faults, lab_clock_);
  vendor_ = plugin::static_vendor(vendor_facts_.table, manifest_of(vendor_facts_.manifest_file));
  if (vendor_facts_.watch) vendor_ = vendor_facts_.watch(std::move(vendor_));
}

SimRun::~SimRun() = default;

static run::Cutting cutting(plugin::PartPlanning planning) {
  if (planning == plugin::PartPlanning::client) return run::Cutting::host;
  return planning == plugin::PartPlanning::single ? run::Cutting::nobody : run::Cutting::server;
}

run::PipelineOptions SimRun::options() const {
  run::PipelineOptions options;
  const plugin::Limits& limits = vendor_->manifest().limits;
  options.engine.config_json = vendor_facts_.config_json;
  options.engine.dispatch.retry.retries = setup_.retries;
  options.engine.dispatch.takes_sha256 = true;
  options.feed.takes_sha256 = true;
  options.feed.batch_items = setup_.batch_items;
  options.engine.credentials = vendor_facts_.credentials;
  for (const auto& [name, rate] : limits.rates)
    options.engine.dispatch.rates[name] = rate.per_minute;
  options.outcome.tries = setup_.item_tries;
  options.outcome.has_lifecycle = vendor_facts_.has_lifecycle;
  options.outcome.can_abort = vendor_->manifest().supports(plugin::Operation::abort);
  options.rules.limits = plan::PartLimits{.part_min = limits.part_min,
                                          .part_max = limits.part_max,
                                          .parts_max = limits.parts_max,
                                          .single_max = limits.single_max,
                                          .single_below = limits.single_below,
                                          .size_min = limits.size_min,
                                          .size_max = limits.size_max};
  options.rules.part_size = vendor_facts_.part_size;
  options.rules.cutting = cutting(vendor_->manifest().part_planning);
  options.rules.if_exists = setup_.if_exists;
  options.budget = setup_.budget;
  return options;
}

run::CheckedItem SimRun::checked(const SimFile& file, std::uint64_t size) {
  const std::vector<SimFile> files = {file};
  const SimFields describer(vendor_facts_, files);
  const run::PipelineOptions options = this->options();
  const run::OfflineCheck check({clock_, *vendor_, describer}, options.rules, options.engine.config_json);
  ledger::Item item;
  item.seq = 1;
  item.key = file.key;
  item.kind = file.kind;
  item.size = size;
  auto checked = check.check({item});
  return std::move(checked->front());
}

Status SimRun::scan(ledger::Commits& commits) {
  for (const auto& item : scanned_) {
    commits.submit({ledger::AddItem{item}}, ledger::Durability::process, [](const Status&) {});
  }
  return {};
}

static std::map<std::string, secrets::Rule> rules_of(const plugin::Manifest& manifest,
                                                     const std::string& host) {
  std::map<std::string, secrets::Rule> rules;
  for (const auto& [name, declared] : manifest.secrets) {
    secrets::Rule rule;
    rule.hosts = {host};
    for (const auto& header : declared.headers) rule.places.push_back("header:" + header);
    if (declared.may_be_in_body) rule.places.push_back("body");
    if (declared.may_be_in_url) rule.places.push_back("url");
    rules.emplace(name, std::move(rule));
  }
  return rules;
}

LifeEnd SimRun::live(CrashPoint crash, const std::function<void(run::Pipeline&)>& during) {
  const bool is_first = lives_++ == 0;
  auto ledger = is_first ? *ledger::Ledger::create(ledger_file()) : *ledger::Ledger::open(ledger_file());
  auto reader = *ledger::Ledger::open_read_only(ledger_file());
  LateCommits commits(*ledger, crash, setup_.seed * 31 + lives_);
  LifeEnd end;
  ignore_error(scan(commits), "cannot fail");
  commits.finish();
  if (commits.has_crashed()) return end.has_crashed = true, end;

  secrets::Vault vault;
  const auto rules = rules_of(vendor_->manifest(), vendor_facts_.host);
  // Rotated tokens outlive a life as they outlive a process.
  secrets::TokenStore tokens(folder_.path() / "tokens");
  std::map<std::string, secrets::Secret> originals;
  for (const auto& [name, value] : vendor_facts_.secrets) {
    const secrets::Secret original(value);
    const auto kept = *tokens.load("sim/" + name, original);
    ignore_error(vault.put(name, kept ? *kept : original, rules.at(name)), "test");
    originals.emplace(name, original);
  }
  transfer::SecretKeeper keeper(vault, &tokens, {rules, originals, "sim/"});
  SeededEntropy entropy(setup_.seed * 1000 + lives_);
  SimWorkers workers(*service_, files_, clock_, setup_.seed * 77 + lives_);
  Mailbox<transfer::Fact> mailbox;
  run::ProgressBoard board;
  SimFields describer(vendor_facts_, setup_.files);
  DoneScan scan_feed;
  KeptLog log(log_);
  run::Pipeline pipeline({clock_, entropy, workers, commits, *reader, mailbox, *vendor_, vault, keeper, describer,
                          setup_.earlier, scan_feed, board, log},
                         options());
  if (const Status started = pipeline.start(); !started) {
    end.end = {run::EndReason::internal, started.error().message};
    return end;
  }
  for (int turn = 0; turn < kMostTurns; ++turn) {
    sync_clocks();
    if (during) during(pipeline);
    const bool goes_on = pipeline.turn();
    commits.turn();
    if (commits.has_crashed()) {
      workers.die();
      end.has_crashed = true;
      break;
    }
    if (!goes_on) break;
    auto facts = mailbox.take(std::chrono::nanoseconds(0));
    for (auto& fact : workers.take()) facts.push_back(std::move(fact));
    if (facts.empty() && commits.has_waiting()) continue;
    if (facts.empty()) {
      const std::int64_t idle = std::chrono::ceil<milliseconds>(pipeline.idle_time()).count();
      const std::int64_t next = workers.next_ms().value_or(INT64_MAX);
      const std::int64_t wake = std::min(next, clock_.wall_ms() + std::max<std::int64_t>(idle, 1));
      clock_.set_wall_ms(std::max(wake, clock_.wall_ms()));
      continue;
    }
    for (auto& fact : facts) pipeline.handle(std::move(fact));
    if (turn + 1 == kMostTurns) end.end = {run::EndReason::internal, "the simulation does not come to an end"};
  }
  if (!end.has_crashed && end.end.reason == run::EndReason::finished) end.end = pipeline.end();
  end.tally = pipeline.tally();
  end.traffic = pipeline.traffic();
  end.ledger_writes = commits.writes();
  return end;
}

std::vector<ledger::Item> SimRun::items() const {
  std::vector<ledger::Item> items;
  const auto ledger = *ledger::Ledger::open_read_only(ledger_file());
  ignore_error(ledger->each_item([&](const ledger::Item& item) {
    items.push_back(item);
    return Status();
  }), "the visitor does not fail");
  return items;
}

std::set<std::pair<std::int64_t, std::uint64_t>> SimRun::acknowledged() const {
  std::set<std::pair<std::int64_t, std::uint64_t>> actions;
  const auto ledger = *ledger::Ledger::open_read_only(ledger_file());
  const auto batches = ledger->open_batches();
  for (const auto& batch : *batches) {
    const auto journal = ledger->journal(batch.id);
    for (const auto& entry : *journal) {
      if (entry.is_answered && entry.status / 100 == 2) actions.emplace(batch.id, entry.action);
    }
  }
  return actions;
}

static std::string sha256_of(const std::string& bytes) {
  auto hasher = digest::Hasher::start(digest::Algorithm::sha256);
  hasher->update(std::as_bytes(std::span(bytes)));
  return hasher->finish()->hex();
}

std::string SimRun::audit_problems(const std::set<std::string>& may_be_missing) {
  std::string problems;
  const lab::AuditFacts facts = lab_->facts();
  std::map<std::string, const lab::ObjectFact*> by_path;
  for (const auto& object : facts.objects) by_path[object.path] = &object;
  for (const auto& file : setup_.files) {
    const auto found = by_path.find(vendor_facts_.remote_path(file));
    if (found == by_path.end()) {
      if (!may_be_missing.contains(file.key)) problems += file.key + ": not at the vendor\n";
      continue;
    }
    const lab::ObjectFact& object = *found->second;
    if (may_be_missing.contains(file.key)) continue;
    const bool has_bytes = file.kind == ledger::ItemKind::file;
    if (has_bytes && object.size != file.content.size()) problems += file.key + ": stored size " + std::to_string(object.size) + "\n";
    if (has_bytes && object.sha256 && *object.sha256 != sha256_of(file.content)) problems += file.key + ": other bytes\n";
    if (vendor_facts_.counts_completions && object.times_completed != 1) {
      problems += file.key + ": completed " + std::to_string(object.times_completed) + " times\n";
    }
  }
  for (const auto& path : lab::created_twice(facts)) problems += path + ": created twice\n";
  for (const auto& open : facts.open) problems += "open " + open.kind + " " + open.path + "\n";
  for (const auto& violation : lab_->audit().violations()) {
    problems += "rule " + violation.rule + ": " + violation.detail + "\n";
  }
  return problems;
}

}  // namespace ingot::test
