// An S3-like store of multipart uploads behind pre-signed part URLs: what a vendor hands its
// clients to put bytes into. It checks what S3 checks, refuses in S3's words, and reports to the
// audit what only a wrong client does. Bodies stream through; nothing is ever whole in memory. It
// knows no vendor. Threads: internally locked; digests and files are worked on outside the lock.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include <ingot/lab/audit.hpp>
#include <ingot/lab/clock.hpp>
#include <ingot/lab/http.hpp>
#include <ingot/lab/url_signer.hpp>

namespace ingot::lab {

enum class Storage : std::uint8_t {
  kKeep,    // parts are files under StoreOptions::directory
  kDiscard,  // only sizes and digests are kept
  kSink      // only sizes: bodies are thrown away unseen, so ETags are no MD5s and Content-MD5 is
             // not compared. For measurements of clients
};

struct StoreOptions {
  std::string origin = "http://store.test";  // scheme://authority the part URLs begin with
  std::string prefix = "/store";             // path prefix of every object
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};
  std::uint64_t seed = 1;  // of the signing secret and the upload ids
  // Bytes every part but the last must have. Smaller only where a test scales a vendor down.
  std::uint64_t smallest_part = 5ULL << 20;
};

// What a client lists when it completes an upload.
struct PartTag {
  std::int64_t number = 0;
  std::string etag;  // with or without quotes
};

// A part as the store holds it now.
struct HeldPart {
  int number = 1;
  std::uint64_t size = 0;
  std::string etag;                        // hex, unquoted, as it was answered
  std::string md5 = {};                    // hex, of the bytes kept
  std::optional<std::string> sha256 = {};  // hex; where one part was to be the whole object
};

struct StoredObject {
  std::string key;
  std::uint64_t size = 0;
  std::size_t parts = 0;
  std::string etag;                // unquoted: md5, or md5-of-md5s dash count
  std::optional<std::string> md5;  // hex; of single-part objects
  std::optional<std::string>
      sha256;  // hex; of single-part objects, and of all objects that were kept
};

struct StoreRefusal {
  int status = 400;
  std::string code;     // "InvalidPart"
  std::string message;  // one sentence naming the part
};

class ObjectStore {
 public:
  // 5 MiB: every part but the last has at least so many bytes; 5 GiB: no part has more.
  static constexpr std::uint64_t kSmallestPart = 5ULL << 20;
  static constexpr std::uint64_t kLargestPart = 5ULL << 30;
  static constexpr int kMostParts = 10'000;
  // Bytes of the ETag of a part that was thrown away.
  static constexpr std::size_t kSinkTag = 20;

  // `clock` and `audit` must outlive the store.
  ObjectStore(StoreOptions options, const Clock& clock, AuditLog& audit);
  ~ObjectStore();

  // Is this request for the store (its path begins with the prefix)?
  bool owns(const Request& request) const;
  // Begins an upload and answers its id. `expected_parts` = 1 lets the sha256 be taken as bytes
  // pass.
  std::string create_upload(const std::string& key, std::size_t expected_parts);
  // An absolute pre-signed URL for one part. `content_md5` is base64.
  std::string sign(const std::string& upload_id, int part_number, std::int64_t lives_ms,
                   std::optional<std::string> content_md5 = std::nullopt) const;
  // The same for the whole object of an upload that was begun for one part: a plain PUT without
  // part number or upload id. What arrives is that part. URLs of a key lead to the upload that was
  // last signed for it.
  std::string sign_object(const std::string& upload_id, std::int64_t lives_ms,
                          std::optional<std::string> content_md5 = std::nullopt);
  // Answers a request the store owns. May block on the body.
  Reply handle(Request& request);
  // Joins the listed parts, ascending. May read every kept byte. Succeeds once per upload.
  std::variant<StoredObject, StoreRefusal> complete(const std::string& upload_id,
                                                    std::span<const PartTag> parts);
  // Forgets an upload and its bytes; later PUTs find nothing. Unknown ids are ignored.
  void abort(const std::string& upload_id);
  // Every URL handed out so far stops working.
  void expire_urls() { signer_.expire_all(); }
  void reset();

  std::vector<RepeatedPart> repeated_parts() const;
  // The parts of an upload that is not completed yet, ascending; empty for unknown ids. Vendors
  // that complete from what the store has, instead of from a list of the client's, ask this.
  std::vector<HeldPart> parts_of(const std::string& upload_id) const;
  // One of them; nullopt: no such part arrived whole, or the upload is unknown or completed.
  std::optional<HeldPart> part_of(const std::string& upload_id, int number) const;
  // The file of each part of a completed upload, in order; empty when discarded.
  std::vector<std::filesystem::path> files_of(const std::string& upload_id) const;

 private:
  struct Part;
  struct Upload;
  struct Arrival;
  struct Received;

  Reply put_part(Request& request, std::uint64_t serial);
  std::optional<StoreRefusal> check_put(const Request& request);
  std::optional<StoreRefusal> address(const Request& request, Arrival& arrival) const;
  std::optional<StoreRefusal> begin_put(Arrival& arrival);
  Received receive(Request& request, const Arrival& arrival) const;
  Received swallow(Request& request, const Arrival& arrival) const;
  std::optional<StoreRefusal> keep(const Request& request, const Arrival& arrival,
                                   Received& received);
  void end_put(const Arrival& arrival);
  std::filesystem::path path_of(const Arrival& arrival) const;
  std::optional<StoreRefusal> begin_complete(const std::string& upload_id,
                                             std::span<const PartTag> parts);
  std::variant<StoredObject, StoreRefusal> join(const std::string& upload_id,
                                                std::span<const PartTag> parts) const;

  const StoreOptions options_;
  AuditLog& audit_;
  UrlSigner signer_;

  mutable std::mutex mutex_;
  // guarded by mutex_
  std::unordered_map<std::string, Upload> uploads_;
  std::map<std::pair<std::string, int>, std::uint64_t> repeated_;
  std::unordered_map<std::string, std::string> whole_;  // raw path -> upload put as one object
  std::uint64_t next_upload_ = 0;
  std::uint64_t next_arrival_ = 0;
};

}  // namespace ingot::lab
