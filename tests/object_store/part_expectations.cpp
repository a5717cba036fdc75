// The tables of single PUTs. Sources: the S3 API reference ("Error responses", PutObject,
// UploadPart, "Authenticating requests: using query parameters"); the differences were observed.
#include <ingot/lab/digest.hpp>

#include <ostream>
#include <stdexcept>

#include "tests/object_store/expectations.hpp"

namespace ingot::test {

namespace {

using kit::StoreError;

const Seen kStored{};
const Seen kMismatch{403, "SignatureDoesNotMatch", StoreError::url_expired};
const Seen kDenied{403, "AccessDenied", StoreError::url_expired};
const Seen kBadDigest{400, "BadDigest", StoreError::bad_bytes};
const Seen kInvalidDigest{400, "InvalidDigest", StoreError::bad_bytes};
const Seen kGone{404, "NoSuchUpload", StoreError::upload_gone};
const Seen kInvalidArgument{400, "InvalidArgument", StoreError::refused};

constexpr char kOnlyTheEnd[] = "a URL is checked for its end, not for its beginning";
constexpr char kAnyNumber[] = "radosgw takes any part number; only the completion is limited";

std::string md5_of(const std::string& bytes) {
  return lab::to_base64(lab::digest_of(lab::Algorithm::kMd5, bytes));
}

std::string replaced(std::string url, const std::string& what, const std::string& with) {
  const std::size_t at = url.find(what);
  if (at == std::string::npos) throw std::logic_error("a URL has no " + what);
  return url.replace(at, what.size(), with);
}

// Another hex digit, deep in the signature.
std::string with_other_signature(std::string url) {
  char& digit = url.at(url.find("X-Amz-Signature=") + 30);
  digit = digit == '0' ? '1' : '0';
  return url;
}

std::string without_query(const std::string& url) {
  return url.substr(0, url.find('?'));
}

// The first character of the access key's value becomes another one.
std::string with_other_access_key(std::string url) {
  char& first = url.at(url.find("X-Amz-Credential=") + 17);
  first = first == 'X' ? 'Y' : 'X';
  return url;
}

// Of the whole item, with the right Content-MD5.
Put whole(const Scene& scene, std::string url) {
  return {.url = std::move(url), .length = scene.item.size()};
}
Put with_headers(Put put, std::vector<std::pair<std::string, std::string>> headers) {
  put.headers = std::move(headers);
  for (const auto& [name, value] : put.headers) put.has_md5 = put.has_md5 && name != "Content-MD5";
  return put;
}
Put without_md5(Put put) {
  put.has_md5 = false;
  return put;
}

using UrlOf = std::function<std::string(Scene&, const UrlWish&)>;
std::string part_url(Scene& scene, const UrlWish& wish) {
  return scene.store.part_url(scene.upload, 1, wish);
}
std::string object_url(Scene& scene, const UrlWish& wish) {
  return scene.store.object_url(scene.key, wish);
}

// A PUT whose URL is altered after it was signed.
std::function<Put(Scene&)> altered(const UrlOf& url_of,
                                   std::function<std::string(std::string)> alter) {
  return [=](Scene& scene) { return whole(scene, alter(url_of(scene, {}))); };
}

// What holds for parts and whole objects alike: signatures, times and digests.
std::vector<PutCase> common_cases(const UrlOf& url_of) {
  const auto plain = [url_of](Scene& scene) { return whole(scene, url_of(scene, {})); };
  const auto signed_md5 = [url_of](Scene& scene) {
    return whole(scene, url_of(scene, {.content_md5 = md5_of(scene.item)}));
  };
  return {
      {"right_content_md5", plain, kStored},
      {"no_content_md5", [=](Scene& scene) { return without_md5(plain(scene)); }, kStored},
      {"no_bytes_at_all",
       [=](Scene& scene) {
         Put put = plain(scene);
         put.length = 0;
         return put;
       },
       kStored},
      {"wrong_content_md5",
       [=](Scene& scene) {
         return with_headers(plain(scene), {{"Content-MD5", md5_of("other")}});
       },
       kBadDigest},
      {"content_md5_in_hex",
       [=](Scene& scene) {
         const std::string hex = lab::to_hex(lab::digest_of(lab::Algorithm::kMd5, scene.item));
         return with_headers(plain(scene), {{"Content-MD5", hex}});
       },
       kInvalidDigest},
      {"unsigned_content_type",
       [=](Scene& scene) {
         return with_headers(plain(scene), {{"Content-Type", "image/tiff"}});
       },
       kStored},
      {"signed_content_md5", signed_md5, kStored},
      {"signed_content_md5_left_out", [=](Scene& scene) { return without_md5(signed_md5(scene)); },
       kMismatch},
      {"signed_content_md5_of_other_bytes",
       [=](Scene& scene) { return whole(scene, url_of(scene, {.content_md5 = md5_of("other")})); },
       kMismatch},
      {"expired",
       [=](Scene& scene) {
         return whole(scene, url_of(scene, {.lives_s = 60, .signed_ago_s = 3600}));
       },
       kDenied},
      {"almost_expired",
       [=](Scene& scene) {
         return whole(scene, url_of(scene, {.lives_s = 3600, .signed_ago_s = 3000}));
       },
       kStored},
      {"signed_an_hour_ahead",
       [=](Scene& scene) { return whole(scene, url_of(scene, {.signed_ago_s = -3600})); },
       kDenied,
       {{StoreKind::swift, kStored, kOnlyTheEnd}, {StoreKind::radosgw, kStored, kOnlyTheEnd}}},
      {"other_signature", altered(url_of, with_other_signature), kMismatch},
      {"other_key",
       altered(url_of,
               [](std::string url) {
                 url.at(url.find('?') - 1) ^= 1;
                 return url;
               }),
       kMismatch},
      {"longer_life",
       altered(url_of,
               [](std::string url) { return replaced(url, "Expires=900", "Expires=9000"); }),
       kMismatch},
      {"life_beyond_a_week",
       altered(url_of,
               [](std::string url) { return replaced(url, "Expires=900", "Expires=604801"); }),
       {400, "AuthorizationQueryParametersError", StoreError::refused},
       {{StoreKind::radosgw, kDenied, "radosgw has one code for whatever is wrong with a life"}}},
      {"another_signed_header",
       altered(url_of,
               [](std::string url) {
                 return replaced(url, "SignedHeaders=host", "SignedHeaders=content-length%3Bhost");
               }),
       kMismatch},
      {"another_query_parameter",
       altered(url_of, [](const std::string& url) { return url + "&added=1"; }), kMismatch},
      {"no_query",
       altered(url_of, without_query),
       kDenied,
       {{StoreKind::swift,
         {400, "", StoreError::not_storage},
         "without any signature the request is not one of the S3 API; Swift's own answers in "
         "HTML"}}},
      {"other_access_key",
       altered(url_of, with_other_access_key),
       {403, "InvalidAccessKeyId", StoreError::url_expired},
       {{StoreKind::swift, kMismatch,
         "tempauth does not tell a wrong key id from a wrong secret"}}},
      {"unsigned_amz_header",
       [=](Scene& scene) {
         return with_headers(plain(scene), {{"x-amz-meta-a", "b"}});
       },
       kDenied,
       {{StoreKind::radosgw, kStored, "radosgw takes headers that were not signed"}}},
      {"for_another_method",
       [=](Scene& scene) {
         Put get = without_md5(plain(scene));
         get.method = "GET";
         return get;
       },
       kMismatch},
  };
}

Put of_part(Scene& scene, int number) {
  return whole(scene, scene.store.part_url(scene.upload, number, {}));
}

std::vector<PutCase> make_part_cases() {
  std::vector<PutCase> cases = common_cases(part_url);
  for (PutCase& each : cases) {
    if (each.name != "for_another_method") continue;
    each.differences.push_back(
        {StoreKind::swift,
         {405, "MethodNotAllowed", StoreError::refused},
         "Swift cannot read parts back, and says so before it looks at the signature"});
  }
  const std::vector<PutCase> more = {
      {"other_part_number",
       altered(part_url,
               [](std::string url) { return replaced(url, "partNumber=1", "partNumber=2"); }),
       kMismatch},
      {"other_upload_id",
       altered(part_url,
               [](std::string url) {
                 url.at(url.find("uploadId=") + 9) ^= 1;
                 return url;
               }),
       kMismatch},
      {"part_0",
       [](Scene& scene) { return of_part(scene, 0); },
       kInvalidArgument,
       {{StoreKind::radosgw, kStored, kAnyNumber}}},
      {"part_10000", [](Scene& scene) { return of_part(scene, 10'000); }, kStored},
      {"part_10001",
       [](Scene& scene) { return of_part(scene, 10'001); },
       kInvalidArgument,
       {{StoreKind::radosgw, kStored, kAnyNumber}}},
      {"unknown_upload",
       [](Scene& scene) {
         Upload unknown = scene.upload;
         unknown.id[unknown.id.size() - 2] ^= 1;
         return whole(scene, scene.store.part_url(unknown, 1, {}));
       },
       kGone},
      {"aborted_upload",
       [](Scene& scene) {
         Put put = of_part(scene, 1);
         scene.store.abort(scene.upload);
         return put;
       },
       kGone},
  };
  cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  out << seen.status << " " << seen.code;
  if (seen.meaning) out << " (meaning " << static_cast<int>(*seen.meaning) << ")";
  return out;
}

Seen PutCase::expected_of(StoreKind kind) const {
  for (const Difference& difference : differences) {
    if (difference.store == kind) return difference.seen;
  }
  return s3;
}

const std::vector<PutCase>& part_cases() {
  static const std::vector<PutCase> kCases = make_part_cases();
  return kCases;
}

const std::vector<PutCase>& object_cases() {
  static const std::vector<PutCase> kCases = common_cases(object_url);
  return kCases;
}

}  // namespace ingot::test
