// SourceSetup: the item source a job describes, and the folder its files are opened below.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "host/base/clock.hpp"
#include "host/io/root_folder.hpp"
#include "host/job/job.hpp"
#include "host/run/item_source.hpp"
#include "host/run/row_rules.hpp"
#include "host/run/table_source.hpp"

namespace ingot::cli {

struct SourceSetup {
  std::unique_ptr<run::RowRules> rules;  // that the source asks
  std::unique_ptr<run::ItemSource> source;
  std::optional<run::TableSourceOptions> table;  // of a source that reads one
  std::filesystem::path root;
  io::Symlinks symlinks = io::Symlinks::skip;
};

// What is still being written: waited for (a run), or taken as it is now (validate, plan).
enum class Unstable { wait, take };

// May an earlier life of this run have walked the source, without coming to its end?
enum class Walked { never, in_part };

// invalid: patterns that contradict each other. `clock` must outlive the source.
Result<SourceSetup> set_up_source(const job::Job& job, Clock& clock, Unstable unstable,
                                  Walked walked = Walked::never);

// Does the job compare files with those of earlier runs by their digests?
bool compares_digests(const job::Job& job);

// "folder /drop", "rows of items.csv": for people.
std::string source_name(const job::Job& job);

}  // namespace ingot::cli
