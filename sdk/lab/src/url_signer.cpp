#include <ingot/lab/url_signer.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include <ingot/lab/digest.hpp>

namespace ingot::lab {

namespace {

constexpr std::string_view kScopeTail = "/lab-1/s3/aws4_request";
constexpr std::string_view kAccessKey = "LABKEY0000000001";
// S3 refuses longer lives than a week.
constexpr std::int64_t kLongestSeconds = 604'800;
// S3 refuses requests dated further ahead than this.
constexpr std::int64_t kSkewMs = 15 * 60 * 1000;

UrlRefusal denied(std::string message, std::string extra, std::string rule) {
  return {403, "AccessDenied", std::move(message), std::move(extra), std::move(rule)};
}

UrlRefusal bad_parameters(std::string message) {
  return {400, "AuthorizationQueryParametersError", std::move(message), {}, "url_altered"};
}

std::optional<std::int64_t> number_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// The instant of "20270115T080000Z"; nullopt if it has another form.
std::optional<std::int64_t> instant_of(std::string_view date) {
  if (date.size() != 16 || date[8] != 'T' || date[15] != 'Z') return std::nullopt;
  const auto part = [&](std::size_t at, std::size_t length) {
    return number_of(date.substr(at, length)).value_or(-1);
  };
  using namespace std::chrono;
  const year_month_day day{year(static_cast<int>(part(0, 4))),
                           month(static_cast<unsigned>(part(4, 2))),
                           std::chrono::day(static_cast<unsigned>(part(6, 2)))};
  const std::int64_t hour = part(9, 2), minute = part(11, 2), second = part(13, 2);
  if (!day.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
      second > 59) {
    return std::nullopt;
  }
  const auto days = sys_days(day).time_since_epoch().count();
  return ((days * 24 + hour) * 60 + minute) * 60'000 + second * 1000;
}

// The raw pairs but the signature, sorted: SigV4's canonical query of a query that is already
// canonical.
std::string canonical_query(std::string_view query) {
  std::vector<std::string_view> pairs;
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (!pair.starts_with("X-Amz-Signature=")) pairs.push_back(pair);
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const std::string_view pair : pairs) {
    if (!out.empty()) out += '&';
    out += pair;
  }
  return out;
}

struct CanonicalParts {
  std::string_view method, path, query;
  std::vector<std::pair<std::string_view, std::string_view>> headers;  // as X-Amz-SignedHeaders
};

std::string canonical_request(const CanonicalParts& parts) {
  std::string out, names;
  out.append(parts.method).append("\n").append(parts.path).append("\n");
  out.append(canonical_query(parts.query)).append("\n");
  for (const auto& [name, value] : parts.headers) {
    out.append(name).append(":").append(value).append("\n");
    if (!names.empty()) names += ';';
    names += name;
  }
  return out + "\n" + names + "\nUNSIGNED-PAYLOAD";
}

std::vector<std::string_view> names_in(std::string_view signed_headers) {
  std::vector<std::string_view> names;
  while (true) {
    const std::size_t end = signed_headers.find(';');
    names.push_back(signed_headers.substr(0, end));
    if (end == signed_headers.npos) return names;
    signed_headers.remove_prefix(end + 1);
  }
}

// Headers compares names without regard to case; so does this.
bool is_among(const std::vector<std::string_view>& names, const std::string& name) {
  const Headers one{{name, ""}};
  return std::any_of(names.begin(), names.end(), [&](auto each) { return one.has(each); });
}

std::string session_token(std::uint64_t generation) {
  // Looks like a session token, and holds the characters ('+', '/', '=') that must stay escaped.
  return "lab+session/" + std::to_string(generation) + "==";
}

}  // namespace

UrlSigner::UrlSigner(std::string authority, std::uint64_t seed, const Clock& clock)
    : authority_(std::move(authority)),
      secret_(to_hex(digest_of(Algorithm::kSha256, "ingot lab " + std::to_string(seed)))),
      clock_(clock) {}

std::string UrlSigner::signing_key(std::string_view day) const {
  const std::lock_guard lock(mutex_);
  if (key_day_ != day) {
    key_ = hmac_sha256("AWS4" + secret_, day);
    key_ = hmac_sha256(key_, "lab-1");
    key_ = hmac_sha256(key_, "s3");
    key_ = hmac_sha256(key_, "aws4_request");
    key_day_ = day;
  }
  return key_;
}

std::string UrlSigner::signature_of(std::string_view canonical, std::string_view date) const {
  const std::string_view day = date.substr(0, 8);
  std::string to_sign = "AWS4-HMAC-SHA256\n";
  to_sign.append(date).append("\n").append(day).append(kScopeTail).append("\n");
  to_sign += to_hex(digest_of(Algorithm::kSha256, canonical));
  return to_hex(hmac_sha256(signing_key(day), to_sign));
}

std::string UrlSigner::sign(const SignedPart& part) const {
  const std::string date = compact_date(clock_.now_ms());
  const std::string scope =
      std::string(kAccessKey) + "/" + date.substr(0, 8) + std::string(kScopeTail);
  const std::int64_t seconds =
      std::clamp<std::int64_t>((part.lives_ms + 999) / 1000, 1, kLongestSeconds);
  const std::string headers = part.content_md5 ? "content-md5;host" : "host";
  std::string query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + percent_encode(scope) +
                      "&X-Amz-Date=" + date + "&X-Amz-Expires=" + std::to_string(seconds) +
                      "&X-Amz-Security-Token=" + percent_encode(session_token(generation_)) +
                      "&X-Amz-SignedHeaders=" + percent_encode(headers);
  query += part.upload_id.empty()
               ? "&x-id=PutObject"
               : "&partNumber=" + std::to_string(part.part_number) +
                     "&uploadId=" + percent_encode(part.upload_id) + "&x-id=UploadPart";
  CanonicalParts parts{"PUT", part.raw_path, query, {{"host", authority_}}};
  if (part.content_md5)
    parts.headers.insert(parts.headers.begin(), {"content-md5", *part.content_md5});
  const std::string canonical = canonical_request(parts);
  return part.raw_path + "?" + query + "&X-Amz-Signature=" + signature_of(canonical, date);
}

std::optional<UrlRefusal> UrlSigner::verify(const Request& request) const {
  if (request.headers.has("Authorization")) {
    return UrlRefusal{400, "InvalidArgument",
                      "a pre-signed request must not carry an Authorization header as well",
                      "<ArgumentName>Authorization</ArgumentName>", "authorization_on_presigned"};
  }
  if (auto refusal = check_parameters(request)) return refusal;
  if (auto refusal = check_time(request)) return refusal;
  return check_signature(request);
}

std::optional<UrlRefusal> UrlSigner::check_parameters(const Request& request) const {
  if (!request.query("X-Amz-Signature")) return denied("Access Denied", {}, "url_altered");
  for (const char* name : {"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires",
                           "X-Amz-SignedHeaders"}) {
    if (!request.query(name)) {
      return bad_parameters("the query lacks " + std::string(name));
    }
  }
  if (request.query("X-Amz-Algorithm") != "AWS4-HMAC-SHA256") {
    return bad_parameters("X-Amz-Algorithm is not AWS4-HMAC-SHA256");
  }
  if (!request.query("X-Amz-Credential")->starts_with(std::string(kAccessKey) + "/")) {
    return UrlRefusal{
        403, "InvalidAccessKeyId", "the access key id is not known here", {}, "url_altered"};
  }
  const std::optional<std::int64_t> seconds = number_of(*request.query("X-Amz-Expires"));
  if (!seconds || *seconds < 1) return bad_parameters("X-Amz-Expires is not a positive number");
  if (*seconds > kLongestSeconds) {
    return bad_parameters("X-Amz-Expires is more than a week");
  }
  if (!instant_of(*request.query("X-Amz-Date"))) {
    return bad_parameters("X-Amz-Date is not of the form 20270115T080000Z");
  }
  return std::nullopt;
}

std::optional<UrlRefusal> UrlSigner::check_time(const Request& request) const {
  const std::int64_t now = clock_.now_ms();
  const std::int64_t from = *instant_of(*request.query("X-Amz-Date"));
  const std::int64_t until = from + *number_of(*request.query("X-Amz-Expires")) * 1000;
  if (from > now + kSkewMs) return denied("Request is not valid yet", {}, {});
  const bool is_dead = request.query("X-Amz-Security-Token") != session_token(generation_);
  const bool is_faulted = request.faults.url_expiry != UrlExpiry::kAsSigned;
  if (now < until && !is_dead && !is_faulted) return std::nullopt;
  if (is_dead && now < until && check_signature(request)) return std::nullopt;  // tampered, not old
  return denied("Request has expired",
                "<X-Amz-Expires>" + *request.query("X-Amz-Expires") + "</X-Amz-Expires><Expires>" +
                    iso_date(until) + "</Expires><ServerTime>" + iso_date(now) + "</ServerTime>",
                {});
}

// What should have been signed: a header that the URL names and the request lacks counts as empty.
std::string UrlSigner::canonical_of(const Request& request, std::string_view signed_headers) const {
  CanonicalParts parts{request.method, request.raw_path(), request.raw_query(), {}};
  for (const std::string_view name : names_in(signed_headers)) {
    const std::string_view absent = name == "host" ? std::string_view(authority_) : "";
    parts.headers.emplace_back(name, request.headers.find(name).value_or(absent));
  }
  return canonical_request(parts);
}

std::optional<UrlRefusal> UrlSigner::check_signature(const Request& request) const {
  const std::string signed_headers = *request.query("X-Amz-SignedHeaders");
  const std::vector<std::string_view> names = names_in(signed_headers);
  for (const auto& [name, value] : request.headers) {
    const bool is_amazon = name.size() > 6 && Headers{{name.substr(0, 6), ""}}.has("x-amz-");
    if (is_amazon && !is_among(names, name)) {
      return denied("the request has x-amz- headers that were not signed",
                    "<HeadersNotSigned>" + percent_encode(name) + "</HeadersNotSigned>",
                    "unsigned_amz_header");
    }
  }
  const std::string signature =
      signature_of(canonical_of(request, signed_headers), *request.query("X-Amz-Date"));
  if (signature != request.query("X-Amz-Signature")) {
    return UrlRefusal{403,
                      "SignatureDoesNotMatch",
                      "the signature is not that of this method, URL and signed headers",
                      {},
                      "signature_mismatch"};
  }
  return std::nullopt;
}

}  // namespace ingot::lab
