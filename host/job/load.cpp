#include "host/job/load.hpp"

#include <algorithm>

#include "host/job/column_rules.hpp"
#include "host/job/field_rules.hpp"
#include "host/job/item_sources.hpp"
#include "host/job/job_tests.hpp"
#include "host/job/node.hpp"
#include "host/job/params.hpp"
#include "host/job/profiles.hpp"
#include "host/job/section_check.hpp"
#include "host/job/spec.hpp"
#include "host/job/vendor_check.hpp"
#include "host/job/yaml_reader.hpp"

namespace ingot::job {
namespace {

// A job file that another program wrote may begin with a byte order mark; it means nothing in
// UTF-8.
std::string_view without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

std::optional<std::uint64_t> bytes(const Values& values, std::string_view key) {
  const auto found = values.find<std::int64_t>(key);
  if (!found) return std::nullopt;
  return static_cast<std::uint64_t>(*found);
}

ValidateRules validate_rules(const Values& values) {
  ValidateRules rules;
  rules.min_size = bytes(values, "validate.min_size").value_or(0);
  rules.max_size = bytes(values, "validate.max_size");
  if (values.value_or<std::string>("validate.names", "any") == "portable")
    rules.names = NameRule::portable;
  return rules;
}

UploadRules upload_rules(const Values& values) {
  UploadRules rules;
  if (const auto count = values.find<std::int64_t>("upload.in_flight")) {
    rules.in_flight = static_cast<std::uint32_t>(*count);
  }
  rules.max_rate = bytes(values, "upload.max_rate");
  rules.retries = static_cast<std::uint32_t>(values.value_or<std::int64_t>("upload.retries", 0));
  rules.backoff = values.value_or("upload.backoff", DurationRange{});
  rules.deadline = values.find<std::chrono::milliseconds>("upload.deadline");
  return rules;
}

std::vector<Check> checks(const Values& values) {
  std::vector<Check> result;
  for (const std::string& name : values.value_or<std::vector<std::string>>("complete.verify", {})) {
    result.push_back(name == "etag" ? Check::etag : Check::size);
  }
  return result;
}

std::optional<LifecycleRule> lifecycle_rule(const Values& values) {
  const auto to = values.find<std::string>("lifecycle.to");
  if (!to) return std::nullopt;
  const bool is_strict =
      values.value_or<std::string>("lifecycle.if_not_permitted", "leave") == "fail";
  return LifecycleRule{*to, is_strict ? IfNotPermitted::fail : IfNotPermitted::leave};
}

IfExists if_exists(const Values& values) {
  const auto word = values.value_or<std::string>("plan.if_exists", "ignore");
  if (word == "skip") return IfExists::skip;
  if (word == "new_version") return IfExists::new_version;
  if (word == "replace") return IfExists::replace;
  if (word == "fail") return IfExists::fail;
  return IfExists::ignore;
}

PlanRules plan_rules(const Values& values) {
  using Texts = std::vector<std::string>;
  PlanRules rules;
  rules.part_size = bytes(values, "plan.part_size");
  rules.digests = values.value_or<Texts>("plan.digests", {});
  rules.if_exists = if_exists(values);
  const auto facts = values.find<Texts>("plan.identity");
  if (!facts) return rules;
  const auto has = [&](std::string_view name) {
    return std::find(facts->begin(), facts->end(), name) != facts->end();
  };
  rules.identity = Identity{has("size"), has("mtime"), has("sha256"), has("row")};
  // A later run can compare only what this one has recorded.
  if (rules.identity->sha256 && rules.digests.empty()) rules.digests.emplace_back("sha256");
  return rules;
}

void check_identity(const Values& values, Reporter& reporter) {
  const auto facts = values.find<std::vector<std::string>>("plan.identity");
  if (facts && if_exists(values) == IfExists::ignore) {
    reporter.error(Code::contradiction, values.span("plan.identity"),
                   "`plan.identity` decides nothing while `plan.if_exists` is ignore",
                   {"add if_exists: skip", {}});
  }
  if (!facts || std::find(facts->begin(), facts->end(), "relative_path") != facts->end()) return;
  reporter.error(Code::contradiction, values.span("plan.identity"),
                 "`plan.identity` has no `relative_path`",
                 {"add it: earlier runs are asked by it", {}});
}

void check_quarantine(const Values& values, Reporter& reporter) {
  const auto path = values.find<Template>("failure.quarantine");
  if (!path || !path->is_literal()) return;
  reporter.error(Code::no_run_id, values.span("failure.quarantine"),
                 "`failure.quarantine` is the same for every run", {"add /${run.id}", {}});
}

// Values that are fine alone but not together.
void check_together(const Values& values, Reporter& reporter) {
  const auto smallest = bytes(values, "validate.min_size");
  const auto largest = bytes(values, "validate.max_size");
  if (smallest && largest && *smallest > *largest) {
    reporter.error(Code::contradiction, values.span("validate.min_size"),
                   "`validate.min_size` is larger than `validate.max_size`",
                   {"no item could pass", {}});
  }
  check_identity(values, reporter);
  check_quarantine(values, reporter);
}

class Loader {
 public:
  Loader(const Source& source, const LoadContext& context, Diagnostics& diagnostics)
      : context_(context),
        reporter_(source, diagnostics),
        scope_(reporter_, context.environment),
        check_(reporter_, scope_, context.base_dir) {}

  std::optional<Job> load() {
    auto root = read_yaml(reporter_.source(), reporter_);
    if (!root) return std::nullopt;
    if (root->kind == NodeKind::null) {
      reporter_.error(Code::empty_file, Span{}, "the file holds no job",
                      {{}, "the smallest job has version, job, vendor and scan"});
      return std::nullopt;
    }
    if (!root->is_mapping()) {
      reporter_.error(Code::wrong_kind, root->span,
                      "a job must be a mapping, not " + std::string(described(root->kind)));
      return std::nullopt;
    }
    root_ = *std::move(root);
    load_scope();
    return load_sections();
  }

 private:
  void load_scope() {
    ParamSources sources;
    sources.profile = apply_profiles(root_, context_.profile, reporter_, check_);
    sources.given = context_.params;
    sources.working_dir = context_.working_dir;
    if (const Entry* declared = root_.find("params")) sources.declared = &declared->value;
    load_params(sources, reporter_, scope_);
    const Entry* name = root_.find("job");
    if (name != nullptr && name->value.is_scalar()) scope_.set_job(name->value.text);
  }

  std::optional<Job> load_sections() {
    const std::size_t version_errors = check_version();
    if (has_table(root_)) scope_.allow_rows();
    const Values values = check_.mapping(root_, job_keys(), "", Span{1, 1, 1});
    check_together(values, reporter_);
    check_sources(root_, reporter_);
    Job job;
    job.vendor = check_vendor(VendorInput{root_, values, scope_, context_}, reporter_);
    job.fields = fields();
    std::vector<ColumnRule> columns = column_rules();
    if (const Entry* tests = root_.find("tests")) read_tests(tests->value, reporter_, check_);
    if (reporter_.error_count() > 0 || version_errors > 0) return std::nullopt;
    fill(job, values);
    job.validate.columns = std::move(columns);
    return job;
  }

  // Said first and in its own words: every other complaint about a job of another version may be
  // beside the point.
  std::size_t check_version() {
    Entry* version = root_.find("version");
    if (version == nullptr || !version->value.is_scalar() || version->value.text == "1") return 0;
    reporter_.error(
        Code::version, version->value.span,
        "version `" + version->value.text.substr(0, 20) + "` of the job format is not supported",
        {"this program reads version 1", {}});
    version->value.text = "1";
    return 1;
  }

  std::vector<FieldRule> fields() {
    const Entry* scan = root_.find("scan");
    const Entry* rules = scan == nullptr ? nullptr : scan->value.find("fields");
    if (rules == nullptr || !check_.is_kind(rules->value, NodeKind::mapping, "scan.fields"))
      return {};
    return read_field_rules(rules->value, reporter_, scope_, check_);
  }

  std::vector<ColumnRule> column_rules() {
    const Entry* validate = root_.find("validate");
    const Entry* columns = validate == nullptr ? nullptr : validate->value.find("columns");
    if (columns == nullptr ||
        !check_.is_kind(columns->value, NodeKind::mapping, "validate.columns"))
      return {};
    return read_column_rules(columns->value, reporter_, scope_, check_);
  }

  static void fill(Job& job, const Values& values) {
    job.name = values.value_or<std::string>("job", "");
    read_sources(values, job);
    job.columns = used_columns(job);
    job.validate = validate_rules(values);
    job.plan = plan_rules(values);
    job.upload = upload_rules(values);
    job.verify = checks(values);
    job.lifecycle = lifecycle_rule(values);
    job.failure_budget = values.find<Budget>("failure.budget");
    job.quarantine = values.find<Template>("failure.quarantine");
    job.report =
        ReportPaths{values.find<Template>("report.json"), values.find<Template>("report.csv"),
                    values.find<Template>("report.junit"), values.find<Template>("report.html")};
  }

  const LoadContext& context_;
  Reporter reporter_;
  Scope scope_;
  SectionCheck check_;
  Node root_;
};

}  // namespace

LoadResult load(std::string_view file_name, std::string_view yaml, const LoadContext& context) {
  LoadResult result;
  const Source source{std::string(file_name), without_mark(yaml)};
  result.job = Loader(source, context, result.diagnostics).load();
  result.diagnostics.sort();
  return result;
}

}  // namespace ingot::job
