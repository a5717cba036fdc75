#include "host/ledger/sqlite.hpp"

#include <cerrno>

#include <sqlite3.h>

namespace ingot::ledger {

namespace {

// A reader may have to wait for another process that opens or closes the same file, never for a
// writer's commit.
constexpr int kBusyWaitMs = 1000;

bool means_no_space(int system_errno) {
  // EFBIG: the file size limit of the process or file system, which only more room cures.
  return system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
}

Error io_error(int extended, int system_errno) {
  if (means_no_space(system_errno)) {
    Error error = system_error("no space left to write", system_errno);
    return Error{ErrorKind::no_space, error.message + "; free some and resume"};
  }
  std::string code = " (sqlite code " + std::to_string(extended) + ")";
  if (system_errno == 0) return Error{ErrorKind::unavailable, "the disk reported an error" + code};
  Error cause = system_error("the disk reported an error", system_errno);
  return Error{ErrorKind::unavailable, cause.message + code};
}

Error cannot_open(int system_errno, const std::string& reason) {
  if (system_errno != 0) return system_error("open", system_errno);
  return Error{ErrorKind::refused, "open: " + reason};
}

// The system's reason for the latest failure; 0 if unknown. SQLite keeps it per connection for some
// paths and per file for the rest, such as a commit.
int system_errno_of(sqlite3* handle) {
  if (handle == nullptr) return 0;
  if (int error = sqlite3_system_errno(handle); error != 0) return error;
  int error = 0;
  sqlite3_file* log = nullptr;
  sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (log != nullptr && log->pMethods != nullptr) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &error);
  }
  if (error == 0) sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
  return error;
}

// The error of the latest failed call on `handle`; `code` is its extended result.
Error sqlite_error(sqlite3* handle, int code) {
  std::string reason = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  int system_errno = system_errno_of(handle);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return Error{ErrorKind::no_space, "no space left to write; free some and resume"};
    case SQLITE_IOERR:
      return io_error(code, system_errno);
    case SQLITE_CORRUPT:
      return Error{ErrorKind::invalid, "the file is damaged (" + reason +
                                           "); restore it from a copy or start a new run"};
    case SQLITE_NOTADB:
      return Error{ErrorKind::refused, "this file is not an ingot ledger"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error{ErrorKind::retryable, "another process keeps it locked"};
    case SQLITE_CANTOPEN:
      return cannot_open(system_errno, reason);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Error{ErrorKind::refused, "no permission to write it: " + reason};
    case SQLITE_NOMEM:
      return Error{ErrorKind::retryable, "out of memory"};
    case SQLITE_TOOBIG:
      return Error{ErrorKind::invalid, "a value is larger than a ledger can hold (1 GB)"};
    default:
      return Error{ErrorKind::internal, reason + " (sqlite code " + std::to_string(code) + ")"};
  }
}

// A file URI of any path: SQLite reads %XX and would take ? and # for its own.
std::string file_uri(const std::string& path, std::string_view query) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string uri = "file://";
  for (unsigned char c : path) {
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '/' || c == '.' || c == '-' || c == '_';
    if (is_plain) {
      uri += static_cast<char>(c);
    } else {
      uri += '%';
      uri += kHex[c >> 4];
      uri += kHex[c & 15];
    }
  }
  return uri.append(query);
}

int open_flags(Access access) {
  constexpr int kCommon = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::read_only:
      return kCommon | SQLITE_OPEN_READONLY;
    case Access::read_only_unchanging:
      return kCommon | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
    case Access::read_write:
      return kCommon | SQLITE_OPEN_READWRITE;
    case Access::create:
      return kCommon | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return kCommon;
}

}  // namespace

Rows::~Rows() {
  sqlite3_reset(statement_);
}

Result<bool> Rows::next() {
  int code = bind_code_ != SQLITE_OK ? bind_code_ : sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(sqlite3_db_handle(statement_), code);
}

std::int64_t Rows::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Rows::bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  auto length = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string() : std::string(static_cast<const char*>(data), length);
}

bool Rows::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

int Statement::bind(int index, std::int64_t value) {
  return sqlite3_bind_int64(statement_.get(), index, value);
}

int Statement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL: an empty view still means an empty text.
  const char* data = text.data() != nullptr ? text.data() : "";
  return sqlite3_bind_text64(statement_.get(), index, data, text.size(), SQLITE_STATIC,
                             SQLITE_UTF8);
}

int Statement::bind(int index, Blob blob) {
  const char* data = blob.bytes.data() != nullptr ? blob.bytes.data() : "";
  return sqlite3_bind_blob64(statement_.get(), index, data, blob.bytes.size(), SQLITE_STATIC);
}

int Statement::bind_null(int index) {
  return sqlite3_bind_null(statement_.get(), index);
}

Result<Connection> Connection::open(const std::filesystem::path& file, Access access) {
  std::error_code failure;
  // Absolute, so that no name is taken for ":memory:" or a URI.
  std::string name = std::filesystem::absolute(file, failure).string();
  if (failure) return system_error("open", failure.value());
  if (access == Access::read_only_unchanging) name = file_uri(name, "?immutable=1");
  sqlite3* handle = nullptr;
  int code = sqlite3_open_v2(name.c_str(), &handle, open_flags(access), nullptr);
  Connection connection(handle);
  if (code != SQLITE_OK) return sqlite_error(handle, code);
  sqlite3_busy_timeout(handle, kBusyWaitMs);
  return connection;
}

Result<Statement> Connection::prepare(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  int code =
      sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return sqlite_error(handle_.get(), code);
  return Statement(statement);
}

Status Connection::execute(const char* sql) {
  int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? Status() : Status(sqlite_error(handle_.get(), code));
}

Result<std::int64_t> Connection::integer(const char* sql) {
  INGOT_TRY(Statement statement, prepare(sql));
  Rows rows = statement.start();
  INGOT_TRY(bool has_row, rows.next());
  return has_row ? rows.integer(0) : 0;
}

std::int64_t Connection::changes() const {
  return sqlite3_changes64(handle_.get());
}

bool Connection::is_in_transaction() const {
  return sqlite3_get_autocommit(handle_.get()) == 0;
}

bool Connection::is_read_only() const {
  return sqlite3_db_readonly(handle_.get(), "main") == 1;
}

void Connection::count_log_pages(int* pages) {
  auto on_commit = [](void* count, sqlite3*, const char*, int pages_now) {
    *static_cast<int*>(count) = pages_now;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(handle_.get(), on_commit, pages);
}

Result<bool> Connection::checkpoint() {
  int in_log = 0, copied = 0;
  int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log,
                                       &copied);
  if ((code & 0xff) == SQLITE_BUSY) return false;
  if (code != SQLITE_OK) return sqlite_error(handle_.get(), code);
  return in_log == copied;
}

void Connection::Close::operator()(sqlite3* handle) const {
  sqlite3_close_v2(handle);
}

}  // namespace ingot::ledger
