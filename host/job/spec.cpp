#include "host/job/spec.hpp"

namespace ingot::job {
namespace {

using enum KeyKind;
using Words = std::string_view;

constexpr std::int64_t kMilli = 1, kSecond = 1000 * kMilli, kMinute = 60 * kSecond,
                       kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr std::int64_t kKiB = 1024, kGiB = kKiB * kKiB * kKiB, kTiB = kGiB * kKiB;
constexpr std::int64_t kMostBytes = 1LL << 53;  // what every JSON reader keeps exactly

constexpr Words kNameRules[] = {"portable", "any"};
constexpr Words kDigests[] = {"sha256"};
constexpr Words kChecks[] = {"etag", "size"};
constexpr Words kIfNotPermitted[] = {"leave", "fail"};
constexpr Words kAgainst[] = {"relative_path", "name"};
constexpr Words kWithoutFile[] = {"error", "skip", "record", "quarantine"};
constexpr Words kWithoutRow[] = {"ignore", "error", "quarantine"};
constexpr Words kIsolation[] = {"auto", "process", "none"};
constexpr Words kSeparators[] = {"line", "nul"};
constexpr Words kIfExists[] = {"ignore", "skip", "new_version", "replace", "fail"};
constexpr Words kIdentity[] = {"relative_path", "size", "mtime", "sha256", "row"};
constexpr Words kColumnTypes[] = {"text", "date", "integer", "number", "url"};
constexpr Words kParamTypes[] = {"string", "path",     "integer", "boolean",
                                 "size",   "duration", "choice"};
constexpr Words kFacts[] = {"name", "stem", "dir", "ext", "relative_path", "size", "mtime"};

constexpr KeySpec kVendor[] = {
    {.name = "plugin",
     .kind = text,
     .doc = "name of an installed plugin, or a path to one (with a slash)",
     .presence = Presence::required},
    {.name = "version",
     .kind = text,
     .doc = "versions of the plugin this job accepts: 1.2.3, >= 1.2 or ~> 1.2"},
    {.name = "base_url",
     .kind = url,
     .doc = "where the vendor's API is; the plugin knows a default"},
    {.name = "isolate",
     .kind = choice,
     .doc = "process: the plugin runs in a confined process of its own; none: in ingot's; auto: in "
            "a process of its own unless it was installed with ingot",
     .fallback = "auto",
     .choices = kIsolation},
    {.name = "config", .kind = open, .doc = "the plugin's own keys, checked against its manifest"},
};

// stable_for is off by default: a job over a finished delivery should start at once. Folders that
// are still being written to need it.
constexpr KeySpec kFolder[] = {
    {.name = "root", .kind = path, .doc = "the folder to scan", .presence = Presence::required},
    {.name = "include", .kind = glob_list, .doc = "patterns of files to take", .fallback = "**"},
    {.name = "exclude", .kind = glob_list, .doc = "patterns of files and folders to leave out"},
    {.name = "stable_for",
     .kind = duration,
     .doc = "take a file only when it was not modified for so long",
     .fallback = "0s",
     .min = 0,
     .max = kDay},
    {.name = "follow_symlinks",
     .kind = boolean,
     .doc = "true: follow links that stay below the root; false: skip all",
     .fallback = "false"},
};

constexpr KeySpec kCsv = {
    .name = "csv", .kind = path, .doc = "a CSV file; its first line names the columns"};
constexpr KeySpec kJsonl = {
    .name = "jsonl", .kind = path, .doc = "a file with a JSON object a line"};

constexpr KeySpec kMatch[] = {
    {.name = "column",
     .kind = text,
     .doc = "the column that names the file",
     .presence = Presence::required},
    {.name = "against",
     .kind = choice,
     .doc = "what its values are: paths below scan.folder.root, or names of files wherever below "
            "it they are",
     .fallback = "relative_path",
     .choices = kAgainst},
};

constexpr KeySpec kManifest[] = {
    kCsv,
    kJsonl,
    {.name = "match",
     .kind = mapping,
     .doc = "how rows and files find each other",
     .presence = Presence::required,
     .children = kMatch},
    {.name = "row_without_file",
     .kind = choice,
     .doc = "what a row is whose file is not there: an error of the run, passed over, an item "
            "without bytes, or set"
            " aside in failure.quarantine",
     .fallback = "error",
     .choices = kWithoutFile},
    {.name = "file_without_row",
     .kind = choice,
     .doc = "what a file of the folder is that no row names: passed over, an error of the run, or "
            "set aside in"
            " failure.quarantine",
     .fallback = "ignore",
     .choices = kWithoutRow},
};

constexpr KeySpec kList[] = {
    {.name = "paths",
     .kind = path,
     .doc =
         "a file with the paths, below scan.folder.root or beginning with it; - is standard input",
     .presence = Presence::required,
     .word = "-"},
    {.name = "separator",
     .kind = choice,
     .doc = "what stands behind each path: a line end, or a zero byte (find -print0)",
     .fallback = "line",
     .choices = kSeparators},
};

constexpr KeySpec kRecords[] = {
    kCsv,
    kJsonl,
    {.name = "key",
     .kind = text,
     .doc = "the column that names the record, once each",
     .presence = Presence::required},
    {.name = "file",
     .kind = text,
     .doc = "the column that names a file to send with the record; may be empty in a row"},
    {.name = "root",
     .kind = path,
     .doc = "the folder of these files; the table's own when it is not given"},
};

constexpr KeySpec kUris[] = {
    kCsv,
    kJsonl,
    {.name = "list", .kind = path, .doc = "a file with a URI a line"},
    {.name = "column", .kind = text, .doc = "the column with the URI"},
};

constexpr KeySpec kScan[] = {
    {.name = "folder", .kind = mapping, .doc = "takes the files of a folder", .children = kFolder},
    {.name = "manifest",
     .kind = mapping,
     .doc = "takes the files of scan.folder that a table names, with the table's columns",
     .children = kManifest},
    {.name = "records",
     .kind = mapping,
     .doc = "takes the rows of a table, for vendors that ingest records",
     .children = kRecords},
    {.name = "uris",
     .kind = mapping,
     .doc = "takes URIs, for vendors that fetch or link what is elsewhere",
     .children = kUris},
    {.name = "fields",
     .kind = open,
     .doc = "metadata for each item: a template, a list of them, or a rule"},
    {.name = "list",
     .kind = mapping,
     .doc = "takes the files of scan.folder that a list of paths names",
     .children = kList},
};

constexpr KeySpec kValidate[] = {
    {.name = "max_size",
     .kind = size,
     .doc = "larger items are refused; the vendor's limit holds in any case",
     .min = 0,
     .max = kMostBytes},
    {.name = "min_size",
     .kind = size,
     .doc = "smaller items are refused",
     .fallback = "0",
     .min = 0,
     .max = kMostBytes},
    {.name = "names",
     .kind = choice,
     .doc = "portable refuses names that some systems cannot store",
     .fallback = "any",
     .choices = kNameRules},
    {.name = "columns",
     .kind = open,
     .doc = "what the cells of a column must be: required, date, integer, number, url, a list of "
            "values, or a rule"},
};

// Bounds of part_size: nobody stores parts below 1 KiB, S3-like stores refuse parts above 5 GiB.
constexpr KeySpec kPlan[] = {
    {.name = "part_size",
     .kind = size,
     .doc = "bytes per part, or auto",
     .fallback = "auto",
     .word = "auto",
     .min = kKiB,
     .max = 5 * kGiB},
    {.name = "digests",
     .kind = choice_list,
     .doc = "digests of every item to compute and record",
     .choices = kDigests},
    {.name = "if_exists",
     .kind = choice,
     .doc = "an item that an earlier run of this job has brought: sent again as if it were new "
            "(ignore), passed over"
            " (skip) or refused (fail) when it is the same, or sent as a new version of what is "
            "there or in its place",
     .fallback = "ignore",
     .choices = kIfExists},
    {.name = "identity",
     .kind = choice_list,
     .doc = "what must agree with an earlier run for an item to be the same one: relative_path, "
            "and whatever else is"
            " listed; without it path, size and time of a file, path and row of a record",
     .choices = kIdentity},
};

// Six retries with 1 s..5 m of backoff ride out an outage of about ten minutes.
constexpr KeySpec kUpload[] = {
    {.name = "in_flight",
     .kind = integer,
     .doc = "requests that carry bytes at the same time, or auto",
     .fallback = "auto",
     .word = "auto",
     .min = 1,
     .max = 1024},
    {.name = "max_rate",
     .kind = rate,
     .doc = "bytes per second for the whole run",
     .min = kKiB,
     .max = kTiB},
    {.name = "retries",
     .kind = integer,
     .doc = "how often a request that may be repeated is repeated",
     .fallback = "6",
     .min = 0,
     .max = 20},
    {.name = "backoff",
     .kind = duration_range,
     .doc = "shortest and longest wait between retries",
     .fallback = "1s..5m",
     .min = kMilli,
     .max = kHour},
    {.name = "deadline",
     .kind = duration,
     .doc = "stop the run, resumable, after so long",
     .min = kSecond,
     .max = 30 * kDay},
};

constexpr KeySpec kComplete[] = {
    {.name = "verify",
     .kind = choice_list,
     .doc = "what is compared after an upload, where the vendor tells it",
     .fallback = "etag, size",
     .choices = kChecks},
};

constexpr KeySpec kLifecycle[] = {
    {.name = "to",
     .kind = text,
     .doc = "the state to move items to; the plugin's manifest lists them",
     .presence = Presence::required},
    {.name = "if_not_permitted",
     .kind = choice,
     .doc = "what a refusal by policy means for the item",
     .fallback = "leave",
     .choices = kIfNotPermitted},
};

constexpr KeySpec kFailure[] = {
    {.name = "budget",
     .kind = budget,
     .doc = "stop the run when more than this share or number of items fails"},
    {.name = "quarantine",
     .kind = path,
     .doc = "folder for a run's rows.csv and files.txt: what was refused or set aside, with "
            "reasons; has ${run.id}",
     .variables = Variables::run},
};

constexpr KeySpec kReport[] = {
    {.name = "json",
     .kind = path,
     .doc = "where the JSON report goes",
     .variables = Variables::run},
    {.name = "csv", .kind = path, .doc = "where the CSV report goes", .variables = Variables::run},
    {.name = "junit",
     .kind = path,
     .doc = "where the JUnit report goes",
     .variables = Variables::run},
    {.name = "html",
     .kind = path,
     .doc = "where the HTML report goes: one page with everything in it",
     .variables = Variables::run},
};

constexpr KeySpec kJob[] = {
    {.name = "version",
     .kind = integer,
     .doc = "version of the job format",
     .presence = Presence::required,
     .min = 1,
     .max = 1,
     .variables = Variables::none},
    {.name = "job",
     .kind = text,
     .doc = "name of the job; names its runs and reports",
     .presence = Presence::required,
     .pattern = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
     .variables = Variables::none},
    {.name = "params",
     .kind = open,
     .doc = "typed parameters, set with -p name=value or by a profile"},
    {.name = "vendor",
     .kind = mapping,
     .doc = "where items go",
     .presence = Presence::required,
     .children = kVendor},
    {.name = "scan",
     .kind = mapping,
     .doc = "where items come from",
     .presence = Presence::required,
     .children = kScan},
    {.name = "validate",
     .kind = mapping,
     .doc = "what is refused before a byte is sent",
     .children = kValidate},
    {.name = "plan", .kind = mapping, .doc = "how items are cut into parts", .children = kPlan},
    {.name = "upload", .kind = mapping, .doc = "how hard to push", .children = kUpload},
    {.name = "complete",
     .kind = mapping,
     .doc = "what is checked afterwards",
     .children = kComplete},
    {.name = "lifecycle",
     .kind = mapping,
     .doc = "what happens to an item once it is whole",
     .children = kLifecycle},
    {.name = "failure",
     .kind = mapping,
     .doc = "when to give up; without it a run goes on to the end",
     .children = kFailure},
    {.name = "report",
     .kind = mapping,
     .doc = "files written at the end of a run",
     .children = kReport},
    {.name = "profiles", .kind = open, .doc = "named sets of dotted keys that override the job"},
    {.name = "tests",
     .kind = open,
     .doc = "items that need not exist, and what is to be sent for them; `ingot test` compares"},
};

constexpr KeySpec kParam[] = {
    {.name = "type",
     .kind = choice,
     .doc = "type of the parameter",
     .presence = Presence::required,
     .choices = kParamTypes,
     .variables = Variables::none},
    {.name = "required",
     .kind = boolean,
     .doc = "a value must be given",
     .fallback = "false",
     .variables = Variables::none},
    {.name = "default",
     .kind = text,
     .doc = "the value when none is given",
     .variables = Variables::environment},
    {.name = "pattern",
     .kind = text,
     .doc = "a regular expression the whole value matches",
     .variables = Variables::none},
    {.name = "values",
     .kind = text_list,
     .doc = "the values of a choice",
     .variables = Variables::none},
    {.name = "description",
     .kind = text,
     .doc = "what the parameter is for",
     .variables = Variables::none},
};

// Dates that people write; the closed set of date_format.hpp.
constexpr KeySpec kDate[] = {
    {.name = "from",
     .kind = date_format,
     .doc = "how the value is written: YYYY, MM or M, DD or D, hh, mm, ss and marks between them",
     .presence = Presence::required,
     .variables = Variables::none},
    {.name = "to",
     .kind = date_format,
     .doc = "how it is sent",
     .fallback = "YYYY-MM-DD",
     .variables = Variables::none},
};

constexpr KeySpec kColumn[] = {
    {.name = "type",
     .kind = choice,
     .doc = "what a value must be",
     .fallback = "text",
     .choices = kColumnTypes},
    {.name = "format",
     .kind = date_format,
     .doc = "how a date is written; YYYY-MM-DD unless given",
     .variables = Variables::none},
    {.name = "one_of", .kind = text_list, .doc = "the values that are accepted"},
    {.name = "pattern",
     .kind = text,
     .doc = "a regular expression the whole value matches",
     .variables = Variables::none},
    {.name = "required",
     .kind = boolean,
     .doc = "a row without a value is refused",
     .fallback = "false"},
};

// One byte is the least that every vendor takes.
constexpr KeySpec kTest[] = {
    {.name = "name",
     .kind = text,
     .doc = "what is tested, in words",
     .presence = Presence::required,
     .variables = Variables::none},
    {.name = "profile",
     .kind = text,
     .doc = "the profile it is about; the one given to `ingot test` when it has none",
     .variables = Variables::none},
    {.name = "params", .kind = text_map, .doc = "values of parameters, as -p would give them"},
    {.name = "file",
     .kind = text,
     .doc = "path of the file below the root; it need not exist",
     .variables = Variables::none},
    {.name = "size",
     .kind = size,
     .doc = "of that file",
     .fallback = "1",
     .min = 0,
     .max = kMostBytes,
     .variables = Variables::none},
    {.name = "row", .kind = text_map, .doc = "the row of the table: columns and their values"},
    {.name = "expect",
     .kind = open,
     .doc = "what is to be sent: fields.NAME, config.KEY, parts, part_size; or refused with a code",
     .presence = Presence::required},
};

constexpr KeySpec kField[] = {
    {.name = "literal", .kind = open, .doc = "a template that gives the value"},
    {.name = "from",
     .kind = choice,
     .doc = "a fact of the item that gives the value",
     .choices = kFacts,
     .variables = Variables::none},
    {.name = "date",
     .kind = mapping,
     .doc = "reads the value as a date and writes it otherwise",
     .children = kDate},
    {.name = "split", .kind = text, .doc = "cut the value into several at this text"},
    {.name = "map",
     .kind = open,
     .doc = "replaces values; one that is not listed is refused unless there is a default"},
    {.name = "default",
     .kind = text,
     .doc = "the value when there is none, or none that `map` lists"},
    {.name = "required",
     .kind = boolean,
     .doc = "an item without a value is refused",
     .fallback = "false"},
    {.name = "column",
     .kind = text,
     .doc = "a column of the table the item comes from that gives the value",
     .variables = Variables::none},
};

}  // namespace

std::span<const KeySpec> job_keys() {
  return kJob;
}
std::span<const KeySpec> param_keys() {
  return kParam;
}
std::span<const KeySpec> test_keys() {
  return kTest;
}
std::span<const KeySpec> field_keys() {
  return kField;
}
std::span<const KeySpec> column_keys() {
  return kColumn;
}

const KeySpec* find_key(std::span<const KeySpec> keys, std::string_view name) {
  for (const KeySpec& key : keys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

std::vector<std::string> key_names(std::span<const KeySpec> keys) {
  std::vector<std::string> names;
  for (const KeySpec& key : keys) {
    names.emplace_back(key.name);
  }
  return names;
}

}  // namespace ingot::job
