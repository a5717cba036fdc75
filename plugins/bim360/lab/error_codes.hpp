// The error codes of the Assets service. Only FIELD_EXCEEDS_MAX_LENGTH is documented by name; the
// others are the lab's. Constant.
#pragma once

#include <span>
#include <string_view>

namespace ingot::lab::bim360 {

struct ErrorCode {
  std::string_view name;
  std::string_view description;
  int http_status;
  std::string_view metadata_keys;  // separated by blanks
};

std::span<const ErrorCode> error_codes();

}  // namespace ingot::lab::bim360
