#include "host/cli/job_test.hpp"

#include <algorithm>

#include "host/base/json_text.hpp"
#include "host/cli/job_row_rules.hpp"
#include "host/cli/run_settings.hpp"
#include "host/io/globs.hpp"
#include "host/plugin/json_value.hpp"
#include "host/run/offline_check.hpp"

namespace ingot::cli {

namespace {

using plugin::JsonValue;

// The columns the job uses, as a ledger would keep them.
std::string kept_row(const job::Job& job, const io::TableRow& row) {
  io::TableRow kept;
  for (const std::string& column : job.columns) {
    if (const io::TableCell* cell = row.find(column)) kept.cells.push_back(*cell);
  }
  return kept.cells.empty() ? std::string() : io::to_json(kept);
}

Error lacks(const std::string& what) {
  return Error{ErrorKind::invalid, "the test has no item: " + what};
}

// What the scan would make of the test's file and row.
Result<ledger::Item> item_of(const job::Job& job, const job::JobTest& test) {
  ledger::Item item;
  item.row = kept_row(job, test.row);
  item.size = test.size;
  std::string path = test.file;
  if (job.uris) {
    item.key = test.row.text(job.uris->column);
    item.kind = ledger::ItemKind::plain;
    if (item.key.empty()) return lacks("give `row` the column `" + job.uris->column + "`");
  } else if (job.records) {
    item.key = test.row.text(job.records->key);
    if (item.key.empty()) return lacks("give `row` the column `" + job.records->key + "`");
    if (path.empty() && !job.records->file.empty()) path = test.row.text(job.records->file);
    if (path.empty()) item.kind = ledger::ItemKind::plain;
  } else if (job.manifest) {
    if (path.empty()) path = test.row.text(job.manifest->column);
    if (path.empty())
      return lacks("give it a `file`, or `row` the column `" + job.manifest->column + "`");
    item.key = path;
  } else {
    if (path.empty()) return lacks("give it a `file`");
    item.key = path;
  }
  if (item.kind == ledger::ItemKind::plain) item.size = 0;
  if (item.kind == ledger::ItemKind::file && path != item.key) item.path = path;
  return item;
}

Result<bool> is_taken(const job::Job& job, const ledger::Item& item) {
  if (!job.folder) return true;
  INGOT_TRY(const io::Globs globs, io::Globs::compile(job.folder->include, job.folder->exclude));
  return globs.takes_path(item.path.empty() ? item.key : item.path);
}

std::vector<std::string> texts_of(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      return {};
    case JsonValue::Kind::text:
      return {value.text};
    case JsonValue::Kind::array: {
      std::vector<std::string> texts;
      for (const JsonValue& item : value.items) {
        for (std::string& text : texts_of(item)) texts.push_back(std::move(text));
      }
      return texts;
    }
    default:
      return {plugin::to_json(value)};
  }
}

// A field's name may have dots itself: the longest that fits goes first.
std::vector<std::string> value_at(const JsonValue& root, std::string_view path) {
  for (std::size_t end = path.size(); end != std::string_view::npos && end > 0;
       end = path.rfind('.', end - 1)) {
    const JsonValue* member = root.find(path.substr(0, end));
    if (member == nullptr) continue;
    return end == path.size() ? texts_of(*member) : value_at(*member, path.substr(end + 1));
  }
  return {};
}

class Comparison {
 public:
  Comparison(const job::JobTest& test, TestOutcome& outcome) : test_(test), outcome_(outcome) {}

  void sent(const transfer::SessionItem& item) {
    outcome_.sent = "{\"values\":" + (item.fields.empty() ? "{}" : item.fields) +
                    ",\"parts\":" + std::to_string(item.n_parts) +
                    ",\"part_size\":" + std::to_string(item.part_size) + "}";
    const auto values = plugin::parse_json(item.fields.empty() ? "{}" : item.fields);
    for (const auto& expectation : test_.expectations) {
      if (expectation.what == "parts") {
        compare(expectation, {std::to_string(item.n_parts)});
      } else if (expectation.what == "part_size") {
        compare(expectation, {std::to_string(item.part_size)});
      } else if (expectation.what == "refused") {
        compare(expectation, {});
      } else {
        compare(expectation,
                values ? value_at(*values, expectation.what) : std::vector<std::string>());
      }
    }
  }

  void refused(const std::string& code, const std::string& message) {
    outcome_.refused = code + ": " + message;
    bool is_expected = false;
    for (const auto& expectation : test_.expectations) {
      if (expectation.what != "refused") continue;
      is_expected = true;
      compare(expectation, {code});
    }
    if (!is_expected) fail("the item is refused: " + outcome_.refused);
  }

  void fail(const std::string& message) {
    outcome_.failures.push_back({"item", test_.span, {}, {}, message});
  }

 private:
  void compare(const job::Expectation& expectation, std::vector<std::string> found) {
    if (expectation.values == found) return;
    outcome_.failures.push_back(
        {expectation.what, expectation.span, expectation.values, std::move(found), ""});
  }

  const job::JobTest& test_;
  TestOutcome& outcome_;
};

}  // namespace

Result<TestOutcome> run_test(LoadedJob& loaded, const job::JobTest& test) {
  TestOutcome outcome;
  outcome.name = test.name;
  Comparison comparison(test, outcome);
  const auto item = item_of(loaded.job, test);
  if (!item) {
    comparison.fail(item.error().message);
    return outcome;
  }
  INGOT_TRY(const bool is_wanted, is_taken(loaded.job, *item));
  if (!is_wanted) {
    comparison.refused("excluded", "scan.folder does not take it");
    return outcome;
  }
  if (const auto problem = JobRowRules(loaded.job.validate.columns).judge(test.row)) {
    comparison.refused(problem->code, problem->message);
    return outcome;
  }
  SystemClock clock;
  INGOT_TRY(const ConfigJson config, ConfigJson::parse(loaded.job.vendor.config_json));
  INGOT_TRY(const auto settings, settings_of(loaded.job, loaded.manifest, config, {}));
  const JobDescriber describer(loaded.job);
  const run::OfflineCheck check({clock, *loaded.vendor, describer}, settings.pipeline.rules,
                                loaded.job.vendor.config_json);
  INGOT_TRY(const auto checked, check.check({*item}));
  const run::CheckedItem& one = checked.front();
  if (one.refusal) {
    comparison.refused(one.refusal->code, one.refusal->message);
  } else {
    comparison.sent(one.item);
  }
  return outcome;
}

}  // namespace ingot::cli
