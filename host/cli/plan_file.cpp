#include "host/cli/plan_file.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "host/base/json_text.hpp"
#include "host/base/text.hpp"
#include "host/plugin/json_value.hpp"

namespace ingot::cli {

using plugin::JsonValue;

namespace {

constexpr std::string_view kItemsLine = "\"items\":[";

std::string member(std::string_view name, std::string_view value) {
  return json_string(name) + ":" + json_string(value);
}
std::string member(std::string_view name, std::uint64_t value) {
  return json_string(name) + ":" + std::to_string(value);
}

std::string head_line(const PlanHead& head) {
  std::string params = "[";
  for (const auto& param : head.params)
    params += (params.size() > 1 ? "," : "") + json_string(param);
  return "{" + member("schema", kPlanSchema) + ",\"job\":{" + member("name", head.job) + "," +
         member("file", head.job_file) + "," + member("sha256", head.job_sha256) +
         ",\"params\":" + params + "]," + member("profile", head.profile) + "," +
         member("settings_sha256", head.settings_sha256) + "},\"plugin\":{" +
         member("name", head.plugin) + "," + member("version", head.plugin_version) + "," +
         member("sha256", head.plugin_sha256) + "," + member("path", head.plugin_path) + "," +
         member("base_url", head.base_url) + "},\"source\":{" + member("name", head.source) + "," +
         member("table", head.table) + "," + member("table_sha256", head.table_sha256) + "}";
}

// Nanoseconds and inodes may have more digits than a number of JSON keeps everywhere: they are
// texts.
std::string item_line(const PlannedItem& item) {
  std::string text =
      "{" + member("key", item.key) + "," + member("verdict", to_string(item.verdict));
  if (item.verdict != PlanVerdict::send) {
    text += "," + member("code", item.code);
  }
  text += "," + member("size", item.size) + "," +
          member("mtime_ns", std::to_string(item.mtime_ns)) + "," +
          member("inode", std::to_string(item.inode));
  if (item.verdict == PlanVerdict::send) {
    text += "," + member("parts", item.parts) + "," + member("part_size", item.part_size) + "," +
            member("batch", item.batch) + "," + member("values_sha256", item.values_sha256);
  }
  if (!item.sha256.empty()) text += "," + member("sha256", item.sha256);
  return text + "}";
}

std::string text_of(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  return value != nullptr && value->is(JsonValue::Kind::text) ? value->text : std::string();
}

std::uint64_t number_of(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.find(name);
  return value != nullptr && value->is(JsonValue::Kind::integer)
             ? static_cast<std::uint64_t>(value->integer)
             : 0;
}

template <class Number>
Number digits_of(const JsonValue& object, std::string_view name) {
  const std::string text = text_of(object, name);
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<PlanVerdict> verdict_named(std::string_view name) {
  for (const PlanVerdict verdict :
       {PlanVerdict::send, PlanVerdict::skip, PlanVerdict::refused, PlanVerdict::unreadable}) {
    if (to_string(verdict) == name) return verdict;
  }
  return std::nullopt;
}

std::optional<PlannedItem> read_item(const JsonValue& json) {
  const auto verdict = verdict_named(text_of(json, "verdict"));
  if (!verdict) return std::nullopt;
  PlannedItem item;
  item.key = text_of(json, "key");
  item.verdict = *verdict;
  item.code = text_of(json, "code");
  item.size = number_of(json, "size");
  item.mtime_ns = digits_of<std::int64_t>(json, "mtime_ns");
  item.inode = digits_of<std::uint64_t>(json, "inode");
  item.parts = static_cast<std::uint32_t>(number_of(json, "parts"));
  item.part_size = number_of(json, "part_size");
  item.batch = number_of(json, "batch");
  item.values_sha256 = text_of(json, "values_sha256");
  item.sha256 = text_of(json, "sha256");
  return item;
}

std::optional<PlanHead> read_head_line(const JsonValue& json) {
  const JsonValue* job = json.find("job");
  const JsonValue* plugin = json.find("plugin");
  const JsonValue* source = json.find("source");
  if (text_of(json, "schema") != kPlanSchema || job == nullptr || plugin == nullptr ||
      source == nullptr) {
    return std::nullopt;
  }
  PlanHead head;
  head.job = text_of(*job, "name");
  head.job_file = text_of(*job, "file");
  head.job_sha256 = text_of(*job, "sha256");
  if (const JsonValue* params = job->find("params")) {
    for (const JsonValue& param : params->items) head.params.push_back(param.text);
  }
  head.profile = text_of(*job, "profile");
  head.settings_sha256 = text_of(*job, "settings_sha256");
  head.plugin = text_of(*plugin, "name");
  head.plugin_version = text_of(*plugin, "version");
  head.plugin_sha256 = text_of(*plugin, "sha256");
  head.plugin_path = text_of(*plugin, "path");
  head.base_url = text_of(*plugin, "base_url");
  head.source = text_of(*source, "name");
  head.table = text_of(*source, "table");
  head.table_sha256 = text_of(*source, "table_sha256");
  return head;
}

// An item's line without the comma that parts it from the next.
std::string_view bare(std::string_view line) {
  if (line.ends_with(',')) line.remove_suffix(1);
  return line;
}

}  // namespace

std::string_view to_string(PlanVerdict verdict) {
  switch (verdict) {
    case PlanVerdict::send:
      return "send";
    case PlanVerdict::skip:
      return "skip";
    case PlanVerdict::refused:
      return "refused";
    case PlanVerdict::unreadable:
      break;
  }
  return "unreadable";
}

Result<PlanWriter> PlanWriter::begin(const std::filesystem::path& file, const PlanHead& head) {
  INGOT_TRY(io::ReplacingFile out, io::ReplacingFile::begin(file));
  INGOT_CHECK(out.write(head_line(head) + ",\n" + std::string(kItemsLine)));
  return PlanWriter(std::move(out));
}

Status PlanWriter::add(const PlannedItem& item) {
  return file_.write((std::exchange(is_first_, false) ? "\n" : ",\n") + item_line(item));
}

Status PlanWriter::finish(std::string_view totals) {
  INGOT_CHECK(file_.write("\n],\n\"totals\":" + std::string(totals) + "}\n"));
  return file_.commit();
}

bool is_plan_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string beginning = "{\"schema\":\"ingot.plan/";
  std::string read(beginning.size(), '\0');
  in.read(read.data(), static_cast<std::streamsize>(read.size()));
  return in.good() && read == beginning;
}

Error PlanReader::damaged(std::string_view what) const {
  return Error{ErrorKind::invalid, path_.string() + ":" + std::to_string(line_) + ": " +
                                       std::string(what) +
                                       "; make the plan again with `ingot plan -o`"};
}

Result<PlanReader> PlanReader::open(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorKind::not_found, file.string() + " cannot be opened"};
  PlanReader reader(file, std::move(in));
  INGOT_CHECK(reader.read_head());
  INGOT_CHECK(reader.read_items());
  return reader;
}

Status PlanReader::read_head() {
  std::string line;
  line_ = 1;
  if (!std::getline(file_, line)) return damaged("no plan");
  const auto json = plugin::parse_json(std::string(bare(line)) + "}");
  if (!json) return damaged("not the head of a plan: " + json.error().message);
  auto head = read_head_line(*json);
  if (!head) return damaged("not a plan of schema " + std::string(kPlanSchema));
  head_ = *std::move(head);
  line_ = 2;
  if (!std::getline(file_, line) || line != kItemsLine)
    return damaged("the list of items is missing");
  return {};
}

Status PlanReader::read_items() {
  std::string line;
  while (true) {
    const auto offset = static_cast<std::uint64_t>(file_.tellg());
    ++line_;
    if (!std::getline(file_, line)) return damaged("the file ends early");
    if (line.empty()) continue;
    if (line == "],") break;
    const auto json = plugin::parse_json(bare(line));
    const auto item = json ? read_item(*json) : std::nullopt;
    if (!item) return damaged(json ? "not an item" : json.error().message);
    has_digests_ = has_digests_ || !item->sha256.empty();
    Place place;
    place.hash = key_hash(item->key);
    place.offset = offset;
    index_.push_back(place);
  }
  ++line_;
  const bool is_whole = std::getline(file_, line) && line.starts_with("\"totals\":") && plugin::parse_json("{" + line);
  if (!is_whole) return damaged("the file ends early");
  std::sort(index_.begin(), index_.end(), [](const Place& a, const Place& b) {
    return std::pair<std::uint64_t, std::uint64_t>(a.hash, a.offset) <
           std::pair<std::uint64_t, std::uint64_t>(b.hash, b.offset);
  });
  return {};
}

Result<PlannedItem> PlanReader::item_at(std::uint64_t offset) {
  file_.clear();
  file_.seekg(static_cast<std::streamoff>(offset));
  std::string line;
  std::getline(file_, line);
  const auto json = plugin::parse_json(bare(line));
  auto item = json ? read_item(*json) : std::nullopt;
  if (!item) return Error{ErrorKind::invalid, path_.string() + ": changed while it was read"};
  return *std::move(item);
}

Result<std::optional<PlannedItem>> PlanReader::take(std::string_view key) {
  const std::uint64_t hash = key_hash(key);
  auto place =
      std::lower_bound(index_.begin(), index_.end(), hash,
                       [](const Place& each, std::uint64_t wanted) { return each.hash < wanted; });
  for (; place != index_.end() && place->hash == hash; ++place) {
    if (place->is_taken) continue;
    INGOT_TRY(PlannedItem item, item_at(place->offset));
    if (item.key != key) continue;
    place->is_taken = 1;
    ++taken_;
    return std::optional(std::move(item));
  }
  return std::optional<PlannedItem>();
}

Result<std::vector<std::string>> PlanReader::untaken(std::size_t most) {
  std::vector<std::string> keys;
  for (const Place& place : index_) {
    if (place.is_taken || keys.size() == most) continue;
    INGOT_TRY(PlannedItem item, item_at(place.offset));
    keys.push_back(std::move(item.key));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace ingot::cli
