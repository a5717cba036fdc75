// The two lists that are stored as one value: a batch's item numbers and an answer's headers. Pure
// functions; the bytes are described in FORMAT.md. Internal to this folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/result.hpp"

namespace ingot::ledger {

using Headers = std::vector<std::pair<std::string, std::string>>;

std::string encode_items(const std::vector<std::int64_t>& items);
std::string encode_headers(const Headers& headers);
// invalid if the bytes are not what encode made.
Result<std::vector<std::int64_t>> decode_items(std::string_view bytes);
Result<Headers> decode_headers(std::string_view bytes);

}  // namespace ingot::ledger
