// StoreUnderTest: an S3 store and the vendor who owns it, as a client meets them: uploads that are
// begun and completed for it, URLs it may PUT to, and what the store holds in the end. The bytes
// themselves are sent by whoever is under test. Made once per process; one thread. Throws
// std::runtime_error when the store itself is gone: a test cannot go on then.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ingot::test {

enum class StoreKind { lab, swift, radosgw };
std::string to_string(StoreKind kind);

struct Upload {
  std::string key, id;
};

struct UrlWish {
  std::int64_t lives_s = 900;
  std::int64_t signed_ago_s = 0;  // how long ago the URL was signed; negative: it will be
  std::string content_md5 = {};   // base64; then the URL signs it
};

struct HeldPart {
  int number = 0;
  std::uint64_t size = 0;
  std::string etag;  // unquoted
  friend bool operator==(const HeldPart&, const HeldPart&) = default;
};

struct HeldObject {
  std::uint64_t size = 0;
  std::string etag;    // unquoted
  std::string sha256;  // hex, of what the store gives back
  friend bool operator==(const HeldObject&, const HeldObject&) = default;
};

struct ListedPart {
  int number = 0;
  std::string etag;
};

// How the store answered a completion.
struct Completion {
  int status = 200;
  std::string code;  // S3's error code; empty on success
  friend bool operator==(const Completion&, const Completion&) = default;
};

class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Upload begin(const std::string& key) = 0;
  virtual std::string part_url(const Upload& upload, int number, const UrlWish& wish) = 0;
  // For a PUT of the whole object, without a multipart upload.
  virtual std::string object_url(const std::string& key, const UrlWish& wish) = 0;
  virtual Completion complete(const Upload& upload, const std::vector<ListedPart>& parts) = 0;
  virtual void abort(const Upload& upload) = 0;
  // Of an open upload, ascending.
  virtual std::vector<HeldPart> parts(const Upload& upload) = 0;
  virtual std::optional<HeldObject> object(const std::string& key) = 0;
};

// Why there is no store, and whether that is a defect or just a machine without it.
struct NoStore {
  std::string reason;
  bool is_allowed = false;
};
struct StoreOrWhyNot {
  std::unique_ptr<StoreUnderTest> store;
  NoStore why_not;
};
// The lab's own store behind its server, on a socket.
StoreOrWhyNot open_lab_store();
// A store nobody here wrote, through its launcher and boto3. Swift must be there unless the
// environment says INGOT_NO_SWIFT=1; radosgw need not.
StoreOrWhyNot open_real_store(StoreKind kind);

}  // namespace ingot::test
