/* plugin.h - the ABI between the Ingot host and a vendor plugin. C11 / C++11, no dependencies.
 *
 * R1  A plugin is a pure state machine: no sockets, files, environment, clock, entropy, threads, signals, fork.
 * R2  Everything crosses as flat, 8-aligned, pointer-free records. Event bytes are borrowed until step()
 *     returns; emit() copies. Nothing is freed across the boundary.
 * R3  No exception, longjmp or cancellation crosses. Calls on one session never overlap; different sessions may
 *     run on different threads at once. Tags below: [session] serialised per session, [any-thread].
 * R4  Strings are UTF-8 spans, not NUL-terminated. Integers little-endian. Enums are uint32_t. Spans count from
 *     the start of their record; arrays lie 8-aligned in the record's tail.
 * R5  Released records and tables only grow at the tail; readers use `size`, and in the arrays of an event
 *     len / count. An unknown record type is skipped unless INGOT_F_CRITICAL is set; then the session fails
 *     with INGOT_E_UNSUPPORTED.
 * R6  Action ids are the plugin's, unique while outstanding. Every HTTP, WAIT and DIGEST action is answered by
 *     exactly one event with its id, in any order. A plugin that has unresolved items and nothing outstanding
 *     breaks the contract, and so does one that emits after its last item has ended.
 * R7  Same facts in, same actions out, byte for byte: time and entropy are arguments.                      */
#ifndef INGOT_PLUGIN_H
#define INGOT_PLUGIN_H
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

#define INGOT_ABI_VERSION ((1u << 16) | 0u) /* major << 16 | minor */
#if defined(_WIN32)
#define INGOT_EXPORT __declspec(dllexport)
#else
#define INGOT_EXPORT __attribute__((visibility("default")))
#endif

/* ---- primitives ------------------------------------------------------------------------------------ */

typedef struct ingot_span {
  uint32_t off, len; /* bytes, from the start of the enclosing record; {0,0} = absent */
} ingot_span;

typedef struct ingot_rec { /* every event and action starts with this */
  uint32_t size;           /* whole record with its tail, a multiple of 8 */
  uint16_t type, flags;    /* INGOT_EV_* or INGOT_AC_*; INGOT_F_* */
  uint64_t id;             /* actions: chosen by the plugin, not 0; events: the action answered */
} ingot_rec;

enum {
  INGOT_F_CRITICAL = 1,      /* a reader that does not know the type must fail, not skip */
  INGOT_F_IDEMPOTENT = 2,    /* the host may resend: lost connection, 408, 425, 429, 5xx */
  INGOT_F_EXACT_HEADERS = 4, /* pre-signed: the host adds Host and Content-Length, nothing else */
  INGOT_F_SENSITIVE = 8,     /* bodies are never stored or logged; a stored answer keeps status and headers */
  INGOT_F_JOURNAL = 16,      /* the answer is stored and delivered again after a restart (implied for actions
                                without IDEMPOTENT, whose intent is stored and synced before sending too) */
  INGOT_F_VERIFY_ETAG = 32,  /* the answer's ETag is the MD5 of the body: the host compares, a mismatch is a
                                failed attempt */
  INGOT_F_POLL = 64          /* how many of these there are is the vendor's to say (polls of what is under way,
                                pages of its lists): counted apart from those that ESTIMATE foretells */
};

/* A URL, a header value and a body are lists of segments, turned into bytes by the host as it sends. */
enum { INGOT_SEG_LIT = 0, INGOT_SEG_FILE, INGOT_SEG_SECRET, INGOT_SEG_DIGEST };
enum { INGOT_ENC_RAW = 0, INGOT_ENC_JSON, INGOT_ENC_FORM, INGOT_ENC_BASE64,
       INGOT_ENC_BASIC }; /* how a secret is written; BASIC: base64 of "USER:" and the secret (RFC 7617) */
typedef struct ingot_seg {
  uint32_t kind, ref; /* FILE, DIGEST: item index; DIGEST of the whole body: UINT32_MAX; SECRET: INGOT_ENC_* */
  uint64_t off, len;  /* FILE, DIGEST: byte range of the item */
  ingot_span lit;     /* LIT: bytes; SECRET: its name, e.g. "oauth.refresh_token", for BASIC "USER:NAME"; DIGEST: "md5/base64" */
} ingot_seg;
typedef struct ingot_header {
  ingot_span name, value; /* actions: value is ingot_seg[]; events: value is text, name is lower case */
} ingot_header;

enum {
  INGOT_ITEM_HAS_BYTES = 1, /* a file; without it a URI (the key) or a record: size and n_parts are 0 */
  INGOT_ITEM_ENDED = 2      /* ended in an earlier life of this session: keep its index, do nothing with it */
};
typedef struct ingot_item {        /* one thing to ingest; the plugin never sees a local path */
  uint32_t idx, flags;             /* idx: 0..n_items-1 */
  uint64_t size;                   /* bytes */
  int64_t mtime_ms;
  uint64_t part_size;    /* the host's plan: every part but the last has this size */
  uint32_t n_parts, tries;/* n_parts 1 = single part, 0 = not the host's to plan (part_plan server, none);
                             tries: 0 for the first session that gets this item */
  ingot_span key;        /* stable name in the job, e.g. "2027/a b.tif" (relative path) */
  ingot_span name, mime; /* last component of key; media type or empty */
  ingot_span fields;     /* JSON object: the job's scan.fields for this item, or empty */
  ingot_span remote_id;  /* LIFECYCLE, ABORT, VERIFY: what TRANSFER reported. TRANSFER: what an earlier run of the job
                            reported for this key, when the job wants that replaced; else empty */
  ingot_span meta;       /* JSON the plugin attached with ITEM then, or at TRANSFER with a RETRYABLE without
                            remote_id of this run; else empty */
} ingot_item;

/* ---- events: facts -> plugin ------------------------------------------------------------------------ */

enum { INGOT_EV_BEGIN = 1, INGOT_EV_HTTP, INGOT_EV_TIMER, INGOT_EV_DIGEST, INGOT_EV_CANCEL };
/* VERIFY: is each item, which ended well, at the vendor as remote_id, meta and size say? Changes nothing: only
 *   idempotent GET, HEAD and POST. DONE: it is, as far as the vendor tells; CONFLICT: it is not, meta is
 *   {"differs":[{"what":…,"expected":…,"found":…}]}; SKIPPED: the vendor tells nothing of it.
 * ESTIMATE: no request, no wait. Ends with a RESULT in its first step: json has the requests each operation
 *   makes for one session of these items (with no items: LOGIN and DISCOVER) when nothing fails, POLL left out:
 *   {"login":…,"discover":…,"transfer":…,"each_part":…,"lifecycle":…}; what is missing is 0. each_part: more in
 *   TRANSFER for every part of n_parts 0. */
enum { INGOT_OP_LOGIN = 1, INGOT_OP_DISCOVER, INGOT_OP_VALIDATE, INGOT_OP_TRANSFER, INGOT_OP_LIFECYCLE, INGOT_OP_ABORT,
       INGOT_OP_VERIFY, INGOT_OP_ESTIMATE };

/* First event of a session. After a restart `state` is the last checkpoint, `restarts` > 0, and the same step
 * delivers behind it one HTTP event for every journaled action of the earlier lives: the stored answer, or
 * INGOT_OUT_UNKNOWN for one that was sent and not answered. An action that never left is not mentioned. */
typedef struct ingot_ev_begin {
  ingot_rec h; /* id = batch id */
  uint32_t op, n_items;
  uint8_t entropy[32]; /* the only randomness a plugin may use; the same after a restart */
  ingot_span items;    /* ingot_item[n_items] */
  ingot_span context;  /* JSON that DISCOVER ended with, or empty */
  ingot_span state;
  uint32_t state_schema, restarts;
  uint32_t max_outstanding, reserved; /* HTTP actions that may be outstanding at once; more are queued */
} ingot_ev_begin;

enum {
  INGOT_OUT_RESPONSE = 0,   /* an HTTP answer, whatever its status */
  INGOT_OUT_NOT_SENT,       /* certain: nothing reached the server */
  INGOT_OUT_UNKNOWN,        /* sent, no answer: it may have been processed */
  INGOT_OUT_CANCELLED,      /* abandoned, or the run stops; treat as UNKNOWN if not idempotent */
  INGOT_OUT_SOURCE_CHANGED, /* the file is not the one that was scanned */
  INGOT_OUT_DENIED,         /* refused by the host's policy or by a failed LOGIN; see detail */
  INGOT_OUT_TOO_LARGE,      /* the answer was longer than max_response */
  INGOT_OUT_MISMATCH        /* the ETag never became the MD5 the host sent */
};
typedef struct ingot_ev_http {
  ingot_rec h;
  uint32_t outcome, status, attempts, n_headers;
  uint64_t body_total;            /* bytes the server sent */
  ingot_span headers, body, detail; /* detail: why, for people. A captured secret reads "${s:NAME}" */
} ingot_ev_http;
typedef struct ingot_ev_timer { ingot_rec h; } ingot_ev_timer;
typedef struct ingot_ev_digest {
  ingot_rec h;
  uint32_t item, outcome; /* INGOT_OUT_RESPONSE, CANCELLED or SOURCE_CHANGED */
  uint64_t off, len;
  ingot_span value;       /* lower-case hex */
} ingot_ev_digest;
typedef struct ingot_ev_cancel { ingot_rec h; } ingot_ev_cancel; /* stop: emit no new request, end the items */

/* ---- actions: plugin -> host ------------------------------------------------------------------------ */

enum {
  INGOT_AC_HTTP = 64, INGOT_AC_WAIT, INGOT_AC_DIGEST, INGOT_AC_STATE, INGOT_AC_ITEM, INGOT_AC_NOTE,
  INGOT_AC_ABANDON, INGOT_AC_RESULT
};
typedef struct ingot_capture { /* the value at `where` becomes secret `name` and is masked in the event */
  ingot_span where, name;      /* where: "/json/pointer" of the body or "h:Header-Name"; absent = no capture */
} ingot_capture;
typedef struct ingot_ac_http {
  ingot_rec h;
  uint32_t n_url, n_headers, n_body, n_items, n_capture;
  uint32_t timeout_ms;   /* wait for the answer after the last byte; 0 = host default */
  uint32_t max_response; /* bytes of answer body; 0 = 1 MiB */
  uint32_t priority;     /* higher first; 0 usual */
  ingot_span method, url, headers, body; /* text, ingot_seg[], ingot_header[], ingot_seg[] */
  ingot_span items;                      /* uint32_t[]: the items this request is about (report, limits) */
  ingot_span capture;                    /* ingot_capture[] */
  ingot_span auth; /* manifest credential that must be logged in first and renewed on 401; empty = none */
  ingot_span rate; /* manifest rate it counts against; empty = the account's only */
} ingot_ac_http;
typedef struct ingot_ac_wait { ingot_rec h; int64_t until_ms; } ingot_ac_wait; /* wall clock; answered by TIMER */
typedef struct ingot_ac_digest { /* answered by EV_DIGEST */
  ingot_rec h;
  uint32_t item, reserved;
  uint64_t off, len;
  ingot_span alg; /* "md5", "sha256", "crc32c" */
} ingot_ac_digest;
/* A checkpoint; stored before any later action of the same step leaves. Small: never one per part. */
typedef struct ingot_ac_state { ingot_rec h; uint32_t schema, reserved; ingot_span blob; } ingot_ac_state;

enum {
  INGOT_IT_DONE = 0, INGOT_IT_SKIPPED,
  INGOT_IT_RETRYABLE, /* a later session gets it again, not before retry_after_ms */
  INGOT_IT_REJECTED,  /* the vendor or a rule refuses it for good: code = field or rule, message = why */
  INGOT_IT_AUTH,      /* credentials or permission: the run stops */
  INGOT_IT_CONFLICT, INGOT_IT_UNKNOWN,
  INGOT_IT_SOURCE_CHANGED
};
typedef struct ingot_ac_item { /* exactly one per item and session of VALIDATE, TRANSFER, LIFECYCLE, ABORT, VERIFY */
  ingot_rec h;
  uint32_t item, result;
  int64_t retry_after_ms; /* RETRYABLE: milliseconds from now, 0 = host's backoff */
  ingot_span remote_id, code, message, meta; /* remote_id of a failed item: what it left behind, for ABORT */
} ingot_ac_item;
enum { INGOT_NOTE_DEBUG = 0, INGOT_NOTE_INFO, INGOT_NOTE_WARN };
typedef struct ingot_ac_note { ingot_rec h; uint32_t level, item; ingot_span text; } ingot_ac_note; /* item or UINT32_MAX */
typedef struct ingot_ac_abandon { ingot_rec h; uint64_t target; } ingot_ac_abandon; /* still answered: CANCELLED */
typedef struct ingot_ac_result { /* ends LOGIN and DISCOVER; in other operations it ends all open items alike */
  ingot_rec h;
  uint32_t result, reserved; /* INGOT_IT_* */
  int64_t expires_in_ms;     /* LOGIN: life of what was captured, 0 = unknown */
  ingot_span json, message;  /* DISCOVER: the context; ESTIMATE: the counts */
} ingot_ac_result;

/* ---- the two tables --------------------------------------------------------------------------------- */

enum { INGOT_OK = 0, INGOT_E_UNSUPPORTED = -1, INGOT_E_CONFIG = -2, INGOT_E_STATE = -3, INGOT_E_INTERNAL = -4, INGOT_E_RECORD = -5 };
typedef struct ingot_session ingot_session;

typedef struct ingot_host { /* must outlive the session */
  uint32_t size, abi;
  void *ctx;
  /* Copies one record; 0 or INGOT_E_RECORD for a malformed one. Only inside step(); a NOTE also inside open(),
   * where it says why the config is refused.                                                  [session] */
  int32_t (*emit)(const struct ingot_host *, const void *record, size_t len);
  /* "ingot.<name>/<rev>" or NULL when the host does not have it.                             [any-thread] */
  const void *(*extension)(const struct ingot_host *, const char *id);
} ingot_host;

typedef struct ingot_plugin { /* static storage; never freed, the library is never unloaded */
  uint32_t size, abi;         /* abi: the version this table speaks */
  const char *id, *version;   /* "com.vendor.dam", semver; as in the manifest */
  /* `config`: vendor.config as JSON; a secret reads {"$secret":"NAME"}; "base_url" is always there.
   * INGOT_E_CONFIG with *out NULL when it cannot work with it.                                [any-thread] */
  int32_t (*open)(const ingot_host *, const void *config, size_t len, ingot_session **out);
  /* `events`: records back to back. Emits actions through the host; INGOT_E_* ends the session. [session] */
  int32_t (*step)(ingot_session *, int64_t now_ms, const void *events, size_t len);
  /* At any point, also with actions outstanding. Never fails.                                   [session] */
  void (*close)(ingot_session *);
  const void *(*extension)(const char *id);                                                 /* [any-thread] */
} ingot_plugin;

/* The only exported symbol. Pure, may be called any number of times. `host_abi` is the newest version the host
 * speaks; the answer's abi is <= host_abi with the same major, or the answer is NULL.             [any-thread] */
INGOT_EXPORT const ingot_plugin *ingot_plugin_query(uint32_t host_abi);

#ifdef __cplusplus
}
#endif
#endif
