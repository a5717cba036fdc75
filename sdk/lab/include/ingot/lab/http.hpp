// The words of HTTP as a lab service sees them: a request whose body streams, a reply, and what is
// to happen to that reply on its way. Not a parser and not a socket: the server and an in-process
// transport both produce Requests and carry Replies. Values, owned by one thread; nothing is
// locked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::lab {

// Header fields in the order they were sent. Names compare without regard to ASCII case.
class Headers {
 public:
  using Entry = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Entry> entries) : entries_(entries) {}

  void add(std::string name, std::string value);
  // Replaces every field of that name by one.
  void set(std::string_view name, std::string value);
  void erase(std::string_view name);
  // The first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name).has_value(); }

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::vector<Entry> entries_;
};

// The bytes of a request body, read once, front to back.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // Fills at most into.size() bytes; 0 means the body has ended, whole or cut. May block.
  virtual std::size_t read(std::span<std::byte> into) = 0;
  // Throws away at most `count` bytes, or 256 KiB; how many. 0 means what it means for read().
  virtual std::size_t skip(std::size_t count);
  // True once read() answered 0 although the announced length had not arrived (the client went
  // away).
  virtual bool is_truncated() const = 0;
  // Asks whoever carries the body to wait `pause_ms` before every further block. A carrier that has
  // no time of its own may ignore it.
  virtual void slow_down(std::int64_t pause_ms) { (void)pause_ms; }
};

// A body that is already in memory. `bytes` is borrowed and must outlive the reader.
class MemoryBody final : public BodyReader {
 public:
  explicit MemoryBody(std::string_view bytes) : rest_(bytes) {}
  // A client that announced `announced` bytes and went away after `bytes`.
  MemoryBody(std::string_view bytes, std::uint64_t announced)
      : rest_(bytes), is_cut_(announced > bytes.size()) {}

  std::size_t read(std::span<std::byte> into) override;
  bool is_truncated() const override { return rest_.empty() && is_cut_; }

 private:
  std::string_view rest_;
  bool is_cut_ = false;
};

// Reads to the end, or to `limit` bytes; nullopt if there was more, or if the client went away.
std::optional<std::string> read_all(BodyReader& body, std::size_t limit);

enum class UrlExpiry : std::uint8_t { kAsSigned, kThisUrl, kAllUrls };
enum class ShortStore : std::uint8_t {
  kNone,
  kHonest,  // half of the bytes are kept; the ETag is that of the kept half
  kLying    // half of the bytes are kept; the ETag is that of all bytes sent
};

// Misbehaviour a service is asked to take part in, because nobody outside could fake it.
struct FaultContext {
  UrlExpiry url_expiry = UrlExpiry::kAsSigned;
  ShortStore short_store = ShortStore::kNone;
  bool wrong_etag = false;
  bool no_etag = false;
  bool reply_lost = false;  // the service works, but its reply will not reach the client
};

struct Request {
  std::string method;
  std::string target;  // path?query, byte for byte as it was on the wire
  Headers headers;
  std::optional<std::uint64_t> content_length;  // absent: no Content-Length field was sent
  BodyReader& body;
  FaultContext faults = {};
  std::string route = {};  // set by the service: "POST /assets/{id}", for the audit's counts

  std::string_view raw_path() const;
  std::string_view raw_query() const;
  // The path's segments, percent-decoded. nullopt: an escape is broken.
  std::optional<std::vector<std::string>> segments() const;
  // The first query parameter of that name, percent-decoded ('+' stays '+': RFC 3986, not forms).
  std::optional<std::string> query(std::string_view name) const;
};

enum class Cut : std::uint8_t {
  kNone,
  kBeforeProcessing,  // the request never reached the service; the connection closes unanswered
  kAfterProcessing,   // the service did its work; the connection closes unanswered
  kMidReply           // the head and the first `cut_after` bytes of the body arrive, then it closes
};

// What happens to a reply on its way. Whoever carries replies must obey it.
struct Disposition {
  std::int64_t delay_ms = 0;
  Cut cut = Cut::kNone;
  std::size_t cut_after = 0;
};

struct Reply {
  int status = 200;
  Headers headers = {};
  std::string body = {};
  Disposition disposition = {};
};

// nullopt: a '%' is not followed by two hex digits.
std::optional<std::string> percent_decode(std::string_view text);
// Everything but RFC 3986 unreserved characters becomes %XX (upper case), as SigV4 wants it.
std::string percent_encode(std::string_view text);
// The standard reason phrase; "Unknown" for a status that has none.
std::string_view reason_of(int status);

}  // namespace ingot::lab
