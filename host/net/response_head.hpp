// The first lines of an answer: parsing them and deciding from them how the body ends (RFC 9112 4
// to 6). Pure functions on bytes; strict where a mistake could make one answer pass for another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/result.hpp"
#include "host/net/http.hpp"

namespace ingot::net {

// More than any store or API sends; a longer head is malformed.
inline constexpr std::size_t kLongestHead = 64 * 1024;

struct ResponseHead {
  int status = 0;
  int minor_version = 1;  // HTTP/1.x
  std::vector<Header> headers;

  bool is_interim() const { return status < 200; }
};

// Length of the head at the start of `bytes`, blank line included; nothing while it is incomplete.
std::optional<std::size_t> head_length(std::string_view bytes);

// unknown_outcome with a sentence when `head` is not a well-formed HTTP/1.x head.
Result<ResponseHead> parse_response_head(std::string_view head);

enum class BodyEnd { none, after_length, after_last_chunk, at_close };
enum class Afterwards { keep, close };

struct Framing {
  BodyEnd end = BodyEnd::none;
  std::uint64_t length = 0;  // for after_length
  Afterwards afterwards = Afterwards::keep;
};

// unknown_outcome when the lengths contradict each other or the encoding is not known.
Result<Framing> framing_of(const ResponseHead& head, std::string_view request_method);

}  // namespace ingot::net
