// ManifestFields: reads one JSON object key by key, and turns every wrong type, range and unknown
// key into a problem with its path. Not the meaning of the keys. Borrows the value and the list of
// problems; one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/plugin/json_value.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::plugin {

enum class Presence { required, optional };

struct Range {
  std::uint64_t least = 0;
  std::uint64_t most =
      std::numeric_limits<std::int64_t>::max();  // JSON integers end there in most readers
};

class ManifestFields {
 public:
  // A null `value` is an absent object: everything in it is absent. A value that is no object is a
  // problem.
  ManifestFields(const JsonValue* value, std::string path, std::vector<ManifestProblem>& problems);

  // Empty when absent or wrong.
  std::string text(std::string_view key, Presence presence);
  // `value` stays as it is when the key is absent or wrong.
  void number(std::string_view key, std::uint64_t& value, Range range = {});
  void number(std::string_view key, std::uint32_t& value, Range range = {});
  std::vector<std::string> texts(std::string_view key);
  // The member of that kind, or null; the wrong kind is a problem.
  const JsonValue* member(std::string_view key, JsonValue::Kind kind, Presence presence);
  // Like text(), and one of `allowed`.
  std::string choice(std::string_view key, const std::vector<std::string_view>& allowed,
                     Presence presence);

  // Reports every key that was not asked for and does not start with "x-". Call it last.
  void finish();

  std::string path_of(std::string_view key) const;
  void complain(std::string_view key, std::string message);

 private:
  const JsonValue* take(std::string_view key, Presence presence);

  const JsonValue* value_;
  const std::string path_;
  std::vector<ManifestProblem>& problems_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace ingot::plugin
