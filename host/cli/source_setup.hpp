// SourceSetup: the item source a job describes, and the folder its files are opened below.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "host/base/clock.hpp"
#include "host/io/root_folder.hpp"
#include "host/job/job.hpp"
#include "host/run/item_source.hpp"

namespace ingot::cli {

struct SourceSetup {
  std::unique_ptr<run::ItemSource> source;
  std::filesystem::path root;
  io::Symlinks symlinks = io::Symlinks::skip;
};

// What is still being written: waited for (a run), or taken as it is now (validate, plan).
enum class Unstable { wait, take };

// invalid: patterns that contradict each other. `clock` must outlive the source.
Result<SourceSetup> set_up_source(const job::Job& job, Clock& clock, Unstable unstable);

// "folder /drop", "rows of items.csv": for people.
std::string source_name(const job::Job& job);

}  // namespace ingot::cli
