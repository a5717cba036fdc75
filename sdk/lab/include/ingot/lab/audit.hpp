// What an emulator saw, for whoever has to judge a client afterwards: counts of requests, rules
// that were broken, and the final facts about every object. Never a token, a URL or a body.
// Threads: AuditLog is internally locked; AuditFacts is a value the emulator makes under its own
// lock.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::lab {

struct Violation {
  std::string rule;    // snake_case and stable: "authorization_on_presigned"
  std::string detail;  // which object, which part; no secrets
};

struct ObjectFact {
  std::string path;
  std::string asset_id;
  std::uint64_t size = 0;             // bytes stored; 0 while nothing is whole
  std::uint64_t declared_size = 0;    // bytes the client announced
  std::optional<std::string> sha256;  // hex; absent where the store kept no bytes of several parts
  std::optional<std::string> md5;     // hex; of objects sent in one part
  std::string state;                  // the vendor's word for where the asset stands
  std::uint64_t times_created = 1;    // living assets with this path
  std::uint64_t times_completed = 0;  // completions accepted for this path
};

struct OpenFact {
  std::string kind;  // "asset" (no whole file) or "upload" (begun, not completed)
  std::string id;
  std::string path;
};

// Parts put again after the store had already acknowledged them.
struct RepeatedPart {
  std::string object;
  int part = 0;
  std::uint64_t times = 0;
};

struct AuditFacts {
  std::vector<ObjectFact> objects;
  std::vector<OpenFact> open;
  std::vector<RepeatedPart> repeated_parts;
  std::map<std::string, std::uint64_t> counters;  // vendor's own: "token_refreshes", "jobs"
};

enum class AuditDetail : std::uint8_t { kFull, kSummary };

class AuditLog {
 public:
  void record(std::string_view route, int status);
  // Equal violations are kept once with a count; beyond kMostViolations only counted by rule.
  void violate(std::string_view rule, std::string_view detail);
  void reset();

  std::vector<Violation> violations() const;
  std::uint64_t requests(std::string_view route) const;
  std::uint64_t requests(std::string_view route, int status) const;

  // The answer of GET /__audit. kSummary leaves out the objects that have nothing wrong with them.
  std::string render(const AuditFacts& facts, AuditDetail detail) const;

 private:
  static constexpr std::size_t kMostViolations = 1000;

  struct Counted {
    Violation violation;
    std::uint64_t times = 1;
  };

  void append_requests(std::string& out) const;
  void append_violations(std::string& out) const;

  mutable std::mutex mutex_;
  // guarded by mutex_
  std::map<std::string, std::map<int, std::uint64_t>, std::less<>> requests_;
  std::map<std::string, std::uint64_t, std::less<>> by_rule_;
  std::vector<Counted> violations_;
};

// Paths with more than one living asset.
std::vector<std::string> created_twice(const AuditFacts& facts);
// Whole objects whose stored size is not the announced one.
std::vector<std::string> wrong_sizes(const AuditFacts& facts);

}  // namespace ingot::lab
