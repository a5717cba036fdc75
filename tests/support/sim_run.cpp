#include "tests/support/sim_run.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <ingot/vendor.hpp>

#include "host/base/text.hpp"
#include "host/digest/hasher.hpp"
#include "plugins/dash/dash.hpp"

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

class CountingCommits final : public ledger::Commits {
 public:
  CountingCommits(ledger::Ledger& ledger, CrashPoint crash) : inner_(ledger), crash_(crash) {}

  using Commits::submit;
  void submit(ledger::Transaction transaction, ledger::Durability durability, Done done,
              const std::stop_token& stop) override {
    if (has_crashed_) return;
    ++writes_;
    if (crash_.side == CrashPoint::Side::disk_full && crash_.write != 0 && writes_ >= crash_.write) {
      return done(Error{ErrorKind::no_space, "disk full"});
    }
    const bool is_last = writes_ == crash_.write;
    has_crashed_ = is_last;
    if (is_last && crash_.side == CrashPoint::Side::before) return;
    if (is_last) done = [](const Status&) {};
    inner_.submit(std::move(transaction), durability, std::move(done), stop);
  }

  bool has_crashed() const { return has_crashed_; }
  std::uint64_t writes() const { return writes_; }

 private:
  ledger::InlineWriter inner_;
  const CrashPoint crash_;
  std::uint64_t writes_ = 0;
  bool has_crashed_ = false;
};

class DoneScan final : public run::ScanFeed {
 public:
  run::ScanState state() const override { return {.generation = 1, .is_complete = true, .failure = {}}; }
};

class FixedFields final : public run::Describer {
 public:
  Result<std::string> fields(const io::SourceFile& file) const override {
    const std::size_t slash = file.key.rfind('/');
    const std::string folder = slash == file.key.npos ? "/Sim" : "/Sim/" + file.key.substr(0, slash);
    return R"({"fields":{"Title":"a title"},"config":{"folder":")" + folder + "\"}}";
  }
};

class KeptLog final : public Log {
 public:
  explicit KeptLog(std::vector<std::string>& lines) : lines_(lines) {}
  void write(Level, std::string_view line) override { lines_.emplace_back(line); }

 private:
  std::vector<std::string>& lines_;
};

plugin::Manifest dash_manifest() {
  std::ifstream file(DASH_MANIFEST);
  std::stringstream text;
  text << file.rdbuf();
  return *plugin::parse_manifest(text.str());
}

}  // namespace

SimRun::SimRun(SimSetup setup) : setup_(std::move(setup)) {
  sync_clocks();
  for (const auto& file : setup_.files) scanned_.push_back(files_.add(file.key, file.content));
  dash_ = std::make_unique<lab::DashEmulator>(setup_.dash, lab_clock_);
  service_ = std::make_unique<lab::FaultyService>(*dash_, setup_.faults, lab_clock_);
  static constexpr ingot_plugin kTable = plugin_table<dash::Dash>("app.dash", "1.0.0");
  vendor_ = plugin::static_vendor(&kTable, dash_manifest());
}

SimRun::~SimRun() = default;

std::string SimRun::config_json() const {
  const std::string auth =
      setup_.uses_oauth
          ? R"("oauth":{"client_id":"lab-client","client_secret":{"$secret":"oauth.client_secret"},)"
            R"("refresh_token":{"$secret":"oauth.refresh_token"},"token_url":"http://dash.test/oauth/token","encoding":"form"})"
          : R"("access_token":{"$secret":"access_token"})";
  const std::string lifecycle =
      setup_.lifecycle.empty()
          ? ""
          : R"(,"lifecycle":{"to":")" + setup_.lifecycle + R"(","if_not_permitted":"leave"},)" +
                R"("lifecycle_call":{"method":"POST","path":"/assets/{asset_id}/lifecycle",)" +
                R"("body":{"state":"{state}"},"refused_statuses":[403]})";
  return R"({"base_url":"http://dash.test",)" + auth +
         R"(,"folder":"/","part_md5":"none","poll":{"every":1000,"timeout":600000},"batch_size":50,"url_window":50)" +
         lifecycle + setup_.config_extra + "}";
}

run::PipelineOptions SimRun::options() const {
  run::PipelineOptions options;
  const plugin::Limits& limits = vendor_->manifest().limits;
  options.engine.config_json = config_json();
  options.engine.dispatch.retry.retries = setup_.retries;
  options.engine.dispatch.takes_sha256 = true;
  options.feed.takes_sha256 = true;
  options.feed.batch_items = setup_.batch_items;
  if (setup_.uses_oauth) options.engine.credentials = {"account"};
  options.outcome.tries = setup_.item_tries;
  options.outcome.has_lifecycle = !setup_.lifecycle.empty();
  options.outcome.can_abort = true;
  options.rules.limits = plan::PartLimits{.part_min = limits.part_min,
                                          .part_max = limits.part_max,
                                          .parts_max = limits.parts_max,
                                          .single_max = limits.single_max,
                                          .single_below = limits.single_below,
                                          .size_min = limits.size_min,
                                          .size_max = limits.size_max};
  // Small parts: the simulated files hold a few of them.
  options.rules.part_size = 5'242'881;
  options.budget = setup_.budget;
  return options;
}

Status SimRun::scan(ledger::Commits& commits) {
  for (const auto& file : scanned_) {
    ledger::Item item;
    item.key = file.key;
    item.size = file.size;
    item.mtime_ns = file.mtime_ns;
    item.inode = file.inode;
    commits.submit({ledger::AddItem{std::move(item)}}, ledger::Durability::process, [](const Status&) {});
  }
  return {};
}

static secrets::Rule rule(std::string place) { return {{"dash.test:80"}, {std::move(place)}}; }

static void fill(secrets::Vault& vault, bool uses_oauth) {
  if (!uses_oauth) {
    ignore_error(vault.put("access_token", secrets::Secret("lab-token"), rule("header:authorization")), "test");
    return;
  }
  ignore_error(vault.put("oauth.client_secret", secrets::Secret("lab-secret"), rule("body")), "test");
  ignore_error(vault.put("oauth.refresh_token", secrets::Secret("lab-refresh-token"), rule("body")), "test");
}

LifeEnd SimRun::live(CrashPoint crash, const std::function<void(run::Pipeline&)>& during) {
  const bool is_first = lives_++ == 0;
  auto ledger = is_first ? *ledger::Ledger::create(ledger_file()) : *ledger::Ledger::open(ledger_file());
  auto reader = *ledger::Ledger::open_read_only(ledger_file());
  CountingCommits commits(*ledger, crash);
  LifeEnd end;
  ignore_error(scan(commits), "cannot fail");
  if (commits.has_crashed()) return end.has_crashed = true, end;

  secrets::Vault vault;
  fill(vault, setup_.uses_oauth);
  transfer::SecretKeeper keeper(
      vault, nullptr,
      {{{"session.token", rule("header:authorization")}, {"oauth.refresh_token", rule("body")}}, {}, ""});
  SeededEntropy entropy(setup_.seed * 1000 + lives_);
  SimWorkers workers(*service_, files_, clock_, setup_.seed * 77 + lives_);
  Mailbox<transfer::Fact> mailbox;
  run::ProgressBoard board;
  FixedFields describer;
  DoneScan scan_feed;
  KeptLog log(log_);
  run::Pipeline pipeline({clock_, entropy, workers, commits, *reader, mailbox, *vendor_, vault, keeper, describer,
                          scan_feed, board, log},
                         options());
  if (const Status started = pipeline.start(); !started) {
    end.end = {run::EndReason::internal, started.error().message};
    return end;
  }
  for (int turn = 0; turn < kMostTurns; ++turn) {
    sync_clocks();
    if (during) during(pipeline);
    const bool goes_on = pipeline.turn();
    if (commits.has_crashed()) {
      workers.die();
      end.has_crashed = true;
      break;
    }
    if (!goes_on) break;
    auto facts = mailbox.take(std::chrono::nanoseconds(0));
    for (auto& fact : workers.take()) facts.push_back(std::move(fact));
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
  const lab::AuditFacts facts = dash_->facts();
  std::map<std::string, const lab::ObjectFact*> by_path;
  for (const auto& object : facts.objects) by_path[object.path] = &object;
  for (const auto& file : setup_.files) {
    const auto found = by_path.find("/Sim/" + file.key);
    if (found == by_path.end()) {
      if (!may_be_missing.contains(file.key)) problems += file.key + ": not at the vendor\n";
      continue;
    }
    const lab::ObjectFact& object = *found->second;
    if (may_be_missing.contains(file.key)) continue;
    if (object.size != file.content.size()) problems += file.key + ": stored size " + std::to_string(object.size) + "\n";
    if (object.sha256 && *object.sha256 != sha256_of(file.content)) problems += file.key + ": other bytes\n";
    if (object.times_completed != 1) {
      problems += file.key + ": completed " + std::to_string(object.times_completed) + " times\n";
    }
  }
  for (const auto& path : lab::created_twice(facts)) problems += path + ": created twice\n";
  for (const auto& open : facts.open) problems += "open " + open.kind + " " + open.path + "\n";
  for (const auto& violation : dash_->audit().violations()) {
    problems += "rule " + violation.rule + ": " + violation.detail + "\n";
  }
  return problems;
}

}  // namespace ingot::test
