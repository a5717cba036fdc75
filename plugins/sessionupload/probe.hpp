// Looking at the vendor without changing anything: waiting for an asset, and finding out what a
// request without an answer has done. Thread rule: owned by one session.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/sessionupload/config.hpp"
#include "plugins/sessionupload/replies.hpp"
#include "plugins/sessionupload/target.hpp"

namespace ingot::sessionupload {

enum class WatchEnd {
  reached,
  failed,   // the asset is in Error, or gone, or may not be read
  too_long  // poll.timeout has passed, or the run stops
};
struct Watched {
  Watched() = default;
  WatchEnd end = WatchEnd::too_long;
  Asset asset;    // as last seen
  Ending ending;  // unless reached
};

// Reads the asset every poll.every (growing to ten times that) until `is_reached` says so. `config`
// and `item` must outlive the task.
task<Watched> watch(Batch& batch, const Config& config, const Item& item, std::string asset_id,
                    std::function<bool(const Asset&)> is_reached);

struct Found {
  Found() = default;
  std::optional<Upload> upload;
  std::string doubt;  // why nobody can tell; with neither, there is certainly none
};

struct Wanted {
  Target target;
  std::optional<std::uint64_t> size;  // any, when it is not said
  std::int64_t since_ms = 0;      // a session that is older, by the vendor's clock, is another one
  std::set<std::string> claimed;  // upload ids that belong to other items
};

// Looks several times in about ten seconds, because the start may still be under way. A session is
// taken for the item's when its size and age fit and its asset has the name, the folders and the
// parent that were asked for.
task<Found> find_upload(Batch& batch, const Config& config, const Item& item, Wanted wanted);

// Whether an upload is in progress: asked until it is not, `looks` times at most. The problem:
// nobody can tell.
task<Parsed<bool>> is_in_progress(Batch& batch, const Config& config, const Item& item,
                                  std::string upload_id, unsigned looks);

}  // namespace ingot::sessionupload
