// What a client says about an asset, checked against the documented rules (seed, "Creating an
// Asset"; managedassets.md 2.1, "Common rules"), whether it came as JSON or as a form. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <ingot/lab/json.hpp>

#include "plugins/managedassets/lab/content_sink.hpp"
#include "plugins/managedassets/lab/iso_duration.hpp"
#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

constexpr std::size_t kLongestKey = 128;          // bytes
constexpr std::size_t kLongestValue = 50 * 1024;  // bytes
constexpr std::size_t kLongestUri = 512;          // bytes

struct Lifetime {
  std::optional<IsoDuration> duration = {};  // absent: never ends

  // When something that ends at `from_ms` ends with this added. 400: beyond the year 9999.
  Answer<std::optional<std::int64_t>> after(std::int64_t from_ms) const;
};

struct AssetInput {
  std::optional<Json> metadata = {};  // an object
  std::optional<std::string> uri = {};
  std::optional<bool> is_managed = {};
  std::optional<Lifetime> lifetime = {};
  std::optional<StoredContent> content = {};
  std::string file_name = {};
};

// Is a null among metadata a mistake, or does it take the key away (JSON merge patch, RFC 7396)?
enum class NullValues : std::uint8_t { kRefused, kRemove };

// Checks one field and puts it into `into`; the refusal's message begins with the field's name.
std::optional<Refusal> take_metadata(const Json& value, NullValues nulls, AssetInput& into);
std::optional<Refusal> take_uri(const std::string& value, AssetInput& into);
std::optional<Refusal> take_expires(const std::string& value, AssetInput& into);

// A JSON object whose members are all among `allowed`.
Answer<AssetInput> read_json_input(const Json& body, std::span<const std::string_view> allowed,
                                   NullValues nulls);

}  // namespace ingot::lab::managedassets
