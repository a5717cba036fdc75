// Every rule is checked for every item; the first problem does not hide the second.
#include "plugins/managedassets/draft.hpp"

#include <algorithm>

#include <ingot/kit/duration.hpp>
#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/json.hpp>

namespace ingot::managedassets {
namespace {

class Problems {
 public:
  void add(const std::string& problem) {
    if (!problem.empty()) all_ += (all_.empty() ? "" : "; ") + problem;
  }
  std::string text() const { return all_; }

 private:
  std::string all_;
};

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// The address is not repeated: it may be a signed one.
std::string uri_problem(const std::string& uri) {
  if (uri.size() > kLongestUri)
    return "the URI has " + std::to_string(uri.size()) + " bytes, the service takes " +
           std::to_string(kLongestUri);
  const std::size_t end = uri.find("://");
  const std::string scheme = end == uri.npos ? "" : lower_case(uri.substr(0, end));
  if (scheme != "http" && scheme != "https") return "the URI is no http or https address";
  const std::string host = uri.substr(end + 3, uri.find_first_of("/?#", end + 3) - end - 3);
  if (host.empty() || host.front() == ':' || host.back() == '@') return "the URI names no host";
  const bool is_plain =
      std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  return is_plain ? "" : "the URI has characters that must be percent-encoded";
}

void put(Metadata& metadata, const std::string& name, const std::string& json) {
  const auto known = std::find_if(metadata.begin(), metadata.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  if (known != metadata.end()) {
    known->second = json;
  } else {
    metadata.emplace_back(name, json);
  }
}

std::string joined(const std::vector<std::string>& values, const std::string& separator) {
  std::string out;
  for (const std::string& value : values) {
    if (&value != &values.front()) out += separator;
    out += value;
  }
  return out;
}

void check_entry(const std::string& name, std::size_t bytes, Problems& problems) {
  if (name.empty()) problems.add("a metadata key is empty");
  if (name.size() > kLongestKey)
    problems.add("metadata key `" + name.substr(0, 32) + "…` has " + std::to_string(name.size()) +
                 " bytes, the service takes " + std::to_string(kLongestKey));
  if (bytes > kLongestValue)
    problems.add("metadata `" + name.substr(0, kLongestKey) + "` has " + std::to_string(bytes) +
                 " bytes, the service takes " + std::to_string(kLongestValue));
}

// Static metadata, the item's over it, and the ingest key for assets that this job makes.
void add_metadata(const Item& item, const ItemFields& said, const Config& config, Draft& draft,
                  Problems& problems) {
  draft.metadata = config.metadata;
  for (const auto& [name, json] : config.metadata) {
    const auto value = Json::parse("[" + json + "]");
    check_entry(name, value ? value->at(0).text().size() : json.size(), problems);
  }
  for (const auto& [name, values] : said.fields) {
    const std::string value = joined(values, config.join);
    check_entry(name, value.size(), problems);
    put(draft.metadata, name, quote(value));
  }
  for (const std::string& own : {config.ingest_key, config.attempt_key}) {
    const bool is_taken = std::any_of(draft.metadata.begin(), draft.metadata.end(),
                                      [&](const auto& entry) { return entry.first == own; });
    if (!own.empty() && is_taken)
      problems.add("metadata `" + own +
                   "` is written by the plugin; see ingest_key and attempt_key");
    check_entry(own.empty() ? "-" : own, 0, problems);
  }
  if (config.ingest_key.empty() || !draft.asset_id.empty()) return;
  check_entry(config.ingest_key, item.key.size(), problems);
  draft.metadata.emplace_back(config.ingest_key, quote(item.key));
}

void add_content(const Item& item, const ItemFields& said, const Config& config, Draft& draft,
                 Problems& problems) {
  draft.uri = said.setting("uri");
  const bool is_named_by_key =
      !item.has_bytes && !config.is_metadata_only && draft.asset_id.empty() && draft.uri.empty();
  if (is_named_by_key) draft.uri = item.key;
  draft.content = item.has_bytes ? Content::file : draft.uri.empty() ? Content::none : Content::uri;
  if (item.has_bytes && !draft.uri.empty())
    problems.add("the item has a file and a URI; an asset is made from one of them");
  if (item.has_bytes && config.is_metadata_only)
    problems.add("metadata_only is for records, and the item has a file");
  if (draft.content == Content::uri) problems.add(uri_problem(draft.uri));
  if (draft.content == Content::none && draft.asset_id.empty() && draft.metadata.empty())
    problems.add("an asset needs content or metadata");
}

}  // namespace

std::string lifetime_problem(std::string_view text) {
  if (text == kNever) return {};
  const auto duration = parse_duration(text);
  if (!duration) return duration.problem() + " and not `never`";
  return duration->most_ms > 0 ? "" : "`" + std::string(text) + "` lets the asset end at once";
}

bool is_usable_id(const std::string& id) {
  if (id.empty() || id.size() > 1024 || id == "." || id == "..") return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7F'; });
}

Draft draft_of(const Item& item, const Config& config) {
  Draft draft;
  Problems problems;
  const auto said = read_item_fields(item.fields);
  if (!said) {
    draft.problem = said.problem();
    return draft;
  }
  draft.asset_id = said->setting("asset_id");
  if (!draft.asset_id.empty() && !is_usable_id(draft.asset_id))
    problems.add("asset_id is no id of an asset");
  draft.expires = said->setting("expires");
  if (!draft.expires.empty()) {
    const std::string problem = lifetime_problem(draft.expires);
    if (!problem.empty()) problems.add("expires: " + problem);
  }
  add_metadata(item, *said, config, draft, problems);
  add_content(item, *said, config, draft, problems);
  if (item.size > config.max_bytes)
    problems.add("the file has " + std::to_string(item.size) + " bytes, this environment takes " +
                 std::to_string(config.max_bytes));
  else if (config.warn_bytes > 0 && item.size > config.warn_bytes)
    draft.warning = "the file has " + std::to_string(item.size) +
                    " bytes; if the service counts in units of 10^9 it refuses more than " +
                    std::to_string(config.warn_bytes);
  draft.problem = problems.text();
  return draft;
}

}  // namespace ingot::managedassets
