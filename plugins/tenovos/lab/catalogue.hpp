// The assets, their versions and their uploads. It decides nothing about requests; it is the memory
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
#include <ingot/lab/json.hpp>
#include <ingot/lab/object_store.hpp>

#include "plugins/tenovos/lab/asset_order.hpp"
#include "plugins/tenovos/lab/tenovos_options.hpp"

namespace ingot::lab::tenovos {

enum class UploadKind : std::uint8_t {
  kNone,      // federated
  kSingle,    // one PUT, which is the end of it
  kMultipart  // parts, ended by /asset/complete
};
enum class UploadState : std::uint8_t { kOpen, kCompleted, kCancelled };

// One version of an asset: an object id and a file id of its own.
struct Asset {
  std::string object_id;
  std::string file_id;
  std::string original_file_id;  // of the first version; the asset's own if it is that
  AssetOrder order;              // what the client asked for
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  bool is_deleted = false;  // in the recycle bin

  UploadKind upload_kind = UploadKind::kNone;
  UploadState upload_state = UploadState::kOpen;
  std::string upload_id = {};  // the store's; the client sees it where it has to complete
  std::size_t parts = 0;
  std::optional<StoredObject> stored = {};  // once the file is whole
  std::int64_t stored_ms = 0;
  std::uint32_t polls = 0;  // since the file is whole

  bool is_federated() const { return !order.content_path.empty(); }
  bool has_file() const { return stored || is_federated(); }
};

struct KnownAsset {
  Asset asset;
  bool is_current = false;  // the newest version outside the recycle bin
};

class Catalogue {
 public:
  explicit Catalogue(std::uint64_t seed) : seed_(seed) {}

  // Makes a new asset, or with `order.original_file_id` a version; nullopt: nothing in use has that
  // original.
  std::optional<Asset> create(const AssetOrder& order, std::int64_t now_ms);
  // Notes the store's upload of an asset just made.
  void begin_upload(const std::string& object_id, UploadKind kind, const std::string& upload_id,
                    std::size_t parts);
  // Gives the asset of the upload its bytes. A later call replaces them.
  void finish_upload(const std::string& upload_id, StoredObject stored, std::int64_t now_ms);
  void cancel_upload(const std::string& upload_id);

  // By object id or by file id.
  std::optional<KnownAsset> find(const std::string& id) const;
  // As find, and counts a look at its file.
  std::optional<KnownAsset> poll(const std::string& id);
  // All versions of the asset with that id, oldest first.
  std::vector<KnownAsset> versions(const std::string& id) const;
  // Changes an asset in place; nullopt: no such asset.
  std::optional<KnownAsset> change(const std::string& id, std::int64_t now_ms,
                                   const std::function<void(Asset&)>& edit);
  // Shows every version of every asset, oldest asset first.
  void for_each(const std::function<void(const KnownAsset&)>& visit) const;
  void reset();

  // Objects and open ends for the audit. Whatever lies in the recycle bin is only counted.
  AuditFacts facts(OpenAssets open) const;

 private:
  using Family = std::vector<std::string>;  // object ids, oldest first

  // All of these want mutex_ held.
  const Asset* asset_of(const std::string& id) const;
  KnownAsset known(const Asset& asset) const;
  std::string current_of(const Family& family) const;  // empty: all are deleted
  void add_open(AuditFacts& facts, const Asset& asset, OpenAssets open) const;
  void add_family(AuditFacts& facts, std::map<std::string, ObjectFact>& by_path,
                  const Family& family, OpenAssets open) const;

  const std::uint64_t seed_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::uint64_t next_id_ = 0;
  std::map<std::string, Asset> assets_;                // by object id
  std::map<std::string, std::string> object_of_file_;  // file id to object id
  std::map<std::string, std::string> object_of_upload_;
  std::map<std::string, std::size_t> family_of_file_;  // original file id to an index
  std::vector<Family> families_;
};

}  // namespace ingot::lab::tenovos
