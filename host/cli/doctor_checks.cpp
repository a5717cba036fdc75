#include "host/cli/doctor_checks.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "host/base/text.hpp"
#include "host/cli/exit_code.hpp"
#include "host/cli/plugin_host.hpp"
#include "host/cli/vendor_clock.hpp"
#include "host/io/owned_fd.hpp"
#include "host/ledger/integrity.hpp"

namespace ingot::cli {

namespace {

using Level = Finding::Level;

Finding fine(std::string name, std::string message) { return {std::move(name), Level::ok, std::move(message), kOk}; }
Finding doubtful(std::string name, std::string message) {
  return {std::move(name), Level::warn, std::move(message), kOk};
}
Finding broken(std::string name, std::string message, int exit_code = kUnavailable) {
  return {std::move(name), Level::fail, std::move(message), exit_code};
}

std::string why() { return std::strerror(errno); }

std::filesystem::path nearest_folder(std::filesystem::path folder) {
  std::error_code missing;
  while (!std::filesystem::exists(folder, missing) && folder.has_parent_path() && folder != folder.parent_path()) {
    folder = folder.parent_path();
  }
  return folder;
}

// File systems of other machines: SQLite's log needs memory that all who open it share.
std::string remote_kind(const std::filesystem::path& folder) {
  struct statfs facts {};
  if (statfs(folder.c_str(), &facts) != 0) return {};
  switch (static_cast<std::uint32_t>(facts.f_type)) {
    case 0x6969: return "NFS";
    case 0x517B:
    case 0xFE534D42:
    case 0xFF534D42: return "SMB";
    default: return {};
  }
}

Status write_probe(const std::filesystem::path& folder) {
  std::string path = (folder / ".ingot-doctor-XXXXXX").string();
  const io::OwnedFd file(mkostemp(path.data(), O_CLOEXEC));
  if (file.value() < 0) return Error{ErrorKind::unavailable, why()};
  const bool is_written = write(file.value(), "ingot\n", 6) == 6 && fsync(file.value()) == 0;
  const std::string reason = why();
  unlink(path.c_str());
  if (!is_written) return Error{ErrorKind::unavailable, "write: " + reason};
  return {};
}

}  // namespace

Finding judge_space(std::uint64_t free_bytes) {
  const std::string found = human_bytes(free_bytes) + " free";
  if (free_bytes < kSpaceFail) return broken("free space", found + ": a ledger may not find room; free some");
  if (free_bytes < kSpaceWarn) return doubtful("free space", found + ": a million items need some 200 MiB");
  return fine("free space", found);
}

Finding judge_descriptors(std::uint64_t limit) {
  const std::string found = limit == RLIM_INFINITY ? "no limit" : std::to_string(limit) + " files at once";
  if (limit < kDescriptorsFail) return broken("open files", found + ": raise it with `ulimit -n 1024`");
  if (limit < kDescriptorsWarn) {
    return doubtful("open files", found + ": jobs that look at earlier runs want 1024; `ulimit -n 1024`");
  }
  return fine("open files", found);
}

Finding judge_clock(std::int64_t difference_ms) {
  const std::int64_t size = difference_ms < 0 ? -difference_ms : difference_ms;
  const std::string found = clock_text(difference_ms);
  if (size >= kClockFailMs) {
    return broken("clock", found + ": set it, tokens and signed requests will be refused", kAuth);
  }
  if (size >= kClockWarnMs) return doubtful("clock", found + ": set it before it is refused");
  return fine("clock", found);
}

Finding check_state_folder(const StateFolder& state) {
  const std::string name = "state folder";
  const auto folder = nearest_folder(state.root());
  const bool is_there = folder == state.root();
  const std::string shown = state.root().string() + (is_there ? "" : " (not there yet)");
  if (const Status written = write_probe(folder); !written) {
    return broken(name, folder.string() + ": cannot be written: " + written.error().message);
  }
  if (const std::string kind = remote_kind(folder); !kind.empty()) {
    return broken(name, shown + " is on " + kind + ": a ledger wants a local disk; see --state");
  }
  return fine(name, shown + " can be written");
}

Finding check_space(const StateFolder& state) {
  struct statvfs facts {};
  if (statvfs(nearest_folder(state.root()).c_str(), &facts) != 0) return broken("free space", why());
  return judge_space(std::uint64_t{facts.f_bavail} * facts.f_frsize);
}

Finding check_descriptors() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return broken("open files", why());
  return judge_descriptors(limit.rlim_cur);
}

Finding check_token_file(const StateFolder& state) {
  const std::string name = "token file", path = state.token_file().string();
  struct stat facts {};
  if (lstat(path.c_str(), &facts) != 0) {
    return errno == ENOENT ? fine(name, "none is kept here") : broken(name, path + ": " + why(), kAuth);
  }
  if (!S_ISREG(facts.st_mode)) return broken(name, path + ": not a regular file", kAuth);
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return broken(name, path + ": others may use it; `chmod 600` it, and renew the tokens if they may have", kAuth);
  }
  if (access(path.c_str(), R_OK | W_OK) != 0) return broken(name, path + ": " + why(), kAuth);
  return fine(name, "only its owner may use it");
}

Finding check_ledger(const StateFolder& state) {
  const auto runs = state.runs();
  if (runs.empty()) return fine("ledger", "no run is kept here");
  const Status whole = ledger::check_integrity(state.ledger(runs.front()));
  if (!whole) return broken("ledger", whole.error().message);
  return fine("ledger", "run " + runs.front() + " is whole");
}

std::vector<Finding> check_plugins(const plugin::Registry& registry) {
  std::vector<Finding> findings;
  for (const auto& installed : registry.list()) {
    if (installed.refusal) {
      findings.push_back(broken("plugin", installed.refusal->message, kPluginRefused));
      continue;
    }
    const std::string name = installed.manifest->name + " " + installed.manifest->version.to_string();
    if (installed.shadowed_by) {
      findings.push_back(doubtful("plugin", name + " in " + installed.path.string() + " is shadowed by " +
                                                installed.shadowed_by->string()));
      continue;
    }
    const auto hosted = host_plugin(registry, installed, job::Isolation::automatic);
    findings.push_back(hosted ? fine("plugin", name + " loads, " + hosting_text(hosted->hosting))
                              : broken("plugin", hosted.error().message, kPluginRefused));
  }
  if (!isolation_gap().empty()) findings.push_back(doubtful("isolation", isolation_gap()));
  if (findings.empty()) findings.push_back(broken("plugin", "none is installed; see --plugin-path", kPluginRefused));
  return findings;
}

}  // namespace ingot::cli
