// The JSON Dash answers with: the 4xx body of the seed, the {result, permittedActions} wrapping,
// assets, files and uploads. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/dash/lab/catalogue.hpp"
#include "plugins/dash/lab/dash_options.hpp"

namespace ingot::lab::dash {

// Why a request, or one item of a batch, is not done.
struct Refusal {
  int status = 400;
  std::string message;
};

template <typename T>
using Answer = std::variant<T, Refusal>;

// What every reply about fields and people needs to know.
struct Account {
  std::uint64_t seed = 1;
  Approval approval = Approval::kNotNeeded;
  std::vector<std::string> fields;

  std::string field_id(const std::string& name) const;  // stable for a seed
  std::string folder_field_id() const { return field_id("Folders"); }
  // Is there a field with this id?
  bool has_field(const std::string& id) const;
};

struct PartUrl {
  int number = 1;
  std::string url;
};

// {timestamp, status, error, message, path}: seed, "Response 4XX fields".
Json error_json(const Refusal& refusal, std::string_view path, std::int64_t now_ms);
Reply error_reply(const Refusal& refusal, const Request& request, std::int64_t now_ms);
Reply json_reply(int status, const Json& json);
// {result, permittedActions}: dash.md 1.5.
Json wrapped(Json result, Json permitted_actions = Json::list());

Json asset_json(const Asset& asset, const Account& account);
Json file_json(const AssetFile& file, const std::string& asset_id);
Json upload_json(const UploadRecord& upload, std::span<const PartUrl> urls);
// What this account's user may do with the asset; a missing action means "may not" (dash.md 1.5).
Json permitted_actions(const Asset& asset, const Account& account);

}  // namespace ingot::lab::dash
