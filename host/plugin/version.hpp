// Version: a semantic version (semver.org 2.0) and the constraints jobs put on plugins. Values; no
// thread rule.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::plugin {

struct Version {
  std::uint32_t major = 0, minor = 0, patch = 0;
  std::string prerelease;  // "rc.1" of 1.0.0-rc.1; build metadata is dropped

  // All three numbers are needed: "1.2.0", "1.2.0-rc.1". invalid otherwise.
  static Result<Version> parse(std::string_view text);
  std::string to_string() const;
  // Semver's precedence: a pre-release comes before its release.
  friend std::strong_ordering operator<=>(const Version& a, const Version& b);
  friend bool operator==(const Version& a, const Version& b) = default;
};

// One or more of "1.2.0", "= 1.2", ">= 1.0", "> 1", "< 2", "<= 1.9", "~> 1.2", separated by commas;
// all must hold.
// "~> 1.2" is >= 1.2 and < 2.0; "~> 1.2.3" is >= 1.2.3 and < 1.3.0; an exact "1.2" stands for
// every 1.2.x. A pre-release satisfies only a constraint that names a pre-release itself.
class VersionConstraint {
 public:
  // Empty text allows every version.
  static Result<VersionConstraint> parse(std::string_view text);
  bool allows(const Version& version) const;
  const std::string& text() const { return text_; }

 private:
  enum class Relation { equal, at_least, above, at_most, below };
  struct Bound {
    Relation relation;
    Version version;
  };
  Status add(std::string_view term);
  void bound(std::string_view sign, const Version& version, std::size_t numbers);

  std::string text_;
  std::vector<Bound> bounds_;
  bool names_prerelease_ = false;
};

}  // namespace ingot::plugin
