#include "host/secrets/reference.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <utility>

#include "host/base/text.hpp"
#include "host/secrets/command.hpp"
#include "host/secrets/token_store.hpp"

namespace ingot::secrets {
namespace {

constexpr std::size_t kLargestFile = 64 * 1024;
constexpr std::array<std::pair<std::string_view, Place>, 4> kPrefixes = {
    {{"env:", Place::env},
     {"file:", Place::file},
     {"exec:", Place::exec},
     {"ledger:", Place::ledger}}};

bool is_variable_name(std::string_view name) {
  const bool starts_well =
      !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0;
  return starts_well && std::all_of(name.begin(), name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
         });
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return number_; }

 private:
  const int number_;
};

Result<std::string> read_whole(int file) {
  // One allocation of the full size: growing would leave copies of the secret in freed memory.
  std::string bytes(kLargestFile + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto count = ::read(file, bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int error_number = errno;
      wipe(bytes);
      return system_error("read", error_number);
    }
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  if (size > kLargestFile) {
    wipe(bytes);
    return Error{ErrorKind::invalid,
                 "larger than " + human_bytes(kLargestFile) + ", which no secret is"};
  }
  std::string exact = bytes.substr(0, size);
  wipe(bytes);
  return exact;
}

void trim_line_end(std::string& text) {
  if (text.ends_with('\n')) text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
}

Result<Resolved> from_file(const std::string& path) {
  const OpenFile file(path);
  if (file.number() < 0) return system_error("open", errno);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) return system_error("stat", errno);
  if (!S_ISREG(facts.st_mode)) return Error{ErrorKind::invalid, "is not a regular file"};
  INGOT_TRY(std::string value, read_whole(file.number()));
  trim_line_end(value);
  Resolved resolved{Secret(std::move(value)), {}};
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    resolved.note = "file:" + printable(path) +
                    ": others can read this secret; chmod 600 would keep it private";
  }
  return resolved;
}

Result<Resolved> from_environment(const Reference& reference, const Sources& sources) {
  auto value = sources.environment ? sources.environment(reference.name) : std::nullopt;
  if (!value)
    return Error{ErrorKind::not_found,
                 "the environment variable is not set; export it before the run"};
  return Resolved{Secret(*std::move(value)), {}};
}

Result<Resolved> from_store(const Reference& reference, const Sources& sources) {
  if (sources.tokens == nullptr) return Error{ErrorKind::refused, "there is no token store here"};
  INGOT_TRY(auto token, sources.tokens->load(reference.name));
  if (!token) {
    return Error{ErrorKind::not_found,
                 "no token is stored under this name; run once with the first token"};
  }
  return Resolved{*std::move(token), {}};
}

Result<Resolved> from_command(const Reference& reference, const Sources& sources,
                              const std::stop_token& stop) {
  INGOT_TRY(std::string line, first_line_of(reference.name, sources.command_deadline, stop));
  return Resolved{Secret(std::move(line)), {}};
}

Result<Resolved> resolve_any(const Reference& reference, const Sources& sources,
                             const std::stop_token& stop) {
  switch (reference.place) {
    case Place::env:
      return from_environment(reference, sources);
    case Place::file:
      return from_file(reference.name);
    case Place::exec:
      return from_command(reference, sources, stop);
    case Place::ledger:
      return from_store(reference, sources);
  }
  return Error{ErrorKind::internal, "unknown place of a secret"};
}

}  // namespace

std::string Reference::text() const {
  for (const auto& [prefix, of] : kPrefixes) {
    if (of == place) return std::string(prefix) + name;
  }
  return name;
}

Result<Reference> parse_reference(std::string_view text) {
  for (const auto& [prefix, place] : kPrefixes) {
    if (!text.starts_with(prefix)) continue;
    Reference reference{place, std::string(text.substr(prefix.size()))};
    if (reference.name.empty())
      return Error{ErrorKind::invalid, std::string(prefix) + " needs a name behind it"};
    if (reference.name.find('\0') != std::string::npos) {
      return Error{ErrorKind::invalid, std::string(prefix) + " holds a zero byte"};
    }
    if (place == Place::env && !is_variable_name(reference.name)) {
      return Error{ErrorKind::invalid,
                   "env: needs the name of a variable (letters, digits, underscores), not a value"};
    }
    if (place == Place::file && reference.name.front() != '/') {
      return Error{ErrorKind::invalid, "file: needs an absolute path"};
    }
    return reference;
  }
  return Error{ErrorKind::invalid,
               "a secret is given by reference: env:NAME, file:/path, exec:command or ledger:NAME; "
               "if the text here "
               "is the secret itself, move it there and change it at the vendor"};
}

Result<Resolved> resolve(const Reference& reference, const Sources& sources, std::stop_token stop) {
  const std::string place = printable(reference.text());
  auto resolved = resolve_any(reference, sources, stop);
  if (!resolved) return resolved.error().within(place);
  if (resolved->value.is_empty()) return Error{ErrorKind::invalid, place + ": is empty"};
  return resolved;
}

}  // namespace ingot::secrets
