#include "plugins/dash/lab/asset_search.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace ingot::lab::dash {

namespace {

constexpr std::int64_t kLargestPage = 1000;  // dash.md 1.5: the most seen in practice
// D-LAM: what Dash says when one of the four mandatory fields is missing or malformed.
constexpr const char* kUnreadable = "Failed to read request";

using Test = std::function<bool(const Asset&)>;
using Values = std::vector<std::string>;

Refusal unreadable() {
  return {400, kUnreadable};
}

const AssetFile& current_file(const Asset& asset) {
  const AssetFile* whole = asset.whole_file();
  return whole != nullptr ? *whole : asset.files.back();
}

std::string lowered(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

using FieldReader = std::function<Values(const Asset&)>;

// {"type": "FIXED", "fieldName": "FILENAME"}, or any other type with the "fieldId" of a metadata
// field.
std::optional<FieldReader> read_field(const Json& field, const Account& account) {
  if (field["type"].text() == nullptr) return std::nullopt;
  if (*field["type"].text() != "FIXED") {
    const std::string* id = field["fieldId"].text();
    if (id == nullptr || !account.has_field(*id)) return std::nullopt;
    return [id = *id](const Asset& asset) {
      const auto found = asset.metadata.find(id);
      return found == asset.metadata.end() ? Values{} : found->second;
    };
  }
  const std::string* name = field["fieldName"].text();
  if (name == nullptr) return std::nullopt;
  if (*name == "FILENAME") {
    return [](const Asset& asset) { return Values{filename_of(current_file(asset).path)}; };
  }
  if (*name == "LIFECYCLE_STATE" || *name == "LIFECYCLE_STATUS") {
    return [](const Asset& asset) { return Values{asset.state}; };
  }
  return std::nullopt;
}

std::optional<Values> read_wanted(const Json& criterion) {
  Values wanted;
  if (const std::string* value = criterion["value"].text()) return Values{*value};
  const Json::List* values = criterion["values"].items();
  if (values == nullptr) return std::nullopt;
  for (const Json& value : *values) {
    if (value.text() == nullptr) return std::nullopt;
    wanted.push_back(*value.text());
  }
  return wanted;
}

std::optional<Test> read_field_criterion(const Json& criterion, const std::string& type,
                                         const Account& account) {
  const std::optional<FieldReader> field = read_field(criterion["field"], account);
  const std::optional<Values> wanted = read_wanted(criterion);
  if (!field || !wanted) return std::nullopt;
  const bool is_match = type == "FIELD_MATCHES";
  return [field = *field, wanted = *wanted, is_match](const Asset& asset) {
    for (const std::string& have : field(asset)) {
      for (const std::string& want : wanted) {
        if (is_match ? lowered(have).find(lowered(want)) != std::string::npos : have == want)
          return true;
      }
    }
    return false;
  };
}

std::optional<Test> read_criterion(const Json& criterion, const Account& account, int depth);

std::optional<Test> read_group(const Json& criterion, const std::string& type,
                               const Account& account, int depth) {
  const Json::List* members = criterion["criteria"].items();
  if (members == nullptr || depth > 16) return std::nullopt;
  std::vector<Test> tests;
  for (const Json& member : *members) {
    std::optional<Test> test = read_criterion(member, account, depth + 1);
    if (!test) return std::nullopt;
    tests.push_back(std::move(*test));
  }
  if (type == "AND") {
    return [tests](const Asset& asset) {
      return std::all_of(tests.begin(), tests.end(), [&](const Test& test) { return test(asset); });
    };
  }
  return [tests](const Asset& asset) {
    return std::any_of(tests.begin(), tests.end(), [&](const Test& test) { return test(asset); });
  };
}

std::optional<Test> read_criterion(const Json& criterion, const Account& account, int depth) {
  const std::string* type = criterion["type"].text();
  if (type == nullptr) return std::nullopt;
  if (*type == "MATCH_ALL") return [](const Asset&) { return true; };
  if (*type == "AND" || *type == "OR") return read_group(criterion, *type, account, depth);
  if (*type == "FIELD_EQUALS" || *type == "FIELD_MATCHES" || *type == "FIELD_HAS_ANY_EQUAL") {
    return read_field_criterion(criterion, *type, account);
  }
  return std::nullopt;
}

struct Sort {
  std::string field;
  bool is_descending = false;
};

std::optional<std::vector<Sort>> read_sorts(const Json& sorts) {
  if (sorts.items() == nullptr) return std::nullopt;
  std::vector<Sort> all;
  for (const Json& sort : *sorts.items()) {
    const std::string* name = sort["field"]["fieldName"].text();
    const std::string* order = sort["order"].text();
    if (name == nullptr || (order != nullptr && *order != "ASC" && *order != "DESC"))
      return std::nullopt;
    if (*name != "FILENAME" && *name != "DATE_CREATED" && *name != "DATE_LAST_MODIFIED")
      return std::nullopt;
    all.push_back({*name, order != nullptr && *order == "DESC"});
  }
  return all;
}

int compare(const Asset& a, const Asset& b, const std::string& field) {
  if (field == "FILENAME") return filename_of(a.path).compare(filename_of(b.path));
  const std::int64_t left = field == "DATE_CREATED" ? a.created_ms : a.modified_ms;
  const std::int64_t right = field == "DATE_CREATED" ? b.created_ms : b.modified_ms;
  return left < right ? -1 : left > right ? 1 : 0;
}

void sort_by(std::vector<Asset>& found, const std::vector<Sort>& sorts) {
  if (sorts.empty()) return;
  std::stable_sort(found.begin(), found.end(), [&](const Asset& a, const Asset& b) {
    for (const Sort& sort : sorts) {
      const int order = compare(a, b, sort.field);
      if (order != 0) return sort.is_descending ? order > 0 : order < 0;
    }
    return false;
  });
}

}  // namespace

Answer<Json> search_assets(const Json& body, const Catalogue& catalogue, const Account& account,
                           std::int64_t newest_ms) {
  const std::int64_t* from = body["from"].integer();
  const std::int64_t* page = body["pageSize"].integer();
  if (from == nullptr || *from < 0 || page == nullptr || *page < 0) return unreadable();
  if (*page > kLargestPage) return Refusal{400, "pageSize: the most is 1000"};
  const std::optional<Test> test = read_criterion(body["criterion"], account, 0);
  const std::optional<std::vector<Sort>> sorts = read_sorts(body["sorts"]);
  if (!test || !sorts) return unreadable();
  std::vector<Asset> found;
  std::int64_t total = 0;
  catalogue.for_each([&](const Asset& asset) {
    if (asset.created_ms > newest_ms || !(*test)(asset)) return;
    ++total;
    // Without a sort the catalogue's order is the answer's: only the page itself need be copied.
    const bool is_on_page = total > *from && total <= *from + *page;
    if (*page > 0 && (!sorts->empty() || is_on_page)) found.push_back(asset);
  });
  sort_by(found, *sorts);
  const std::size_t begin =
      sorts->empty() ? 0 : std::min<std::size_t>(found.size(), static_cast<std::size_t>(*from));
  const std::size_t end = std::min(found.size(), begin + static_cast<std::size_t>(*page));
  Json results = Json::list();
  for (std::size_t i = begin; i < end; ++i) {
    results.push(wrapped(asset_json(found[i], account), permitted_actions(found[i], account)));
  }
  return Json::object({{"results", std::move(results)}, {"totalResults", total}});
}

}  // namespace ingot::lab::dash
