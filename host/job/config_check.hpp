// Checks `vendor.config` of a job against what the plugin declares and writes it as the JSON the
// plugin will get: defaults filled in, literals with units as integers, secrets as names. Owned by
// one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/job/coerce.hpp"
#include "host/job/config_schema.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"
#include "host/job/secret_reference.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

// A config key that is rendered for each item.
struct ItemTemplate {
  std::string path;  // "folder", "a.b"
  Template text;
};

struct CheckedConfig {
  std::string json;  // one object; useless when a problem was reported
  std::vector<SecretReference> secrets;
  std::vector<ItemTemplate> templates;
};

class ConfigCheck {
 public:
  // Borrows reporter and scope. `owner` stands in notes: "dash 1.2.4".
  ConfigCheck(Reporter& reporter, const Scope& scope, std::string owner, std::string base_dir)
      : reporter_(reporter),
        scope_(scope),
        owner_(std::move(owner)),
        base_dir_(std::move(base_dir)) {}

  // `node` is the mapping below `config`. `host_members` are written first: members the host sets,
  // as JSON text without braces. `place` is shown when a key is missing or a default of the plugin
  // is wrong.
  CheckedConfig check(const ConfigSchema& schema, const Node& node, Span place,
                      std::string_view host_members);

 private:
  struct At {
    std::string path;  // below config; empty at the top
    Span place;        // of the key
  };
  void value(const ConfigSchema& schema, const Node& node, const At& at);
  void object(const ConfigSchema& schema, const Node& node, const At& at,
              std::string_view host_members);
  void entries(const ConfigSchema& schema, const Node& node, const At& at, std::string& separator);
  void defaults(const ConfigSchema& schema, const Node& node, const At& at, std::string& separator);
  void alternatives(const ConfigSchema& schema, const Node& node, const At& at);
  void array(const ConfigSchema& schema, const Node& node, const At& at);
  void scalar(const ConfigSchema& schema, const Node& node, const At& at);
  void item_template(const ConfigSchema& schema, const Node& node, const At& at);
  void secret(const Node& node, const At& at);
  void untyped(const Node& node, const At& at);
  void refuse(Code code, Span place, const At& at, std::string message, Reporter::Extra extra = {});
  void unknown(const ConfigSchema& schema, const Entry& entry, const At& at);
  void wrong_kind(const ConfigSchema& schema, const Node& node, const At& at);

  Reporter& reporter_;
  const Scope& scope_;
  std::string owner_;
  std::string base_dir_;
  CheckedConfig result_;
};

}  // namespace ingot::job
