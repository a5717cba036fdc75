// POST /asset-searches (dash.md 1.5): reads the criterion, finds, sorts and pages. Threads: pure;
// it reads the catalogue under the catalogue's own lock.
#pragma once

#include <cstdint>

#include <ingot/lab/json.hpp>

#include "plugins/dash/lab/catalogue.hpp"
#include "plugins/dash/lab/replies.hpp"

namespace ingot::lab::dash {

// {results: [{result, permittedActions}], totalResults}. Assets made after `newest_ms` are not
// found yet.
Answer<Json> search_assets(const Json& body, const Catalogue& catalogue, const Account& account,
                           std::int64_t newest_ms);

}  // namespace ingot::lab::dash
