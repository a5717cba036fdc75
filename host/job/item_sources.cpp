#include "host/job/item_sources.hpp"

#include <filesystem>
#include <set>

namespace ingot::job {

namespace {

const Node* scan_of(const Node& root) {
  const Entry* scan = root.find("scan");
  return scan != nullptr && scan->value.is_mapping() ? &scan->value : nullptr;
}

void check_table(const Entry& source, const std::vector<const char*>& forms, Reporter& reporter) {
  std::string names;
  std::size_t given = 0;
  for (const char* form : forms) {
    names += (names.empty() ? "`" : ", `") + std::string(form) + "`";
    if (source.value.find(form) != nullptr) ++given;
  }
  if (given == 1 || !source.value.is_mapping()) return;
  reporter.error(given == 0 ? Code::missing_key : Code::contradiction, source.key_span,
                 "`scan." + source.key + "` " + (given == 0 ? "names no file" : "names several files"),
                 {"give one of " + names, {}});
}

Table table_of(const Values& values, const std::string& source) {
  if (const auto csv = values.find<std::string>(source + ".csv")) return {*csv, Table::Form::csv};
  if (const auto jsonl = values.find<std::string>(source + ".jsonl"))
    return {*jsonl, Table::Form::jsonl};
  return {values.value_or<std::string>(source + ".list", ""), Table::Form::lines};
}

FolderSource folder_of(const Values& values) {
  using Texts = std::vector<std::string>;
  FolderSource source;
  source.root = values.value_or<std::string>("scan.folder.root", "");
  source.include = values.value_or<Texts>("scan.folder.include", {});
  source.exclude = values.value_or<Texts>("scan.folder.exclude", {});
  source.stable_for = values.value_or("scan.folder.stable_for", std::chrono::milliseconds(0));
  if (values.value_or("scan.folder.follow_symlinks", false)) source.symlinks = Symlinks::follow;
  return source;
}

ManifestSource manifest_of(const Values& values) {
  ManifestSource source;
  source.table = table_of(values, "scan.manifest");
  source.column = values.value_or<std::string>("scan.manifest.match.column", "");
  const auto policy = values.value_or<std::string>("scan.manifest.row_without_file", "error");
  if (policy == "skip") source.row_without_file = ManifestSource::WithoutFile::skip;
  if (policy == "record") source.row_without_file = ManifestSource::WithoutFile::record;
  return source;
}

RecordSource records_of(const Values& values) {
  RecordSource source;
  source.table = table_of(values, "scan.records");
  source.key = values.value_or<std::string>("scan.records.key", "");
  source.file = values.value_or<std::string>("scan.records.file", "");
  source.root = values.value_or<std::string>(
      "scan.records.root", std::filesystem::path(source.table.path).parent_path().string());
  return source;
}

void add_columns(const Template& text, std::set<std::string>& columns) {
  for (const Template::Piece& piece : text.pieces()) {
    if (piece.variable == Variable::row) columns.insert(piece.column);
  }
}

}  // namespace

bool has_table(const Node& root) {
  const Node* scan = scan_of(root);
  if (scan == nullptr) return false;
  for (const char* source : {"manifest", "records", "uris"}) {
    if (scan->find(source) != nullptr) return true;
  }
  return false;
}

void check_sources(const Node& root, Reporter& reporter) {
  const Node* scan = scan_of(root);
  if (scan == nullptr) return;
  const Entry* folder = scan->find("folder");
  const Entry* manifest = scan->find("manifest");
  const Entry* records = scan->find("records");
  const Entry* uris = scan->find("uris");
  if (manifest != nullptr) check_table(*manifest, {"csv", "jsonl"}, reporter);
  if (records != nullptr) check_table(*records, {"csv", "jsonl"}, reporter);
  if (uris != nullptr) check_table(*uris, {"csv", "jsonl", "list"}, reporter);
  const bool is_one = (folder != nullptr) + (records != nullptr) + (uris != nullptr) == 1;
  const Span place = root.find("scan")->key_span;
  if (!is_one) {
    const bool is_none = folder == nullptr && records == nullptr && uris == nullptr;
    reporter.error(is_none ? Code::missing_key : Code::contradiction, place,
                   is_none ? "`scan` names no source" : "`scan` names several sources",
                   {"give one of `folder`, `records` and `uris`", {}});
  } else if (manifest != nullptr && folder == nullptr) {
    reporter.error(Code::contradiction, manifest->key_span,
                   "`scan.manifest` names files of `scan.folder`, which is missing",
                   {"add `folder: { root: ... }`; rows without files are `scan.records`", {}});
  }
  if (manifest != nullptr && folder != nullptr && folder->value.is_mapping() &&
      folder->value.find("stable_for") != nullptr) {
    reporter.error(Code::contradiction, folder->value.find("stable_for")->key_span,
                   "`scan.folder.stable_for` is for walking a folder; a manifest names its files",
                   {"remove it", {}});
  }
  const bool needs_column = uris != nullptr && uris->value.is_mapping() &&
                            uris->value.find("list") == nullptr &&
                            uris->value.find("column") == nullptr;
  if (needs_column) {
    reporter.error(Code::missing_key, uris->key_span, "`scan.uris.column` is missing",
                   {"name the column with the URI", {}});
  }
}

void read_sources(const Values& values, Job& job) {
  if (values.has("scan.folder.root")) job.folder = folder_of(values);
  if (values.has("scan.manifest.match.column")) job.manifest = manifest_of(values);
  if (values.has("scan.records.key")) job.records = records_of(values);
  for (const char* file : {"scan.uris.csv", "scan.uris.jsonl", "scan.uris.list"}) {
    if (!values.has(file)) continue;
    job.uris = UriSource{table_of(values, "scan.uris"),
                         values.value_or<std::string>("scan.uris.column", "line")};
  }
}

std::vector<std::string> used_columns(const Job& job) {
  std::set<std::string> columns;
  for (const FieldRule& rule : job.fields) {
    for (const Template& source : rule.sources) add_columns(source, columns);
  }
  for (const ItemTemplate& key : job.vendor.item_templates) add_columns(key.text, columns);
  return {columns.begin(), columns.end()};
}

}  // namespace ingot::job
