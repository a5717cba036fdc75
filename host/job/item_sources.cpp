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
  reporter.error(
      given == 0 ? Code::missing_key : Code::contradiction, source.key_span,
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
  using Against = ManifestSource::Against;
  using WithoutFile = ManifestSource::WithoutFile;
  using WithoutRow = ManifestSource::WithoutRow;
  const auto against = values.value_or<std::string>("scan.manifest.match.against", "relative_path");
  if (against == "name") source.against = Against::name;
  const auto row = values.value_or<std::string>("scan.manifest.row_without_file", "error");
  if (row == "skip") source.row_without_file = WithoutFile::skip;
  if (row == "record") source.row_without_file = WithoutFile::record;
  if (row == "quarantine") source.row_without_file = WithoutFile::quarantine;
  const auto file = values.value_or<std::string>("scan.manifest.file_without_row", "ignore");
  if (file == "error") source.file_without_row = WithoutRow::error;
  if (file == "quarantine") source.file_without_row = WithoutRow::quarantine;
  return source;
}

PathListSource list_of(const Values& values) {
  using Separator = PathListSource::Separator;
  PathListSource source;
  const auto path = values.value_or<std::string>("scan.list.paths", "-");
  if (path != "-") source.path = path;
  if (values.value_or<std::string>("scan.list.separator", "line") == "nul")
    source.separator = Separator::nul;
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

namespace {

// One of these, and beside a folder perhaps one of those that pick its files.
class SourceCheck {
 public:
  SourceCheck(const Node& root, Reporter& reporter)
      : root_(root), scan_(*scan_of(root)), reporter_(reporter) {}

  void check() {
    const std::pair<const char*, std::vector<const char*>> tables[] = {
        {"manifest", {"csv", "jsonl"}},
        {"records", {"csv", "jsonl"}},
        {"uris", {"csv", "jsonl", "list"}}};
    for (const auto& [source, forms] : tables) {
      if (const Entry* entry = scan_.find(source)) check_table(*entry, forms, reporter_);
    }
    check_one();
    check_pickers();
    check_uris();
    check_quarantine();
    check_columns();
  }

 private:
  bool has(std::string_view source) const { return scan_.find(source) != nullptr; }

  void check_one() {
    const int count = has("folder") + has("records") + has("uris");
    if (count == 1) return;
    reporter_.error(count == 0 ? Code::missing_key : Code::contradiction,
                    root_.find("scan")->key_span,
                    count == 0 ? "`scan` names no source" : "`scan` names several sources",
                    {"give one of `folder`, `records` and `uris`", {}});
  }

  void check_pickers() {
    const Entry* manifest = scan_.find("manifest");
    const Entry* list = scan_.find("list");
    const bool is_one = has("folder") + has("records") + has("uris") == 1;
    for (const Entry* picker : {manifest, list}) {
      if (picker == nullptr || has("folder") || !is_one) continue;
      reporter_.error(
          Code::contradiction, picker->key_span,
          "`scan." + picker->key + "` names files of `scan.folder`, which is missing",
          {"add `folder: { root: ... }`" +
               std::string(picker == manifest ? "; rows without files are `scan.records`" : ""),
           {}});
    }
    if (manifest == nullptr || list == nullptr) return;
    reporter_.error(Code::contradiction, list->key_span,
                    "`scan.list` and `scan.manifest` both say which files are taken",
                    {"give one of them", {}});
  }

  void check_uris() {
    const Entry* uris = scan_.find("uris");
    const bool needs_column = uris != nullptr && uris->value.is_mapping() &&
                              uris->value.find("list") == nullptr &&
                              uris->value.find("column") == nullptr;
    if (!needs_column) return;
    reporter_.error(Code::missing_key, uris->key_span, "`scan.uris.column` is missing",
                    {"name the column with the URI", {}});
  }

  // What is set aside must have a place.
  void check_quarantine() {
    const Entry* failure = root_.find("failure");
    if (failure != nullptr && failure->value.is_mapping() &&
        failure->value.find("quarantine") != nullptr)
      return;
    const Entry* manifest = scan_.find("manifest");
    if (manifest == nullptr || !manifest->value.is_mapping()) return;
    for (const char* key : {"row_without_file", "file_without_row"}) {
      const Entry* policy = manifest->value.find(key);
      if (policy == nullptr || policy->value.text != "quarantine") continue;
      reporter_.error(Code::contradiction, policy->value.span,
                      "`scan.manifest." + std::string(key) +
                          "`: there is no `failure.quarantine` to set things aside in",
                      {"add failure: { quarantine: ./quarantine/${run.id} }", {}});
    }
  }

  void check_columns() {
    const Entry* validate = root_.find("validate");
    const Entry* columns = validate != nullptr && validate->value.is_mapping()
                               ? validate->value.find("columns")
                               : nullptr;
    if (columns == nullptr || has_table(root_)) return;
    reporter_.error(Code::contradiction, columns->key_span,
                    "`validate.columns` has no table to look in",
                    {"add scan.manifest, scan.records or scan.uris", {}});
  }

  const Node& root_;
  const Node& scan_;
  Reporter& reporter_;
};

}  // namespace

void check_sources(const Node& root, Reporter& reporter) {
  if (scan_of(root) != nullptr) SourceCheck(root, reporter).check();
}

void read_sources(const Values& values, Job& job) {
  if (values.has("scan.folder.root")) job.folder = folder_of(values);
  if (values.has("scan.manifest.match.column")) job.manifest = manifest_of(values);
  if (values.has("scan.list.paths")) job.list = list_of(values);
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
