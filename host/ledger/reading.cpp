#include "host/ledger/reading.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "host/ledger/schema.hpp"

namespace ingot::ledger {

namespace fs = std::filesystem;

namespace {

// SQLite makes files beside a ledger even to read it.
bool is_folder_writable(const fs::path& file) {
  fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  return faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0;
}

bool has_log(const fs::path& file) {
  std::error_code absent;
  auto size = fs::file_size(file.string() + "-wal", absent);
  return !absent && size > 0;
}

Result<Connection> connect(const fs::path& file, Access access) {
  INGOT_TRY(Connection connection, Connection::open(file, access));
  INGOT_CHECK(check_schema(connection));
  return connection;
}

}  // namespace

Result<Connection> connect_to_read(const fs::path& file) {
  std::error_code failure;
  if (!fs::exists(file, failure)) return system_error("open", failure ? failure.value() : ENOENT);
  bool is_shared = is_folder_writable(file);
  bool is_logged = has_log(file);
  // Without a log in a folder nobody may write, the file alone is the whole truth.
  Access access = is_shared || is_logged ? Access::read_only : Access::read_only_unchanging;
  Result<Connection> connection = connect(file, access);
  if (!connection && !is_shared && is_logged) {
    return Error{ErrorKind::refused, "its folder cannot be written and its log was not closed (" +
                                         connection.error().message +
                                         "); copy both files to another folder to read them"};
  }
  return connection;
}

}  // namespace ingot::ledger
