// Config: vendor.config of a Tenovos job as typed values. The host has checked it against the
// manifest, except for the members of `metadata`, which are checked here alone. Secrets are names,
// never values. A value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/kit/parsed.hpp>

namespace ingot::kit {}

namespace ingot::tenovos {
using namespace kit;  // Json, Verdict, Ending, … are this plugin's own words

// What an attribute of a metadata template holds (tenovos.md 2.4). `automatic`: as the template
// says, else text.
enum class Kind { automatic, text, date, vocabulary, multi_select, table, cascading };

// Which field of the job goes into which attribute, and in which form.
struct Attribute {
  std::string name;   // definition id, or the name the template gives it
  std::string field;  // of scan.fields; unused by tables and cascades
  Kind kind = Kind::automatic;
  std::string format;                         // of dates; empty: the template's, else MM/dd/yyyy
  std::map<std::string, std::string> values;  // vocabulary: display value -> value id
  std::vector<Attribute> parts;               // columns of a table, levels of a cascade
};

enum class PostCheck { size, md5, none };
enum class FailedVersion { remove, leave };
enum class LostCreate { adopt, report };

inline constexpr std::uint64_t kPartBytes =
    104'857'600;  // 100 MiB, the vendor's own client (tenovos.md 2.5)
inline constexpr std::uint64_t kDecimalPartBytes =
    100'000'000;                                            // the other reading of "100MB" (H3)
inline constexpr std::uint64_t kSingleMax = 5'368'709'120;  // one PUT of an object store (H4)

struct Config {
  std::string base_url;  // no slash at the end
  std::string username, client_id;
  std::string metadata_template_id;
  std::vector<std::string> security_template_ids;
  std::vector<Attribute> metadata;
  bool checks_required = true;
  bool is_metadata_only = false, is_federated = false, skips_transcode = false;
  bool keeps_etag_quotes = true;
  PostCheck post_check = PostCheck::size;
  std::int64_t post_check_wait_ms = 15'000;
  std::uint64_t part_bytes = kPartBytes, max_bytes = kSingleMax;
  FailedVersion failed_version = FailedVersion::remove;
  LostCreate lost_create = LostCreate::adopt;
};

Parsed<Config> parse_config(std::string_view json);

}  // namespace ingot::tenovos
