// Context: what DISCOVER learned about the account, as it travels to the other operations: whose
// login this is, the attributes of the metadata template and the vocabularies in use. Not knowing
// the template is normal: reading it needs administrator rights (tenovos.md 2.4). A value.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/tenovos/config.hpp"

namespace ingot::tenovos {

struct TemplateAttribute {
  std::string id, name;
  std::string type;  // controlledVocabulary, date, text
  std::string date_format, vocabulary_id;
  std::int64_t length = 0;  // longest text in characters; 0 = no limit known
  bool is_required = false, is_read_only = false, is_multiple = false;
  bool is_nested = false;  // stands inside another attribute: a column or a level
};

using Vocabulary = std::map<std::string, std::string>;  // display value -> value id

struct Context {
  bool is_online = false;                          // DISCOVER has run
  std::string user_id;                             // whose login it is; may be unknown
  std::vector<TemplateAttribute> attributes;       // none: the template could not be read
  std::map<std::string, Vocabulary> vocabularies;  // by id; only those that could be read

  // By id, else by name in any case of ASCII letters; null when the template is unknown or has no
  // such attribute.
  const TemplateAttribute* find(const std::string& id_or_name) const;
};

// DISCOVER's JSON: {"user_id", "template": the answer of GET /metadata/template/{id},
// "vocabularies": {id: the answer of GET /metadata/vocabulary/{id}}}, answers as they came. An
// empty or foreign text is a context that knows nothing.
Context read_context(std::string_view json);

}  // namespace ingot::tenovos
