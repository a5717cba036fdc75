#include <ingot/lab/faulty_service.hpp>

#include <array>

#include <ingot/lab/json.hpp>

namespace ingot::lab {

namespace {

// splitmix64: every occurrence has its own draw, whatever order threads arrive in.
double draw(std::uint64_t seed, std::uint64_t occurrence) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15ULL + occurrence * 0xD1B54A32D192ED03ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  x ^= x >> 31;
  return static_cast<double>(x >> 11) / 9007199254740992.0;
}

bool is_due(const FaultWhen& when, std::uint64_t occurrence) {
  const std::uint64_t from = when.nth.value_or(1);
  if (occurrence < from) return false;
  const bool is_once = when.nth && !when.times && !when.every && !when.probability;
  if (is_once && occurrence != from) return false;
  if (when.every && (occurrence - from + 1) % *when.every != 0) return false;
  if (when.times) {
    const std::uint64_t stride = when.every.value_or(1);
    if ((occurrence - from) / stride >= *when.times) return false;
  }
  return !when.probability || draw(when.seed, occurrence) < *when.probability;
}

bool is_match(const FaultMatch& match, const Request& request, std::string_view path,
              std::string_view body) {
  if (match.method != "*" && match.method != request.method) return false;
  if (match.part && request.query("partNumber") != std::to_string(*match.part)) return false;
  if (!matches_glob(match.path, path)) return false;
  return match.body_contains.empty() || body.find(match.body_contains) != body.npos;
}

void drain(BodyReader& body) {
  std::array<std::byte, 64 * 1024> block;
  while (body.read(block) != 0) {
  }
}

Reply text_reply(int status, std::string body, std::string_view type) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", std::string(type));
  reply.body = std::move(body);
  return reply;
}

}  // namespace

FaultyService::FaultyService(Service& inner, FaultPlan plan, const Clock& clock)
    : inner_(inner), clock_(clock) {
  for (FaultRule& rule : plan.rules) add(std::move(rule));
}

void FaultyService::add(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  ++added_;
  if (rule.name.empty()) rule.name = "rule " + std::to_string(added_);
  fired_.try_emplace(rule.name, 0);
  armed_.push_back({std::move(rule), 0, {}});
}

void FaultyService::clear() {
  const std::lock_guard lock(mutex_);
  armed_.clear();
}

std::uint64_t FaultyService::fired(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = fired_.find(name);
  return found == fired_.end() ? 0 : found->second;
}

Reply FaultyService::handle(Request& request) {
  if (request.raw_path() == "/__faults") return administer(request);
  if (request.raw_path().starts_with("/__")) return inner_.handle(request);
  if (!needs_body(request)) {
    const std::optional<FaultAction> action = choose(request, {});
    return action ? apply(*action, request) : inner_.handle(request);
  }
  const std::optional<std::string> body = read_all(request.body, kLargestSearched);
  if (!body) return text_reply(400, "the request body did not arrive", "text/plain");
  MemoryBody again(*body);
  Request copy{request.method,
               request.target,
               request.headers,
               request.content_length,
               again,
               request.faults,
               {}};
  const std::optional<FaultAction> action = choose(copy, *body);
  Reply reply = action ? apply(*action, copy) : inner_.handle(copy);
  request.route = copy.route;
  return reply;
}

bool FaultyService::needs_body(const Request& request) const {
  if (!request.content_length || *request.content_length > kLargestSearched) return false;
  const std::lock_guard lock(mutex_);
  for (const Armed& armed : armed_) {
    const FaultMatch& match = armed.rule.match;
    if (!match.body_contains.empty() && (match.method == "*" || match.method == request.method))
      return true;
  }
  return false;
}

std::optional<FaultAction> FaultyService::choose(const Request& request, std::string_view body) {
  const std::string path =
      percent_decode(request.raw_path()).value_or(std::string(request.raw_path()));
  const std::string key = path + "?" + request.query("partNumber").value_or("");
  std::optional<FaultAction> chosen;
  const std::lock_guard lock(mutex_);
  for (Armed& armed : armed_) {
    if (!is_match(armed.rule.match, request, path, body)) continue;
    const bool is_per_path = armed.rule.when.per == CountedPer::kPath;
    std::uint64_t& seen = is_per_path ? armed.seen_per_path[key] : armed.seen;
    ++seen;
    if (chosen || !is_due(armed.rule.when, seen)) continue;
    ++fired_[armed.rule.name];
    chosen = armed.rule.action;
  }
  return chosen;
}

Reply FaultyService::apply(const FaultAction& action, Request& request) {
  Reply reply;
  if (action.slow_read_ms > 0) request.body.slow_down(action.slow_read_ms);
  if (action.cut == Cut::kBeforeProcessing) {
    reply.disposition = {action.delay_ms, action.cut, 0};
    return reply;
  }
  if (action.status && action.reach == FaultReach::kReplace) {
    // The body is taken in first: a client that is still sending would otherwise see a reset, not
    // this.
    drain(request.body);
    reply.headers.set("Content-Type", "text/plain");
    reply.body = std::string(reason_of(*action.status));
  } else {
    request.faults = action.context;
    // A status put over the service's own is, to the client, no acknowledgement either.
    request.faults.reply_lost = action.cut != Cut::kNone || action.status.has_value();
    reply = inner_.handle(request);
  }
  amend(action, reply);
  return reply;
}

void FaultyService::amend(const FaultAction& action, Reply& reply) const {
  if (action.status) reply.status = *action.status;
  if (action.body) reply.body = *action.body;
  if (action.mangle == Mangle::kMalformedJson) reply.body = "{\"result\": " + reply.body + ",,}";
  if (action.mangle == Mangle::kTruncatedJson) reply.body.resize(reply.body.size() / 2);
  for (const auto& [name, value] : action.headers) reply.headers.set(name, value);
  if (action.retry_after_date_ms) {
    reply.headers.set("Retry-After", http_date(clock_.now_ms() + *action.retry_after_date_ms));
  } else if (!action.retry_after.empty()) {
    reply.headers.set("Retry-After", action.retry_after);
  }
  reply.disposition = {action.delay_ms, action.cut, action.cut_after};
}

Reply FaultyService::administer(Request& request) {
  if (request.method == "GET") {
    const std::lock_guard lock(mutex_);
    Json counts = Json::object();
    for (const auto& [name, count] : fired_) counts.set(name, count);
    return text_reply(200, Json::object({{"fired", std::move(counts)}}).dump(), "application/json");
  }
  if (request.method == "DELETE") {
    clear();
    return text_reply(204, "", "text/plain");
  }
  if (request.method != "POST") return text_reply(405, "GET, POST or DELETE", "text/plain");
  const std::optional<std::string> yaml = read_all(request.body, kLargestSearched);
  if (!yaml) return text_reply(400, "the rules did not arrive", "text/plain");
  ParsedFaults parsed = parse_faults(*yaml, "request");
  if (!parsed.problems.empty()) {
    std::string all;
    for (const std::string& problem : parsed.problems) all += problem + "\n";
    return text_reply(400, all, "text/plain");
  }
  for (FaultRule& rule : parsed.plan.rules) add(std::move(rule));
  return text_reply(204, "", "text/plain");
}

}  // namespace ingot::lab
