// How the services behind one host answer and refuse: the gateway, Assets, Data Management
// (JSON:API), the object storage service and Relationships each have their own words. Also a call
// that has been let in. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/bim360/lab/query.hpp"

namespace ingot::lab::bim360 {

enum class Dialect : std::uint8_t { kAssets, kData, kStorage, kRelationships };

// Why a request is not done.
struct Refusal {
  int status = 400;
  std::string code;  // "FIELD_REQUIRED"
  std::string message;
};

template <typename T>
using Answer = std::variant<T, Refusal>;

// A request that has been let in. `ids` are the path's {…} without service and project.
struct Call {
  Request& request;
  std::string service;  // "bim360" or "construction"
  std::vector<std::string> ids;
  Query query;
  Json body;
};

Reply json_reply(int status, const Json& json);
Reply no_content();
// {results: [...]}
Reply results_reply(int status, Json results);
Reply refuse(Dialect dialect, const Refusal& refusal);
// The gateway's refusal, the same for every service: {developerMessage, errorCode}.
Reply gateway_refusal(int status, const char* code, const char* message);
// 429 with Retry-After in seconds and the documented body.
Reply too_many_requests(std::int64_t retry_after_s);

// "2020-05-01T06:00:00.000Z", the seed's form.
std::string zulu(std::int64_t ms);
// The text of a member, or empty.
std::string text_of(const Json& json);
// The first member of an object that is not among `allowed`; nullopt also where `object` is none.
std::optional<std::string> unknown_member(const Json& object,
                                          std::initializer_list<std::string_view> allowed);

}  // namespace ingot::lab::bim360
