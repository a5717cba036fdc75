// ConfigSchema: what a plugin declares about its configuration, read from the JSON Schema in its
// manifest. A strict subset: a keyword that would be ignored is an error of the plugin. A value; no
// thread rule.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/job/node.hpp"
#include "host/job/pattern.hpp"

namespace ingot::job {

enum class ConfigType { object, array, string, integer, number, boolean };
enum class ConfigUnit { none, duration, size };

struct ConfigProperty;

// Sets of keys that exclude each other (exactly_one) or of which at least one is needed
// (at_least_one).
struct ConfigAlternatives {
  enum class Rule { exactly_one, at_least_one };
  Rule rule = Rule::exactly_one;
  std::vector<std::vector<std::string>> required_sets;
};

struct ConfigSchema {
  std::set<ConfigType> types;  // empty: any
  std::string description;
  std::vector<ConfigProperty> properties;  // in declared order
  std::vector<std::string> required;
  bool is_open = true;                   // undeclared keys are accepted...
  std::vector<ConfigSchema> additional;  // ...and judged by this, if there is one
  std::vector<ConfigSchema> items;       // of an array: none or one
  std::vector<ConfigAlternatives> alternatives;
  std::vector<std::string> choices;  // texts or numbers, as text
  std::optional<Node> fallback;      // the default, as if a job had written it
  std::optional<double> minimum, maximum;
  std::size_t min_length = 0, max_length = std::numeric_limits<std::size_t>::max();  // characters
  std::size_t min_items = 0, max_items = std::numeric_limits<std::size_t>::max();
  std::optional<Pattern> pattern;
  std::string pattern_text;
  bool is_secret = false;  // x-secret: accepts references only
  ConfigUnit unit =
      ConfigUnit::none;  // x-unit: a literal with a unit, an integer (ms, bytes) in the result
  bool is_item_template = false;  // x-template: "item": rendered for each item

  bool allows(ConfigType type) const { return types.empty() || types.contains(type); }
  const ConfigProperty* find(std::string_view name) const;
  std::vector<std::string> property_names() const;
};

struct ConfigProperty {
  std::string name;
  ConfigSchema schema;
};

// Reads the schema. An error names the place: "config.poll.every: unknown keyword `formatt`".
Result<ConfigSchema> parse_config_schema(std::string_view json);

// Keys the host sets itself; never accepted below vendor.config, whether the plugin declares them
// or not.
bool is_reserved_config_key(std::string_view name);

}  // namespace ingot::job
