// Written as text piece by piece: an audit of 100 000 objects must not need a tree of them in
// memory.
#include <ingot/lab/audit.hpp>

#include <algorithm>

#include <ingot/lab/json.hpp>

namespace ingot::lab {

namespace {

void append_name(std::string& out, std::string_view name) {
  if (out.back() != '{' && out.back() != '[') out += ',';
  append_quoted(out, name);
  out += ':';
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  append_name(out, name);
  append_quoted(out, text);
}

void append_member(std::string& out, std::string_view name, std::uint64_t number) {
  append_name(out, name);
  out += std::to_string(number);
}

void append_member(std::string& out, std::string_view name,
                   const std::optional<std::string>& text) {
  append_name(out, name);
  if (text) {
    append_quoted(out, *text);
  } else {
    out += "null";
  }
}

void append_next(std::string& out) {
  if (out.back() != '[') out += ',';
}

void append_object(std::string& out, const ObjectFact& object) {
  append_next(out);
  out += '{';
  append_member(out, "path", std::string_view(object.path));
  append_member(out, "asset_id", std::string_view(object.asset_id));
  append_member(out, "size", object.size);
  append_member(out, "declared_size", object.declared_size);
  append_member(out, "sha256", object.sha256);
  append_member(out, "md5", object.md5);
  append_member(out, "state", std::string_view(object.state));
  append_member(out, "times_created", object.times_created);
  append_member(out, "times_completed", object.times_completed);
  append_name(out, "completed");
  out += object.times_completed > 0 ? "true}" : "false}";
}

bool is_wrong_size(const ObjectFact& object) {
  return object.times_completed > 0 && object.size != object.declared_size;
}

void append_objects(std::string& out, const AuditFacts& facts, AuditDetail detail) {
  append_name(out, "objects");
  out += '[';
  std::uint64_t completed = 0;
  std::uint64_t bytes = 0;
  for (const ObjectFact& object : facts.objects) {
    if (object.times_completed > 0) ++completed;
    bytes += object.size;
    const bool is_odd =
        object.times_created != 1 || object.times_completed != 1 || is_wrong_size(object);
    if (detail == AuditDetail::kFull || is_odd) append_object(out, object);
  }
  out += ']';
  append_name(out, "counts");
  out += '{';
  append_member(out, "objects", facts.objects.size());
  append_member(out, "completed", completed);
  append_member(out, "bytes", bytes);
  for (const auto& [name, count] : facts.counters) append_member(out, name, count);
  out += '}';
}

void append_texts(std::string& out, std::string_view name, const std::vector<std::string>& texts) {
  append_name(out, name);
  out += '[';
  for (const std::string& text : texts) {
    append_next(out);
    append_quoted(out, text);
  }
  out += ']';
}

void append_open(std::string& out, const std::vector<OpenFact>& open) {
  append_name(out, "open");
  out += '[';
  for (const OpenFact& fact : open) {
    append_next(out);
    out += '{';
    append_member(out, "kind", std::string_view(fact.kind));
    append_member(out, "id", std::string_view(fact.id));
    append_member(out, "path", std::string_view(fact.path));
    out += '}';
  }
  out += ']';
}

void append_parts(std::string& out, const std::vector<RepeatedPart>& repeated) {
  std::uint64_t total = 0;
  for (const RepeatedPart& part : repeated) total += part.times;
  append_name(out, "part_puts");
  out += '{';
  append_member(out, "repeated_part_puts", total);
  append_name(out, "repeated");
  out += '[';
  for (const RepeatedPart& part : repeated) {
    append_next(out);
    out += '{';
    append_member(out, "object", std::string_view(part.object));
    append_member(out, "part", static_cast<std::uint64_t>(part.part));
    append_member(out, "times", part.times);
    out += '}';
  }
  out += "]}";
}

}  // namespace

void AuditLog::record(std::string_view route, int status) {
  const std::lock_guard lock(mutex_);
  auto found = requests_.find(route);
  if (found == requests_.end()) found = requests_.try_emplace(std::string(route)).first;
  ++found->second[status];
}

void AuditLog::violate(std::string_view rule, std::string_view detail) {
  const std::lock_guard lock(mutex_);
  ++by_rule_[std::string(rule)];
  for (Counted& known : violations_) {
    if (known.violation.rule == rule && known.violation.detail == detail) {
      ++known.times;
      return;
    }
  }
  if (violations_.size() >= kMostViolations) return;
  violations_.push_back({{std::string(rule), std::string(detail)}, 1});
}

void AuditLog::reset() {
  const std::lock_guard lock(mutex_);
  requests_.clear();
  by_rule_.clear();
  violations_.clear();
}

std::vector<Violation> AuditLog::violations() const {
  const std::lock_guard lock(mutex_);
  std::vector<Violation> all;
  for (const Counted& known : violations_) all.push_back(known.violation);
  return all;
}

std::uint64_t AuditLog::requests(std::string_view route) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t total = 0;
  if (const auto found = requests_.find(route); found != requests_.end()) {
    for (const auto& [status, count] : found->second) total += count;
  }
  return total;
}

std::uint64_t AuditLog::requests(std::string_view route, int status) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(route);
  if (found == requests_.end()) return 0;
  const auto count = found->second.find(status);
  return count == found->second.end() ? 0 : count->second;
}

void AuditLog::append_requests(std::string& out) const {
  std::map<int, std::uint64_t> by_status;
  append_name(out, "requests");
  out += "{\"routes\":{";
  for (const auto& [route, statuses] : requests_) {
    std::uint64_t total = 0;
    for (const auto& [status, count] : statuses) {
      total += count;
      by_status[status] += count;
    }
    append_member(out, route, total);
  }
  out += "},\"statuses\":{";
  for (const auto& [status, count] : by_status) append_member(out, std::to_string(status), count);
  out += "}}";
}

void AuditLog::append_violations(std::string& out) const {
  append_name(out, "violations");
  out += '[';
  for (const Counted& known : violations_) {
    append_next(out);
    out += '{';
    append_member(out, "rule", std::string_view(known.violation.rule));
    append_member(out, "detail", std::string_view(known.violation.detail));
    append_member(out, "times", known.times);
    out += '}';
  }
  out += ']';
  append_name(out, "violations_by_rule");
  out += '{';
  for (const auto& [rule, count] : by_rule_) append_member(out, rule, count);
  out += '}';
}

std::string AuditLog::render(const AuditFacts& facts, AuditDetail detail) const {
  const std::vector<std::string> twice = created_twice(facts);
  const std::vector<std::string> wrong = wrong_sizes(facts);
  std::string out = "{";
  append_objects(out, facts, detail);
  append_texts(out, "created_twice", twice);
  append_texts(out, "wrong_size", wrong);
  append_open(out, facts.open);
  append_parts(out, facts.repeated_parts);
  const std::lock_guard lock(mutex_);
  append_violations(out);
  append_requests(out);
  append_name(out, "clean");
  const bool is_clean = twice.empty() && wrong.empty() && facts.open.empty() && by_rule_.empty();
  out += is_clean ? "true}" : "false}";
  return out;
}

std::vector<std::string> created_twice(const AuditFacts& facts) {
  std::vector<std::string> paths;
  for (const ObjectFact& object : facts.objects) {
    if (object.times_created > 1) paths.push_back(object.path);
  }
  return paths;
}

std::vector<std::string> wrong_sizes(const AuditFacts& facts) {
  std::vector<std::string> paths;
  for (const ObjectFact& object : facts.objects) {
    if (is_wrong_size(object)) paths.push_back(object.path);
  }
  return paths;
}

}  // namespace ingot::lab
