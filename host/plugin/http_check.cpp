#include "host/plugin/http_check.hpp"

#include <limits>

#include "host/base/text.hpp"
#include "host/plugin/record_check.hpp"
#include "host/plugin/wire_text.hpp"

namespace ingot::plugin {

namespace {

enum class Place { url, header, body };

struct SegmentLimits {
  Place place;
  std::uint32_t segments;
  std::uint64_t
      bytes;  // of all literals together: spans may overlap, so the record's size is no bound
};
constexpr SegmentLimits kUrl{Place::url, kMaxUrlSegments, kMaxUrlBytes};
constexpr SegmentLimits kHeader{Place::header, kMaxHeaderSegments, kMaxHeaderBytes};

// Sharing a literal among segments is fine, blowing a small record up into a large body is not.
SegmentLimits body_limits(std::size_t record_size) {
  return {Place::body, kMaxBodySegments, kMaxUrlBytes + 4 * std::uint64_t{record_size}};
}

std::string quoted(std::string_view text) {
  return "`" + printable(text) + "`";
}

class HttpDecoder {
 public:
  HttpDecoder(const RecordView& record, const SessionShape& shape)
      : record_(record), shape_(shape), raw_(record.fixed_part<ingot_ac_http>()) {}

  Result<HttpAction> decode() {
    HttpAction action;
    action.id = raw_.h.id;
    action.flags = raw_.h.flags;
    action.timeout_ms = raw_.timeout_ms;
    action.max_response = raw_.max_response;
    action.priority = raw_.priority;
    if (raw_.max_response > kMaxResponseBytes) {
      return record_fault("max_response", std::to_string(raw_.max_response) +
                                              " bytes, the limit is " +
                                              std::to_string(kMaxResponseBytes));
    }
    INGOT_CHECK(method(action));
    INGOT_CHECK(may_be_sent(action));
    if (raw_.n_url == 0) return record_fault("url", "is empty");
    INGOT_TRY(action.url, segments(raw_.url, raw_.n_url, kUrl, "url"));
    INGOT_CHECK(headers(action));
    INGOT_TRY(action.body, segments(raw_.body, raw_.n_body, body_limits(record_.size()), "body"));
    INGOT_CHECK(body_size(action));
    INGOT_CHECK(items(action));
    INGOT_CHECK(captures(action));
    INGOT_CHECK(auth(action));
    return action;
  }

 private:
  Status method(HttpAction& action) const {
    INGOT_TRY(const std::string_view text, record_.text(raw_.method, kMaxNameBytes, "method"));
    if (!is_http_token(text)) return record_fault("method", quoted(text) + " is not a token");
    // A tunnel through the proxy would end outside everything the host checks.
    if (text == "CONNECT") return record_fault("method", "CONNECT is not allowed");
    action.method = text;
    return {};
  }

  // What only asks must not be able to change anything.
  Status may_be_sent(const HttpAction& action) const {
    if (shape_.op == INGOT_OP_ESTIMATE) return record_fault("http", "ESTIMATE sends nothing");
    if (shape_.op != INGOT_OP_VERIFY) return {};
    const bool is_asking = action.method == "GET" || action.method == "HEAD" || action.method == "POST";
    if (!is_asking) return record_fault("method", action.method + " in VERIFY, which changes nothing");
    if (is_idempotent(action)) return {};
    return record_fault("flags", "a request of VERIFY is idempotent: it changes nothing");
  }

  Status headers(HttpAction& action) const {
    INGOT_TRY(const std::size_t start, record_.array(raw_.headers, raw_.n_headers, kMaxHeaders,
                                                     sizeof(ingot_header), "headers"));
    action.headers.reserve(raw_.n_headers);
    for (std::uint32_t i = 0; i < raw_.n_headers; ++i) {
      const std::string field = "header " + std::to_string(i);
      const auto raw = record_.element<ingot_header>(start, i);
      INGOT_TRY(const std::string_view name,
                record_.text(raw.name, kMaxNameBytes, field + ": name"));
      if (!is_http_token(name))
        return record_fault(field, "name " + quoted(name) + " is not a token");
      if (is_host_header(name))
        return record_fault(field, quoted(name) + " is set by the host alone");
      const auto count = static_cast<std::uint32_t>(raw.value.len / sizeof(ingot_seg));
      INGOT_TRY(Segments value, segments(raw.value, count, kHeader, field + " " + quoted(name)));
      action.headers.emplace_back(std::string(name), std::move(value));
    }
    return {};
  }

  Result<Segments> segments(ingot_span span, std::uint32_t count, const SegmentLimits& limits,
                            std::string_view field) const {
    INGOT_TRY(const std::size_t start,
              record_.array(span, count, limits.segments, sizeof(ingot_seg), field));
    Segments list;
    list.reserve(count);
    std::uint64_t literal_bytes = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      auto one = segment(record_.element<ingot_seg>(start, i), limits);
      if (!one) return one.error().within("segment " + std::to_string(i)).within(field);
      literal_bytes += one->text.size();
      if (literal_bytes > limits.bytes) {
        return record_fault(field, "its texts exceed " + std::to_string(limits.bytes) + " bytes");
      }
      list.push_back(*std::move(one));
    }
    return list;
  }

  Result<Segment> segment(const ingot_seg& raw, const SegmentLimits& limits) const {
    switch (raw.kind) {
      case INGOT_SEG_LIT:
        return literal(raw, limits);
      case INGOT_SEG_FILE:
        return file(raw, limits.place);
      case INGOT_SEG_SECRET:
        return secret(raw);
      case INGOT_SEG_DIGEST:
        return digest(raw, limits.place);
      default:
        return record_fault("kind", std::to_string(raw.kind) + " is unknown");
    }
  }

  Result<Segment> literal(const ingot_seg& raw, const SegmentLimits& limits) const {
    INGOT_TRY(const std::string_view text, record_.tail(raw.lit, limits.bytes, "literal"));
    if (limits.place == Place::url && !is_url_text(text)) {
      return record_fault("literal", "has a space, a control character or no UTF-8");
    }
    if (limits.place == Place::header && !is_header_text(text)) {
      return record_fault("literal", "has a control character or no UTF-8");
    }
    Segment segment;
    segment.text = text;
    return segment;
  }

  Result<Segment> file(const ingot_seg& raw, Place place) const {
    // Bytes of a file could end a header or a request line.
    if (place != Place::body) return record_fault("file", "file bytes may stand in a body only");
    if (const Status range = check_item_range(shape_, raw.ref, raw.off, raw.len); !range) {
      return range.error().within("file");
    }
    return Segment{SegmentKind::file, raw.ref, Encoding::raw, raw.off, raw.len, {}};
  }

  Result<Segment> secret(const ingot_seg& raw) const {
    if (raw.ref > INGOT_ENC_BASIC) {
      return record_fault("secret", "encoding " + std::to_string(raw.ref) + " is unknown");
    }
    INGOT_TRY(const std::string_view name, record_.text(raw.lit, kMaxNameBytes, "secret"));
    const std::size_t colon = raw.ref == INGOT_ENC_BASIC ? name.find(':') : name.npos;
    if (raw.ref == INGOT_ENC_BASIC && colon == name.npos)
      return record_fault("secret", quoted(name) + " is no user and secret with a colon between");
    if (!is_plain_name(colon == name.npos ? name : name.substr(colon + 1)))
      return record_fault("secret", quoted(name) + " is not the name of a secret");
    return Segment{SegmentKind::secret, 0, static_cast<Encoding>(raw.ref), 0, 0, std::string(name)};
  }

  Result<Segment> digest(const ingot_seg& raw, Place place) const {
    INGOT_TRY(const std::string_view format, record_.text(raw.lit, kMaxNameBytes, "digest"));
    if (!is_digest_format(format)) {
      return record_fault("digest",
                          quoted(format) + " is none of md5, sha256, crc32c with /hex or /base64");
    }
    if (raw.ref == kWholeBody) {
      if (place == Place::body)
        return record_fault("digest", "a body cannot hold the digest of itself");
      if (raw.off != 0 || raw.len != 0)
        return record_fault("digest", "of the whole body has no range");
    } else if (const Status range = check_item_range(shape_, raw.ref, raw.off, raw.len); !range) {
      return range.error().within("digest");
    }
    return Segment{SegmentKind::digest, raw.ref, Encoding::raw, raw.off, raw.len,
                   std::string(format)};
  }

  // Content-Length is a signed number in most of the world.
  Status body_size(const HttpAction& action) const {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    std::uint64_t sum = 0;
    for (const auto& segment : action.body) {
      const std::uint64_t bytes =
          segment.kind == SegmentKind::file ? segment.len : segment.text.size();
      if (bytes > kMost - sum) return record_fault("body", "is longer than 2^63 bytes");
      sum += bytes;
    }
    return {};
  }

  Status items(HttpAction& action) const {
    const auto known = static_cast<std::uint32_t>(shape_.items.size());
    INGOT_TRY(const std::size_t start,
              record_.array(raw_.items, raw_.n_items, known, sizeof(std::uint32_t), "items"));
    action.items.reserve(raw_.n_items);
    std::vector<bool> is_listed(raw_.n_items == 0 ? 0 : known);
    for (std::uint32_t i = 0; i < raw_.n_items; ++i) {
      const auto item = record_.element<std::uint32_t>(start, i);
      if (item >= known) {
        return record_fault("items", "item " + std::to_string(item) +
                                         " is not one of the session's " + std::to_string(known));
      }
      if (is_listed[item])
        return record_fault("items", "item " + std::to_string(item) + " is listed twice");
      is_listed[item] = true;
      action.items.push_back(item);
    }
    return {};
  }

  Status captures(HttpAction& action) const {
    INGOT_TRY(const std::size_t start, record_.array(raw_.capture, raw_.n_capture, kMaxCaptures,
                                                     sizeof(ingot_capture), "capture"));
    for (std::uint32_t i = 0; i < raw_.n_capture; ++i) {
      const std::string field = "capture " + std::to_string(i);
      const auto raw = record_.element<ingot_capture>(start, i);
      INGOT_TRY(const std::string_view where,
                record_.text(raw.where, kMaxNameBytes, field + ": where"));
      INGOT_TRY(const std::string_view name,
                record_.text(raw.name, kMaxNameBytes, field + ": name"));
      if (where.empty()) continue;
      const bool is_place =
          where.starts_with("h:") ? is_http_token(where.substr(2)) : is_json_pointer(where);
      if (!is_place) {
        return record_fault(field,
                            quoted(where) + " is neither a JSON pointer nor `h:Header-Name`");
      }
      if (!is_plain_name(name))
        return record_fault(field, quoted(name) + " is not the name of a secret");
      action.captures.push_back(Capture{std::string(where), std::string(name)});
    }
    return {};
  }

  Status auth(HttpAction& action) const {
    INGOT_TRY(const std::string_view name, record_.text(raw_.auth, kMaxNameBytes, "auth"));
    if (!name.empty() && !is_plain_name(name)) {
      return record_fault("auth", quoted(name) + " is not the name of a credential");
    }
    action.auth = name;
    INGOT_TRY(const std::string_view rate, record_.text(raw_.rate, kMaxNameBytes, "rate"));
    if (!rate.empty() && !is_plain_name(rate)) {
      return record_fault("rate", quoted(rate) + " is not the name of a rate");
    }
    action.rate = rate;
    return {};
  }

  const RecordView& record_;
  const SessionShape& shape_;
  const ingot_ac_http raw_;
};

}  // namespace

Status check_item_range(const SessionShape& shape, std::uint32_t item, std::uint64_t off,
                        std::uint64_t len) {
  if (item >= shape.items.size()) {
    return record_fault("item", std::to_string(item) + " is not one of the session's " +
                                    std::to_string(shape.items.size()));
  }
  const ShapeItem& known = shape.items[item];
  const std::string field = "item " + std::to_string(item);
  if (!known.has_bytes) return record_fault(field, "has no bytes");
  if (off > known.size || len > known.size - off) {
    return record_fault(field, std::to_string(len) + " bytes at " + std::to_string(off) +
                                   " reach beyond its size of " + std::to_string(known.size));
  }
  return {};
}

Result<HttpAction> decode_http(const RecordView& record, const SessionShape& shape) {
  return HttpDecoder(record, shape).decode();
}

}  // namespace ingot::plugin
