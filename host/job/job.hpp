// Job: a job file after loading: typed, checked, defaults filled in, variables replaced, paths
// absolute. What exists only later (facts of an item, the id of a run) is held as templates. No
// secret is in it. A value; no thread rule.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/job/column_rule.hpp"
#include "host/job/config_check.hpp"
#include "host/job/field_rule.hpp"
#include "host/job/literal.hpp"
#include "host/job/secret_reference.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

// automatic: in a process of its own unless it was installed with the program.
enum class Isolation { automatic, process, none };

struct VendorTarget {
  std::string plugin;              // name, or absolute path of a shared object
  std::string version_constraint;  // empty: any
  Isolation isolation = Isolation::automatic;
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

// A file with rows.
struct Table {
  std::string path;  // absolute
  enum class Form { csv, jsonl, lines } form = Form::csv;
};

// Rows name the files of the folder that are taken.
struct ManifestSource {
  Table table;
  std::string column;  // names the file
  // By its path below the folder's root, or by its last name wherever it is.
  enum class Against { relative_path, name } against = Against::relative_path;
  enum class WithoutFile { error, skip, record, quarantine } row_without_file = WithoutFile::error;
  enum class WithoutRow { ignore, error, quarantine } file_without_row = WithoutRow::ignore;
};

// Paths name the files of the folder that are taken.
struct PathListSource {
  std::optional<std::string> path;  // absolute; none: standard input
  enum class Separator { line, nul } separator = Separator::line;
};

// Each row is an item; those that name a file have its bytes.
struct RecordSource {
  Table table;
  std::string key;   // column
  std::string file;  // column, or empty
  std::string root;  // absolute
};

struct UriSource {
  Table table;
  std::string column;  // "line" of a plain list
};

enum class IfExists { ignore, skip, new_version, replace, fail };

// What must agree with an earlier run, beside the path, for an item to be the same one.
struct Identity {
  bool size = false, mtime = false, sha256 = false, row = false;
};

enum class NameRule { any, portable };

struct ValidateRules {
  std::uint64_t min_size = 0;
  std::optional<std::uint64_t> max_size;
  NameRule names = NameRule::any;
  std::vector<ColumnRule> columns;
};

struct PlanRules {
  std::optional<std::uint64_t> part_size;  // absent: auto
  std::vector<std::string> digests;        // of whole files, for the ledger and the reports: "sha256"
  IfExists if_exists = IfExists::ignore;
  std::optional<Identity> identity;  // absent: size and time of a file, the row of a record
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
  std::optional<Template> json, csv, junit, html;  // render_run(run id) gives an absolute path
};

struct Job {
  std::string name;
  VendorTarget vendor;
  // Where items come from: a folder, perhaps with a manifest or a list of paths; or records; or URIs.
  std::optional<FolderSource> folder;
  std::optional<ManifestSource> manifest;
  std::optional<PathListSource> list;
  std::optional<RecordSource> records;
  std::optional<UriSource> uris;
  std::vector<std::string> columns;  // of the table, as far as fields and config use them; sorted
  std::vector<FieldRule> fields;
  ValidateRules validate;
  PlanRules plan;
  UploadRules upload;
  std::vector<Check> verify;
  std::optional<LifecycleRule> lifecycle;  // absent: items stay as the upload left them
  std::optional<Budget> failure_budget;    // absent: a run goes on whatever fails
  std::optional<Template> quarantine;      // a folder; render_run(run id) gives an absolute path
  ReportPaths report;
};

}  // namespace ingot::job
