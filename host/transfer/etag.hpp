// Etag: whether a store's answer contradicts the MD5 of what was sent. Pure.
#pragma once

#include <string_view>

#include "host/net/http.hpp"

namespace ingot::transfer {

// True when the answer carries an ETag in the form of an MD5 (32 hex digits, quoted or not, any case) that is another
// one. A missing ETag or one in another form (multipart "…-3", encrypted stores) proves nothing and is no contradiction.
bool contradicts_md5(const net::Response& response, std::string_view md5_hex);

}  // namespace ingot::transfer
