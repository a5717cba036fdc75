#include "host/job/codes.hpp"

namespace ingot::job {
namespace {

constexpr CodeInfo kCodes[] = {
    {Code::not_utf8, "the file is not UTF-8",
     "Job files are UTF-8 text. The place named is the first byte that is not. Save the file as "
     "UTF-8; an editor "
     "that says Latin-1, Windows-1252 or UTF-16 shows the usual reason."},
    {Code::empty_file, "the file holds no job",
     "The file is empty or holds only comments. The smallest job has `version`, `job`, `vendor` "
     "and `scan`."},
    {Code::file_too_large, "the file is too large for a job",
     "A job describes what to do; it never lists a million items. Files above 1 MiB are refused "
     "before they are "
     "parsed. Large lists of metadata belong beside the job, not in it."},
    {Code::control_character, "a control character in the file",
     "YAML allows tab and line ends, no other control characters. They are invisible in most "
     "editors and usually "
     "come from copying out of a terminal. Delete the character at the place named."},
    {Code::syntax, "not valid YAML",
     "The file cannot be read as YAML at the place named; nothing after it was looked at. Usual "
     "reasons: a missing "
     "space after `:`, a bracket or quote that is never closed, or text that begins with one of "
     "`*&!%@` and needs "
     "quotes."},
    {Code::tab_indent, "a tab used for indentation",
     "YAML indents with spaces only. Replace the tab by spaces."},
    {Code::several_documents, "more than one document in the file",
     "A job file holds one document. A second `---` starts another one; put that job into a file "
     "of its own."},
    {Code::duplicate_key, "a key appears twice",
     "The same key stands twice in one mapping. Readers differ in which one wins, so neither does "
     "here. Remove or "
     "rename one of them."},
    {Code::too_deep, "nested too deeply",
     "Mappings and lists may be nested 32 levels deep. No job needs more; the bound keeps a "
     "damaged or hostile "
     "file from exhausting memory."},
    {Code::alias_expansion, "aliases grow the file beyond bounds",
     "Anchors and aliases are fine, but all aliases together may expand to at most 20 000 values, "
     "and an anchor may "
     "not contain itself."},
    {Code::tag, "YAML tags are not used in jobs",
     "Types come from the declared keys, never from tags such as `!!str` or `!include`. Remove the "
     "tag; a text that "
     "looks like a number needs no quotes where a text is expected."},
    {Code::merge_key, "merge keys are not part of YAML 1.2",
     "`<<: *name` is a YAML 1.1 extension with unclear precedence. Use an alias for a whole value, "
     "or a profile."},
    {Code::complex_key, "a key is not plain text",
     "Keys are plain texts; a list, a mapping or nothing cannot be a key."},
    {Code::missing_key, "a required key is missing",
     "The mapping at the place named must contain the key. `ingot schema` lists every key with its "
     "meaning."},
    {Code::wrong_kind, "the wrong kind of value",
     "A mapping, a list or a single value stands where another of the three is expected. Lists are "
     "written "
     "[a, b] or with leading dashes, mappings { key: value } or indented."},
    {Code::version, "the version of the job format is not supported",
     "`version` names the format of the job file, not the version of your job. This program reads "
     "version 1."},
    {Code::no_value, "a key without a value",
     "The key is there but nothing (or `null`) follows. Give a value, or leave the key out to get "
     "its default."},
    {Code::unknown_key, "an unknown key",
     "The key is not declared here. Unknown keys are errors, so that a typing mistake cannot "
     "silently switch "
     "something off. The note lists what is declared; keys below `vendor.config` are declared by "
     "the plugin."},
    {Code::field_rule, "a rule of scan.fields does not fit together",
     "A rule has exactly one source: `literal` or `from`. `split` needs one character or more, "
     "`map` maps text to "
     "text. A text alone is a template, a list gives several values."},
    {Code::column_rule, "a rule of validate.columns does not fit together",
     "A column is `required`, a type (`date`, `integer`, `number`, `url`), a list of the values it "
     "may have, or a "
     "mapping of `type`, `format`, `one_of`, `pattern` and `required`. A rule must say something, "
     "and `format` belongs "
     "to dates."},
    {Code::not_integer, "not a whole number",
     "A whole number is written with digits only, perhaps after a minus: no leading zeros, no "
     "fraction, no unit."},
    {Code::not_boolean, "not true or false",
     "Only `true` and `false` are booleans. `yes`, `no`, `on` and `off` are texts and are refused "
     "here."},
    {Code::not_duration, "not a duration",
     "A duration is one or more numbers with a unit, largest first: 250ms, 30s, 5m, 1h30m, 2d. A "
     "number without a "
     "unit is refused because nobody can tell seconds from milliseconds."},
    {Code::not_size, "not a size",
     "A size is a whole number of bytes, or one with a unit: B, kB, MB, GB, TB (powers of 1000) or "
     "KiB, MiB, GiB, "
     "TiB (powers of 1024). Instead of 1.5GiB write 1536MiB."},
    {Code::not_rate, "not a rate",
     "A rate is a size per second, written 400MiB/s or 5000000/s. Leave the key out for no limit."},
    {Code::not_budget, "not a percentage or a count",
     "A budget is a share of the items such as 1% or 0.5%, or a number of items such as 25."},
    {Code::not_range, "not a range of durations",
     "A range is two durations, shortest first: 1s..5m."},
    {Code::out_of_bounds, "a value outside its bounds",
     "The value has the right form but is smaller or larger than what is allowed here. The message "
     "names both "
     "bounds."},
    {Code::not_a_choice, "not one of the choices",
     "Only the values listed in the note are accepted, written exactly so."},
    {Code::not_url, "not a usable URL",
     "A base URL is http:// or https://, a host, perhaps a port and a path: "
     "https://api.example.com/v2. User names, "
     "passwords, queries and fragments do not belong into it."},
    {Code::bad_path, "not a usable path",
     "A path is not empty and has no control characters. `~` is expanded by shells, not by ingot: "
     "write "
     "${env:HOME}. Relative paths start at the folder of the job file."},
    {Code::bad_glob, "a pattern for file names is wrong",
     "Patterns know `*`, `**`, `?`, [a-z] and {a,b}. The message says what could not be read."},
    {Code::contradiction, "two values contradict each other",
     "Each value is fine alone but no item could ever satisfy both, for example a smallest size "
     "above the largest."},
    {Code::repeated_entry, "an entry appears twice in a list",
     "The order and number of entries have no meaning here, so a repetition is a mistake."},
    {Code::not_number, "not a number", "A number is written as in JSON: 3, -2.5, 1e6."},
    {Code::pattern_mismatch, "a text does not match its pattern",
     "The plugin or the job declares a pattern for this text. The note shows it."},
    {Code::bad_length, "too short or too long",
     "The plugin declares how many characters or entries are allowed here. The message names the "
     "bounds."},
    {Code::bad_pattern, "a regular expression is wrong",
     "`pattern` is a Perl-compatible regular expression that the whole value must match. The "
     "message says what "
     "could not be read."},
    {Code::bad_date_format, "the format of a date is wrong",
     "A format has YYYY, MM (or M without a leading zero) and DD (or D) once each, perhaps hh, mm "
     "and ss, and between "
     "them only the marks - . / : , _ T and blanks. A single M or D needs a mark behind it. Names "
     "of months and time "
     "zones are not read."},
    {Code::not_date, "not a date in this format",
     "The value is written otherwise than the format says, or is no day of the calendar. A "
     "`default` beside `date` is "
     "sent as it is, so it must be written as `date.to` says."},
    {Code::malformed_variable, "a variable is not closed or has no name",
     "Variables are written ${params.name}, ${env:NAME}, ${job}, ${run.id} and ${item.name}, "
     "without spaces. "
     "For the characters themselves write $${."},
    {Code::unknown_variable, "an unknown variable",
     "No such variable exists, or the parameter is not declared under `params`."},
    {Code::environment_unset, "an environment variable is not set",
     "The job asks for an environment variable that does not exist where ingot runs. Set it, or "
     "use a parameter "
     "with a default. An empty variable counts as set."},
    {Code::variable_not_here, "a variable that has no value here",
     "${item...} exists only where something is computed for each item (scan.fields and item "
     "templates of the "
     "vendor), ${run.id} only in report paths, and the name of the job may use no variable at "
     "all."},
    {Code::no_literal_prefix, "a path template without a fixed beginning",
     "A template that makes a path must begin with fixed text; `/` suffices. Otherwise the name of "
     "a file would "
     "decide where things go."},
    {Code::unsafe_text, "a value carries characters that are not allowed",
     "Control characters, text that is not UTF-8 and `..` as a part of a path are refused in "
     "values that come from "
     "the environment, the command line or templates."},
    {Code::no_run_id, "a path that every run would share",
     "What a run sets aside must not overwrite what another run has set aside, so the path of "
     "failure.quarantine has "
     "${run.id} in it, for example ./quarantine/${run.id}."},
    {Code::unknown_param, "an unknown parameter",
     "`-p name=value` and `params.name` in a profile set a parameter that the job declares under "
     "`params`."},
    {Code::param_without_value, "a required parameter has no value",
     "The parameter is declared `required: true`, or it is used and has no default. Give it with "
     "-p name=value or "
     "in the profile."},
    {Code::param_value, "the value of a parameter does not fit its declaration",
     "The value is not of the declared type, does not match the pattern, or is not one of the "
     "values."},
    {Code::param_name, "not a name for a parameter or a profile",
     "Names begin with a letter and have letters, digits, `_` and `-`, at most 64 characters."},
    {Code::unknown_profile, "an unknown profile",
     "The profile asked for is not declared under `profiles`."},
    {Code::profile_key, "a profile sets something it cannot set",
     "A profile maps dotted keys such as vendor.base_url to values. It cannot change `version`, "
     "`job`, `profiles` or "
     "how parameters are declared, and a dotted key leads through mappings only."},
    {Code::param_declaration, "a parameter is declared inconsistently",
     "`values` belongs to type choice and only there, `pattern` to string and path; a required "
     "parameter has no "
     "default."},
    {Code::plugin_unavailable, "the plugin cannot be used",
     "No plugin of this name is installed, or it was refused; the message says which. `ingot "
     "plugins` lists what "
     "is installed. The rest of the job was checked, `vendor.config` could not be."},
    {Code::constraint_syntax, "a version constraint cannot be read",
     "A constraint is one of: 1.2.3 (exactly), >= 1.2 (this or newer), ~> 1.2 (1.2 or newer, below "
     "2), ~> 1.2.3 "
     "(1.2.3 or newer, below 1.3)."},
    {Code::constraint_unmet, "the installed plugin does not satisfy the constraint",
     "The job asks for another version of the plugin than the one installed. Install it or change "
     "vendor.version."},
    {Code::broken_schema, "the plugin declares its configuration wrongly",
     "The schema in the plugin's manifest cannot be used. This is a fault of the plugin, not of "
     "the job; tell its "
     "author the message."},
    {Code::literal_secret, "a secret written into the job",
     "Secrets never stand in a job file, and a variable would copy one there. Write a reference "
     "such as "
     "{ secret: env:NAME } or { secret: file:/run/secrets/name }; it is resolved when the run "
     "needs it."},
    {Code::secret_reference, "a reference to a secret cannot be read",
     "A reference is env:NAME, file:PATH, exec:COMMAND or ledger:NAME."},
    {Code::secret_not_expected, "a secret where none belongs",
     "The plugin does not declare this key as secret, so its value would be stored and shown like "
     "any other. Give "
     "the value itself."},
    {Code::config_choice, "none or several of the alternatives are given",
     "The plugin accepts one of several sets of keys, for example a token or a login. Give the "
     "keys of one set."},
    {Code::lifecycle_target, "an unknown lifecycle target",
     "`lifecycle.to` names a state that this vendor knows. The note lists them."},
    {Code::no_lifecycle, "the plugin has no lifecycle",
     "This vendor has no states to move an item to. Remove the `lifecycle` section."},
    {Code::reserved_config_key, "a key that is set elsewhere",
     "base_url stands directly under `vendor`, the lifecycle in its own section; the host hands "
     "both to the plugin."},
    {Code::base_url_missing, "no base URL",
     "The plugin declares no default for its base URL, so vendor.base_url must name one."},
    {Code::plain_http, "credentials travel unencrypted",
     "http:// to another machine shows every credential to whoever sits in between. Use https://; "
     "http:// is "
     "meant for a lab on this machine."},
    {Code::part_size_limits, "the part size is outside the limits of the vendor",
     "The plugin declares the smallest and largest part the vendor accepts. `auto` always fits."},
    {Code::if_exists_not_possible, "the plugin cannot do that with what exists",
     "The plugin declares what it can do with an asset that an earlier run has brought. `ignore`, "
     "`skip` and `fail` are "
     "decided with the ledgers of earlier runs and always possible; `new_version` and `replace` "
     "need a vendor that has "
     "them. The note lists what this plugin can do."},
    {Code::row_value_missing, "a required cell is empty",
     "validate.columns says that the column is required, and the row has no value there. Correct "
     "the table; the row "
     "stands in rows.csv of the quarantine, if the job has one."},
    {Code::row_not_date, "a cell is not a date",
     "The value is not written as the column's format says (2027-01-31 unless the job names one), "
     "or is no day of the "
     "calendar, such as 31 February."},
    {Code::row_not_integer, "a cell is not a whole number",
     "A whole number is written with digits only, perhaps after a minus: no leading zeros, no "
     "fraction, no thousands "
     "mark."},
    {Code::row_not_number, "a cell is not a number",
     "A number is written as in JSON: 3, -2.5, 1e6, with a point for the fraction and no thousands "
     "mark."},
    {Code::row_not_url, "a cell is not an address",
     "An address has a scheme and something behind it, without blanks: https://example.com/a.tif, "
     "s3://bucket/key."},
    {Code::row_not_a_choice, "a cell has none of the values listed",
     "validate.columns lists the values that the column may have; they are compared letter by "
     "letter."},
    {Code::row_pattern, "a cell does not match the pattern",
     "validate.columns has a pattern for the column, which the whole value must match."},
};

}  // namespace

std::string code_name(Code code) {
  return "J" + std::to_string(static_cast<int>(code));
}

std::span<const CodeInfo> all_codes() {
  return kCodes;
}

std::optional<CodeInfo> find_code(std::string_view name) {
  if (name.empty() || (name[0] != 'J' && name[0] != 'j')) return std::nullopt;
  const std::string typed = "J" + std::string(name.substr(1));
  for (const CodeInfo& info : kCodes) {
    if (code_name(info.code) == typed) return info;
  }
  return std::nullopt;
}

}  // namespace ingot::job
