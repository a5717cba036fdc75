// The head of a request (request line and fields) out of its bytes, by RFC 9112 without its
// leniences. Not public. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <ingot/lab/http.hpp>

namespace ingot::lab {

struct HttpHead {
  std::string method;
  std::string target;
  Headers headers;
  std::optional<std::uint64_t> content_length;
  bool is_http_1_0 = false;
  bool is_chunked = false;
};

struct HeadRefusal {
  int status = 400;
  std::string why;
};

struct ParsedHead {
  HttpHead head;
  std::optional<HeadRefusal> refusal;
};

// `text` is everything up to and including the empty line.
ParsedHead parse_head(std::string_view text);

// Status line, the reply's fields, then Content-Length and Connection.
std::string render_head(const Reply& reply, std::string_view date, std::string_view connection);

}  // namespace ingot::lab
