#include "host/cli/bench_workspace.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "host/io/folder.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::cli {

// A thousand to a folder: what a file system is quick with.
static std::filesystem::path name_of(std::uint64_t number) {
  char name[48];
  std::snprintf(name, sizeof name, "%05llu/%03llu.bin", static_cast<unsigned long long>(number / 1000),
                static_cast<unsigned long long>(number % 1000));
  return name;
}

static Status make_sparse(const std::filesystem::path& path, std::uint64_t size) {
  const io::OwnedFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  if (!file.is_open()) return system_error("open " + path.string(), errno);
  if (::ftruncate(file.value(), static_cast<off_t>(size)) != 0) return system_error("enlarge " + path.string(), errno);
  return {};
}

Result<BenchWorkspace> BenchWorkspace::make(Afterwards afterwards) {
  std::error_code unknown;
  auto base = std::filesystem::temp_directory_path(unknown);
  if (unknown) base = "/tmp";
  std::string pattern = (base / "ingot-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) return system_error("make a folder in " + base.string(), errno);
  return BenchWorkspace(pattern, afterwards);
}

BenchWorkspace::BenchWorkspace(BenchWorkspace&& other) noexcept
    : folder_(std::exchange(other.folder_, {})), afterwards_(other.afterwards_), filled_(other.filled_) {}

BenchWorkspace::~BenchWorkspace() {
  if (folder_.empty() || afterwards_ == Afterwards::keep) return;
  std::error_code left;  // in a folder for temporary files, where somebody else clears up
  std::filesystem::remove_all(folder_, left);
}

Status BenchWorkspace::fill(const bench::Workload& load) {
  if (load == filled_) return {};
  filled_ = {};
  std::error_code failed;
  std::filesystem::remove_all(drop(), failed);
  if (failed) return Error{ErrorKind::unavailable, "clear " + drop().string() + ": " + failed.message()};
  for (std::uint64_t i = 0; i < load.count; ++i) {
    const auto path = drop() / name_of(i);
    if (i % 1000 == 0) INGOT_CHECK(io::make_folders(path.parent_path()));
    INGOT_CHECK(make_sparse(path, load.size));
  }
  filled_ = load;
  return {};
}

}  // namespace ingot::cli
