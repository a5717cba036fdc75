// Job: a job file after loading: typed, checked, defaults filled in, variables replaced, paths
// absolute. What exists only later (facts of an item, the id of a run) is held as templates. No
// secret is in it. A value; no thread rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/job/config_check.hpp"
#include "host/job/field_rule.hpp"
#include "host/job/literal.hpp"
#include "host/job/secret_reference.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

struct VendorTarget {
  std::string plugin;              // name, or absolute path of a shared object
  std::string version_constraint;  // empty: any
  std::string base_url;            // no slash at the end
  // What a session is opened with: vendor.config checked and completed, plus base_url and, if the
  // job has one, lifecycle.
  std::string config_json;
  std::vector<SecretReference> secrets;      // the {"$secret": name} of config_json
  std::vector<ItemTemplate> item_templates;  // config keys that are rendered for each item
};

enum class Symlinks { skip, follow };

struct FolderSource {
  std::string root;  // absolute
  std::vector<std::string> include, exclude;
  std::chrono::milliseconds stable_for{0};
  Symlinks symlinks = Symlinks::skip;
};

enum class NameRule { any, portable };

struct ValidateRules {
  std::uint64_t min_size = 0;
  std::optional<std::uint64_t> max_size;
  NameRule names = NameRule::any;
};

struct PlanRules {
  std::optional<std::uint64_t> part_size;  // absent: auto
  std::vector<std::string> digests;        // of whole files, for the ledger and the reports: "sha256"
};

struct UploadRules {
  std::optional<std::uint32_t> in_flight;  // absent: auto
  std::optional<std::uint64_t> max_rate;   // bytes per second
  std::uint32_t retries = 0;
  DurationRange backoff;
  std::optional<std::chrono::milliseconds> deadline;
};

enum class Check { etag, size };
enum class IfNotPermitted { leave, fail };

struct LifecycleRule {
  std::string to;
  IfNotPermitted if_not_permitted = IfNotPermitted::leave;
};

struct ReportPaths {
  std::optional<Template> json, csv;  // render_run(run id) gives an absolute path
};

struct Job {
  std::string name;
  VendorTarget vendor;
  FolderSource folder;
  std::vector<FieldRule> fields;
  ValidateRules validate;
  PlanRules plan;
  UploadRules upload;
  std::vector<Check> verify;
  std::optional<LifecycleRule> lifecycle;  // absent: items stay as the upload left them
  std::optional<Budget> failure_budget;    // absent: a run goes on whatever fails
  ReportPaths report;
};

}  // namespace ingot::job
