// Text: bytes that the host puts together as it sends them: literals, ranges of an item, secrets
// and digests. The plugin never holds what is not literal. Thread rule: value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <ingot/item.hpp>
#include <ingot/plugin.h>

namespace ingot::inline sdk_v1 {

/// How a secret is written into the text around it.
enum class Encoding : std::uint32_t {
  raw = INGOT_ENC_RAW,
  json = INGOT_ENC_JSON,  // escaped for the inside of a JSON string; the quotes are yours
  form = INGOT_ENC_FORM,
  base64 = INGOT_ENC_BASE64
};

struct Segment {
  Segment(std::uint32_t k, std::uint32_t r, std::uint64_t o, std::uint64_t l, std::string t)
      : kind(k), ref(r), off(o), len(l), text(std::move(t)) {}
  std::uint32_t kind, ref;  // as in ingot_seg
  std::uint64_t off, len;
  std::string text;  // literal bytes, name of the secret, or "algorithm/encoding"
};

/// `"Bearer " + secret("access_token")` is a Text; so is any string.
class Text {
 public:
  Text() = default;
  Text(const char* literal) : Text(std::string_view(literal)) {}  // NOLINT: implicit on purpose
  Text(std::string_view literal) : Text(std::string(literal)) {}  // NOLINT: implicit on purpose
  Text(std::string literal) {                                     // NOLINT: implicit on purpose
    if (!literal.empty()) segments_.push_back(Segment(INGOT_SEG_LIT, 0, 0, 0, std::move(literal)));
  }
  explicit Text(Segment segment) { segments_.push_back(std::move(segment)); }

  Text& add(Text more) & {
    for (Segment& segment : more.segments_) add_segment(std::move(segment));
    return *this;
  }
  Text&& add(Text more) && { return std::move(add(std::move(more))); }
  friend Text operator+(Text left, Text right) { return std::move(left).add(std::move(right)); }

  bool empty() const { return segments_.empty(); }
  const std::vector<Segment>& segments() const { return segments_; }

 private:
  // Neighbouring literals become one, so the same bytes are the same record however they were put
  // together.
  void add_segment(Segment segment) {
    const bool joins = segment.kind == INGOT_SEG_LIT && !segments_.empty() &&
                       segments_.back().kind == INGOT_SEG_LIT;
    if (joins) {
      segments_.back().text += segment.text;
    } else {
      segments_.push_back(std::move(segment));
    }
  }

  std::vector<Segment> segments_;
};

/// A secret by its name in the config, e.g. "oauth.client_secret"; the host checks that it may go
/// there.
inline Text secret(std::string_view name, Encoding encoding = Encoding::raw) {
  return Text(
      Segment(INGOT_SEG_SECRET, static_cast<std::uint32_t>(encoding), 0, 0, std::string(name)));
}

/// The credentials of an Authorization: Basic header: base64 of `user`, a colon and the secret.
/// `user` must not hold a colon.
inline Text basic_secret(std::string_view user, std::string_view name) {
  return Text(Segment(INGOT_SEG_SECRET, INGOT_ENC_BASIC, 0, 0,
                      std::string(user) + ":" + std::string(name)));
}

/// Bytes [off, off+len) of an item.
inline Text file(ItemRef item, std::uint64_t off, std::uint64_t len) {
  return Text(Segment(INGOT_SEG_FILE, item.idx(), off, len, {}));
}
inline Text file(ItemRef item, const Part& part) {
  return file(item, part.off, part.len);
}

/// The digest of a range of an item as text; `form` is algorithm/encoding, e.g. "md5/base64",
/// "md5/hex".
inline Text digest(ItemRef item, std::uint64_t off, std::uint64_t len, std::string_view form) {
  return Text(Segment(INGOT_SEG_DIGEST, item.idx(), off, len, std::string(form)));
}

/// The digest of the whole body of the request it stands in; for header values.
inline Text body_digest(std::string_view form) {
  return Text(Segment(INGOT_SEG_DIGEST, UINT32_MAX, 0, 0, std::string(form)));
}

}  // namespace ingot::inline sdk_v1
