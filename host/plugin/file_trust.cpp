#include "host/plugin/file_trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "host/base/text.hpp"

namespace ingot::plugin {

namespace {

Error refusal(std::string message) { return Error{ErrorKind::refused, std::move(message)}; }

// A sticky folder such as /tmp keeps others from replacing the file, not from putting one there first.
Status check(const std::filesystem::path& place, const std::string& what) {
  struct stat facts {};
  // What is not there is reported by whoever reads it.
  if (::stat(place.c_str(), &facts) != 0) return {};
  const std::string shown = printable(place.string());
  if ((facts.st_mode & S_IWOTH) != 0)
    return refusal(what + " may be written by everybody; chmod o-w " + shown);
  if (facts.st_uid != 0 && facts.st_uid != ::geteuid()) {
    return refusal(what + " belongs to user " + std::to_string(facts.st_uid) +
                   ", who is neither root nor you; chown it or install the plugin elsewhere");
  }
  return {};
}

}  // namespace

Status check_writers(const std::filesystem::path& file) {
  INGOT_CHECK(check(file, "has a file that"));
  const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  return check(folder, "lies in a folder that");
}

}  // namespace ingot::plugin
