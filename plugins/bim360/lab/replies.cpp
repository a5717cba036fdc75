#include "plugins/bim360/lab/replies.hpp"

#include <algorithm>

#include <ingot/lab/clock.hpp>

namespace ingot::lab::bim360 {

namespace {

Json in_words_of(Dialect dialect, const Refusal& refusal) {
  switch (dialect) {
    case Dialect::kAssets:
      return Json::object({{"errorCode", refusal.code}, {"message", refusal.message}});
    case Dialect::kStorage:
      return Json::object({{"reason", refusal.message}});
    case Dialect::kRelationships:
      return Json::object({{"title", refusal.code}, {"detail", refusal.message}});
    case Dialect::kData:
      break;
  }
  Json error = Json::object({{"status", std::to_string(refusal.status)},
                             {"code", refusal.code},
                             {"title", reason_of(refusal.status)},
                             {"detail", refusal.message}});
  return Json::object({{"jsonapi", Json::object({{"version", "1.0"}})},
                       {"errors", Json::list({std::move(error)})}});
}

}  // namespace

Reply json_reply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", "application/json");
  reply.body = json.dump();
  return reply;
}

Reply no_content() {
  Reply reply;
  reply.status = 204;
  return reply;
}

Reply results_reply(int status, Json results) {
  return json_reply(status, Json::object({{"results", std::move(results)}}));
}

Reply refuse(Dialect dialect, const Refusal& refusal) {
  Reply reply = json_reply(refusal.status, in_words_of(dialect, refusal));
  if (dialect == Dialect::kData) reply.headers.set("Content-Type", "application/vnd.api+json");
  return reply;
}

Reply gateway_refusal(int status, const char* code, const char* message) {
  Reply reply =
      json_reply(status, Json::object({{"developerMessage", message}, {"errorCode", code}}));
  if (status == 401) reply.headers.add("WWW-Authenticate", "Bearer");
  return reply;
}

Reply too_many_requests(std::int64_t retry_after_s) {
  Reply reply = json_reply(429, Json::object({{"developerMessage", "Quota limit exceeded."}}));
  reply.headers.add("Retry-After", std::to_string(retry_after_s));
  return reply;
}

std::string zulu(std::int64_t ms) {
  return iso_date(ms).substr(0, 23) + "Z";
}

std::string text_of(const Json& json) {
  return json.text() != nullptr ? *json.text() : "";
}

std::optional<std::string> unknown_member(const Json& object,
                                          std::initializer_list<std::string_view> allowed) {
  if (object.members() == nullptr) return std::nullopt;
  for (const Json::Member& member : *object.members()) {
    if (std::find(allowed.begin(), allowed.end(), member.name) == allowed.end()) {
      return member.name;
    }
  }
  return std::nullopt;
}

}  // namespace ingot::lab::bim360
