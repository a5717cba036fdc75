// POST /search/keyword (tenovos.md 2.7): terms against filename, ids or metadata. Pure but for
// reading the catalogue.
#pragma once

#include <cstdint>

#include <ingot/lab/json.hpp>

#include "plugins/tenovos/lab/asset_desk.hpp"

namespace ingot::lab::tenovos {

// A page begins at `from` and has at most this many assets.
inline constexpr std::size_t kSearchPage = 50;

// Assets made after `newest_ms` are not found yet.
Answer<Json> search_assets(const Json& body, const Catalogue& catalogue, const AssetDesk& desk,
                           std::int64_t newest_ms);

}  // namespace ingot::lab::tenovos
