#include "host/cli/source_setup.hpp"

namespace ingot::cli {

static io::TableForm form_of(job::Table::Form form) {
  switch (form) {
    case job::Table::Form::csv: return io::TableForm::csv;
    case job::Table::Form::jsonl: return io::TableForm::jsonl;
    case job::Table::Form::lines: break;
  }
  return io::TableForm::lines;
}

static run::TableSourceOptions table_options(const job::Job& job, const job::Table& table) {
  run::TableSourceOptions options;
  options.table = table.path;
  options.form = form_of(table.form);
  options.keep = job.columns;
  return options;
}

static SourceSetup manifest_setup(const job::Job& job, io::Globs globs, io::Symlinks symlinks) {
  using WithoutFile = run::TableSourceOptions::WithoutFile;
  run::TableSourceOptions options = table_options(job, job.manifest->table);
  options.key_column = job.manifest->column;
  options.file_column = job.manifest->column;
  options.root = job.folder->root;
  options.symlinks = symlinks;
  options.globs = std::move(globs);
  switch (job.manifest->row_without_file) {
    case job::ManifestSource::WithoutFile::error: break;
    case job::ManifestSource::WithoutFile::skip: options.missing_file = WithoutFile::skip; break;
    case job::ManifestSource::WithoutFile::record: options.missing_file = WithoutFile::plain; break;
  }
  return SourceSetup{run::table_source(std::move(options)), job.folder->root, symlinks};
}

static Result<SourceSetup> folder_setup(const job::Job& job, Clock& clock, Unstable unstable) {
  const job::FolderSource& folder = *job.folder;
  const io::Symlinks symlinks =
      folder.symlinks == job::Symlinks::follow ? io::Symlinks::follow_inside : io::Symlinks::skip;
  INGOT_TRY(io::Globs globs, io::Globs::compile(folder.include, folder.exclude));
  if (job.manifest) return manifest_setup(job, std::move(globs), symlinks);
  io::ScanOptions scan;
  scan.root = folder.root;
  scan.globs = std::move(globs);
  scan.stable_for = unstable == Unstable::wait ? folder.stable_for : std::chrono::milliseconds(0);
  scan.symlinks = symlinks;
  return SourceSetup{run::folder_source(std::move(scan), clock), folder.root, symlinks};
}

static SourceSetup record_setup(const job::Job& job) {
  const job::RecordSource& records = *job.records;
  run::TableSourceOptions options = table_options(job, records.table);
  options.key_column = records.key;
  options.file_column = records.file;
  options.empty_file = run::TableSourceOptions::WithoutFile::plain;
  options.root = records.root;
  return SourceSetup{run::table_source(std::move(options)), records.root};
}

static SourceSetup uri_setup(const job::Job& job) {
  run::TableSourceOptions options = table_options(job, job.uris->table);
  options.key_column = job.uris->column;
  return SourceSetup{run::table_source(std::move(options)),
                     std::filesystem::path(job.uris->table.path).parent_path()};
}

Result<SourceSetup> set_up_source(const job::Job& job, Clock& clock, Unstable unstable) {
  if (job.records) return record_setup(job);
  if (job.uris) return uri_setup(job);
  auto setup = folder_setup(job, clock, unstable);
  if (!setup) return setup.error().within("scan.folder");
  return setup;
}

std::string source_name(const job::Job& job) {
  if (job.records) return "rows of " + job.records->table.path;
  if (job.uris) return "URIs of " + job.uris->table.path;
  if (job.manifest) return job.folder->root + ", as " + job.manifest->table.path + " names its files";
  return job.folder->root;
}

}  // namespace ingot::cli
