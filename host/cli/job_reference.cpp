// The page about job files, from the declared keys.
#include "host/cli/reference.hpp"
#include "host/job/spec.hpp"

namespace ingot::cli {

namespace {

using job::KeyKind;
using job::KeySpec;

std::string alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words)
    text += (text.empty() ? "`" : ", `") + std::string(word) + "`";
  return text;
}

// Bounds of zero on both sides mean that there are none.
std::string between(const KeySpec& key, const std::function<std::string(std::int64_t)>& written) {
  if (key.min == 0 && key.max == 0) return {};
  return ", " + written(key.min) + " to " + written(key.max);
}

std::string size_text(std::int64_t bytes) {
  return size_literal(static_cast<std::uint64_t>(bytes));
}
std::string duration_text(std::int64_t ms) {
  return duration_literal(ms);
}

std::string plain_value(const KeySpec& key) {
  switch (key.kind) {
    case KeyKind::mapping:
      return "mapping";
    case KeyKind::text:
      return key.pattern.empty() ? "text" : "text matching `" + std::string(key.pattern) + "`";
    case KeyKind::path:
      return "path";
    case KeyKind::url:
      return "URL";
    case KeyKind::boolean:
      return "`true`, `false`";
    case KeyKind::integer:
      return "whole number" +
             between(key, [](std::int64_t value) { return std::to_string(value); });
    case KeyKind::size:
      return "size" + between(key, size_text);
    case KeyKind::rate:
      return "size per second" +
             between(key, [](std::int64_t bytes) { return size_text(bytes) + "/s"; });
    case KeyKind::duration:
      return "duration" + between(key, duration_text);
    case KeyKind::duration_range:
      return "two durations, `1s..5m`" + between(key, duration_text);
    case KeyKind::budget:
      return "percentage or count";
    case KeyKind::choice:
      return alternatives(key.choices);
    case KeyKind::choice_list:
      return "list of " + alternatives(key.choices);
    case KeyKind::glob_list:
      return "list of patterns";
    case KeyKind::date_format:
      return "format of dates, `DD.MM.YYYY`";
    case KeyKind::text_list:
      return "list of texts";
    case KeyKind::text_map:
      return "names and texts";
    case KeyKind::open:
      return "see below";
  }
  return {};
}

std::string value_of(const KeySpec& key) {
  const std::string value = plain_value(key);
  return key.word.empty() ? value : value + ", or `" + std::string(key.word) + "`";
}

std::string default_of(const KeySpec& key) {
  if (key.presence == job::Presence::required) return "**required**";
  return key.fallback.empty() ? "" : "`" + std::string(key.fallback) + "`";
}

void add_table(std::string& text, std::span<const KeySpec> keys) {
  text += "\n| key | value | default | |\n|---|---|---|---|\n";
  for (const KeySpec& key : keys) {
    text += "| `" + std::string(key.name) + "` | " + cell(value_of(key)) + " | " +
            cell(default_of(key)) + " | " + cell(key.doc) + " |\n";
  }
}

std::string sentence(std::string_view text) {
  std::string result(text);
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z')
    result[0] = static_cast<char>(result[0] - ('a' - 'A'));
  return result + ".";
}

void add_sections(std::string& text, std::span<const KeySpec> keys, const std::string& prefix) {
  for (const KeySpec& key : keys) {
    if (key.kind != KeyKind::mapping) continue;
    const std::string name = prefix + std::string(key.name);
    text += "\n## `" + name + "`\n\n" + sentence(key.doc) + "\n";
    add_table(text, key.children);
    add_sections(text, key.children, name + ".");
  }
}

constexpr std::string_view kIntroduction =
    "# Job files\n\n"
    "YAML 1.2, UTF-8, one document. Unknown and repeated keys are errors. Relative paths start at "
    "the folder of the job "
    "file.\n`ingot validate JOB` shows everything that is wrong, `ingot schema` prints the JSON "
    "Schema for editors.\n";

constexpr std::string_view kLiterals =
    "\n## Literals\n\n"
    "| value | written |\n|---|---|\n"
    "| duration | `250ms`, `30s`, `5m`, `1h30m`, `2d`; never without a unit |\n"
    "| size | `1000`, `8MiB`, `50GB`: units of 1000 (kB, MB, GB, TB) or 1024 (KiB, MiB, GiB, TiB) "
    "|\n"
    "| rate | a size per second: `400MiB/s` |\n"
    "| budget | a share of the items, `1%`, or a number of them, `25` |\n"
    "| pattern | `*`, `**`, `?`, `[a-z]`, `{a,b}` |\n"
    "| secret | a reference: `{ secret: \"env:NAME\" }`, `file:PATH`, `exec:COMMAND`, "
    "`ledger:NAME` |\n"
    "\n## Variables\n\n"
    "Replaced inside texts after the file has been read as YAML, so a value can never become "
    "structure. `$${` stands for "
    "`${`.\n\n"
    "| variable | is | where |\n|---|---|---|\n"
    "| `${env:NAME}` | an environment variable | everywhere but in names and declarations |\n"
    "| `${params.NAME}` | a parameter | likewise |\n"
    "| `${job}` | the job's name | likewise |\n"
    "| `${item.name}`, `.stem`, `.ext`, `.dir`, `.path`, `.size`, `.mtime` | facts of an item | "
    "fields and item templates |\n"
    "| `${row.COLUMN}` | a cell of the item's row | fields and item templates |\n"
    "| `${run.id}` | the run | paths of reports |\n";

}  // namespace

std::string job_reference() {
  std::string text(kIntroduction);
  add_table(text, job::job_keys());
  add_sections(text, job::job_keys(), "");
  text += "\n## `params.NAME`\n\nA parameter: `season: { type: string, required: true }`.\n";
  add_table(text, job::param_keys());
  text +=
      "\n## `scan.fields.NAME`\n\nA text is a template, a list gives several values, a mapping is "
      "a rule:\n";
  add_table(text, job::field_keys());
  add_sections(text, job::field_keys(), "scan.fields.NAME.");
  text +=
      "\n## `validate.columns.NAME`\n\nWhat the cells of a column must be: `required`, a type, a "
      "list of values, or a mapping:\n";
  add_table(text, job::column_keys());
  text +=
      "\n## `tests[]`\n\nAn item that need not exist, and what is to be sent for it; `ingot test "
      "JOB` compares:\n";
  add_table(text, job::test_keys());
  text +=
      "\n## `vendor.config`\n\nThe plugin's own keys: [plugins](plugins.md).\n"
      "\n## `profiles.NAME`\n\nDotted keys and the values that replace them: `vendor.base_url: "
      "http://127.0.0.1:8090`. Chosen "
      "with\n`--profile NAME`.\n";
  text += kLiterals;
  return text;
}

}  // namespace ingot::cli
