#include "host/cli/plan_facts.hpp"

#include "host/cli/fingerprint.hpp"
#include "host/cli/source_setup.hpp"
#include "host/job/literal.hpp"
#include "host/run/offline_check.hpp"

namespace ingot::cli {

namespace {

std::string table_of(const job::Job& job) {
  if (job.records) return job.records->table.path;
  if (job.uris) return job.uris->table.path;
  if (job.list) return job.list->path.value_or("");
  return job.manifest ? job.manifest->table.path : std::string();
}

// What the environment can change without a change of the text, as far as no item shows it.
std::string settings_text(const job::Job& job) {
  std::string text =
      job.vendor.config_json + "\n" + job.vendor.base_url + "\n" + source_name(job) + "\n" +
      (job.lifecycle ? job.lifecycle->to : std::string()) + "\n" +
      (job.plan.part_size ? std::to_string(*job.plan.part_size) : std::string("auto")) + "\n" +
      std::to_string(job.upload.retries) + "\n" +
      job::size_literal(job.upload.max_rate.value_or(0));
  if (job.upload.deadline) text += "\n" + job::duration_literal(*job.upload.deadline);
  return text;
}

}  // namespace

Result<PlanHead> plan_head(const LoadedJob& loaded) {
  const job::Job& job = loaded.job;
  PlanHead head;
  head.job = job.name;
  head.job_file = loaded.source.file;
  INGOT_TRY(head.job_sha256, text_sha256(loaded.source.text));
  head.params = loaded.source.params;
  head.profile = loaded.source.profile;
  INGOT_TRY(head.settings_sha256, text_sha256(settings_text(job)));
  head.plugin = loaded.manifest.name;
  head.plugin_version = loaded.manifest.version.to_string();
  INGOT_TRY(head.plugin_sha256, file_sha256(loaded.plugin_file));
  head.plugin_path = loaded.source.plugin_path;
  head.base_url = job.vendor.base_url;
  head.source = source_name(job);
  head.table = table_of(job);
  if (head.table.empty()) return head;
  auto digest = file_sha256(head.table);
  if (!digest && digest.error().kind != ErrorKind::not_found) return digest.error();
  if (digest) head.table_sha256 = *std::move(digest);
  return head;
}

Result<PlannedItem> planned_item(const JudgedItem& judged, io::Files* files) {
  const ledger::Item& item = judged.item;
  PlannedItem planned;
  planned.key = item.key;
  planned.size = item.size;
  planned.mtime_ns = item.mtime_ns;
  planned.inode = item.inode;
  if (judged.made == nullptr) {
    const bool is_skip =
        judged.refusal != nullptr && judged.refusal->state == ledger::ItemState::skipped;
    planned.verdict = judged.refusal == nullptr ? PlanVerdict::unreadable
                      : is_skip                 ? PlanVerdict::skip
                                                : PlanVerdict::refused;
    planned.code = judged.refusal == nullptr ? item.code : judged.refusal->code;
    return planned;
  }
  planned.parts = judged.made->n_parts;
  planned.part_size = judged.made->part_size;
  planned.batch = judged.batch;
  INGOT_TRY(planned.values_sha256, text_sha256(judged.made->fields));
  if (files == nullptr || !judged.made->has_bytes) return planned;
  auto digest = content_sha256(*files, run::source_of(item));
  if (!digest) return digest.error().within(item.key);
  planned.sha256 = *std::move(digest);
  return planned;
}

}  // namespace ingot::cli
