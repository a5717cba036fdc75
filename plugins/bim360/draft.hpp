// Draft: one row as the asset it becomes, every value checked against the rules of its type and of
// its category (seed: assets:batch-create). Pure; VALIDATE and TRANSFER judge by the same function.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/kit/item_fields.hpp>
#include <ingot/kit/parsed.hpp>

#include "plugins/bim360/config.hpp"
#include "plugins/bim360/settings.hpp"

namespace ingot::bim360 {

struct Draft {
  std::string client_id, category, status;  // ids where the vendor wants ids
  std::string key;                          // value of the ingest key
  std::string key_name;                     // caN when the key is an attribute, else empty
  std::string folder_urn;                   // where the row's file goes; empty without a file
  std::string body;                         // the asset as JSON
};

// All problems of the item in one text. Without known settings only what needs none is checked, and
// the draft is incomplete.
Parsed<Draft> read_draft(const Item& item, const Config& config, const Settings& settings);

// One value of a custom attribute as JSON, or what is wrong with it.
Parsed<std::string> attribute_json(const Attribute& attribute,
                                   const std::vector<std::string>& values, NumericForm numeric);

// Where a call of several assets ends: after so many, and before it has this many bytes, which the
// vendor does not bound (bim360.md 3.2).
std::vector<std::vector<std::uint32_t>> creation_groups(
    const std::vector<std::pair<std::uint32_t, std::size_t>>& bodies, std::size_t most);

// Problems of items that carry the same ingest key as another one of them, by index of `drafts`.
std::map<std::size_t, std::string> repeated_keys(const std::vector<const Draft*>& drafts);

}  // namespace ingot::bim360
