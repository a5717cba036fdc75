// Reference: the reference pages of the documentation, as Markdown, made of nothing but the tables
// that the program itself runs by. `docs/reference/` holds them as committed; a test compares.
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/cli/command.hpp"
#include "host/cli/vocabulary.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::cli {

// Every key of a job file.
std::string job_reference();
// Every command and flag, and the exit codes.
std::string command_reference(const std::vector<Command>& table);
// Every word that the program prints instead of a sentence.
std::string code_reference(const Vocabulary& vocabulary);
// What each vendor's plugin can do, and its keys under vendor.config.
std::string plugin_reference(const std::vector<plugin::Manifest>& manifests);

// A text within a cell of a table.
std::string cell(std::string_view text);
// As a job would write it, in the largest unit that leaves a whole number: 5MiB, 30s.
std::string size_literal(std::uint64_t bytes);
std::string duration_literal(std::int64_t ms);

}  // namespace ingot::cli
