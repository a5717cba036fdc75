// Actions: what a plugin asks the host to do, decoded into values that own their bytes. Everything
// here has passed record_check. Not the wire format (ingot/plugin.h) and not the carrying out
// (transfer). Values; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace ingot::plugin {

enum class SegmentKind : std::uint32_t { literal = 0, file = 1, secret = 2, digest = 3 };
// How a secret is written into the place it goes to.
enum class Encoding : std::uint32_t { raw = 0, json = 1, form = 2, base64 = 3, basic = 4 };

// Segment::ref of a digest over the whole body.
inline constexpr std::uint32_t kWholeBody = UINT32_MAX;
// NoteAction::item of a note about no item in particular.
inline constexpr std::uint32_t kNoItem = UINT32_MAX;

struct Segment {
  SegmentKind kind = SegmentKind::literal;
  std::uint32_t ref = 0;              // file, digest: item index; digest: or kWholeBody
  Encoding encoding = Encoding::raw;  // secret
  std::uint64_t off = 0, len = 0;     // file, digest of an item: bytes of the item, within its size
  std::string text;                   // literal: bytes; secret: its name, for basic "user:name"; digest: "md5/base64"
};
using Segments = std::vector<Segment>;

// The value at `where` of the answer becomes the secret `name`. where: "/json/pointer" or
// "h:Header-Name".
struct Capture {
  std::string where, name;
};

struct HttpAction {
  std::uint64_t id = 0;
  std::uint16_t flags = 0;  // INGOT_F_*
  std::string method;
  Segments url, body;  // url: literals, secrets and digests; no file bytes
  std::vector<std::pair<std::string, Segments>>
      headers;  // names as the plugin wrote them; no file bytes
  std::vector<std::uint32_t> items;
  std::vector<Capture> captures;
  std::string auth;                // a credential of the manifest, or empty
  std::string rate;                // a rate of the manifest, or empty
  std::uint32_t timeout_ms = 0;    // 0 = host default
  std::uint32_t max_response = 0;  // bytes; 0 = 1 MiB
  std::uint32_t priority = 0;
};

struct WaitAction {
  std::uint64_t id = 0;
  std::int64_t until_ms = 0;  // wall clock
};

struct DigestAction {
  std::uint64_t id = 0;
  std::uint32_t item = 0;
  std::uint64_t off = 0, len = 0;
  std::string alg;  // "md5", "sha256", "crc32c"
};

struct StateAction {
  std::uint64_t id = 0;
  std::uint32_t schema = 0;
  std::string blob;
};

struct ItemAction {
  std::uint64_t id = 0;
  std::uint32_t item = 0, result = 0;  // INGOT_IT_*
  std::int64_t retry_after_ms = 0;     // never negative
  std::string remote_id, code, message;
  std::string meta;  // JSON or empty
};

struct NoteAction {
  std::uint64_t id = 0;
  std::uint32_t level = 0, item = kNoItem;  // INGOT_NOTE_*
  std::string text;
};

struct AbandonAction {
  std::uint64_t id = 0;
  std::uint64_t target = 0;  // may have been answered meanwhile
};

struct ResultAction {
  std::uint64_t id = 0;
  std::uint32_t result = 0;        // INGOT_IT_*
  std::int64_t expires_in_ms = 0;  // LOGIN; 0 = unknown, never negative
  std::string json, message;       // json: DISCOVER's context, or empty
};

// A record of a type this host does not know and may skip (INGOT_F_CRITICAL is not set). A session
// drops these.
struct SkippedAction {
  std::uint64_t id = 0;
  std::uint16_t type = 0;
};

using Action = std::variant<HttpAction, WaitAction, DigestAction, StateAction, ItemAction,
                            NoteAction, AbandonAction, ResultAction, SkippedAction>;

// May the host send it again after a lost connection, 408, 425, 429, 5xx?
bool is_idempotent(const HttpAction& action);
// Is its answer stored and delivered again after a restart? Asked for, or implied by not being
// idempotent.
bool is_journaled(const HttpAction& action);
// Pre-signed: the host adds Host and Content-Length, nothing else.
bool has_exact_headers(const HttpAction& action);
// Bodies are never stored or logged.
bool is_sensitive(const HttpAction& action);
bool verifies_etag(const HttpAction& action);
// How many of these there are is the vendor's to say.
bool is_poll(const HttpAction& action);
// Bytes of the body that come from files; no overflow, record_check has bounded the sum.
std::uint64_t file_bytes(const HttpAction& action);

// The id that the answering event will carry; 0 when nothing answers this action.
std::uint64_t awaited_id(const Action& action);
// "http", "wait", …, for messages.
std::string_view name_of(const Action& action);

}  // namespace ingot::plugin
