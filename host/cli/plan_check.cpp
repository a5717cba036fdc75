#include "host/cli/plan_check.hpp"

#include <utility>

#include "host/base/text.hpp"

namespace ingot::cli {

namespace {

// Digests are compared whole and shown short.
std::string shortened(const std::string& digest) {
  return digest.substr(0, 12);
}

void note(std::string& text, std::string_view what, const std::string& before,
          const std::string& now) {
  if (before == now) return;
  text += (text.empty() ? "" : ", ") + std::string(what) + " " + before + " -> " + now;
}

std::string verdict_of(const PlannedItem& item) {
  return std::string(to_string(item.verdict)) + (item.code.empty() ? "" : " (" + item.code + ")");
}

}  // namespace

std::string difference_of(const PlannedItem& planned, const PlannedItem& now) {
  std::string text;
  note(text, "verdict", verdict_of(planned), verdict_of(now));
  note(text, "size", std::to_string(planned.size), std::to_string(now.size));
  if (planned.mtime_ns != now.mtime_ns) {
    const std::string before = iso8601(planned.mtime_ns / 1'000'000),
                      after = iso8601(now.mtime_ns / 1'000'000);
    text += (text.empty() ? "" : ", ") + std::string("modified ") + before + " -> " +
            (before == after ? "within the same millisecond" : after);
  }
  note(text, "inode", std::to_string(planned.inode), std::to_string(now.inode));
  if (planned.verdict != now.verdict) return text;
  note(text, "parts", std::to_string(planned.parts), std::to_string(now.parts));
  note(text, "part size", std::to_string(planned.part_size), std::to_string(now.part_size));
  if (planned.values_sha256 != now.values_sha256) {
    text += (text.empty() ? "" : ", ") + std::string("its fields and config values differ");
  }
  note(text, "sha256", shortened(planned.sha256), shortened(now.sha256));
  return text;
}

void PlanCheck::add(PlanCode code, std::string key, std::string message) {
  ++count_;
  if (kept_.size() < kMostKept) kept_.push_back({code, std::move(key), std::move(message)});
}

void PlanCheck::compare(const PlanHead& now) {
  const PlanHead& planned = plan_.head();
  if (planned.job_sha256 != now.job_sha256) {
    add(PlanCode::job_changed, "", "the text of " + planned.job_file + " has changed");
  } else if (planned.settings_sha256 != now.settings_sha256) {
    add(PlanCode::settings_changed, "",
        "the environment gives " + planned.job_file + " other settings");
  }
  const std::string planned_plugin = planned.plugin + " " + planned.plugin_version;
  const std::string plugin = now.plugin + " " + now.plugin_version;
  if (planned_plugin != plugin) {
    add(PlanCode::plugin_changed, "",
        "planned with " + planned_plugin + ", installed is " + plugin);
  } else if (planned.plugin_sha256 != now.plugin_sha256) {
    add(PlanCode::plugin_changed, "",
        "the file of " + plugin + " is not the one that was planned with");
  }
  if (planned.table == now.table && planned.table_sha256 != now.table_sha256) {
    add(PlanCode::table_changed, "",
        now.table + (now.table_sha256.empty() ? " is gone" : " has changed"));
  }
}

Status PlanCheck::compare(const PlannedItem& now) {
  INGOT_TRY(const auto planned, plan_.take(now.key));
  if (!planned) {
    add(PlanCode::item_new, now.key, "it is not in the plan");
    return {};
  }
  std::string difference = difference_of(*planned, now);
  if (!difference.empty()) {
    add(PlanCode::item_changed, now.key, std::move(difference));
  } else if (planned->batch != now.batch) {
    ++moved_count_;
    if (moved_.size() < kMostKept) {
      moved_.push_back(
          {PlanCode::item_changed, now.key,
           "batch " + std::to_string(planned->batch) + " -> " + std::to_string(now.batch)});
    }
  }
  return {};
}

Status PlanCheck::finish() {
  INGOT_TRY(auto missing, plan_.untaken(kMostKept));
  count_ += plan_.untaken_count() - missing.size();
  for (std::string& key : missing)
    add(PlanCode::item_missing, std::move(key), "the source does not have it any more");
  // An item that came, went or changed moves those behind it to other batches: then that is no
  // news.
  if (count_ == 0) {
    kept_ = std::exchange(moved_, {});
    count_ = moved_count_;
  }
  return {};
}

}  // namespace ingot::cli
