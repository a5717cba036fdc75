// BenchWorkspace: the temporary folder of a sweep: the files that are uploaded, ledgers, what labs write. Removed with
// everything in it by the destructor, unless it is to be kept. One thread.
#pragma once

#include <filesystem>

#include "host/base/result.hpp"
#include "host/bench/arm.hpp"

namespace ingot::cli {

class BenchWorkspace {
 public:
  enum class Afterwards { remove, keep };

  // Below $TMPDIR, else /tmp. Errors: refused, no_space.
  static Result<BenchWorkspace> make(Afterwards afterwards);
  BenchWorkspace(BenchWorkspace&& other) noexcept;
  BenchWorkspace& operator=(BenchWorkspace&&) = delete;
  ~BenchWorkspace();

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path drop() const { return folder_ / "drop"; }

  // Makes the drop folder hold just these files. They are sparse: their zeros take no space on disk, and cost the same
  // to read from memory, hash, encrypt and send as any other bytes.
  Status fill(const bench::Workload& load);

 private:
  BenchWorkspace(std::filesystem::path folder, Afterwards afterwards)
      : folder_(std::move(folder)), afterwards_(afterwards) {}

  std::filesystem::path folder_;  // empty: moved from
  Afterwards afterwards_;
  bench::Workload filled_;
};

}  // namespace ingot::cli
