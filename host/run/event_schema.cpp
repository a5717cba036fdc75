// The published schema of the stream of events, from one table of its lines.
#include "host/run/event_schema.hpp"

#include "host/base/json_text.hpp"
#include "host/run/event_lines.hpp"

namespace ingot::run {

namespace {

using enum MemberKind;
using enum Presence;

constexpr Member kSlowest[] = {
    {"seq", count, always, "number of the item in its run"},
    {"key", text, always, "its name"},
    {"age_ms", count, always, "how long it has been under way, in milliseconds"},
    {"parts_planned", count, always, "parts it is sent in; 0 when the vendor decides"},
    {"parts_acknowledged", count, always, "of these, acknowledged"},
};

constexpr Member kRetried[] = {
    {"seq", count, always, "number of the item in its run"},
    {"key", text, always, "its name"},
    {"attempts", count, always, "sessions that have had it"},
    {"resends", count, always, "requests sent again in its present or last session"},
};

constexpr Member kProgress[] = {
    {"elapsed_ms", count, always, "since this process began to work on the run"},
    {"found", count, always, "items found so far"},
    {"found_bytes", count, always, "sum of their sizes"},
    {"scan_complete", yes_no, always, "whether that is all of them"},
    {"stages", counts, always, "items by where they are: scan, upload, complete, lifecycle, clean_up, done, failed"},
    {"items_by_outcome", counts, always, "items of each outcome that occurs"},
    {"bytes_by_outcome", counts, always, "their bytes"},
    {"bytes_sent", count, always, "bytes of items on the wire by this process, repeated ones included"},
    {"rate_bytes_s", count, always, "of these a second, over the last seconds"},
    {"eta_ms", count_or_null, always, "what is left takes so long at this rate; null when it cannot be told"},
    {"in_flight", count, always, "requests in flight"},
    {"uploads_allowed", count, always, "requests with bytes of items that may be in flight"},
    {"requests", count, always, "requests sent by this process, repeated ones included"},
    {"resends", count, always, "of these, repeated ones"},
    {"throttled", count, always, "answers 429 and 503"},
    {"reason", text, always, "why it is not faster"},
    {"retried", list, always, "the items tried most often, at most five", kRetried},
    {"slowest", list, always, "the items under way longest, at most five", kSlowest},
};

constexpr Member kRunStarted[] = {
    {"event", word, always, "a process begins to work on the run", {}, "run_started"},
    {"at", time, always, "when"},
    {"schema", word, always, "name and version of this format", {}, kEventsSchema},
    {"run", text, always, "the run, as `ingot runs` lists it"},
    {"job", text, always, "name of the job"},
    {"plugin", text, always, "name of the vendor's plugin"},
    {"plugin_version", text, always, "its version"},
    {"base_url", text, always, "where the vendor's API is"},
    {"started_at", time, always, "when the run's first life began"},
    {"resumed", yes_no, always, "whether there was a life before this one"},
};

constexpr Member kProgressEvent[] = {
    {"event", word, always, "where the run stands, about once a second; may be left out", {}, "progress"},
    {"at", time, always, "when"},
    {"progress", object, always, "where it stands", kProgress},
};

constexpr Member kThrottled[] = {
    {"event", word, always, "the vendor has answered 429 or 503 since the last such line; may be left out", {},
     "throttled"},
    {"at", time, always, "when it was noticed"},
    {"throttled", count, always, "such answers so far"},
    {"held_ms", count, always, "how much longer the account is left alone, in milliseconds"},
};

constexpr Member kPace[] = {
    {"event", word, always, "how much may be in flight has changed; may be left out", {}, "pace"},
    {"at", time, always, "when it was noticed"},
    {"uploads_allowed", count, always, "requests with bytes of items that may be in flight"},
    {"calls_allowed", count, always, "other requests that may be"},
    {"pace", text, always, "the same in words, and why"},
};

constexpr Member kItemEnded[] = {
    {"event", word, always, "an item has come to its end", {}, "item_ended"},
    {"at", time, always, "when"},
    {"seq", count, always, "number of the item in its run"},
    {"key", text, always, "its name, as in the report"},
    {"size", count, always, "bytes"},
    {"outcome", outcome, always, "what became of it"},
    {"code", text, sometimes, "the reason in a word"},
    {"message", text, sometimes, "the reason in a sentence"},
    {"remote_id", text, sometimes, "the vendor's id"},
    {"attempts", count, always, "sessions that have had it, as in the report"},
    {"requests", count, always, "requests of its last session"},
    {"took_ms", count, always, "from its first own request in that session to its end, in milliseconds"},
};

constexpr Member kItemRetry[] = {
    {"event", word, always, "a session gave an item back that is not at its end", {}, "item_retry"},
    {"at", time, always, "when"},
    {"seq", count, always, "number of the item in its run"},
    {"key", text, always, "its name"},
    {"size", count, always, "bytes"},
    {"state", outcome, always, "what it waits for"},
    {"code", text, sometimes, "the reason in a word"},
    {"message", text, sometimes, "the reason in a sentence"},
    {"remote_id", text, sometimes, "the vendor's id of what is there in part"},
    {"attempts", count, always, "sessions that have had it"},
    {"requests", count, always, "requests of that session"},
    {"took_ms", count, always, "how long the session had it"},
    {"next_try_at", time, sometimes, "not before that time"},
};

constexpr Member kItemRevived[] = {
    {"event", word, always, "a person gave an ended item another try", {}, "item_revived"},
    {"at", time, always, "when"},
    {"seq", count, always, "number of the item in its run"},
    {"key", text, always, "its name"},
    {"size", count, always, "bytes, as the file is now"},
    {"state", outcome, always, "what it waits for"},
    {"message", text, sometimes, "how it had ended"},
    {"remote_id", text, sometimes, "the vendor's id of what is there"},
};

constexpr Member kRunEnded[] = {
    {"event", word, always, "the process has ended its work on the run; the last line of its life", {}, "run_ended"},
    {"at", time, always, "when"},
    {"run", text, always, "the run"},
    {"end", text, always,
     "why: finished, interrupted, auth, unavailable, budget, deadline, invalid, plugin or internal"},
    {"message", text, always, "the same in words; empty when it finished"},
    {"exit_code", integer, always, "of the program"},
    {"items", count, always, "items of the run"},
    {"failed", count, always, "items that ended neither done nor skipped"},
    {"bytes", count, always, "sum of the items' sizes"},
    {"items_by_outcome", counts, always, "items of each outcome that occurs"},
    {"requests", count, always, "over all lives of the run, as in the report"},
    {"resends", count, always, "likewise"},
    {"throttled", count, always, "likewise"},
    {"bytes_sent", count, always, "likewise"},
    {"reports", names, always, "files that were written"},
    {"progress_left_out", count, always, "progress, throttled and pace lines left out because the reader was slow"},
    {"lost", count, always, "other lines lost because the disk was full; 0 unless the terminal said so"},
};

constexpr std::span<const Member> kEvents[] = {kRunStarted, kProgressEvent, kThrottled,   kPace,
                                               kItemEnded,  kItemRetry,     kItemRevived, kRunEnded};

}  // namespace

std::span<const std::span<const Member>> events() { return kEvents; }

std::string event_schema() {
  std::string each;
  for (const auto& event : kEvents) each += (each.empty() ? "{" : ",\n{") + object_schema(event) + "}";
  return schema_document(kEventsSchema, "\"anyOf\":[" + each + "]");
}

}  // namespace ingot::run
