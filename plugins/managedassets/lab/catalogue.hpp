// The assets. It decides nothing about requests; it is the memory behind them, and it lets fetches
// and lifetimes take their course. Threads: internally locked; what it hands out are copies.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/managedassets/lab/content_sink.hpp"
#include "plugins/managedassets/lab/managedassets_options.hpp"
#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

// What fetching a URI will come to.
struct FetchOutcome {
  std::optional<std::uint64_t> size = {};  // absent: it fails
  Refusal why = {};                        // then
};

struct Fetch {
  std::int64_t ready_ms = 0;
  std::uint32_t gets_left = 0;  // that still find it under way
  FetchOutcome outcome = {};
};

// Deleted and expired assets can be restored for 90 days, then they are gone.
enum class Standing : std::uint8_t { kLiving, kExpired, kDeleted, kGone };

struct Asset {
  std::string id = {};
  std::string path = {};  // how the audit names it: ingestKey, file name or URI at creation
  bool is_managed = true;
  Json metadata = Json::object();
  std::optional<std::string> uri = {};
  std::optional<std::int64_t> expires_ms = {};  // absent: never
  std::optional<std::int64_t> deleted_ms = {};
  std::int64_t created_ms = 0;
  std::int64_t modified_ms = 0;
  std::string etag = {};  // with its quotes
  std::uint64_t version = 1;
  std::optional<StoredContent> content = {};
  std::optional<Fetch> fetch = {};
  std::string fetch_error = {};
  std::uint64_t completions = 0;

  Standing standing(std::int64_t now_ms) const;
};

enum class Look : std::uint8_t { kGet, kPeek };  // only a GET brings a fetch forward

using Criteria = std::vector<std::pair<std::string, std::string>>;  // metadata key and value

class Catalogue {
 public:
  // `options` must outlive the catalogue.
  explicit Catalogue(const ManagedAssetsOptions& options) : options_(options) {}

  // Gives the draft its id, ETag and, where it has none, its path.
  Asset create(Asset draft, std::int64_t now_ms);
  // nullopt: no such asset, or gone by now. Deleted and expired ones are answered.
  std::optional<Asset> asset(const std::string& id, std::int64_t now_ms, Look look);
  // Changes an asset and gives it a new ETag, unless `edit` refuses; 404: no such asset. `edit`
  // runs under the lock and must not come back here.
  Answer<Asset> change(const std::string& id, std::int64_t now_ms,
                       const std::function<std::optional<Refusal>(Asset&)>& edit);
  // The same for removing it for good.
  std::optional<Refusal> purge(const std::string& id, std::int64_t now_ms,
                               const std::function<std::optional<Refusal>(const Asset&)>& check);
  // Living assets with all these metadata, created at `newest_ms` or earlier. Only with
  // MetadataQuery::kOn.
  std::vector<Asset> find(const Criteria& criteria, std::int64_t now_ms, std::int64_t newest_ms);
  void reset();

  // Objects and open ends for the audit.
  AuditFacts facts(std::int64_t now_ms);

 private:
  using Assets = std::map<std::string, Asset>;

  Assets::iterator settled(const std::string& id, std::int64_t now_ms, Look look);
  bool settle(Asset& asset, std::int64_t now_ms);
  std::string next_etag();
  void index(const Asset& asset);
  void unindex(const Asset& asset);

  const ManagedAssetsOptions& options_;
  std::mutex mutex_;
  // guarded by mutex_
  Assets assets_;
  std::map<std::string, std::set<std::string>> by_metadata_;  // key, NUL, value to ids
  std::uint64_t next_id_ = 0;
  std::uint64_t next_etag_ = 0;
  std::uint64_t deletions_ = 0;
  std::uint64_t purges_ = 0;
  std::uint64_t failed_fetches_ = 0;
};

// A metadata value as text: strings as they are, numbers and truths as JSON writes them.
std::string scalar_text(const Json& value);

}  // namespace ingot::lab::managedassets
