// Connection and Statement: SQLite as move-only values whose failures are Errors that say what to
// do next. Internal to this folder. A connection and its statements are used by one thread at a
// time.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "host/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ingot::ledger {

struct Blob {
  std::string_view bytes;
};

// The rows of one execution; the statement is reset (and its read snapshot given up) when this
// ends.
class Rows {
 public:
  Rows(sqlite3_stmt* statement, int bind_code) : statement_(statement), bind_code_(bind_code) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows();

  // Moves to the next row; false after the last one.
  Result<bool> next();
  // Columns of the present row, from 0. Text and blobs come as their bytes; NULL as 0 or empty.
  std::int64_t integer(int column) const;
  std::string bytes(int column) const;
  bool is_null(int column) const;

 private:
  sqlite3_stmt* statement_;
  int bind_code_;
};

class Statement {
 public:
  Statement() = default;
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

  // Starts an execution with these parameters; text and blobs are borrowed until the Rows end.
  template <class... Values>
  Rows start(const Values&... values) {
    int index = 0, code = 0;
    (keep_first(code, bind(++index, values)), ...);
    return Rows(statement_.get(), code);
  }
  // An execution without rows.
  template <class... Values>
  Status run(const Values&... values) {
    return Status::of(start(values...).next());
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  static void keep_first(int& code, int next) {
    if (code == 0) code = next;
  }
  int bind(int index, std::int64_t value);
  int bind(int index, std::string_view text);
  int bind(int index, Blob blob);
  int bind_null(int index);
  int bind(int index, const std::string& text) { return bind(index, std::string_view(text)); }
  template <std::integral T>
  int bind(int index, T value) {
    return bind(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  int bind(int index, const std::optional<T>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

enum class Access { read_only, read_only_unchanging, read_write, create };

class Connection {
 public:
  // read_only_unchanging is for folders that cannot be written: it takes no locks, so nothing may
  // write the file.
  static Result<Connection> open(const std::filesystem::path& file, Access access);

  Result<Statement> prepare(const char* sql);
  // One or more statements without parameters; rows are dropped.
  Status execute(const char* sql);
  // The first column of the first row; 0 if there is none.
  Result<std::int64_t> integer(const char* sql);
  // Rows changed by the latest insert, update or delete.
  std::int64_t changes() const;
  bool is_in_transaction() const;
  // True also if write access was asked for and the file's permissions forbid it.
  bool is_read_only() const;

  // Keeps `*pages` at the length of the write-ahead log after every commit (and turns SQLite's own
  // checkpoints off); `pages` must outlive the connection.
  void count_log_pages(int* pages);
  // Copies the log into the database and syncs both, as far as readers allow; whether nothing was
  // left.
  Result<bool> checkpoint();

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  explicit Connection(sqlite3* handle) : handle_(handle) {}

  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace ingot::ledger
