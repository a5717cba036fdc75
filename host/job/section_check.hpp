// Checks mappings of a job against their declared keys: unknown and missing keys, kinds,
// bounds, defaults. Keys of kind `open` are left to their own modules. Owned by one thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "host/base/result.hpp"
#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/scope.hpp"
#include "host/job/spec.hpp"
#include "host/job/values.hpp"

namespace ingot::job {

class SectionCheck {
 public:
  // Borrows reporter and scope. `base_dir` is where relative paths start.
  SectionCheck(Reporter& reporter, const Scope& scope, std::string base_dir)
      : reporter_(reporter), scope_(scope), base_dir_(std::move(base_dir)) {}

  // Checks `node` and everything below it. `prefix` is the dotted path so far with a dot at its
  // end, or empty; it stands before the keys in messages and in the values. `place` is shown when a
  // key is missing.
  Values mapping(const Node& node, std::span<const KeySpec> keys, const std::string& prefix,
                 Span place);
  // Checks one value of a declared key.
  void value(const Node& node, const KeySpec& spec, const std::string& path, Values& values);

  // False after reporting that the value is missing or of another kind.
  bool is_kind(const Node& node, NodeKind wanted, const std::string& path);

  // `text` as a path: absolute, relative ones below the base folder. Error when it is not a usable
  // path.
  Result<std::string> resolve_path(std::string_view text) const;

 private:
  void walk(const Node& node, std::span<const KeySpec> keys, const std::string& prefix, Span place,
            Values& values);
  void fill(std::span<const KeySpec> keys, const std::string& prefix, Values& values);
  void fill_one(const KeySpec& spec, const std::string& path, Values& values);
  void unknown(const Entry& entry, std::span<const KeySpec> keys, const std::string& prefix);
  void scalar(const Node& node, const KeySpec& spec, const std::string& path, Values& values);
  void list(const Node& node, const KeySpec& spec, const std::string& path, Values& values);
  void run_path(const Node& node, const std::string& path, Values& values);

  Reporter& reporter_;
  const Scope& scope_;
  std::string base_dir_;
};

}  // namespace ingot::job
