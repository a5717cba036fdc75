// Pre-signed PUT URLs in the form of SigV4 query signing, made and verified by one secret that
// lives as long as the process. Stricter than S3 in one point: the query and path are compared byte
// for byte, so a client that re-encodes a URL is found out. It stores nothing and knows no uploads.
// Threads: internally locked.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>

namespace ingot::lab {

// One part, or one whole object, somebody may PUT.
struct SignedPart {
  std::string raw_path;   // "/store/key", already percent-encoded
  std::string upload_id;  // empty: the PUT is of the whole object, and there is no part number
  int part_number = 1;
  std::int64_t lives_ms = 0;               // rounded up to whole seconds, as X-Amz-Expires is
  std::optional<std::string> content_md5;  // base64; the PUT must then carry this very Content-MD5
};

// Why a URL is not accepted, in S3's words.
struct UrlRefusal {
  int status = 403;
  std::string code;        // "AccessDenied"
  std::string message;     // "Request has expired"
  std::string extra = {};  // further XML elements S3 adds
  std::string rule = {};  // the audit's rule this breaks; empty where an honest client may get here
};

class UrlSigner {
 public:
  // `authority` is the host[:port] the URL is signed for. The secret derives from `seed`. `clock`
  // must outlive the signer.
  UrlSigner(std::string authority, std::uint64_t seed, const Clock& clock);

  // "path?query". The URL is good for [now, now + lives), counted from the current whole second.
  std::string sign(const SignedPart& part) const;
  // nullopt: the URL is genuine, in time, and the headers agree with what was signed. A missing
  // Host field (possible only in process) counts as the signed authority.
  std::optional<UrlRefusal> verify(const Request& request) const;
  // Every URL signed so far is treated as expired, as when the credentials behind it die.
  void expire_all() { ++generation_; }

 private:
  std::optional<UrlRefusal> check_parameters(const Request& request) const;
  std::string canonical_of(const Request& request, std::string_view signed_headers) const;
  std::optional<UrlRefusal> check_time(const Request& request) const;
  std::optional<UrlRefusal> check_signature(const Request& request) const;
  std::string signature_of(std::string_view canonical_request, std::string_view date) const;
  std::string signing_key(std::string_view day) const;

  const std::string authority_;
  const std::string secret_;
  const Clock& clock_;
  std::atomic<std::uint64_t> generation_{1};
  mutable std::mutex mutex_;
  // guarded by mutex_: deriving the key costs four HMACs, so the last day's is kept
  mutable std::string key_day_;
  mutable std::string key_;
};

}  // namespace ingot::lab
