#include "host/transfer/materialise.hpp"

#include <ingot/plugin.h>

#include "host/net/url.hpp"
#include "host/transfer/encode.hpp"

namespace ingot::transfer {

using plugin::Segment;
using plugin::SegmentKind;
using plugin::Segments;

// "md5/base64" -> md5 and base64; hex when nothing is said.
struct DigestForm {
  digest::Algorithm algorithm;
  bool is_base64;
};
static Result<DigestForm> parse_form(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view encoding = slash == text.npos ? "hex" : text.substr(slash + 1);
  const auto algorithm = digest::algorithm_named(text.substr(0, slash));
  if (!algorithm || (encoding != "hex" && encoding != "base64")) {
    return Error{ErrorKind::invalid, "digest form `" + std::string(text) + "` is not known"};
  }
  return DigestForm{*algorithm, encoding == "base64"};
}

static std::optional<WantedDigest> body_digest(const plugin::HttpAction& action) {
  if (action.body.size() != 1 || action.body[0].kind != SegmentKind::file) return std::nullopt;
  const Segment& body = action.body[0];
  return WantedDigest{body.ref, body.off, body.len, digest::Algorithm::md5};
}

static Result<WantedDigest> wanted_of(const Segment& segment, const plugin::HttpAction& action) {
  INGOT_TRY(const DigestForm form, parse_form(segment.text));
  if (segment.ref != plugin::kWholeBody) {
    return WantedDigest{segment.ref, segment.off, segment.len, form.algorithm};
  }
  auto body = body_digest(action);
  if (!body) {
    return Error{ErrorKind::invalid, "a digest of the whole body needs a body that is one file range"};
  }
  body->algorithm = form.algorithm;
  return *body;
}

Result<std::vector<WantedDigest>> wanted_digests(const plugin::HttpAction& action) {
  std::vector<WantedDigest> wanted;
  const auto collect = [&](const Segments& segments) -> Status {
    for (const auto& segment : segments) {
      if (segment.kind != SegmentKind::digest) continue;
      INGOT_TRY(WantedDigest one, wanted_of(segment, action));
      wanted.push_back(one);
    }
    return {};
  };
  INGOT_CHECK(collect(action.url));
  for (const auto& [name, value] : action.headers) INGOT_CHECK(collect(value));
  INGOT_CHECK(collect(action.body));
  return wanted;
}

// Perhaps with text round it, as in multipart/form-data.
static bool holds_one_whole_item(const plugin::HttpAction& action, const std::vector<SessionItem>& items) {
  const Segment* whole = nullptr;
  for (const auto& segment : action.body) {
    if (segment.kind != SegmentKind::file) continue;
    if (whole != nullptr || segment.off != 0 || segment.len != items[segment.ref].file.size) return false;
    whole = &segment;
  }
  return whole != nullptr;
}

Result<DigestNeeds> digest_needs(const plugin::HttpAction& action, const std::vector<SessionItem>& items) {
  INGOT_TRY(auto wanted, wanted_digests(action));
  return DigestNeeds{std::move(wanted), body_digest(action), holds_one_whole_item(action, items)};
}

Result<std::string> origin_of(const plugin::HttpAction& action) {
  if (action.url.empty() || action.url[0].kind != SegmentKind::literal) {
    return Error{ErrorKind::refused, "the url does not begin with a literal origin"};
  }
  const std::string& text = action.url[0].text;
  const std::size_t scheme = text.find("://");
  if (scheme == std::string::npos) {
    return Error{ErrorKind::refused, "the url has no scheme"};
  }
  const std::size_t end = text.find_first_of("/?#", scheme + 3);
  // Whatever follows may add to the host name unless the literal has gone past it.
  if (end == std::string::npos && action.url.size() > 1) {
    return Error{ErrorKind::refused, "the url's host is not complete in its first segment"};
  }
  INGOT_TRY(const net::Url url, net::parse_url(text.substr(0, end)));
  return url.origin();
}

// "host:port" of the action, the form in which the vault's rules name where a secret may go.
static Result<std::string> place_of(const plugin::HttpAction& action) {
  INGOT_TRY(const std::string origin, origin_of(action));
  INGOT_TRY(const net::Url url, net::parse_url(origin));
  return url.host + ":" + std::to_string(url.port);
}

namespace {

// Walks an action's segments once, turning each into bytes; keeps count of the digests it has used.
class Builder {
 public:
  Builder(const std::vector<SessionItem>& items, const secrets::Vault& vault, std::string host,
          std::span<const std::optional<digest::DigestValue>> digests)
      : items_(items), vault_(vault), host_(std::move(host)), digests_(digests) {}

  Result<std::string> text(const Segments& segments, std::string_view place) {
    std::string bytes;
    for (const auto& segment : segments) {
      if (segment.kind == SegmentKind::file) {
        return Error{ErrorKind::refused, std::string(place) + ": file bytes are allowed in a body only"};
      }
      INGOT_TRY(const std::string piece, piece_of(segment, place));
      bytes += piece;
    }
    return bytes;
  }

  Result<std::vector<BodyPiece>> body(const Segments& segments) {
    std::vector<BodyPiece> pieces;
    for (const auto& segment : segments) {
      if (segment.kind == SegmentKind::file) {
        pieces.push_back(BodyPiece{{}, items_[segment.ref].file, segment.off, segment.len});
        continue;
      }
      INGOT_TRY(std::string piece, piece_of(segment, "body"));
      if (!pieces.empty() && !pieces.back().file) {
        pieces.back().bytes += piece;
      } else {
        pieces.push_back(BodyPiece{std::move(piece), std::nullopt, 0, 0});
      }
    }
    return pieces;
  }

 private:
  Result<std::string> piece_of(const Segment& segment, std::string_view place) {
    if (segment.kind == SegmentKind::literal) return segment.text;
    if (segment.kind == SegmentKind::secret) {
      if (segment.encoding == plugin::Encoding::basic) return basic(segment, place);
      INGOT_TRY(const std::string value, vault_.reveal_for(segment.text, place, host_));
      return encoded(value, segment.encoding);
    }
    INGOT_TRY(const DigestForm form, parse_form(segment.text));
    const auto& value = digests_[next_digest_++];
    return form.is_base64 ? value->base64() : value->hex();
  }

  Result<std::string> basic(const Segment& segment, std::string_view place) const {
    const std::size_t colon = segment.text.find(':');
    INGOT_TRY(const std::string value,
              vault_.reveal_for(segment.text.substr(colon + 1), place, host_));
    return encoded(segment.text.substr(0, colon + 1) + value, plugin::Encoding::base64);
  }

  const std::vector<SessionItem>& items_;
  const secrets::Vault& vault_;
  const std::string host_;
  std::span<const std::optional<digest::DigestValue>> digests_;
  std::size_t next_digest_ = 0;
};

}  // namespace

static std::uint64_t total_size(const std::vector<BodyPiece>& pieces) {
  std::uint64_t size = 0;
  for (const auto& piece : pieces) size += piece.file ? piece.length : piece.bytes.size();
  return size;
}

Result<Attempt> materialise(const plugin::HttpAction& action, const std::vector<SessionItem>& items,
                            const secrets::Vault& vault,
                            std::span<const std::optional<digest::DigestValue>> digests) {
  INGOT_TRY(std::string host, place_of(action));
  Builder builder(items, vault, std::move(host), digests);
  Attempt attempt;
  net::Request& request = attempt.request;
  request.method = action.method;
  INGOT_TRY(request.url, builder.text(action.url, "url"));
  for (const auto& [name, value] : action.headers) {
    INGOT_TRY(std::string text, builder.text(value, "header:" + name));
    request.headers.push_back(net::Header{name, std::move(text)});
  }
  INGOT_TRY(attempt.body, builder.body(action.body));
  for (const auto& piece : attempt.body) attempt.has_file = attempt.has_file || piece.file.has_value();
  request.body_size = total_size(attempt.body);
  request.exact_headers = plugin::has_exact_headers(action);
  request.reuse = plugin::is_idempotent(action) ? net::Reuse::any : net::Reuse::fresh_only;
  if (action.timeout_ms != 0) request.reply_timeout = std::chrono::milliseconds(action.timeout_ms);
  if (action.max_response != 0) request.max_response = action.max_response;
  return attempt;
}

}  // namespace ingot::transfer
