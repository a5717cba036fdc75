// Reads fault rules from YAML. Everything wrong with the file is reported at once, by line and
// column.
#include <ingot/lab/faults.hpp>

#include <charconv>
#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include <yaml-cpp/yaml.h>

#include <ingot/lab/duration.hpp>

namespace ingot::lab {

namespace {

class FaultsFile {
 public:
  explicit FaultsFile(std::string_view name) : name_(name) {}

  ParsedFaults read(std::string_view yaml) {
    try {
      read_document(YAML::Load(std::string(yaml)));
    } catch (const YAML::Exception& error) {
      complain(error.mark, error.msg);
    }
    return std::move(parsed_);
  }

 private:
  using Reader = std::function<void(const YAML::Node&)>;
  using Readers = std::map<std::string, Reader>;
  // An action and what can be settled only once all of its keys are read.
  struct Draft {
    FaultAction action;
    bool is_html = false;
  };

  void complain(const YAML::Mark& mark, const std::string& what) {
    parsed_.problems.push_back(name_ + ":" + std::to_string(mark.line + 1) + ":" +
                               std::to_string(mark.column + 1) + ": " + what);
  }

  // Hands every member of a mapping to its reader; members nobody reads are problems.
  void read_members(const YAML::Node& node, const std::string& what, const Readers& readers) {
    if (!node.IsMap()) return complain(node.Mark(), what + " must be a mapping");
    std::set<std::string> seen;
    for (const auto& member : node) {
      const std::string key = member.first.Scalar();
      const auto reader = readers.find(key);
      if (!seen.insert(key).second) {
        complain(member.first.Mark(), "key `" + key + "` is repeated");
      } else if (reader == readers.end()) {
        complain(member.first.Mark(), "unknown key `" + key + "` in " + what);
      } else {
        reader->second(member.second);
      }
    }
  }

  void read_document(const YAML::Node& root) {
    read_members(root, "the file", {{"faults", [&](const YAML::Node& rules) {
                                       if (!rules.IsSequence()) {
                                         return complain(rules.Mark(), "`faults` must be a list");
                                       }
                                       for (const auto& rule : rules) read_rule(rule);
                                     }}});
  }

  void read_rule(const YAML::Node& node) {
    FaultRule rule;
    bool has_action = false;
    read_members(node, "a rule",
                 {{"name", [&](const YAML::Node& n) { rule.name = text_of(n); }},
                  {"match", [&](const YAML::Node& n) { rule.match = read_match(n); }},
                  {"when", [&](const YAML::Node& n) { rule.when = read_when(n); }},
                  {"do", [&](const YAML::Node& n) {
                     rule.action = read_action(n);
                     has_action = true;
                   }}});
    if (!has_action) complain(node.Mark(), "a rule needs `do`");
    parsed_.plan.rules.push_back(std::move(rule));
  }

  FaultMatch read_match(const YAML::Node& node) {
    FaultMatch match;
    read_members(
        node, "`match`",
        {{"method", [&](const YAML::Node& n) { match.method = text_of(n); }},
         {"path", [&](const YAML::Node& n) { match.path = text_of(n); }},
         {"part", [&](const YAML::Node& n) { match.part = number_of(n, 1, 10'000); }},
         {"body_contains", [&](const YAML::Node& n) { match.body_contains = text_of(n); }}});
    return match;
  }

  FaultWhen read_when(const YAML::Node& node) {
    FaultWhen when;
    const auto count = [&](const YAML::Node& n) {
      return static_cast<std::uint64_t>(number_of(n, 1, INT64_MAX));
    };
    read_members(node, "`when`",
                 {{"nth", [&](const YAML::Node& n) { when.nth = count(n); }},
                  {"times", [&](const YAML::Node& n) { when.times = count(n); }},
                  {"every", [&](const YAML::Node& n) { when.every = count(n); }},
                  {"probability", [&](const YAML::Node& n) { when.probability = fraction_of(n); }},
                  {"seed",
                   [&](const YAML::Node& n) {
                     when.seed = static_cast<std::uint64_t>(number_of(n, 0, INT64_MAX));
                   }},
                  {"per", [&](const YAML::Node& n) {
                     when.per = choice_of<CountedPer>(
                         n, {{"rule", CountedPer::kRule}, {"path", CountedPer::kPath}});
                   }}});
    return when;
  }

  FaultAction read_action(const YAML::Node& node) {
    Draft draft;
    FaultAction& action = draft.action;
    Readers readers = reply_readers(draft);
    readers.merge(carrier_readers(action));
    readers.merge(service_readers(action));
    read_members(node, "`do`", readers);
    if (node.IsMap() && node.size() == 0) complain(node.Mark(), "`do` says nothing");
    if (draft.is_html) {
      action.body = html_error_page(action.status.value_or(502));
      action.headers.set("Content-Type", "text/html");
    }
    const bool is_unseen = action.cut == Cut::kBeforeProcessing;
    if (is_unseen && (action.status || action.body || action.headers.size() > 0)) {
      complain(node.Mark(), "`drop: before` leaves no reply to give a status, headers or body to");
    }
    return action;
  }

  Readers reply_readers(Draft& draft) {
    FaultAction& action = draft.action;
    return {
        {"status",
         [&](const YAML::Node& n) { action.status = static_cast<int>(number_of(n, 200, 599)); }},
        {"process",
         [&](const YAML::Node& n) {
           action.reach = truth_of(n) ? FaultReach::kAfterwards : FaultReach::kReplace;
         }},
        {"headers",
         [&](const YAML::Node& n) {
           if (!n.IsMap()) return complain(n.Mark(), "`headers` must be a mapping");
           for (const auto& field : n)
             action.headers.set(field.first.Scalar(), text_of(field.second));
         }},
        {"body", [&](const YAML::Node& n) { action.body = text_of(n); }},
        {"html", [&](const YAML::Node& n) { draft.is_html = truth_of(n); }},
        {"retry_after",
         [&](const YAML::Node& n) {
           if (n.IsScalar()) {
             action.retry_after = n.Scalar();
             return;
           }
           read_members(n, "`retry_after`", {{"date_in", [&](const YAML::Node& in) {
                                                action.retry_after_date_ms = duration_of(in);
                                              }}});
         }},
        {"malformed_json",
         [&](const YAML::Node& n) {
           if (truth_of(n)) action.mangle = Mangle::kMalformedJson;
         }},
        {"truncate_json", [&](const YAML::Node& n) {
           if (truth_of(n)) action.mangle = Mangle::kTruncatedJson;
         }}};
  }

  Readers carrier_readers(FaultAction& action) {
    return {{"delay", [&](const YAML::Node& n) { action.delay_ms = duration_of(n); }},
            {"slow_read", [&](const YAML::Node& n) { action.slow_read_ms = duration_of(n); }},
            {"drop",
             [&](const YAML::Node& n) {
               action.cut = choice_of<Cut>(
                   n, {{"before", Cut::kBeforeProcessing}, {"after", Cut::kAfterProcessing}});
             }},
            {"cut_reply", [&](const YAML::Node& n) {
               action.cut = Cut::kMidReply;
               action.cut_after = static_cast<std::size_t>(number_of(n, 0, INT64_MAX));
             }}};
  }

  Readers service_readers(FaultAction& action) {
    FaultContext& context = action.context;
    return {{"expire_urls",
             [&](const YAML::Node& n) {
               context.url_expiry = choice_of<UrlExpiry>(
                   n, {{"this", UrlExpiry::kThisUrl}, {"all", UrlExpiry::kAllUrls}});
             }},
            {"short_store",
             [&](const YAML::Node& n) {
               context.short_store = choice_of<ShortStore>(
                   n, {{"honest", ShortStore::kHonest}, {"lying", ShortStore::kLying}});
             }},
            {"wrong_etag", [&](const YAML::Node& n) { context.wrong_etag = truth_of(n); }},
            {"no_etag", [&](const YAML::Node& n) { context.no_etag = truth_of(n); }}};
  }

  std::string text_of(const YAML::Node& node) {
    if (node.IsScalar()) return node.Scalar();
    complain(node.Mark(), "expected a text");
    return {};
  }

  std::int64_t number_of(const YAML::Node& node, std::int64_t least, std::int64_t most) {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number =
        !text.empty() && error == std::errc{} && end == text.data() + text.size();
    if (is_number && value >= least && value <= most) return value;
    complain(node.Mark(), "expected a whole number from " + std::to_string(least) +
                              (most == INT64_MAX ? " up" : " to " + std::to_string(most)));
    return least;
  }

  double fraction_of(const YAML::Node& node) {
    const std::string text = node.IsScalar() ? node.Scalar() : "";
    double value = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc{} && end == text.data() + text.size() && value >= 0 && value <= 1)
      return value;
    complain(node.Mark(), "expected a number from 0 to 1");
    return 0;
  }

  bool truth_of(const YAML::Node& node) {
    return choice_of<int>(node, {{"true", 1}, {"false", 0}}) == 1;
  }

  std::int64_t duration_of(const YAML::Node& node) {
    const std::optional<std::int64_t> ms = duration_ms(node.IsScalar() ? node.Scalar() : "");
    if (!ms) complain(node.Mark(), "expected a duration like 250ms, 3s, 15m or 2h");
    return ms.value_or(0);
  }

  template <typename T>
  T choice_of(const YAML::Node& node, const std::map<std::string, T>& choices) {
    const auto chosen = choices.find(node.IsScalar() ? node.Scalar() : "");
    if (chosen != choices.end()) return chosen->second;
    std::string names;
    for (const auto& [name, value] : choices) names += (names.empty() ? "" : " or ") + name;
    complain(node.Mark(), "expected " + names);
    return choices.begin()->second;
  }

  const std::string name_;
  ParsedFaults parsed_;
};

}  // namespace

ParsedFaults parse_faults(std::string_view yaml, std::string_view name) {
  return FaultsFile(name).read(yaml);
}

ParsedFaults load_faults(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) {
    ParsedFaults unreadable;
    unreadable.problems.push_back("read " + file.string() + ": no such file, or not readable");
    return unreadable;
  }
  return parse_faults(text.str(), file.string());
}

}  // namespace ingot::lab
