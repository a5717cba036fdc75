// The folders and files of the account, and how a file gets from one state to the next. It decides
// nothing about requests. Threads: not locked; it lives in a Shelf, under that one's mutex.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

namespace ingot::lab::sessionupload {

enum class AssetType : std::uint8_t { kFile, kFolder };

// One entry of the job history.
struct AssetJob {
  std::string type;
  std::string description;
  std::int64_t registered_ms = 0;
  std::optional<std::int64_t> ended_ms = {};
  std::string error = {};  // empty: it went well, or is under way
};

// A state that will be another one after some reads and some time.
struct Change {
  std::string becomes;
  std::int64_t began_ms = 0;
  std::uint32_t polls = 0;
  std::uint32_t needs_polls = 0;
  std::int64_t needs_ms = 0;
  std::string error = {};  // why, where it becomes Error
};

struct Asset {
  std::string id;
  std::string parent_id;  // a folder's; "content:<id>" or "asset:<id>" for what is attached
  std::string name;       // the last segment of its path; stable
  std::string display_name;
  AssetType type = AssetType::kFile;
  std::string state = "Available";
  std::string language_id;
  std::int64_t created_ms = 0;
  std::int64_t display_date_ms = 0;
  Json::Object edited = {};  // dates and custom properties a client set, as they came
  std::optional<StoredObject> stored = {};
  std::uint64_t declared_size = 0;
  std::string open_upload = {};   // id; empty: none
  std::string last_upload = {};   // id of the newest completed one
  std::string state_before = {};  // what a cancelled upload falls back to; empty: the asset goes
  std::uint64_t completions = 0;
  std::optional<Change> change = {};
  std::vector<AssetJob> jobs = {};

  bool is_whole() const { return stored.has_value(); }
};

class AssetTree {
 public:
  explicit AssetTree(std::uint64_t seed) : seed_(seed) {}

  // Gives it an id unless it has one. References stay good until erase().
  Asset& add(Asset asset);
  Asset* find(const std::string& id);
  const Asset* find(const std::string& id) const;
  // The newest asset of that name there; nullptr: none.
  Asset* child(const std::string& parent_id, const std::string& name);
  // "/Content/Incoming/a.mp4"; what is attached lies below /related-content or /related-asset.
  std::string path_of(const Asset& asset) const;
  // The asset and, of a folder, everything below it; children before their folders.
  std::vector<std::string> with_descendants(const std::string& id) const;
  void move(Asset& asset, const std::string& parent_id);
  void erase(const std::string& id);
  // One read of the asset at `now_ms`: counts as a poll, then settles.
  static void poll(Asset& asset, std::int64_t now_ms);
  // Finishes the change if its polls and its time have come.
  static void settle(Asset& asset, std::int64_t now_ms);
  const std::map<std::string, Asset>& all() const { return assets_; }

 private:
  void forget_place(const Asset& asset);

  const std::uint64_t seed_;
  std::uint64_t next_ = 0;
  std::map<std::string, Asset> assets_;  // in the order of ids, which is no order a client can use
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_place_;
};

}  // namespace ingot::lab::sessionupload
