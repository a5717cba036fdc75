// How this lab answers: refusals, JSON, and what an asset looks like. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include <ingot/lab/http.hpp>
#include <ingot/lab/json.hpp>

#include "plugins/managedassets/lab/managedassets_options.hpp"

namespace ingot::lab::managedassets {

struct Asset;

// Why a request is not done.
struct Refusal {
  int status = 400;
  std::string message = {};
};

template <typename T>
using Answer = std::variant<T, Refusal>;

Reply json_reply(int status, const Json& json);
// {status, error, message}
Reply error_reply(const Refusal& refusal);
// {id, uri?, managed, metadata, expiresOn, version, createdOn, modifiedOn, size?, fetchError?,
// deletedOn?}; `size` is there once managed content is whole.
Json asset_json(const Asset& asset, const ManagedAssetsOptions& options);

}  // namespace ingot::lab::managedassets
