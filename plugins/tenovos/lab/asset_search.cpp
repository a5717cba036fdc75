#include "plugins/tenovos/lab/asset_search.hpp"

#include <algorithm>

#include <ingot/lab/faults.hpp>

namespace ingot::lab::tenovos {

namespace {

enum class Target : std::uint8_t { kAnything, kFilename, kAssetId, kMetadata, kContent };
enum class Order : std::uint8_t { kCreated, kUpdated, kFilename };

struct Query {
  std::size_t from = 0;
  std::vector<std::string> terms;  // in small letters
  bool includes_deleted = false;
  bool includes_versions = false;
  bool needs_all_terms = true;
  Target target = Target::kAnything;
  Order order = Order::kCreated;
  bool is_ascending = false;
};

Refusal invalid_query(std::string detail) {
  return {400, "Invalid Search Query", std::move(detail), ErrorBody::kStatus};
}

std::string small(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

class QueryReader {
 public:
  explicit QueryReader(const Json& body) : body_(body) {}

  std::optional<Refusal> read() {
    for (const Json::Member& member : *body_.members()) {
      if (auto refusal = read_member(member)) return refusal;
    }
    return std::nullopt;
  }
  Query query;

 private:
  std::optional<Refusal> read_member(const Json::Member& member) {
    const Json& value = member.value;
    if (member.name == "from") {
      if (value.integer() == nullptr || *value.integer() < 0) return wrong(member);
      query.from = static_cast<std::size_t>(*value.integer());
    } else if (member.name == "searchTerm") {
      return read_terms(member);
    } else if (member.name == "includeDeleted" || member.name == "includeVersions") {
      if (value.truth() == nullptr) return wrong(member);
      (member.name == "includeDeleted" ? query.includes_deleted : query.includes_versions) =
          *value.truth();
    } else if (member.name == "operation") {
      if (value.text() == nullptr || (*value.text() != "AND" && *value.text() != "OR")) {
        return wrong(member);
      }
      query.needs_all_terms = *value.text() == "AND";
    } else if (member.name == "keywordSearchField") {
      return read_target(member);
    } else if (member.name == "sortBy") {
      return read_order(member);
    } else {
      return invalid_query(member.name + ": unknown property");
    }
    return std::nullopt;
  }

  static Refusal wrong(const Json::Member& member) {
    return invalid_query(member.name + ": is not as documented");
  }

  std::optional<Refusal> read_terms(const Json::Member& member) {
    if (member.value.items() == nullptr) return wrong(member);
    for (const Json& term : *member.value.items()) {
      if (term.text() == nullptr || term.text()->empty()) return wrong(member);
      query.terms.push_back(small(*term.text()));
    }
    return std::nullopt;
  }

  std::optional<Refusal> read_target(const Json::Member& member) {
    const std::string* name = member.value.text();
    if (name == nullptr) return wrong(member);
    if (*name == "filename") {
      query.target = Target::kFilename;
    } else if (*name == "assetId") {
      query.target = Target::kAssetId;
    } else if (*name == "metadata") {
      query.target = Target::kMetadata;
    } else if (*name == "content") {
      query.target = Target::kContent;
    } else {
      return wrong(member);
    }
    return std::nullopt;
  }

  // One criterion is served; further ones would only break ties.
  std::optional<Refusal> read_order(const Json::Member& member) {
    if (member.value.items() == nullptr || member.value.size() > 1) return wrong(member);
    if (member.value.size() == 0) return std::nullopt;
    const Json& sort = member.value[0];
    const std::string* field = sort["metadataDefinitionSearchField"].text();
    const std::string* order = sort["order"].text();
    if (field == nullptr || order == nullptr || sort.size() != 2) return wrong(member);
    if (*order != "asc" && *order != "desc") return wrong(member);
    if (*field != "createdEpoch" && *field != "lastUpdatedEpoch" && *field != "filename") {
      return invalid_query("sortBy: there is no field " + *field);
    }
    query.is_ascending = *order == "asc";
    query.order = *field == "filename"       ? Order::kFilename
                  : *field == "createdEpoch" ? Order::kCreated
                                             : Order::kUpdated;
    return std::nullopt;
  }

  const Json& body_;
};

// A term is found anywhere in the text; with * in it, it stands for the whole text.
bool is_found(const std::string& term, const std::string& text) {
  if (term.find('*') == term.npos) return text.find(term) != text.npos;
  std::string glob;
  for (const char c : term) glob += c == '*' ? "**" : std::string(1, c);
  return matches_glob(glob, text);
}

bool has_term(const Asset& asset, const std::string& term, Target target) {
  if (term == "*") return true;
  const bool is_id = term == asset.object_id || term == asset.file_id;
  const bool is_name = is_found(term, small(asset.order.filename));
  switch (target) {
    case Target::kFilename:
      return is_name;
    case Target::kAssetId:
      return is_id;
    case Target::kMetadata:
      return small(asset.order.metadata.dump()).find(term) != std::string::npos;
    case Target::kContent:
      return false;  // the lab extracts no text from files
    case Target::kAnything:
      break;
  }
  return is_id || is_name || has_term(asset, term, Target::kMetadata);
}

bool is_hit(const KnownAsset& known, const Query& query, std::int64_t newest_ms) {
  const Asset& asset = known.asset;
  if (asset.created_ms > newest_ms) return false;
  if (asset.is_deleted ? !query.includes_deleted : !known.is_current && !query.includes_versions) {
    return false;
  }
  const auto matches = [&](const std::string& term) { return has_term(asset, term, query.target); };
  if (query.terms.empty()) return true;
  return query.needs_all_terms ? std::all_of(query.terms.begin(), query.terms.end(), matches)
                               : std::any_of(query.terms.begin(), query.terms.end(), matches);
}

bool is_before(const Asset& a, const Asset& b, Order order) {
  switch (order) {
    case Order::kCreated:
      return a.created_ms < b.created_ms;
    case Order::kUpdated:
      return a.updated_ms < b.updated_ms;
    case Order::kFilename:
      break;
  }
  return a.order.filename < b.order.filename;
}

}  // namespace

Answer<Json> search_assets(const Json& body, const Catalogue& catalogue, const AssetDesk& desk,
                           std::int64_t newest_ms) {
  QueryReader reader(body);
  if (auto refusal = reader.read()) return std::move(*refusal);
  const Query& query = reader.query;
  std::vector<KnownAsset> hits;
  catalogue.for_each([&](const KnownAsset& known) {
    if (is_hit(known, query, newest_ms)) hits.push_back(known);
  });
  std::stable_sort(hits.begin(), hits.end(), [&](const KnownAsset& a, const KnownAsset& b) {
    return query.is_ascending ? is_before(a.asset, b.asset, query.order)
                              : is_before(b.asset, a.asset, query.order);
  });
  Json result = Json::list();
  for (std::size_t i = query.from; i < hits.size() && result.size() < kSearchPage; ++i) {
    result.push(asset_json(hits[i], desk.view_of(hits[i].asset)));
  }
  return Json::object(
      {{"hitCount", hits.size()}, {"result", std::move(result)}, {"facets", Json::list()}});
}

}  // namespace ingot::lab::tenovos
