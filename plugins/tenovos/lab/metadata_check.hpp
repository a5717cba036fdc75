// Judges the classic metadata form of POST /asset (tenovos.md 2.4) against a template: kinds of
// values, lengths, dates, vocabularies, required and read-only attributes. Pure.
#pragma once

#include <optional>
#include <string>

#include <ingot/lab/json.hpp>

#include "plugins/tenovos/lab/metadata_model.hpp"

namespace ingot::lab::tenovos {

// What is wrong, naming the entry ("metadata[2]: ..."), or nothing. `metadata` is an array; null
// counts as an empty one, for the schema allows it.
std::optional<std::string> check_metadata(const Json& metadata,
                                          const MetadataTemplate& metadata_template,
                                          const MetadataModel& model);

}  // namespace ingot::lab::tenovos
