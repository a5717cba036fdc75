// What the engine hands to the workers and what comes back: the seam between the single-threaded engine and the
// threads (or the simulator) that touch disk and network. Values; each is moved across once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"
#include "host/digest/digest_value.hpp"
#include "host/digest/reading_way.hpp"
#include "host/io/source_file.hpp"
#include "host/net/http.hpp"

namespace ingot::transfer {

// The bytes of a file range that was read for its digest; its length is known from the range.
using HeldBytes = std::unique_ptr<std::byte[]>;

// A body is sent piece by piece: bytes as they are, or a range of a source file.
struct BodyPiece {
  std::string bytes;                     // when `file` is empty
  std::optional<io::SourceFile> file;    // opened by key, refused when it is not the one that was scanned
  std::uint64_t offset = 0, length = 0;  // bytes of the file
};

// One try of one HTTP action, ready to leave. Holds revealed secrets: never logged, never stored.
struct Attempt {
  std::uint64_t id = 0;
  net::Request request;
  std::vector<BodyPiece> body;
  HeldBytes held;             // of the body's only file range, when it has been read already; else null
  bool has_file = false;      // counts against the byte transfers in flight, not the vendor calls
  bool wants_md5 = false;     // of the whole body, taken while it is sent
  bool wants_sha256 = false;  // of the body's file bytes; asked for when they are one whole item
};

struct AttemptResult {
  std::uint64_t id = 0;
  net::Answer answer;
  std::string md5_hex;     // empty unless asked for and the whole body went out
  std::string sha256_raw;  // 32 bytes or empty
};

struct DigestTask {
  std::uint64_t id = 0;
  io::SourceFile file;
  std::uint64_t offset = 0, length = 0;
  digest::Algorithm algorithm = digest::Algorithm::md5;
  bool holds_bytes = false;   // answer with the bytes too; for a short range that is about to be sent
  bool takes_sha256 = false;  // beside `algorithm`, of the same reading; only with holds_bytes
  digest::NextUse next_use = digest::NextUse::sending;
};

struct DigestResult {
  std::uint64_t id = 0;
  Result<digest::DigestValue> value;
  HeldBytes held;          // when asked for and there is a value; else null
  std::string sha256_raw;  // the same
};

// The ledger transaction `sequence` and all before it are as durable as was asked, or the ledger has failed.
struct Committed {
  std::uint64_t sequence = 0;
  Status status;
};

// The bytes of a digest as the ledger keeps them.
inline std::string raw_bytes(const digest::DigestValue& value) {
  const auto bytes = value.bytes();
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

using Fact = std::variant<AttemptResult, DigestResult, Committed>;

// Where attempts and digests are carried out. Every send and digest is answered by exactly one fact.
class Workers {
 public:
  virtual ~Workers() = default;
  virtual void send(Attempt attempt) = 0;
  // Those of one call may be computed side by side.
  virtual void digest(std::vector<DigestTask> tasks) = 0;
  void digest(DigestTask task) {
    std::vector<DigestTask> one;
    one.push_back(std::move(task));
    digest(std::move(one));
  }
  // Of an attempt or a digest, which still answers, soon: as cancelled, or with what it had reached. Unknown ids are
  // ignored.
  virtual void cancel(std::uint64_t id) = 0;

  // Cancels an attempt unless all of its body has left; then it goes on to its answer. Workers that cannot tell let it
  // go on.
  virtual void withdraw(std::uint64_t) {}
  // Whether withdraw() would end it now.
  virtual bool may_withdraw(std::uint64_t) const { return false; }
  // File bytes that have left so far, those of attempts under way included; 0 where that is not known.
  virtual std::uint64_t bytes_out() const { return 0; }
};

}  // namespace ingot::transfer
