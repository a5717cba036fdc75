// Library: a plugin loaded into this process for ever, its table checked. Not the reading of its
// manifest (elf_note) and not its sessions (session). A cheap value that may be copied. Thread
// rule: load() forks; call it before other threads are started. A loaded Library is immutable.
#pragma once

#include <chrono>
#include <filesystem>
#include <utility>

#include "host/base/result.hpp"
#include "host/plugin/manifest.hpp"
#include "host/plugin/probe.hpp"

struct ingot_plugin;

namespace ingot::plugin {

struct LoadOptions {
  // How long a plugin may take to be loaded and queried. 2 s: a cold disk and a large library, yet
  // no wait a person would take for a hang.
  std::chrono::milliseconds deadline{2000};
};

class Library {
 public:
  // Reads the manifest, checks the ABI range and the exports, tries the plugin in a child process,
  // then loads it here (now, local, never unloaded) and checks its table. Every failure is
  // `refused` (not_found: no such file) with a sentence that says what to do. Blocks for at most
  // the deadline and a little. May be repeated.
  static Result<Library> load(const std::filesystem::path& file, const LoadOptions& options = {});

  const std::filesystem::path& path() const { return path_; }  // absolute
  const Manifest& manifest() const { return manifest_; }
  const ingot_plugin& table() const { return *table_; }

 private:
  Library(std::filesystem::path path, Manifest manifest, const ingot_plugin* table)
      : path_(std::move(path)), manifest_(std::move(manifest)), table_(table) {}

  std::filesystem::path path_;
  Manifest manifest_;
  const ingot_plugin* table_;  // static storage of a library that is never unloaded
};

// The parts of loading, for listings and checkers. Messages are the rest of a sentence that begins
// with the plugin: "is truncated: …", "speaks ABI 2.0, this ingot speaks 1.0; install a plugin
// built for 1.x".

// The manifest in a plugin's file; nothing of it is run.
Result<Manifest> read_installed(const std::filesystem::path& file);
// Does it export what a plugin must, and nothing else? Nothing of it is run.
Status check_exports(const std::filesystem::path& file);
// Does the manifest's ABI range include what this host speaks?
Status check_abi(const Manifest& manifest);
// Is the answer of ingot_plugin_query usable: there, complete, of an ABI this host speaks? May be
// null or lie about its size.
Status check_table(const ingot_plugin* table);
// Loads it into this process (now, local, never unloaded), queries it and checks the answer; `report` hears of each stage
// before it begins. Code of the plugin runs: try it in a child first, or be one.
Result<const ingot_plugin*> load_table(const std::filesystem::path& file, const Manifest& manifest,
                                       const ReportStage& report = [](ProbeStage) {});
// Is it the plugin that its manifest describes?
Status check_identity(const ingot_plugin& table, const Manifest& manifest);

}  // namespace ingot::plugin
