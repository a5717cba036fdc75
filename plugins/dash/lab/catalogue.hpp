// The assets, their files and their uploads. It decides nothing about requests; it is the memory
// behind them. Threads: internally locked; what it hands out are copies.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/object_store.hpp>

namespace ingot::lab::dash {

struct AssetFile {
  std::string id;
  std::string path;
  std::uint64_t declared_size = 0;
  std::int64_t created_ms = 0;
  std::optional<StoredObject> stored;  // once its upload was completed
};

struct Asset {
  std::string id;
  std::string path;  // "/Folder/name.ext"
  std::string state = "STAGED";
  std::int64_t created_ms = 0;
  std::int64_t modified_ms = 0;
  std::vector<AssetFile> files;                              // oldest first
  std::map<std::string, std::vector<std::string>> metadata;  // field id to values
  std::uint64_t completions = 0;

  // The newest file whose bytes are whole; nullptr if there is none.
  const AssetFile* whole_file() const;
};

struct UploadRecord {
  std::string id;
  std::string asset_id;
  std::string file_id;
  std::string path;
  std::uint64_t size = 0;
  std::uint64_t part_size = 0;
  int parts = 1;
  std::int64_t created_ms = 0;
  bool is_completed = false;
};

// "name.ext" of "/Folder/name.ext"; empty for "/".
std::string filename_of(const std::string& path);
// "/Folder" of "/Folder/name.ext"; "/" for "/name.ext".
std::string folder_of(const std::string& path);

class Catalogue {
 public:
  explicit Catalogue(std::uint64_t seed) : seed_(seed) {}

  // Makes an asset with one file that awaits its bytes.
  Asset create_asset(const std::string& path, std::uint64_t size, std::int64_t now_ms);
  // Adds a file to an asset and answers the file's id; nullopt: no such asset.
  std::optional<std::string> add_file(const std::string& asset_id, const std::string& path,
                                      std::uint64_t size, std::int64_t now_ms);
  void add_upload(UploadRecord upload);
  // Marks the upload done and gives its file the bytes; nullopt: asset or file are gone.
  std::optional<Asset> finish_upload(const std::string& upload_id, const StoredObject& stored,
                                     std::int64_t now_ms);
  std::optional<Asset> asset(const std::string& id) const;
  std::optional<UploadRecord> upload(const std::string& id) const;
  // Changes an asset in place; false: no such asset.
  bool change(const std::string& id, std::int64_t now_ms, const std::function<void(Asset&)>& edit);
  // Answers the ids of the asset's uploads that were not completed; nullopt: no such asset.
  std::optional<std::vector<std::string>> remove(const std::string& id);
  // Shows every asset in the order of ids, which is no order a client could use.
  void for_each(const std::function<void(const Asset&)>& visit) const;
  void reset();

  // Objects and open ends for the audit.
  AuditFacts facts() const;

 private:
  std::string next_id(const char* kind) { return make_id(kind, next_id_++); }
  std::string make_id(const char* kind, std::uint64_t number) const;

  const std::uint64_t seed_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::uint64_t next_id_ = 0;
  std::map<std::string, Asset> assets_;
  std::map<std::string, UploadRecord> uploads_;
  std::map<std::string, std::vector<std::string>> open_uploads_;  // asset id to upload ids
  std::uint64_t superseded_uploads_ = 0;
};

}  // namespace ingot::lab::dash
