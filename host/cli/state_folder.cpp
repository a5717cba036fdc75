#include "host/cli/state_folder.hpp"

#include <algorithm>

#include "host/base/text.hpp"
#include "host/io/folder.hpp"

namespace ingot::cli {

std::filesystem::path StateFolder::job_lock(const std::string& job_file) const {
  const std::uint64_t hash = key_hash(job_file);
  const std::string bytes(reinterpret_cast<const char*>(&hash), sizeof hash);
  return root_ / "locks" / (to_hex(bytes) + ".lock");
}

Status StateFolder::make(const std::string& run_id) const {
  INGOT_CHECK(io::make_folders(root_ / "locks", io::kPrivateFolder));
  return io::make_folders(run_folder(run_id), io::kPrivateFolder);
}

std::vector<std::string> StateFolder::runs() const {
  std::vector<std::string> ids;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(root_ / "runs", missing)) {
    std::error_code ignored;
    if (std::filesystem::exists(entry.path() / "ledger.db", ignored)) ids.push_back(entry.path().filename());
  }
  std::sort(ids.rbegin(), ids.rend());
  return ids;
}

Result<std::string> StateFolder::pick(const std::optional<std::string>& wish) const {
  const auto ids = runs();
  if (ids.empty()) {
    return Error{ErrorKind::not_found, "no runs in " + root_.string() +
                                           "; a run leaves its state where it was started, or under --state"};
  }
  if (!wish) return ids.front();
  std::vector<std::string> matching;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(matching),
               [&](const std::string& id) { return id.rfind(*wish, 0) == 0; });
  if (matching.size() == 1) return matching.front();
  const std::string what = matching.empty() ? "no run begins with `" : "several runs begin with `";
  return Error{ErrorKind::not_found, what + *wish + "`; `ingot runs` lists them"};
}

std::string make_run_id(std::int64_t wall_ms, std::uint64_t random) {
  // In the order they sort in: two stand for the thousandth of the second, so that the newest run is the last by
  // name, and two are random.
  static constexpr char kLetters[] = "23456789abcdefghijkmnpqrstuvwxyz";
  std::string id;
  for (const char c : iso8601(wall_ms).substr(0, 19)) {
    if (c == 'T') id += '-';
    if (c >= '0' && c <= '9') id += c;
  }
  id += '-';
  const auto thousandth = static_cast<std::uint32_t>(wall_ms % 1000);
  for (const std::uint64_t place : {std::uint64_t{thousandth / 32}, std::uint64_t{thousandth}, random, random >> 5}) {
    id += kLetters[place % 32];
  }
  return id;
}

}  // namespace ingot::cli
