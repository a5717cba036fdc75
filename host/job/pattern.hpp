// Pattern: a regular expression (Perl-compatible) as parameters and plugin schemas declare them.
// The only place that knows the expression library. Shared state is immutable; any thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "host/base/result.hpp"

namespace ingot::job {

class Pattern {
 public:
  // The engine recurses over its subject; longer texts are refused instead of matched.
  static constexpr std::size_t kMaxSubject = 1024;
  enum class Anchoring { whole, anywhere };

  static Result<Pattern> compile(std::string_view expression, Anchoring anchoring);
  // False for a mismatch; an error when the subject is too long or the expression too costly for
  // it.
  Result<bool> matches(std::string_view subject) const;

 private:
  struct Engine;
  explicit Pattern(std::shared_ptr<const Engine> engine) : engine_(std::move(engine)) {}
  std::shared_ptr<const Engine> engine_;  // co-owned by the copies of this value
};

}  // namespace ingot::job
