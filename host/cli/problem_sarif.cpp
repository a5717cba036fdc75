// Problems as SARIF 2.1.0 (OASIS), for code scanning and editors. Section numbers are that
// standard's.
#include <algorithm>
#include <ostream>
#include <vector>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/problem_formats.hpp"

#ifndef INGOT_VERSION
#error "the build says the version"
#endif

namespace ingot::cli {

namespace {

// 3.4.3: a URI reference; what is relative is meant from where the program was started.
std::string uri_of(std::string_view path) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  static constexpr std::string_view kPlain = "-._~/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || kPlain.find(c) != kPlain.npos;
    if (is_plain) {
      uri += c;
    } else {
      uri += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return uri;
}

std::string text_object(std::string_view text) {
  return "{\"text\":" + json_string(printable(text)) + "}";
}

std::string region_of(const Problem& problem) {
  std::string region = "{\"startLine\":" + std::to_string(problem.line);
  if (problem.column > 0) {
    region += ",\"startColumn\":" + std::to_string(problem.column) +
              ",\"endColumn\":" + std::to_string(problem.column + problem.length);
  }
  return region + "}";
}

std::string location_of(const Problem& problem) {
  std::string place = "{\"artifactLocation\":{\"uri\":" + json_string(uri_of(problem.file)) + "}";
  if (problem.line > 0) place += ",\"region\":" + region_of(problem);
  std::string location = "{\"physicalLocation\":" + place + "}";
  if (!problem.item.empty()) {
    location += ",\"logicalLocations\":[{\"name\":" + json_string(printable(problem.item)) +
                ",\"kind\":\"item\"}]";
  }
  return location + "}";
}

class SarifProblems final : public ProblemWriter {
 public:
  SarifProblems(std::ostream& data, Vocabulary vocabulary)
      : data_(data), vocabulary_(std::move(vocabulary)) {
    data_
        << R"({"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{)"
        << R"("columnKind":"unicodeCodePoints","results":[)";
  }

  void add_all(const job::Diagnostics& diagnostics, std::string_view) override {
    for (const auto& diagnostic : diagnostics.all()) add(problem_of(diagnostic));
    not_listed_ += diagnostics.dropped();
  }

  void add(const Problem& problem) override {
    std::string text = (problem.item.empty() ? "" : problem.item + ": ") + problem.message;
    if (!problem.suggestion.empty()) text += "; " + problem.suggestion;
    if (!problem.note.empty()) text += " (" + problem.note + ")";
    data_ << (is_first_ ? "\n{" : ",\n{") << "\"ruleId\":" << json_string(printable(problem.code))
          << ",\"ruleIndex\":" << rule_of(problem.code) << ",\"level\":"
          << (problem.severity == job::Severity::error ? "\"error\"" : "\"warning\"")
          << ",\"message\":" << text_object(text);
    if (!problem.file.empty()) data_ << ",\"locations\":[" << location_of(problem) << "]";
    data_ << "}";
    is_first_ = false;
  }

  void finish(const ProblemVerdict& verdict) override {
    data_ << "\n],\"tool\":{\"driver\":{\"name\":\"ingot\",\"version\":"
          << json_string(INGOT_VERSION) << ",\"rules\":[";
    for (std::size_t i = 0; i < codes_.size(); ++i)
      data_ << (i > 0 ? ",\n" : "\n") << rule(codes_[i]);
    data_ << "\n]}},\"invocations\":[{\"executionSuccessful\":"
          << (verdict.exit_code == 0 ? "true" : "false") << ",\"exitCode\":" << verdict.exit_code;
    if (not_listed_ > 0) {
      data_ << ",\"toolExecutionNotifications\":[{\"level\":\"error\",\"message\":"
            << text_object("and " + std::to_string(not_listed_) + " more problems") << "}]";
    }
    data_ << "}]}]}\n";
  }

 private:
  std::size_t rule_of(const std::string& code) {
    const auto known = std::find(codes_.begin(), codes_.end(), code);
    const auto index = static_cast<std::size_t>(known - codes_.begin());
    if (known == codes_.end()) codes_.push_back(code);
    return index;
  }

  // A plugin of somebody else may have codes that it does not declare.
  std::string rule(const std::string& code) const {
    std::string text = "{\"id\":" + json_string(printable(code));
    const auto entries = vocabulary_.named(code);
    if (entries.empty()) return text + "}";
    const Explanation& entry = *entries.front();
    return text + ",\"shortDescription\":" + text_object(entry.title) +
           ",\"fullDescription\":" + text_object(entry.text) +
           ",\"help\":" + text_object(entry.text) + "}";
  }

  std::ostream& data_;
  const Vocabulary vocabulary_;
  std::vector<std::string> codes_;  // in the order they came
  bool is_first_ = true;
  std::size_t not_listed_ = 0;
};

}  // namespace

std::unique_ptr<ProblemWriter> sarif_problems(std::ostream& data, Vocabulary vocabulary) {
  return std::make_unique<SarifProblems>(data, std::move(vocabulary));
}

}  // namespace ingot::cli
