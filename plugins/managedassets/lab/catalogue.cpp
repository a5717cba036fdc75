#include "plugins/managedassets/lab/catalogue.hpp"

#include <algorithm>

#include <ingot/lab/uuid.hpp>

namespace ingot::lab::managedassets {

namespace {

constexpr std::int64_t kRestorableMs = 90LL * 86'400'000;  // managedassets.md 2.1, DELETE

std::string index_key(const std::string& key, const std::string& value) {
  return key + '\0' + value;
}

const char* state_of(const Asset& asset, Standing standing) {
  if (standing == Standing::kExpired) return "expired";
  if (!asset.is_managed) return "unmanaged";
  if (asset.fetch) return "pending";
  if (!asset.fetch_error.empty()) return "failed";
  return asset.content ? "stored" : "metadata_only";
}

// What the asset itself has to say; the counts of its path stay.
void describe(const Asset& asset, Standing standing, ObjectFact& fact) {
  fact.path = asset.path;
  fact.asset_id = asset.id;
  fact.state = state_of(asset, standing);
  const StoredContent content = asset.content.value_or(StoredContent{});
  fact.size = content.size;
  fact.declared_size = content.declared_size;
  fact.sha256 = content.sha256;
  fact.md5 = content.md5;
}

}  // namespace

std::string scalar_text(const Json& value) {
  return value.text() != nullptr ? *value.text() : value.dump();
}

Standing Asset::standing(std::int64_t now_ms) const {
  if (deleted_ms) {
    return now_ms < *deleted_ms + kRestorableMs ? Standing::kDeleted : Standing::kGone;
  }
  if (!expires_ms || now_ms < *expires_ms) return Standing::kLiving;
  return now_ms < *expires_ms + kRestorableMs ? Standing::kExpired : Standing::kGone;
}

std::string Catalogue::next_etag() {
  return "\"" + make_uuid(options_.seed, "etag", next_etag_++).substr(0, 18) + "\"";
}

void Catalogue::index(const Asset& asset) {
  if (options_.metadata_query == MetadataQuery::kOff) return;
  for (const Json::Member& field : *asset.metadata.members()) {
    by_metadata_[index_key(field.name, scalar_text(field.value))].insert(asset.id);
  }
}

void Catalogue::unindex(const Asset& asset) {
  if (options_.metadata_query == MetadataQuery::kOff) return;
  for (const Json::Member& field : *asset.metadata.members()) {
    const auto found = by_metadata_.find(index_key(field.name, scalar_text(field.value)));
    if (found == by_metadata_.end()) continue;
    found->second.erase(asset.id);
    if (found->second.empty()) by_metadata_.erase(found);
  }
}

Asset Catalogue::create(Asset draft, std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  draft.id = make_uuid(options_.seed, "asset", next_id_++);
  draft.etag = next_etag();
  draft.created_ms = draft.modified_ms = now_ms;
  if (draft.path.empty()) draft.path = "asset " + draft.id;
  index(draft);
  return assets_.emplace(draft.id, draft).first->second;
}

// False: the fetch failed and took the asset with it.
bool Catalogue::settle(Asset& asset, std::int64_t now_ms) {
  if (!asset.fetch || asset.fetch->gets_left > 0 || now_ms < asset.fetch->ready_ms) return true;
  const FetchOutcome outcome = asset.fetch->outcome;
  asset.fetch.reset();
  if (!outcome.size) {
    ++failed_fetches_;
    asset.fetch_error = outcome.why.message;
    return options_.failed_fetch == FailedFetch::kShown;
  }
  asset.content = StoredContent{
      .size = *outcome.size, .declared_size = *outcome.size, .told_size = *outcome.size};
  ++asset.completions;
  if (options_.fetched_etag == FetchedETag::kChanged) asset.etag = next_etag();
  return true;
}

Catalogue::Assets::iterator Catalogue::settled(const std::string& id, std::int64_t now_ms,
                                               Look look) {
  const auto found = assets_.find(id);
  if (found == assets_.end()) return found;
  const bool is_kept = settle(found->second, now_ms);
  // The GET that finds the fetch under way is one of those it is promised to last for.
  if (look == Look::kGet && found->second.fetch && found->second.fetch->gets_left > 0) {
    --found->second.fetch->gets_left;
  }
  if (is_kept && found->second.standing(now_ms) != Standing::kGone) return found;
  unindex(found->second);
  assets_.erase(found);
  return assets_.end();
}

std::optional<Asset> Catalogue::asset(const std::string& id, std::int64_t now_ms, Look look) {
  const std::lock_guard lock(mutex_);
  const auto found = settled(id, now_ms, look);
  if (found == assets_.end()) return std::nullopt;
  return found->second;
}

Answer<Asset> Catalogue::change(const std::string& id, std::int64_t now_ms,
                                const std::function<std::optional<Refusal>(Asset&)>& edit) {
  const std::lock_guard lock(mutex_);
  const auto found = settled(id, now_ms, Look::kPeek);
  if (found == assets_.end()) return Refusal{404, "asset " + id + " does not exist"};
  Asset edited = found->second;
  if (std::optional<Refusal> refusal = edit(edited)) return std::move(*refusal);
  if (edited.deleted_ms && !found->second.deleted_ms) ++deletions_;
  edited.etag = next_etag();
  edited.modified_ms = now_ms;
  unindex(found->second);
  index(edited);
  found->second = edited;
  return edited;
}

std::optional<Refusal> Catalogue::purge(
    const std::string& id, std::int64_t now_ms,
    const std::function<std::optional<Refusal>(const Asset&)>& check) {
  const std::lock_guard lock(mutex_);
  const auto found = settled(id, now_ms, Look::kPeek);
  if (found == assets_.end()) return Refusal{404, "asset " + id + " does not exist"};
  if (std::optional<Refusal> refusal = check(found->second)) return refusal;
  unindex(found->second);
  assets_.erase(found);
  ++purges_;
  return std::nullopt;
}

std::vector<Asset> Catalogue::find(const Criteria& criteria, std::int64_t now_ms,
                                   std::int64_t newest_ms) {
  const std::lock_guard lock(mutex_);
  std::vector<Asset> matches;
  if (criteria.empty()) return matches;
  const auto first = by_metadata_.find(index_key(criteria[0].first, criteria[0].second));
  if (first == by_metadata_.end()) return matches;
  const std::set<std::string> ids = first->second;  // settling may take ids out of the index
  for (const std::string& id : ids) {
    const auto found = settled(id, now_ms, Look::kPeek);
    if (found == assets_.end() || found->second.created_ms > newest_ms) continue;
    if (found->second.standing(now_ms) != Standing::kLiving) continue;
    const bool has_all = std::all_of(criteria.begin(), criteria.end(), [&](const auto& wanted) {
      const Json* value = found->second.metadata.find(wanted.first);
      return value != nullptr && scalar_text(*value) == wanted.second;
    });
    if (has_all) matches.push_back(found->second);
  }
  return matches;
}

void Catalogue::reset() {
  const std::lock_guard lock(mutex_);
  assets_.clear();
  by_metadata_.clear();
  deletions_ = purges_ = failed_fetches_ = 0;
}

AuditFacts Catalogue::facts(std::int64_t now_ms) {
  const std::lock_guard lock(mutex_);
  AuditFacts facts;
  std::map<std::string, ObjectFact> living, expired;
  for (auto at = assets_.begin(); at != assets_.end();) {
    Asset& asset = (at++)->second;
    const bool is_kept = settle(asset, now_ms);
    const Standing standing = asset.standing(now_ms);
    if (!is_kept || standing == Standing::kGone) {
      unindex(asset);
      assets_.erase(std::string(asset.id));
      continue;
    }
    if (standing == Standing::kDeleted) continue;
    if (standing == Standing::kExpired) {
      describe(asset, standing, expired[asset.path]);
      expired[asset.path].times_completed += asset.completions;
      continue;
    }
    const auto [slot, is_first] = living.try_emplace(asset.path);
    ObjectFact& fact = slot->second;
    if (!is_first) ++fact.times_created;
    // A whole twin says more than an empty one.
    if (is_first || asset.completions > 0) describe(asset, standing, fact);
    fact.times_completed += asset.completions;
    if (asset.fetch) facts.open.push_back({"fetch", asset.id, asset.path});
    if (!asset.fetch_error.empty()) facts.open.push_back({"asset", asset.id, asset.path});
  }
  // An expired asset is told of only where no living one has taken its place.
  living.merge(expired);
  for (auto& [path, fact] : living) facts.objects.push_back(std::move(fact));
  facts.counters.insert(
      {{"deletions", deletions_}, {"purges", purges_}, {"failed_fetches", failed_fetches_}});
  return facts;
}

}  // namespace ingot::lab::managedassets
