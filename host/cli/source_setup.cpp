#include "host/cli/source_setup.hpp"

#include "host/cli/job_row_rules.hpp"
#include "host/run/list_source.hpp"

namespace ingot::cli {

using run::TableSourceOptions;

namespace {

io::TableForm form_of(job::Table::Form form) {
  switch (form) {
    case job::Table::Form::csv:
      return io::TableForm::csv;
    case job::Table::Form::jsonl:
      return io::TableForm::jsonl;
    case job::Table::Form::lines:
      break;
  }
  return io::TableForm::lines;
}

TableSourceOptions table_options(const job::Job& job, const job::Table& table) {
  TableSourceOptions options;
  options.table = table.path;
  options.form = form_of(table.form);
  options.keep = job.columns;
  for (const job::ColumnRule& rule : job.validate.columns) options.need.push_back(rule.column);
  return options;
}

// The rules outlive the source that asks them.
SourceSetup table_setup(const job::Job& job, TableSourceOptions options, Clock& clock) {
  SourceSetup setup;
  setup.root = options.files.root;
  setup.symlinks = options.files.symlinks;
  if (!job.validate.columns.empty())
    setup.rules = std::make_unique<JobRowRules>(job.validate.columns);
  options.rules = setup.rules.get();
  setup.table = options;
  setup.source = run::table_source(std::move(options), clock);
  return setup;
}

SourceSetup manifest_setup(const job::Job& job, run::NamedFilesOptions files, Clock& clock) {
  using Source = job::ManifestSource;
  using Options = TableSourceOptions;
  const Source& manifest = *job.manifest;
  Options options = table_options(job, manifest.table);
  options.key_column = manifest.column;
  options.file_column = manifest.column;
  options.key = Options::Key::path;
  if (manifest.against == Source::Against::name) options.naming = Options::Naming::last_name;
  options.files = std::move(files);
  switch (manifest.row_without_file) {
    case Source::WithoutFile::error:
      break;
    case Source::WithoutFile::skip:
      options.missing_file = Options::WithoutFile::skip;
      break;
    case Source::WithoutFile::record:
      options.missing_file = Options::WithoutFile::plain;
      break;
    case Source::WithoutFile::quarantine:
      options.missing_file = Options::WithoutFile::set_aside;
      break;
  }
  switch (manifest.file_without_row) {
    case Source::WithoutRow::ignore:
      break;
    case Source::WithoutRow::error:
      options.without_row = Options::WithoutRow::problem;
      break;
    case Source::WithoutRow::quarantine:
      options.without_row = Options::WithoutRow::set_aside;
      break;
  }
  return table_setup(job, std::move(options), clock);
}

SourceSetup list_setup(const job::Job& job, run::NamedFilesOptions files, Clock& clock,
                       Walked walked) {
  SourceSetup setup;
  setup.root = files.root;
  setup.symlinks = files.symlinks;
  run::ListSourceOptions options;
  if (job.list->path) options.list = *job.list->path;
  if (job.list->separator == job::PathListSource::Separator::nul)
    options.separator = io::PathSeparator::nul;
  options.must_name_files = !options.list && walked == Walked::in_part;
  options.files = std::move(files);
  setup.source = run::list_source(std::move(options), clock);
  return setup;
}

Result<SourceSetup> folder_setup(const job::Job& job, Clock& clock, Unstable unstable,
                                 Walked walked) {
  const job::FolderSource& folder = *job.folder;
  run::NamedFilesOptions files;
  files.root = folder.root;
  files.symlinks =
      folder.symlinks == job::Symlinks::follow ? io::Symlinks::follow_inside : io::Symlinks::skip;
  files.stable_for = unstable == Unstable::wait ? folder.stable_for : std::chrono::milliseconds(0);
  INGOT_TRY(files.globs, io::Globs::compile(folder.include, folder.exclude));
  if (job.manifest) return manifest_setup(job, std::move(files), clock);
  if (job.list) return list_setup(job, std::move(files), clock, walked);
  SourceSetup setup;
  setup.root = files.root;
  setup.symlinks = files.symlinks;
  io::ScanOptions scan;
  scan.root = files.root;
  scan.globs = std::move(files.globs);
  scan.stable_for = files.stable_for;
  scan.symlinks = files.symlinks;
  setup.source = run::folder_source(std::move(scan), clock);
  return setup;
}

SourceSetup record_setup(const job::Job& job, Clock& clock) {
  const job::RecordSource& records = *job.records;
  TableSourceOptions options = table_options(job, records.table);
  options.key_column = records.key;
  options.file_column = records.file;
  options.empty_file = TableSourceOptions::WithoutFile::plain;
  options.files.root = records.root;
  return table_setup(job, std::move(options), clock);
}

SourceSetup uri_setup(const job::Job& job, Clock& clock) {
  TableSourceOptions options = table_options(job, job.uris->table);
  options.key_column = job.uris->column;
  options.files.root = std::filesystem::path(job.uris->table.path).parent_path();
  return table_setup(job, std::move(options), clock);
}

}  // namespace

Result<SourceSetup> set_up_source(const job::Job& job, Clock& clock, Unstable unstable,
                                  Walked walked) {
  if (job.records) return record_setup(job, clock);
  if (job.uris) return uri_setup(job, clock);
  auto setup = folder_setup(job, clock, unstable, walked);
  if (!setup) return setup.error().within("scan.folder");
  return setup;
}

bool compares_digests(const job::Job& job) {
  return job.plan.if_exists != job::IfExists::ignore && job.plan.identity &&
         job.plan.identity->sha256;
}

std::string source_name(const job::Job& job) {
  if (job.records) return "rows of " + job.records->table.path;
  if (job.uris) return "URIs of " + job.uris->table.path;
  if (job.manifest)
    return job.folder->root + ", as " + job.manifest->table.path + " names its files";
  if (job.list)
    return job.folder->root + ", as " + job.list->path.value_or("standard input") +
           " lists its files";
  return job.folder->root;
}

}  // namespace ingot::cli
