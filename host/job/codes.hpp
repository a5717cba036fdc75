// The codes of job diagnostics: stable numbers that people search for and `ingot explain`
// describes. J1 the file as YAML, J2 keys and structure, J3 values, J4 variables, J5 parameters and
// profiles, J6 the vendor; J7 is said of the rows of a table, not of the job. Immutable data.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ingot::job {

// A number, once published, keeps its meaning and is never used for another one.
enum class Code {
  not_utf8 = 1001,
  empty_file = 1002,
  file_too_large = 1003,
  control_character = 1004,
  syntax = 1005,
  tab_indent = 1006,
  several_documents = 1007,
  duplicate_key = 1008,
  too_deep = 1009,
  alias_expansion = 1010,
  tag = 1011,
  merge_key = 1012,
  complex_key = 1013,

  missing_key = 2001,
  wrong_kind = 2002,
  version = 2003,
  no_value = 2005,
  unknown_key = 2007,
  field_rule = 2009,
  column_rule = 2010,

  not_integer = 3001,
  not_boolean = 3002,
  not_duration = 3003,
  not_size = 3004,
  not_rate = 3005,
  not_budget = 3006,
  not_range = 3007,
  out_of_bounds = 3008,
  not_a_choice = 3009,
  not_url = 3010,
  bad_path = 3011,
  bad_glob = 3012,
  contradiction = 3013,
  repeated_entry = 3014,
  not_number = 3015,
  pattern_mismatch = 3016,
  bad_length = 3017,
  bad_pattern = 3018,
  bad_date_format = 3019,
  not_date = 3020,

  malformed_variable = 4001,
  unknown_variable = 4002,
  environment_unset = 4003,
  variable_not_here = 4004,
  no_literal_prefix = 4005,
  unsafe_text = 4006,
  no_run_id = 4007,

  unknown_param = 5001,
  param_without_value = 5002,
  param_value = 5003,
  param_name = 5004,
  unknown_profile = 5005,
  profile_key = 5006,
  param_declaration = 5007,

  plugin_unavailable = 6001,
  constraint_syntax = 6002,
  constraint_unmet = 6003,
  broken_schema = 6004,
  literal_secret = 6005,
  secret_reference = 6006,
  secret_not_expected = 6007,
  config_choice = 6008,
  lifecycle_target = 6010,
  no_lifecycle = 6011,
  reserved_config_key = 6012,
  base_url_missing = 6013,
  plain_http = 6014,
  part_size_limits = 6015,
  if_exists_not_possible = 6016,

  row_value_missing = 7001,
  row_not_date = 7002,
  row_not_integer = 7003,
  row_not_number = 7004,
  row_not_url = 7005,
  row_not_a_choice = 7006,
  row_pattern = 7007,
};

struct CodeInfo {
  Code code;
  std::string_view title;        // one line
  std::string_view explanation;  // a paragraph: why this is refused and what to do
};

// "J2007"
std::string code_name(Code code);
// Every code, ascending.
std::span<const CodeInfo> all_codes();
// By name, as typed after `ingot explain`; case does not matter.
std::optional<CodeInfo> find_code(std::string_view name);

}  // namespace ingot::job
