// Spec: every key of the job format, declared once. The loader, did-you-mean, the published JSON
// Schema and the documentation all read this table; nothing else knows a key's type, default or
// bounds. Immutable data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/job/scope.hpp"

namespace ingot::job {

enum class KeyKind {
  mapping,  // with `children`
  text,     // one line; `pattern` if given
  path,     // relative to the folder of the job
  url,      // a base URL
  boolean,
  integer,         // min..max
  size,            // bytes, min..max
  rate,            // bytes per second, min..max
  duration,        // milliseconds, min..max
  duration_range,  // both ends within min..max milliseconds
  budget,          // percentage or count
  choice,          // one of `choices`
  choice_list,     // several of `choices`, none twice
  glob_list,       // file name patterns
  date_format,  // how dates are written, see date_format.hpp
  text_list,       // texts, none twice
  text_map,        // names to texts or lists of texts; checked by a module of its own
  open,            // checked by a module of its own (config, fields, params, profiles)
};

enum class Presence { optional, required };

struct KeySpec {
  std::string_view name;
  KeyKind kind = KeyKind::text;
  std::string_view doc = {};
  Presence presence = Presence::optional;
  std::string_view fallback = {};  // the default, as a job would write it; lists separated by ", "
  std::string_view word = {};      // a word that may stand instead of a value: "auto"
  std::span<const std::string_view> choices = {};
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::string_view pattern = {};
  Variables variables = Variables::load;
  std::span<const KeySpec> children = {};
};

// The top level of a job.
std::span<const KeySpec> job_keys();
// One parameter under `params`.
std::span<const KeySpec> param_keys();
// One entry of `tests`.
std::span<const KeySpec> test_keys();
// One rule under `scan.fields`, when it is a mapping.
std::span<const KeySpec> field_keys();
// One rule under `validate.columns`, when it is a mapping.
std::span<const KeySpec> column_keys();

const KeySpec* find_key(std::span<const KeySpec> keys, std::string_view name);
// The names that this version accepts, for did-you-mean and "declares".
std::vector<std::string> key_names(std::span<const KeySpec> keys);

}  // namespace ingot::job
