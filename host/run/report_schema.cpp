#include "host/run/report_schema.hpp"

#include "host/run/schema_member.hpp"

namespace ingot::run {

namespace {

using enum MemberKind;
using enum Presence;

constexpr Member kRun[] = {
    {"id", text, always, "the run, as `ingot runs` lists it"},
    {"job", text, always, "name of the job"},
    {"plugin", text, always, "name of the vendor's plugin"},
    {"plugin_version", text, always, "its version when the run began"},
    {"base_url", text, always, "where the vendor's API was"},
    {"end", text, always,
     "why the run stopped: finished, interrupted, auth, unavailable, budget, deadline, invalid, plugin or internal"},
    {"message", text, always, "the same in words; empty when it finished"},
    {"exit_code", integer, sometimes, "of the program; missing while the run goes on and when it was killed"},
    {"started_at", time, always, "of its first life"},
    {"ended_at", time, sometimes, "of its last life; missing like exit_code"},
};

constexpr Member kTransfer[] = {
    {"requests", count, always, "HTTP requests sent, repeated ones included"},
    {"resends", count, always, "of these, repeated ones"},
    {"twins", count, always, "of these, sent beside one that took too long"},
    {"polls", count, always,
     "of these, first ones whose number is the vendor's to say: polls of what is under way, pages of its lists"},
    {"parts", count, always, "requests with bytes of items that were answered well, each part once"},
    {"throttled", count, always, "answers 429 and 503"},
    {"bytes_sent", count, always, "bytes of items on the wire, repeated ones included"},
    {"pace", text, sometimes, "how many requests could be in flight last, and why"},
};

constexpr Member kTotals[] = {
    {"items", count, always, "items of the run"},
    {"failed", count, always, "items that ended neither done nor skipped"},
    {"bytes", count, always, "sum of their sizes"},
    {"by_outcome", by_outcome, always, "items and bytes of each outcome that occurs"},
};

constexpr Member kSample[] = {
    {"at", time, always, "when it begins"},
    {"span_ms", count, always, "how long it lasts, in milliseconds"},
    {"bytes", count, always, "bytes of items sent in that time"},
    {"requests", count, always, "requests sent in that time"},
    {"resends", count, always, "of these, repeated ones"},
    {"throttled", count, always, "answers 429 and 503 in that time"},
    {"ended", count, always, "items that came to an end in that time"},
    {"failed", count, always, "of these, neither done nor skipped"},
};

constexpr Member kItem[] = {
    {"key", text, always, "stable name: the path below the root, or what the table's key column says"},
    {"size", count, always, "bytes; 0 for an item without bytes"},
    {"outcome", outcome, always, "what became of it; the first six mean that it has not ended"},
    {"remote_id", text, sometimes, "the vendor's id"},
    {"sha256", digest, sometimes, "of the bytes that were sent"},
    {"code", text, sometimes, "the reason in a word, for grouping"},
    {"message", text, sometimes, "the reason in a sentence"},
    {"advice", text, sometimes, "what to do about it; missing when there is nothing to do"},
    {"ended_at", time, sometimes, "when it ended"},
    {"attempts", count, always,
     "sessions that have had it since it was last begun anew; 0 when nothing was ever asked for it"},
    {"requests", count, always, "HTTP requests spent on it; one for several items counts for each"},
    {"meta", any, sometimes, "what else the vendor said, such as ids of uploads and versions"},
    {"row", row, sometimes, "the columns the job uses of the table's row it came from"},
};

constexpr Member kReport[] = {
    {"schema", word, always, "name and version of this format", {}, kReportSchema},
    {"run", object, always, "the run", kRun},
    {"transfer", object, always, "what went over the wire, over all lives of the run that were not killed", kTransfer},
    {"totals", object, always, "sums over all items", kTotals},
    {"samples", list, always, "how the run went over time: at most 240, the coarser the longer it took", kSample},
    {"items", list, always, "every item, in the order the scan found them", kItem},
};

}  // namespace

std::string report_schema() {
  return schema_document(kReportSchema, object_schema(kReport));
}

}  // namespace ingot::run
