// What the service's answers mean: pure readers. No answer is documented (managedassets.md 2.2), so
// they need little, skip what they do not know, and take names of members from the job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/json.hpp>
#include <ingot/kit/parsed.hpp>
#include <ingot/reply.hpp>

#include "plugins/managedassets/config.hpp"

namespace ingot::managedassets {

struct Asset {
  std::string id;
  std::string etag;  // as it was written; empty: the answer had none that can be sent back
  std::string expires_on;
  bool says_expiry = false;  // with an empty expires_on: it never ends
  std::optional<std::int64_t> expires_ms, size;
  Json body;
  bool is_pending = false;  // 202
};

// The answer to a creation: its body must tell an id, or its Location.
Parsed<Asset> read_created(const Reply& reply, const Names& names);
// The answer to GET of `id`: an object which is not about another asset.
Parsed<Asset> read_asset(const Reply& reply, const std::string& id, const Names& names);
// After a change the answer may be empty; what it tells is put over `before`. Fails for an answer
// that the service cannot have given, such as a web page.
Parsed<Asset> read_changed(const Reply& reply, Asset before, const Names& names);

// Ids of the assets whose metadata holds `value` under `key`. Fails when the answer is no list, or
// lists anything else: the service did not filter, so what is missing proves nothing.
Parsed<std::vector<std::string>> read_matches(std::string_view body, const std::string& key,
                                              const std::string& value, const Names& names);

// Does the asset hold every one of these entries? Empty: it does not show its metadata.
std::optional<bool> holds(const Asset& asset, const Metadata& metadata, const Names& names);

enum class Fetch { pending, ready, failed };
Fetch fetch_state(const Asset& asset, const Poll& poll);

// The meta of an item: small JSON with what later operations and people want. Members of `earlier`
// that are not told anew stay. `size` only when the service said one for a file.
std::string meta_text(const Asset& asset, std::string_view earlier,
                      std::optional<std::int64_t> size, const std::string& lifecycle = {},
                      const std::string& reason = {});

}  // namespace ingot::managedassets
