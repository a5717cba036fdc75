#include <ingot/kit/groups.hpp>

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>

#include <ingot/kit/call.hpp>
#include <ingot/kit/json.hpp>
#include <ingot/kit/problem_text.hpp>

namespace ingot::kit {
namespace {

// The number that a path begins with: "[3].statusId", "/3/statusId", "$[3]", "assets[3].x".
std::optional<std::int64_t> leading_index(const std::string& path) {
  const auto digit = path.find_first_of("0123456789");
  if (digit == std::string::npos || digit == 0) return {};
  if (path[digit - 1] != '[' && path[digit - 1] != '/' && path[digit - 1] != '.') return {};
  std::int64_t number = 0;
  const auto read = std::from_chars(path.data() + digit, path.data() + path.size(), number);
  const char* end = path.data() + path.size();
  const bool ends_well =
      read.ptr == end || *read.ptr == ']' || *read.ptr == '/' || *read.ptr == '.';
  return read.ec == std::errc() && ends_well ? std::optional(number) : std::nullopt;
}

std::optional<std::int64_t> index_of(const Json& violation) {
  for (const char* key : {"index", "itemIndex", "position"}) {
    if (const auto number = violation[key].integer()) return number;
  }
  for (const char* key : {"path", "field", "pointer", "dataPath", "instancePath", "property"}) {
    if (const auto number = leading_index(violation[key].text())) return number;
  }
  return leading_index(violation["source"]["pointer"].text());
}

void collect(const Json& list, std::size_t count, std::map<std::size_t, std::string>& found) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Json violation = list.at(i);
    const auto index = index_of(violation);
    if (!index || *index < 0 || static_cast<std::size_t>(*index) >= count) continue;
    std::string text = problem_text(violation);
    const std::string code = violation["errorCode"].text();
    if (!code.empty()) text = text.empty() ? code : code + ": " + text;
    std::string& known = found[static_cast<std::size_t>(*index)];
    known += (known.empty() ? "" : "; ") + text;
  }
}

}  // namespace

std::map<std::size_t, std::string> read_violations(std::string_view body, std::size_t count) {
  std::map<std::size_t, std::string> found;
  const auto json = Json::parse(body);
  if (!json) return found;
  collect(*json, count, found);
  for (const Json& holder : {*json, (*json)["error"], (*json)["metadata"]}) {
    for (const char* key : {"errors", "violations", "details", "failures", "validationErrors"})
      collect(holder[key], count, found);
  }
  return found;
}

std::vector<std::vector<std::uint32_t>> split_refused(const std::vector<std::uint32_t>& group,
                                                      std::string_view body) {
  const auto named = read_violations(body, group.size());
  std::vector<std::uint32_t> first, second;
  for (std::size_t i = 0; i < group.size(); ++i) {
    const bool is_first =
        named.empty() || named.size() == group.size() ? i < group.size() / 2 : named.contains(i);
    (is_first ? first : second).push_back(group[i]);
  }
  return {first, second};
}

std::vector<std::string> refused_one_by_one(const std::vector<std::uint32_t>& group,
                                            std::string_view body) {
  const auto named = read_violations(body, group.size());
  if (named.size() != group.size()) return {};
  std::vector<std::string> words;
  for (const auto& [index, text] : named) words.push_back(text);
  return words;
}

task<> send_groups(Batch& batch, std::vector<std::uint32_t> items, std::size_t size,
                   std::size_t most_writes, const GroupCall& call) {
  std::deque<std::vector<std::uint32_t>> queue;
  for (std::size_t start = 0; start < items.size(); start += size) {
    const auto end = std::min(items.size(), start + size);
    queue.emplace_back(items.begin() + static_cast<std::ptrdiff_t>(start),
                       items.begin() + static_cast<std::ptrdiff_t>(end));
  }
  for (std::size_t writes = 0; !queue.empty(); ++writes) {
    const std::vector<std::uint32_t> group = std::move(queue.front());
    queue.pop_front();
    Judgement judgement;
    if (writes >= most_writes) {
      judgement.verdict = Verdict::busy;
      judgement.why = "too many refused groups in one session; the next one goes on";
    } else {
      const Answer answer = co_await ask(batch, call.request(group));
      judgement = answer.judgement;
      if (answer.ok()) {
        call.accept(group, answer.reply);
        continue;
      }
      const bool may_be_one =
          judgement.verdict == Verdict::invalid || judgement.verdict == Verdict::gone;
      if (may_be_one && group.size() > 1) {
        for (auto& part : split_refused(group, answer.reply.body)) queue.push_back(std::move(part));
        continue;
      }
    }
    for (const std::uint32_t item : group) call.refuse(item, judgement);
  }
}

}  // namespace ingot::kit
