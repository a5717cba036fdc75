// Problems as JSON, and the schema of it: one table of members makes both.
#include <array>
#include <ostream>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/cli/problem_formats.hpp"

namespace ingot::cli {

namespace {

enum class Kind { text, severity, count, flag };

struct Member {
  std::string_view name;
  Kind kind;
  bool is_always;
  std::string_view doc;
};

constexpr std::array kProblem = {
    Member{"severity", Kind::severity, true,
           "an error stops the job or its item, a warning does not"},
    Member{"code", Kind::text, true, "stable; `ingot explain` says more"},
    Member{"message", Kind::text, true, "the problem in a sentence"},
    Member{"file", Kind::text, false, "the job file, the table or the item's file"},
    Member{"line", Kind::count, false, "from 1; missing when the file as a whole is meant"},
    Member{"column", Kind::count, false,
           "from 1, in characters; missing when the line as a whole is meant"},
    Member{"length", Kind::count, false, "characters at fault"},
    Member{"item", Kind::text, false, "key of the item that would not be sent"},
    Member{"suggestion", Kind::text, false, "the nearest cure"},
    Member{"note", Kind::text, false, "what would have been accepted"},
};

constexpr std::array kTotals = {
    Member{"items", Kind::count, true, "items that would be sent"},
    Member{"bytes", Kind::count, true, "their bytes"},
    Member{"parts", Kind::count, true, "their parts"},
    Member{"batches", Kind::count, true, "conversations with the vendor"},
    Member{"skipped", Kind::count, true, "items that earlier runs have brought"},
    Member{"set_aside", Kind::count, true,
           "rows without a file and files without a row that go to the quarantine"},
    Member{"refused", Kind::count, true, "items that a rule of the job or the plugin refuses"},
    Member{"unreadable", Kind::count, true, "items that the source has and that cannot be read"},
    Member{"excluded", Kind::count, true, "files and rows left out by pattern"},
};

std::string value_of(const Problem& problem, std::string_view name) {
  const auto text = [](const std::string& value) {
    return value.empty() ? "" : json_string(printable(value));
  };
  const auto number = [](std::uint32_t value) { return value == 0 ? "" : std::to_string(value); };
  if (name == "severity")
    return problem.severity == job::Severity::error ? "\"error\"" : "\"warning\"";
  if (name == "code") return json_string(printable(problem.code));
  if (name == "message") return json_string(printable(problem.message));
  if (name == "file") return text(problem.file);
  if (name == "line") return number(problem.line);
  if (name == "column") return number(problem.column);
  if (name == "length") return number(problem.length);
  if (name == "item") return text(problem.item);
  if (name == "suggestion") return text(problem.suggestion);
  return text(problem.note);
}

std::uint64_t value_of(const OfflineTotals& totals, std::string_view name) {
  if (name == "items") return totals.items;
  if (name == "bytes") return totals.bytes;
  if (name == "parts") return totals.parts;
  if (name == "batches") return totals.sessions;
  if (name == "skipped") return totals.skipped;
  if (name == "set_aside") return totals.set_aside;
  if (name == "refused") return totals.refused;
  if (name == "unreadable") return totals.unreadable;
  return totals.excluded;
}

class JsonProblems final : public ProblemWriter {
 public:
  explicit JsonProblems(std::ostream& data) : data_(data) {
    data_ << "{\"schema\":" << json_string(kDiagnosticsSchema) << ",\"problems\":[";
  }

  void add_all(const job::Diagnostics& diagnostics, std::string_view) override {
    for (const auto& diagnostic : diagnostics.all()) add(problem_of(diagnostic));
    not_listed_ += diagnostics.dropped();
  }

  void add(const Problem& problem) override {
    std::string members;
    for (const Member& member : kProblem) {
      const std::string value = value_of(problem, member.name);
      if (value.empty()) continue;
      members += (members.empty() ? "" : ",") + json_string(member.name) + ":" + value;
    }
    data_ << (is_first_ ? "\n{" : ",\n{") << members << "}";
    is_first_ = false;
  }

  void finish(const ProblemVerdict& verdict) override {
    data_ << "\n],\"not_listed\":" << not_listed_
          << ",\"file\":" << json_string(printable(verdict.file))
          << ",\"ok\":" << (verdict.exit_code == 0 ? "true" : "false")
          << ",\"exit_code\":" << verdict.exit_code;
    if (verdict.totals) {
      std::string members;
      for (const Member& member : kTotals) {
        members += (members.empty() ? "" : ",") + json_string(member.name) + ":" +
                   std::to_string(value_of(*verdict.totals, member.name));
      }
      data_ << ",\"totals\":{" << members << "}";
    }
    data_ << "}\n";
  }

 private:
  std::ostream& data_;
  bool is_first_ = true;
  std::size_t not_listed_ = 0;
};

std::string keywords(Kind kind) {
  switch (kind) {
    case Kind::text:
      return R"("type":"string")";
    case Kind::severity:
      return R"("enum":["error","warning"])";
    case Kind::count:
      return R"("type":"integer","minimum":0)";
    case Kind::flag:
      break;
  }
  return R"("type":"boolean")";
}

std::string property(std::string_view name, std::string_view doc, const std::string& rules) {
  return json_string(name) + ":{\"description\":" + json_string(doc) + "," + rules + "}";
}

template <std::size_t N>
std::string object_schema(const std::array<Member, N>& members) {
  std::string properties, required;
  for (const Member& member : members) {
    properties += (properties.empty() ? "\n" : ",\n") +
                  property(member.name, member.doc, keywords(member.kind));
    if (member.is_always) required += (required.empty() ? "" : ",") + json_string(member.name);
  }
  return R"("type":"object","properties":{)" + properties + "},\"required\":[" + required + "]";
}

}  // namespace

std::unique_ptr<ProblemWriter> json_problems(std::ostream& data) {
  return std::make_unique<JsonProblems>(data);
}

std::string diagnostics_schema() {
  std::string properties = property("schema", "name and version of this format",
                                    "\"const\":" + json_string(kDiagnosticsSchema));
  properties +=
      ",\n" + property("problems", "of the job by position, then of its items as they were found",
                       R"("type":"array","items":{)" + object_schema(kProblem) + "}");
  properties +=
      ",\n" + property("not_listed", "further problems of the job file", keywords(Kind::count));
  properties += ",\n" + property("file", "the job file, as it was typed", keywords(Kind::text));
  properties += ",\n" + property("ok", "true when the exit code is 0", keywords(Kind::flag));
  properties += ",\n" + property("exit_code", "what the program ended with", R"("type":"integer")");
  properties +=
      ",\n" + property("totals", "what the source holds; missing when it was not looked at",
                       object_schema(kTotals));
  return "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"title\":" +
         json_string(kDiagnosticsSchema) + R"(,"type":"object","properties":{)" + "\n" +
         properties +
         R"(},"required":["schema","problems","not_listed","file","ok","exit_code"]})" + "\n";
}

}  // namespace ingot::cli
