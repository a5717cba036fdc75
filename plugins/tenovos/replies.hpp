// What Tenovos answers, read into values: both documented shapes of POST /asset, the two forms of
// an asset, search hits, and its 403s, most of which are validation messages. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/parts.hpp>

#include "plugins/tenovos/config.hpp"
#include "plugins/tenovos/item_plan.hpp"
#include "plugins/tenovos/requests.hpp"

namespace ingot::tenovos {

// The answer of POST /asset, flat or under `data`.
struct Created {
  Asset asset;  // version_of is the caller's to set
  std::vector<std::string>
      urls;  // by part number; from `urls`, or the one `url`. For federated assets no URLs at all
};
Parsed<Created> read_created(std::string_view body);

// How a file is cut for the URLs that came: in `count` parts of `part_bytes`, the last one shorter.
// Size 0: one PUT of everything.
struct Cut {
  std::uint32_t count = 0;
  std::uint64_t part_bytes = 0;
};
// Decided by the shape of the answer (tenovos.md H1-H4); the problem is for people, and nothing
// must be sent then.
Parsed<Cut> cut_for(const Config& config, const Created& created, std::uint64_t size);
// The ranges of a cut; they tile the file exactly.
std::vector<PartRange> ranges_of(const Cut& cut, std::uint64_t size);

// An asset as GET /asset/{id}, GET /assets/asset/{id} or a search shows it. Empty members are not
// shown.
struct AssetFacts {
  AssetFacts() = default;  // no aggregate: see ingot/request.hpp
  std::string object_id, file_id, original_file_id, filename, created_by, md5;
  std::optional<std::int64_t> created_ms, size;
  bool is_in_bin = false;
  bool has_content = false;  // shows signs of a stored file
  Json metadata;             // an array, or absent
};
AssetFacts read_asset(const Json& json);
struct Hits {
  std::vector<AssetFacts> assets;
  std::optional<std::int64_t> total;
};
Parsed<Hits> read_hits(std::string_view body);

// What a creation must have left to be taken for ours.
struct Trace {
  ItemPlan plan;
  std::string user_id, username;  // whose login it is; the id may be unknown
  std::int64_t not_before_ms = 0;
  bool is_exact = false;        // not_before_ms is by Tenovos' own clock
  std::set<std::string> taken;  // object ids that belong to other items
};
// Empty: it is not ours. Doubtful without a date, when its metadata is not what was sent, and when
// nobody knows whose it is: unless the creator or an exact moment speaks for it.
enum class Match { certain, doubtful };
std::optional<Match> match(const AssetFacts& asset, const Trace& trace);

// Tenovos' meaning of an answer: a 403 is about the key, about an asset that is not there, or a
// validation message.
Judgement refine(const Answer& answer);
// The config key or rule that a refusal of POST /asset is about.
std::string code_of(const std::string& why);

}  // namespace ingot::tenovos
