// GET assets: filters, order and pages (bim360.md 3.1, asset endpoints).
#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

#include "plugins/bim360/lab/asset_desk.hpp"
#include "plugins/bim360/lab/paging.hpp"

namespace ingot::lab::bim360 {

namespace {

// From, and to, both included; absent ends are open.
struct Period {
  std::optional<std::int64_t> from_ms, to_ms;

  bool contains(std::int64_t ms) const {
    return (!from_ms || ms >= *from_ms) && (!to_ms || ms <= *to_ms);
  }
};

// What the filters ask for. Empty lists and absent texts ask nothing.
struct Filters {
  std::vector<std::string> categories, statuses, labels, locations;
  std::vector<std::pair<std::string, std::string>> attributes;  // name to wanted value
  std::optional<std::string> search_text;
  Period updated;
  bool includes_deleted = false;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool holds(std::string_view text, std::string_view wanted) {
  return lower(text).find(lower(wanted)) != std::string::npos;
}

bool is_among(const std::vector<std::string>& all, const std::string& one) {
  return all.empty() || std::find(all.begin(), all.end(), one) != all.end();
}

// "2020-05-01T06:00:00Z", with or without milliseconds.
std::optional<std::int64_t> instant_of(const std::string& text) {
  if ((text.size() != 20 && text.size() != 24) || text[10] != 'T' || text.back() != 'Z') {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t length) {
    return whole_number(text.substr(at, length)).value_or(-1);
  };
  using namespace std::chrono;
  const year_month_day day{year(static_cast<int>(part(0, 4))),
                           month(static_cast<unsigned>(part(5, 2))),
                           std::chrono::day(static_cast<unsigned>(part(8, 2)))};
  const std::int64_t hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  const std::int64_t milli = text.size() == 24 ? part(20, 3) : 0;
  if (!day.ok() || hour < 0 || minute < 0 || second < 0 || milli < 0) return std::nullopt;
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const auto days = sys_days(day).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000 + milli;
}

// "T..", "..T" or "T..T".
std::optional<Period> period_of(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == text.npos || text.size() == 2) return std::nullopt;
  Period period;
  if (dots > 0 && !(period.from_ms = instant_of(text.substr(0, dots)))) return std::nullopt;
  const std::string to = text.substr(dots + 2);
  if (!to.empty() && !(period.to_ms = instant_of(to))) return std::nullopt;
  return period;
}

Refusal malformed(std::string message) {
  return {400, "MALFORMED_REQUEST", std::move(message)};
}

Answer<Filters> read_filters(const Query& query, const Project& project) {
  Filters filters;
  for (const auto& [name, value] : query) {
    constexpr std::string_view kAttribute = "filter[customAttributes][";
    if (name == "filter[categoryId]") filters.categories = split(value, ',');
    if (name == "filter[statusId]") filters.statuses = split(value, ',');
    if (name == "filter[statusLabel]") filters.labels = split(value, ',');
    if (name == "filter[locationId]") filters.locations = split(value, ',');
    if (name == "filter[searchText]") filters.search_text = value;
    if (name == "filter[updatedAt]") {
      const std::optional<Period> period = period_of(value);
      if (!period) return malformed("filter[updatedAt] must be of the form T.., ..T or T..T");
      filters.updated = *period;
    }
    if (!name.starts_with(kAttribute)) continue;
    const std::string attribute =
        name.substr(kAttribute.size(), name.size() - kAttribute.size() - 1);
    if (name.back() != ']' || project.attribute(attribute) == nullptr) {
      return malformed("the project has no custom attribute of the name in " + name);
    }
    filters.attributes.emplace_back(attribute, value);
  }
  for (const char* flag : {"includeCustomAttributes", "includeDeleted", "includeSubLocations"}) {
    if (!query.is_truth(flag)) return malformed(std::string(flag) + " is true or false");
  }
  filters.includes_deleted = query.flag("includeDeleted");
  return filters;
}

// includeSubLocations: the wanted locations and all below them.
void add_sub_locations(std::vector<std::string>& wanted, const Project& project) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    for (const Location& location : project.locations) {
      if (location.parent_id == wanted[i]) wanted.push_back(location.id);
    }
  }
}

// Text attributes by part of the text in any case (bim360.md 3.2), the rest by their exact value.
bool has_attribute(const Asset& asset, const Project& project, const std::string& name,
                   const std::string& wanted) {
  const Json& value = asset.fields.custom_attributes[name];
  if (const std::string* text = value.text()) {
    const bool is_text = project.attribute(name)->type == DataType::kText;
    return is_text ? holds(*text, wanted) : *text == wanted;
  }
  if (value.items() != nullptr) {
    return std::any_of(value.items()->begin(), value.items()->end(),
                       [&](const Json& one) { return text_of(one) == wanted; });
  }
  return !value.is_null() && value.dump() == wanted;
}

bool has_text(const Asset& asset, const std::string& wanted) {
  const AssetFields& fields = asset.fields;
  if (holds(fields.client_asset_id, wanted) || holds(fields.description.value_or(""), wanted) ||
      holds(fields.barcode.value_or(""), wanted)) {
    return true;
  }
  const Json::Object& values = *fields.custom_attributes.members();
  return std::any_of(values.begin(), values.end(), [&](const Json::Member& member) {
    return holds(text_of(member.value), wanted);
  });
}

bool passes(const Asset& asset, const Filters& filters, const Project& project) {
  const AssetFields& fields = asset.fields;
  if (!asset.is_living() && !filters.includes_deleted) return false;
  if (!is_among(filters.categories, fields.category_id)) return false;
  if (!is_among(filters.statuses, fields.status_id)) return false;
  const StepStatus* status = project.status(fields.status_id);
  if (!is_among(filters.labels, status != nullptr ? status->label : "")) return false;
  if (!is_among(filters.locations, fields.location_id.value_or(""))) return false;
  if (!filters.updated.contains(asset.updated_ms)) return false;
  if (filters.search_text && !has_text(asset, *filters.search_text)) return false;
  return std::all_of(filters.attributes.begin(), filters.attributes.end(), [&](const auto& wanted) {
    return has_attribute(asset, project, wanted.first, wanted.second);
  });
}

using Order = bool (*)(const Asset&, const Asset&);

// sort=field, "field asc" or "field desc". Without it: the order of creation.
std::optional<Answer<Order>> order_of(const Query& query) {
  const auto asked = query.find("sort");
  if (!asked) return std::nullopt;
  struct Sort {
    std::string_view words;
    Order order;
  };
  static constexpr std::array kSorts{
      Sort{"clientAssetId asc",
           [](const Asset& a, const Asset& b) {
             return a.fields.client_asset_id < b.fields.client_asset_id;
           }},
      Sort{"clientAssetId desc",
           [](const Asset& a, const Asset& b) {
             return b.fields.client_asset_id < a.fields.client_asset_id;
           }},
      Sort{"createdAt asc",
           [](const Asset& a, const Asset& b) { return a.created_ms < b.created_ms; }},
      Sort{"createdAt desc",
           [](const Asset& a, const Asset& b) { return b.created_ms < a.created_ms; }},
      Sort{"updatedAt asc",
           [](const Asset& a, const Asset& b) { return a.updated_ms < b.updated_ms; }},
      Sort{"updatedAt desc",
           [](const Asset& a, const Asset& b) { return b.updated_ms < a.updated_ms; }}};
  for (const Sort& sort : kSorts) {
    if (sort.words == *asked || sort.words == *asked + " asc") return Answer<Order>(sort.order);
  }
  return Answer<Order>(malformed("sort takes clientAssetId, createdAt or updatedAt, asc or desc"));
}

// Assets that pass, of those the search knows already.
std::vector<const Asset*> visible(const Assets& assets, const Filters& filters,
                                  const Project& project, std::int64_t newest_ms) {
  std::vector<const Asset*> found;
  for (const Asset& asset : assets.all) {
    if (asset.created_ms <= newest_ms && passes(asset, filters, project)) found.push_back(&asset);
  }
  return found;
}

}  // namespace

Reply AssetDesk::list(const Call& call) {
  Answer<Filters> read = read_filters(call.query, project_);
  if (const auto* refusal = std::get_if<Refusal>(&read)) return refuse(Dialect::kAssets, *refusal);
  Filters& filters = std::get<Filters>(read);
  if (call.query.flag("includeSubLocations")) add_sub_locations(filters.locations, project_);
  const std::optional<Answer<Order>> order = order_of(call.query);
  if (order && std::holds_alternative<Refusal>(*order)) {
    return refuse(Dialect::kAssets, std::get<Refusal>(*order));
  }
  const Answer<Page> paged = read_page(call, options_, audit_);
  if (const auto* refusal = std::get_if<Refusal>(&paged)) return refuse(Dialect::kAssets, *refusal);
  const Page& page = std::get<Page>(paged);
  const AttributesShown shown =
      call.query.flag("includeCustomAttributes") ? AttributesShown::kYes : AttributesShown::kNo;
  const std::int64_t newest_ms = clock_.now_ms() - options_.searchable_after_ms;
  // The vendor's own samples show a nextUrl of v1 for this list of v2 (bim360.md 3.3, trap 2).
  const std::string next = "/" + call.service + "/assets/v1/projects/" + project_.id + "/assets";
  return assets_.locked([&](Assets& assets) {
    std::vector<const Asset*> found = visible(assets, filters, project_, newest_ms);
    if (order) {
      std::stable_sort(found.begin(), found.end(), [&](const Asset* a, const Asset* b) {
        return std::get<Order>(*order)(*a, *b);
      });
    }
    Json results = Json::list();
    for (std::size_t i = page.offset; i < std::min(found.size(), page.offset + page.holds); ++i) {
      results.push(asset_json(*found[i], project_, shown));
    }
    return json_reply(
        200,
        Json::object({{"pagination", pagination_json(call, page, found.size(), options_, next)},
                      {"results", std::move(results)}}));
  });
}

}  // namespace ingot::lab::bim360
