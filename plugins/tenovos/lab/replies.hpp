// The JSON Tenovos answers with: its error bodies and the two forms of an asset. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/tenovos/lab/catalogue.hpp"

namespace ingot::lab::tenovos {

// {message[, detail]} for most routes, {status: "error", message} for some (tenovos.md 2.3, 2.6).
enum class ErrorBody : std::uint8_t { kMessage, kStatus };

// Why a request is not done.
struct Refusal {
  int status = 403;
  std::string message;
  std::string detail = {};  // the lab's own words; the vendor says less
  ErrorBody body = ErrorBody::kMessage;
};

template <typename T>
using Answer = std::variant<T, Refusal>;

Refusal unauthorized();
Refusal forbidden(std::string detail);
Refusal asset_not_found();
// What the vendor answers, for good, to some wrong arguments (tenovos.md 2.10, trap 3).
Refusal internal_error();

Reply json_reply(int status, const Json& json);
Reply error_reply(const Refusal& refusal);

// How much of an asset's file a reader may see by now.
enum class FileView : std::uint8_t { kNothing, kSize, kEverything };

// GET /asset/{id}, versions and searches.
Json asset_json(const KnownAsset& known, FileView view);
// `data` of GET /assets/asset/{id}.
Json asset_details_json(const KnownAsset& known, FileView view);
// "4.4 MB", as technicalMetadata spells sizes.
std::string size_text(std::uint64_t bytes);
// The user everything here was created by.
const char* lab_user_id();

}  // namespace ingot::lab::tenovos
