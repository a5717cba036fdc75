#include "tests/faults/fault_troubles.hpp"

namespace ingot::test {

namespace {

lab::FaultAction lost(lab::Cut cut) {
  lab::FaultAction action;
  action.cut = cut;
  action.cut_after = 7;
  return action;
}

lab::FaultAction status(int code, std::string retry_after = "") {
  lab::FaultAction action;
  action.status = code;
  action.retry_after = std::move(retry_after);
  return action;
}

lab::FaultAction throttled_until_a_date() {
  lab::FaultAction action = status(429);
  action.retry_after_date_ms = 9000;
  return action;
}

// The vendor works, and something in between answers.
lab::FaultAction afterwards(int code, std::string body) {
  lab::FaultAction action = status(code);
  action.reach = lab::FaultReach::kAfterwards;
  action.body = std::move(body);
  return action;
}

lab::FaultAction html(int code) {
  lab::FaultAction action = status(code);
  action.body = lab::html_error_page(code);
  return action;
}

lab::FaultAction mangled(lab::Mangle mangle) {
  lab::FaultAction action;
  action.mangle = mangle;
  return action;
}

lab::FaultAction with(lab::FaultContext context) {
  lab::FaultAction action;
  action.context = context;
  return action;
}

// Silence for longer than any client waits: the vendor works, and nobody hears of it.
lab::FaultAction silence() {
  lab::FaultAction action;
  action.delay_ms = 24LL * 3'600'000;
  return action;
}

Trouble without_effect(std::string name, lab::FaultAction action) {
  Trouble trouble;
  trouble.name = std::move(name);
  trouble.action = std::move(action);
  return trouble;
}

Trouble with_effect(std::string name, lab::FaultAction action) {
  Trouble trouble = without_effect(std::move(name), std::move(action));
  trouble.effect = Effect::done;
  return trouble;
}

Trouble spoilt(std::string name, lab::FaultAction action) {
  Trouble trouble = with_effect(std::move(name), std::move(action));
  trouble.spoils_json = true;
  return trouble;
}

Trouble of_store(std::string name, lab::FaultContext context) {
  Trouble trouble = with_effect(std::move(name), with(context));
  trouble.is_object_store = true;
  return trouble;
}

Trouble for_ever(Trouble trouble) {
  trouble.lasts = true;
  return trouble;
}

std::vector<Trouble> make_troubles() {
  using lab::Cut;
  using lab::Mangle;
  return {
      without_effect("lost_before_it_arrived", lost(Cut::kBeforeProcessing)),
      with_effect("reply_lost", lost(Cut::kAfterProcessing)),
      with_effect("reply_cut_in_the_middle", lost(Cut::kMidReply)),
      with_effect("no_answer_in_time", silence()),
      without_effect("throttled_for_seconds", status(429, "7")),
      without_effect("throttled_until_a_date", throttled_until_a_date()),
      without_effect("throttled_with_garbage", status(429, "soon")),
      without_effect("throttled_absurdly", status(503, "99999999999")),
      without_effect("answered_503", status(503, "2")),
      without_effect("answered_500", status(500)),
      without_effect("answered_502_in_html", html(502)),
      with_effect("worked_and_answered_504", afterwards(504, lab::html_error_page(504))),
      spoilt("answered_200_in_html", afterwards(200, lab::html_error_page(502))),
      spoilt("answered_in_malformed_json", mangled(Mangle::kMalformedJson)),
      spoilt("answered_in_truncated_json", mangled(Mangle::kTruncatedJson)),
      of_store("all_urls_expired", {.url_expiry = lab::UrlExpiry::kAllUrls}),
      of_store("its_url_expired", {.url_expiry = lab::UrlExpiry::kThisUrl}),
      of_store("wrong_etag", {.wrong_etag = true}),
      of_store("no_etag", {.no_etag = true}),
      of_store("half_was_stored", {.short_store = lab::ShortStore::kHonest}),
      for_ever(without_effect("always_lost", lost(Cut::kBeforeProcessing))),
      for_ever(without_effect("always_throttled", status(429, "1"))),
      for_ever(without_effect("always_500", status(500))),
      for_ever(spoilt("always_in_html", afterwards(200, lab::html_error_page(502)))),
      for_ever(of_store("always_wrong_etag", {.wrong_etag = true})),
      for_ever(of_store("always_no_etag", {.no_etag = true})),
  };
}

}  // namespace

const std::vector<Trouble>& troubles() {
  static const std::vector<Trouble> kTroubles = make_troubles();
  return kTroubles;
}

bool applies(const Trouble& trouble, const Endpoint& endpoint) {
  if (trouble.is_object_store) return endpoint.answers == Answers::object_store;
  return !trouble.spoils_json || endpoint.answers == Answers::json;
}

lab::FaultRule rule_of(const Trouble& trouble, const Endpoint& endpoint) {
  lab::FaultRule rule;
  rule.name = trouble.name;
  rule.match.method = endpoint.method;
  rule.match.path = endpoint.path;
  if (!trouble.lasts) rule.when.nth = 1;
  rule.action = trouble.action;
  return rule;
}

}  // namespace ingot::test
