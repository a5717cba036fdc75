// The project's assets, living and deleted, in the order they were made. It decides nothing about
// requests; it is the memory behind them. Threads: internally locked; what is shown inside locked()
// must not leave it.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/bim360/lab/project.hpp"

namespace ingot::lab::bim360 {

// What a client says about an asset.
struct AssetFields {
  std::string client_asset_id;
  std::string category_id;
  std::string status_id;
  std::optional<std::string> description = {};
  std::optional<std::string> location_id = {};
  std::optional<std::string> barcode = {};
  Json custom_attributes = Json::object();
};

struct Asset {
  std::string id;
  AssetFields fields;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  std::optional<std::int64_t> deleted_ms = {};
  std::uint64_t version = 0;  // of one sequence over all assets

  bool is_living() const { return !deleted_ms; }
};

struct Assets {
  std::vector<Asset> all;                              // oldest first; deleted ones stay
  std::unordered_map<std::string, std::size_t> index;  // id to position
  std::uint64_t next_version = 1;

  // nullptr where there is none or it was deleted.
  Asset* living(const std::string& id);
};

enum class AttributesShown : std::uint8_t { kNo, kYes };

// The asset as the seed's 201 shows it.
Json asset_json(const Asset& asset, const Project& project, AttributesShown shown);

class AssetRegister {
 public:
  explicit AssetRegister(std::uint64_t seed) : seed_(seed) {}

  // Calls `work(Assets&)` under the lock and answers what it answers.
  template <typename Work>
  auto locked(Work work) {
    const std::lock_guard lock(mutex_);
    return work(assets_);
  }
  // Adds an asset; only inside locked().
  Asset& add(Assets& assets, AssetFields fields, std::int64_t now_ms) const;
  bool has_living(const std::string& id);
  void reset();
  // Objects with path = barcode, or clientAssetId where there is none; counters.
  void add_facts(AuditFacts& facts, const Project& project) const;

 private:
  const std::uint64_t seed_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  Assets assets_;
};

}  // namespace ingot::lab::bim360
