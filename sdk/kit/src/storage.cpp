// Signed URLs of the AWS4 kind and S3's error codes.
#include <ingot/kit/storage.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <ingot/kit/dates.hpp>

namespace ingot::kit {
namespace {

// A part is let go with this much of the URL's life left, or a fifth of a short life: only the
// start of a request has to be in time, not its end.
constexpr std::int64_t kMarginMs = 30'000;

std::string query_value(const std::string& url, const std::string& name) {
  for (const char before : {'?', '&'}) {
    const auto at = url.find(before + name + "=");
    if (at == std::string::npos) continue;
    const auto start = at + name.size() + 2;
    return url.substr(start, url.find_first_of("&#", start) - start);
  }
  return {};
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

std::optional<std::int64_t> url_deadline(const std::string& url, std::int64_t received_ms) {
  const std::string life = query_value(url, "X-Amz-Expires");
  std::int64_t seconds = 0;
  const auto read = std::from_chars(life.data(), life.data() + life.size(), seconds);
  if (life.empty() || read.ec != std::errc() || read.ptr != life.data() + life.size()) return {};
  if (seconds <= 0 || seconds > 7 * 86'400) return {};  // longer lives cannot be signed
  const std::int64_t life_ms = seconds * 1000;
  const auto signed_ms = parse_date(query_value(url, "X-Amz-Date"));
  std::int64_t start = signed_ms ? std::min(*signed_ms, received_ms) : received_ms;
  if (start + life_ms <= received_ms) start = received_ms;  // dead on arrival: the clocks disagree
  return start + life_ms - std::min(kMarginMs, life_ms / 5);
}

StoreError judge_store_error(std::uint32_t status, std::string_view body) {
  constexpr std::array<std::pair<std::string_view, StoreError>, 10> kCodes = {{
      {"<Code>ExpiredToken</Code>", StoreError::url_expired},
      {"<Code>AccessDenied</Code>", StoreError::url_expired},
      {"<Code>SignatureDoesNotMatch</Code>", StoreError::url_expired},
      {"<Code>NoSuchUpload</Code>", StoreError::upload_gone},
      {"<Code>BadDigest</Code>", StoreError::bad_bytes},
      {"<Code>InvalidDigest</Code>", StoreError::bad_bytes},
      {"<Code>IncompleteBody</Code>", StoreError::bad_bytes},
      {"<Code>RequestTimeout</Code>", StoreError::bad_bytes},
      {"<Code>EntityTooLarge</Code>", StoreError::refused},
      {"<Code>EntityTooSmall</Code>", StoreError::refused},
  }};
  for (const auto& [code, meaning] : kCodes) {
    if (has(body, code)) return meaning;
  }
  // A 403 of a store is about the URL in all its forms; one without a word is taken for the same.
  if (status == 403 && (has(body, "<Error") || body.empty())) return StoreError::url_expired;
  return has(body, "<Error") ? StoreError::refused : StoreError::not_storage;
}

std::string bare_etag(std::string_view header) {
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"') {
    header = header.substr(1, header.size() - 2);
  }
  return std::string(header);
}

std::string md5_base64(std::string_view hex) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 18> bytes{};  // 16 and two of padding
  if (hex.size() != 32) return {};
  for (std::size_t i = 0; i < 16; ++i) {
    const auto read = std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, bytes[i], 16);
    if (read.ec != std::errc() || read.ptr != hex.data() + 2 * i + 2) return {};
  }
  std::string out;
  for (std::size_t i = 0; i < 18; i += 3) {
    const unsigned group = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    for (const int shift : {18, 12, 6, 0}) out += kDigits[group >> shift & 63];
  }
  out.replace(22, 2, "==");
  return out;
}

}  // namespace ingot::kit
