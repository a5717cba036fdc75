// FieldRule: how one metadata field of an item gets its value. A value; reading it from several
// threads is fine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "host/base/result.hpp"
#include "host/job/date_format.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

struct FieldRule {
  enum class Form { single, list };  // how the value is written: one text, or a list of texts
  enum class Need { optional, required };

  std::string name;
  std::vector<Template> sources;  // one for each value
  Form form = Form::single;       // list when several sources or `split` make one
  std::string split;              // empty: not split
  std::map<std::string, std::string> map;
  struct Date {
    DateFormat from, to;
  };
  std::optional<Date> date;  // how values are written, and how they are sent
  std::optional<std::string> fallback;
  Need need = Need::optional;
};

// The values of the field for this item: empty when it has none. Error (invalid) when it is
// required and has none, when `map` has no entry for a value, when one is no date, or when a name carries control
// characters; the message names the field.
Result<std::vector<std::string>> field_values(const FieldRule& rule, const ItemFacts& item);

}  // namespace ingot::job
