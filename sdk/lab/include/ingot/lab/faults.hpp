// Which requests are to go wrong, and how: rules written in code or read from a YAML file. A
// description only; FaultyService applies it. Values; nothing is locked.
//
//   faults:
//     - name: second attempt of part 3 is refused
//       match: { method: PUT, path: "/store/**", part: 3 }
//       when:  { nth: 2, times: 1, per: path }
//       do:    { status: 503, retry_after: 2 }
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/lab/http.hpp>

namespace ingot::lab {

struct FaultMatch {
  std::string method = "*";
  std::string path =
      "**";  // glob over the decoded path: ? a character, * within a segment, ** across
  std::optional<std::int64_t> part = {};  // the query parameter partNumber
  std::string body_contains = {};  // only bodies up to FaultyService::kLargestSearched are searched
};

// What occurrences are counted by: all that match together, or each path (and part) on its own.
enum class CountedPer : std::uint8_t { kRule, kPath };

// Which of the matching requests are hit. All given conditions must hold; the first is number 1.
struct FaultWhen {
  std::optional<std::uint64_t> nth = {};  // from this occurrence on; with no `times`, only this one
  std::optional<std::uint64_t> times = {};  // at most so many, counted from nth
  std::optional<std::uint64_t> every = {};  // each so-many-th
  std::optional<double> probability = {};   // 0..1, decided by seed and occurrence alone
  std::uint64_t seed = 1;
  CountedPer per = CountedPer::kRule;
};

enum class Mangle : std::uint8_t { kNone, kMalformedJson, kTruncatedJson };

// kReplace: the service never sees the request. kAfterwards: it works, then its reply is changed.
enum class FaultReach : std::uint8_t { kReplace, kAfterwards };

struct FaultAction {
  std::optional<int> status = {};
  FaultReach reach = FaultReach::kReplace;  // of `status`; YAML: `process: true` means kAfterwards
  Headers headers = {};                     // set on the reply
  std::optional<std::string> body = {};     // replaces the reply's body
  std::string retry_after = {};             // the field's text as it is; see retry_after_date_ms
  std::optional<std::int64_t> retry_after_date_ms = {};  // an HTTP-date so far ahead of the clock
  std::int64_t delay_ms = 0;
  Cut cut = Cut::kNone;
  std::size_t cut_after = 0;      // of kMidReply
  std::int64_t slow_read_ms = 0;  // pause before each block of the request's body
  Mangle mangle = Mangle::kNone;
  FaultContext context = {};  // handed to the service
};

struct FaultRule {
  std::string name = {};  // what FaultyService counts it under; empty: "rule 1", by position
  FaultMatch match = {};
  FaultWhen when = {};
  FaultAction action = {};
};

struct FaultPlan {
  std::vector<FaultRule> rules;
};

// The page a proxy in the way would show.
std::string html_error_page(int status);
// Does the glob match the whole text?
bool matches_glob(std::string_view glob, std::string_view text);

// A plan, or all problems of the file: "faults.yaml:4:7: unknown key `stauts`".
struct ParsedFaults {
  FaultPlan plan;
  std::vector<std::string> problems;
};
ParsedFaults parse_faults(std::string_view yaml, std::string_view name);
// Reads the file; one that cannot be read is a problem too.
ParsedFaults load_faults(const std::filesystem::path& file);

}  // namespace ingot::lab
