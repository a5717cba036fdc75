#include "host/job/job_tests.hpp"

#include <algorithm>

#include "host/job/nearest.hpp"
#include "host/job/spec.hpp"
#include "host/job/yaml_reader.hpp"

namespace ingot::job {
namespace {

// What may be expected, and whether more of a path follows it.
constexpr std::string_view kWhole[] = {"parts", "part_size", "refused"};
constexpr std::string_view kParents[] = {"fields", "config"};

bool is_one_of(std::string_view text, std::span<const std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

class TestReader {
 public:
  TestReader(Reporter& reporter, SectionCheck& check) : reporter_(reporter), check_(check) {}

  std::optional<JobTest> read(const Node& node) {
    if (!check_.is_kind(node, NodeKind::mapping, "tests")) return std::nullopt;
    const Values values = check_.mapping(node, test_keys(), "tests.", node.span);
    JobTest test;
    test.name = values.value_or<std::string>("tests.name", "");
    test.span = values.span("tests.name");
    test.profile = values.value_or<std::string>("tests.profile", "");
    test.file = values.value_or<std::string>("tests.file", "");
    test.size = static_cast<std::uint64_t>(values.value_or<std::int64_t>("tests.size", 1));
    if (const Entry* params = node.find("params")) read_params(params->value, test);
    if (const Entry* row = node.find("row")) read_row(row->value, test);
    if (const Entry* expect = node.find("expect")) read_expectations(expect->value, "", test);
    return test;
  }

 private:
  void read_params(const Node& node, JobTest& test) {
    if (!check_.is_kind(node, NodeKind::mapping, "tests.params")) return;
    for (const Entry& entry : node.entries) {
      if (check_.is_kind(entry.value, NodeKind::scalar, "tests.params." + entry.key)) {
        test.params.emplace_back(entry.key, entry.value.text);
      }
    }
  }

  void read_row(const Node& node, JobTest& test) {
    if (!check_.is_kind(node, NodeKind::mapping, "tests.row")) return;
    for (const Entry& entry : node.entries) {
      if (auto values = texts(entry.value, "tests.row." + entry.key)) {
        test.row.cells.push_back({entry.key, *std::move(values)});
      }
    }
  }

  void read_expectations(const Node& node, const std::string& prefix, JobTest& test) {
    if (!check_.is_kind(node, NodeKind::mapping,
                        "tests.expect" + (prefix.empty() ? "" : "." + prefix)))
      return;
    for (const Entry& entry : node.entries) {
      const std::string what = prefix.empty() ? entry.key : prefix + "." + entry.key;
      if (!is_known(what, entry)) continue;
      if (entry.value.is_mapping()) {
        read_expectations(entry.value, what, test);
        continue;
      }
      auto values = texts(entry.value, "tests.expect." + what);
      if (!values) continue;
      // The place of a value that is not there is that of its key.
      const Span span = entry.value.kind == NodeKind::null ? entry.key_span : entry.value.span;
      test.expectations.push_back({what, *std::move(values), span});
    }
  }

  bool is_known(const std::string& what, const Entry& entry) {
    const std::string root = what.substr(0, what.find('.'));
    const bool is_parent = is_one_of(root, kParents);
    const bool is_below = what.size() > root.size() + 1;
    if (is_parent && (is_below || (what == root && entry.value.is_mapping()))) return true;
    if (root == what && is_one_of(what, kWhole)) return true;
    std::vector<std::string> names;
    for (const std::string_view name : kWhole) names.emplace_back(name);
    for (const std::string_view name : kParents) names.push_back(std::string(name) + ".NAME");
    reporter_.error(Code::unknown_key, entry.key_span, "a test cannot expect `" + what + "`",
                    {did_you_mean(what, names), "a test expects: " + listed(names)});
    return false;
  }

  // A value, a list of them, or none.
  std::optional<std::vector<std::string>> texts(const Node& node, const std::string& path) {
    if (node.kind == NodeKind::null) return std::vector<std::string>();
    if (node.is_scalar()) return std::vector<std::string>{node.text};
    if (!check_.is_kind(node, NodeKind::sequence, path)) return std::nullopt;
    std::vector<std::string> values;
    for (const Node& item : node.items) {
      if (!check_.is_kind(item, NodeKind::scalar, path)) return std::nullopt;
      values.push_back(item.text);
    }
    return values;
  }

  Reporter& reporter_;
  SectionCheck& check_;
};

}  // namespace

std::vector<JobTest> read_tests(const Node& tests, Reporter& reporter, SectionCheck& check) {
  std::vector<JobTest> all;
  if (!check.is_kind(tests, NodeKind::sequence, "tests")) return all;
  TestReader reader(reporter, check);
  for (const Node& node : tests.items) {
    if (auto test = reader.read(node)) all.push_back(*std::move(test));
  }
  return all;
}

JobTests load_tests(std::string_view file_name, std::string_view yaml) {
  JobTests result;
  if (yaml.starts_with("\xEF\xBB\xBF")) yaml.remove_prefix(3);
  const Source source{std::string(file_name), yaml};
  Reporter reporter(source, result.diagnostics);
  const Scope scope(reporter, {});
  SectionCheck check(reporter, scope, "/");
  const auto root = read_yaml(source, reporter);
  const Entry* tests = root && root->is_mapping() ? root->find("tests") : nullptr;
  if (tests != nullptr) result.tests = read_tests(tests->value, reporter, check);
  result.diagnostics.sort();
  return result;
}

}  // namespace ingot::job
