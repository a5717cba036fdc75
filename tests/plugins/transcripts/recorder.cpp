#include "tests/plugins/transcripts/recorder.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "host/plugin/transcript_lines.hpp"
#include "tests/support/recording_vendor.hpp"

namespace ingot::test {

using plugin::Transcript;
using plugin::TranscriptStep;

std::unique_ptr<plugin::Vendor> fresh_vendor(const Scenario& scenario) {
  std::ifstream file(scenario.vendor.manifest_file);
  std::stringstream text;
  text << file.rdbuf();
  return plugin::static_vendor(scenario.vendor.table, *plugin::parse_manifest(text.str()));
}

namespace {

// More ledger writes than any of these runs makes.
constexpr std::uint64_t kMostWrites = 400;

bool has_all(const std::string& text, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& words) { return text.find(words) != text.npos; });
}

bool suits(const Scenario& scenario, const Transcript& transcript) {
  const auto op = static_cast<plugin::Operation>(scenario.op);
  if (transcript.operation() != plugin::to_string(op)) return false;
  std::string beginning;
  for (const auto& line : transcript.steps.front().events) beginning += line + "\n";
  return has_all(beginning, scenario.begins_with) && has_all(to_text(transcript), scenario.has);
}

const Transcript* suitable(const Scenario& scenario, const Recording& recording) {
  const auto found = std::find_if(recording.begin(), recording.end(), [&](const auto& transcript) {
    return suits(scenario, *transcript);
  });
  return found == recording.end() ? nullptr : found->get();
}

SimVendor watched(const Scenario& scenario, Recording& recording) {
  SimVendor vendor = scenario.vendor;
  vendor.watch = [&recording](std::unique_ptr<plugin::Vendor> inner) {
    return std::make_unique<RecordingVendor>(std::move(inner), recording);
  };
  return vendor;
}

Recorded finished(const Scenario& scenario, const Recording& recording, const std::string& end) {
  const Transcript* const found = suitable(scenario, recording);
  if (found == nullptr) {
    std::string problem =
        "no session of " + std::to_string(recording.size()) + " shows it; the run ended: " + end;
    for (const auto& transcript : recording)
      problem += "\n---- " + to_text(*transcript).substr(0, 6000);
    return {{}, std::move(problem)};
  }
  Transcript transcript = *found;
  transcript.shows = scenario.shows;
  return {to_text(transcript), {}};
}

// The emulator of an earlier run, which owns it.
class SameWorld final : public lab::Emulator {
 public:
  explicit SameWorld(lab::Emulator& world) : world_(world) {}
  lab::Reply handle(lab::Request& request) override { return world_.handle(request); }
  const lab::AuditLog& audit() const override { return world_.audit(); }
  lab::AuditFacts facts() const override { return world_.facts(); }
  void expire_tokens() override { world_.expire_tokens(); }
  void expire_urls() override { world_.expire_urls(); }
  void reset() override { world_.reset(); }

 private:
  lab::Emulator& world_;
};

class FirstRun final : public run::EarlierRuns {
 public:
  explicit FirstRun(const SimRun& sim) {
    for (const auto& item : sim.items()) {
      if (item.state == ledger::ItemState::done)
        items_[item.key] = {"first", item.remote_id, item.meta, item.row, item.size, item.mtime_ns, item.sha256};
    }
  }
  Result<std::optional<run::EarlierItem>> find(std::string_view key) override {
    const auto found = items_.find(std::string(key));
    return found == items_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, run::EarlierItem> items_;
};

Recorded record_second_run(const Scenario& scenario) {
  SimRun first(scenario.vendor, scenario.setup);
  const LifeEnd brought = first.live();
  FirstRun earlier(first);
  Recording recording;
  SimVendor vendor = watched(scenario, recording);
  vendor.make_lab = [&first](const lab::Clock&) {
    return std::make_unique<SameWorld>(first.lab());
  };
  SimSetup setup = scenario.setup;
  setup.earlier = &earlier;
  setup.if_exists = run::IfExists::new_version;
  for (SimFile& file : setup.files) {
    if (!file.content.empty()) file.content += ", second edition";
  }
  SimRun second(std::move(vendor), std::move(setup));
  const LifeEnd end = second.live();
  return finished(scenario, recording, brought.end.message + "; " + end.end.message);
}

Recorded record_undisturbed(const Scenario& scenario) {
  Recording recording;
  SimRun sim(watched(scenario, recording), scenario.setup);
  const LifeEnd end = sim.live();
  return finished(scenario, recording, end.end.message);
}

Recorded record_restarted(const Scenario& scenario) {
  Recorded last;
  for (std::uint64_t write = 1; write <= kMostWrites; ++write) {
    Recording recording;
    SimRun sim(watched(scenario, recording), scenario.setup);
    if (!sim.live({write, CrashPoint::Side::after}).has_crashed) break;
    recording.clear();
    const LifeEnd end = sim.live();
    last = finished(scenario, recording, end.end.message);
    if (last.problem.empty()) return last;
  }
  return last;
}

// What a session waits for: HTTP and DIGEST actions, which a cancelled session is answered; timers
// are let go.
class Outstanding {
 public:
  void take(const std::vector<plugin::Action>& actions) {
    for (const auto& action : actions) {
      const bool is_wait = std::holds_alternative<plugin::WaitAction>(action);
      if (const auto id = plugin::awaited_id(action); id != 0 && !is_wait)
        actions_.emplace(id, action);
    }
  }
  void answered(const plugin::EventWriter& events) {
    for (const auto id : events.answered()) actions_.erase(id);
  }
  bool is_empty() const { return actions_.empty(); }
  Status cancel_all(plugin::EventWriter& events) const {
    for (const auto& [id, action] : actions_) {
      if (const auto* digest = std::get_if<plugin::DigestAction>(&action)) {
        INGOT_CHECK(
            events.digest({id, digest->item, INGOT_OUT_CANCELLED, digest->off, digest->len, {}}));
        continue;
      }
      plugin::HttpFacts facts;
      facts.id = id;
      facts.outcome = INGOT_OUT_CANCELLED;
      facts.detail = "stopped";
      INGOT_CHECK(events.http(facts));
    }
    return {};
  }

 private:
  std::map<std::uint64_t, plugin::Action> actions_;
};

bool asks_for(const TranscriptStep& step, const std::string& text) {
  return std::any_of(step.actions.begin(), step.actions.end(),
                     [&](const std::string& line) { return line.find(text) != line.npos; });
}

// Plays `whole` up to the step in question, cancels, and answers until nothing is outstanding.
Status cancel_in_the_middle(const Transcript& whole, const std::string& after,
                            plugin::Session& session) {
  plugin::EventWriter events;
  Outstanding outstanding;
  std::int64_t now_ms = 0;
  const auto step = [&]() -> Status {
    outstanding.answered(events);
    INGOT_TRY(const auto actions, session.step(now_ms, events));
    outstanding.take(actions);
    events.clear();
    return {};
  };
  for (const TranscriptStep& played : whole.steps) {
    now_ms = played.now_ms;
    for (const auto& line : played.events) INGOT_CHECK(write_event(line, events));
    INGOT_CHECK(step());
    if (asks_for(played, after)) break;
  }
  events.cancel();
  now_ms += 1;
  INGOT_CHECK(step());
  while (!outstanding.is_empty()) {
    INGOT_CHECK(outstanding.cancel_all(events));
    now_ms += 1;
    INGOT_CHECK(step());
  }
  return {};
}

// The host stops by leaving its sessions alone; a plugin must be able to end its items all the
// same.
Recorded record_cancelled(const Scenario& scenario) {
  Recording whole;
  SimRun sim(watched(scenario, whole), scenario.setup);
  const LifeEnd end = sim.live();
  const Transcript* const found = suitable(scenario, whole);
  if (found == nullptr) return finished(scenario, whole, end.end.message);
  Recording cancelled;
  RecordingVendor vendor(fresh_vendor(scenario), cancelled);
  const auto session = vendor.open(found->config);
  if (!session) return {{}, session.error().message};
  const Status played = cancel_in_the_middle(*found, scenario.cancelled_after, **session);
  if (!played) return {{}, played.error().message};
  return finished(scenario, cancelled, "cancelled");
}

}  // namespace

Recorded record(const Scenario& scenario) {
  if (scenario.is_restarted) return record_restarted(scenario);
  if (scenario.is_second_run) return record_second_run(scenario);
  if (!scenario.cancelled_after.empty()) return record_cancelled(scenario);
  return record_undisturbed(scenario);
}

}  // namespace ingot::test
