#include "host/ledger/blob_codec.hpp"

#include <optional>

namespace ingot::ledger {

namespace {

// Unsigned LEB128: seven bits a byte, the lowest first, the high bit on all but the last.
void put_number(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
  out += static_cast<char>(number);
}

std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    number |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) return number;
  }
  return std::nullopt;
}

std::optional<std::string> take_text(std::string_view& bytes) {
  auto length = take_number(bytes);
  if (!length || *length > bytes.size()) return std::nullopt;
  std::string text(bytes.substr(0, *length));
  bytes.remove_prefix(*length);
  return text;
}

Error damaged(std::string_view what) {
  return Error{ErrorKind::invalid, "the file is damaged (" + std::string(what) +
                                       "); restore it from a copy or start a new run"};
}

}  // namespace

std::string encode_items(const std::vector<std::int64_t>& items) {
  std::string out;
  for (std::int64_t seq : items) put_number(out, static_cast<std::uint64_t>(seq));
  return out;
}

std::string encode_headers(const Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) {
    put_number(out, name.size());
    out += name;
    put_number(out, value.size());
    out += value;
  }
  return out;
}

Result<std::vector<std::int64_t>> decode_items(std::string_view bytes) {
  std::vector<std::int64_t> items;
  while (!bytes.empty()) {
    auto seq = take_number(bytes);
    if (!seq) return damaged("the items of a batch");
    items.push_back(static_cast<std::int64_t>(*seq));
  }
  return items;
}

Result<Headers> decode_headers(std::string_view bytes) {
  Headers headers;
  while (!bytes.empty()) {
    auto name = take_text(bytes);
    auto value = name ? take_text(bytes) : std::nullopt;
    if (!value) return damaged("the headers of an answer");
    headers.emplace_back(std::move(*name), std::move(*value));
  }
  return headers;
}

}  // namespace ingot::ledger
