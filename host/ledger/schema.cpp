#include "host/ledger/schema.hpp"

namespace ingot::ledger {

namespace {

// One transaction, so a creation that is killed leaves a file without tables, which check_schema
// names. The log is synced at its end, and SQLite syncs the folder with the first sync of a new
// log.
constexpr const char* kCreate = R"sql(
  begin immediate;
  create table item(
    seq integer primary key,
    key text not null,
    size integer not null,
    mtime_ns integer not null,
    inode integer not null,
    state integer not null,
    final_state integer,
    tries integer not null,
    requests integer not null,
    not_before_ms integer not null,
    batch integer not null,
    remote_id text not null,
    meta text not null,
    code text not null,
    message text not null,
    sha256 blob not null,
    ended_ms integer not null,
    kind integer not null,
    path text not null,
    row text not null,
    took_ms integer not null);
  create index item_retry on item(not_before_ms) where state = 0 and not_before_ms > 0;
  create index item_waiting on item(state) where state in (2, 4);
  create index item_failed on item(state, code) where state >= 18;
  create table item_key(
    hash integer not null,
    seq integer not null,
    primary key(hash, seq)) without rowid;
  create table tally(state integer primary key, items integer not null, bytes integer not null);
  create table mark(name text primary key, value integer not null) without rowid;
  create table batch(
    id integer primary key autoincrement,
    op integer not null,
    restarts integer not null,
    entropy blob not null,
    state_schema integer not null,
    state blob not null,
    items blob not null);
  create table journal(
    batch integer not null,
    action integer not null,
    is_answered integer not null,
    outcome integer not null,
    status integer not null,
    headers blob not null,
    body blob not null,
    primary key(batch, action)) without rowid;
  create table history(
    item integer not null,
    number integer not null,
    at_ms integer not null,
    what text not null,
    is_good integer not null,
    text text not null,
    primary key(item, number)) without rowid;
  create table fact(name text primary key, value text not null) without rowid;
  pragma application_id = 0x494E474C;
  pragma user_version = 3;
  commit;
)sql";

Error refused(std::string message) {
  return Error{ErrorKind::refused, std::move(message)};
}

}  // namespace

Status create_schema(Connection& connection) {
  // Nothing is worth a rollback journal before there is a log.
  INGOT_CHECK(connection.execute("pragma page_size = 4096; pragma journal_mode = memory"));
  INGOT_CHECK(connection.execute("pragma journal_mode = wal"));
  INGOT_CHECK(connection.execute("pragma synchronous = full"));
  return connection.execute(kCreate);
}

Status check_schema(Connection& connection) {
  INGOT_TRY(std::int64_t application, connection.integer("pragma application_id"));
  INGOT_TRY(std::int64_t format, connection.integer("pragma user_version"));
  if (application == 0 && format == 0) {
    INGOT_TRY(std::int64_t tables, connection.integer("select count(*) from sqlite_schema"));
    if (tables == 0) {
      return Error{ErrorKind::invalid,
                   "the file is empty: its run was killed before anything was recorded; remove it "
                   "and run again"};
    }
  }
  if (application != kApplicationId) return refused("this SQLite file is not an ingot ledger");
  if (format != kFormat) {
    return refused("the file has ledger format " + std::to_string(format) +
                   ", this ingot knows format " + std::to_string(kFormat) +
                   "; use the ingot that wrote it or a newer one");
  }
  return {};
}

Status prepare_for_writing(Connection& connection) {
  // Already WAL unless someone converted the file by hand; the answer tells which it is now.
  INGOT_TRY(Statement journal, connection.prepare("pragma journal_mode = wal"));
  {
    Rows rows = journal.start();
    INGOT_TRY(bool has_row, rows.next());
    if (!has_row || rows.bytes(0) != "wal") {
      return Error{
          ErrorKind::unavailable,
          "this file system does not support a write-ahead log; put the run on a local disk"};
    }
  }
  // A log grown by one large transaction or a slow reader gives its room back at the next reset.
  // A checkpoint syncs at "normal"; a commit alone does so at "full", which apply() asks for when
  // it must.
  return connection.execute(
      "pragma synchronous = normal; pragma journal_size_limit = 16777216; pragma cache_size = "
      "-8192; pragma temp_store = memory");
}

}  // namespace ingot::ledger
