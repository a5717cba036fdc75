// Digests per second of CPU: every kernel against OpenSSL's EVP in the same binary, in cache and
// from files in the page cache. A table of ratios follows the figures. INGOT_BENCH_MIB: size of the
// big file (512), INGOT_BENCH_FILES: number of 64 KiB files (2000); both are made in the temp
// folder and removed. To see SHA-256 lanes against a CPU without SHA extensions:
// OPENSSL_ia32cap=:~0x20000000.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

#include "benchmarks/suite.hpp"
#include "host/digest/crc32c.hpp"
#include "host/digest/file_digests.hpp"
#include "host/digest/hasher.hpp"
#include "host/digest/lane_digests.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::digest {
namespace {

namespace fs = std::filesystem;
using benchmark::State;

constexpr std::uint64_t kPart = 8u << 20;

std::size_t setting(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::vector<char> random_chars(std::size_t count) {
  std::mt19937_64 random(1);
  std::vector<char> chars(count);
  for (char& c : chars) c = static_cast<char>(random());
  return chars;
}

// What everybody does, and every row is compared with: pread into a buffer, then OpenSSL.
class PlainDigests {
 public:
  explicit PlainDigests(Algorithm algorithm) : hasher_(*Hasher::start(algorithm)) {}

  void take(const FileRange& range) {
    for (std::uint64_t done = 0; done < range.length;) {
      const auto piece = std::span(buffer_).first(
          static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), range.length - done)));
      if (!range.file.read_at(piece, range.offset + done)) std::abort();
      hasher_.update(piece);
      done += piece.size();
    }
    benchmark::DoNotOptimize(hasher_.finish());
  }

 private:
  Hasher hasher_;
  std::vector<std::byte> buffer_ = std::vector<std::byte>(256u << 10);
};

// The files all rows read, in the page cache since they were written.
class Files {
 public:
  Files() : files_(*io::RootFolder::open(folder_.path(), io::Symlinks::skip)) {
    const auto mib = random_chars(1u << 20);
    big = make("big", mib, setting("INGOT_BENCH_MIB", 512));
    const std::vector<char> small_bytes(mib.begin(), mib.begin() + (64 << 10));
    for (std::size_t i = 0; i < setting("INGOT_BENCH_FILES", 2000); ++i) {
      small.push_back(make("s" + std::to_string(i), small_bytes, 1));
    }
  }
  io::Files& files() { return files_; }
  std::uint64_t small_bytes() const { return small.size() * (64u << 10); }

  io::SourceFile big;
  std::vector<io::SourceFile> small;

 private:
  io::SourceFile make(const std::string& name, const std::vector<char>& bytes, std::size_t times) {
    const fs::path path = folder_.path() / name;
    std::ofstream out(path, std::ios::binary);
    for (std::size_t i = 0; i < times; ++i) {
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    }
    out.close();
    struct stat is = {};
    stat(path.c_str(), &is);
    return {name, static_cast<std::uint64_t>(is.st_size),
            is.st_mtim.tv_sec * 1'000'000'000 + is.st_mtim.tv_nsec, is.st_ino, is.st_dev};
  }

  test::TempDir folder_;
  io::DiskFiles files_;
};

Files& files() {
  static Files all;
  return all;
}

// piece 0: what the hasher chooses.
LaneHasher start(const LaneKernel& kernel, std::size_t piece) {
  return *(piece == 0 ? LaneHasher::start(kernel) : LaneHasher::start(kernel, piece));
}

// As many messages of 8 KiB as the kernel has lanes, in memory.
class CachedFeed final : public LaneFeed {
 public:
  explicit CachedFeed(unsigned lanes) : bytes_(random_chars(lanes * kStride)), lanes_(lanes) {}

  std::optional<LaneJob> take() override {
    if (next_ == lanes_) return std::nullopt;
    return LaneJob{next_++, kSize};
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override {
    return std::as_bytes(std::span(bytes_)).subspan(id * kStride + offset, staging.size());
  }
  void finish(std::uint64_t, Result<DigestValue> digest) override {
    benchmark::DoNotOptimize(digest);
  }
  void again() { next_ = 0; }
  static constexpr std::size_t kSize = 8192, kStride = kSize + 128;

 private:
  std::vector<char> bytes_;
  std::uint64_t lanes_, next_ = 0;
};

void cached(State& state, LaneKernel kernel) {
  auto hasher = *LaneHasher::start(kernel);
  CachedFeed feed(kernel.lanes);
  for (auto _ : state) {
    feed.again();
    benchmark::DoNotOptimize(hasher.run(feed, {}));
  }
  state.SetBytesProcessed(
      static_cast<std::int64_t>(state.iterations() * kernel.lanes * CachedFeed::kSize));
}

std::vector<FileRange> parts_of(const io::FileHandle& file) {
  std::vector<FileRange> parts;
  for (std::uint64_t at = 0; at < file.size(); at += kPart) {
    parts.push_back({file, at, std::min(kPart, file.size() - at)});
  }
  return parts;
}

void parts_baseline(State& state, Algorithm algorithm) {
  const auto file = *files().files().open(files().big);
  PlainDigests digests(algorithm);
  for (auto _ : state) {
    for (const auto& part : parts_of(file)) digests.take(part);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}

void parts(State& state, LaneKernel kernel, std::size_t piece) {
  const auto file = *files().files().open(files().big);
  auto hasher = start(kernel, piece);
  const auto ranges = parts_of(file);
  for (auto _ : state) benchmark::DoNotOptimize(lane_digests(hasher, ranges, {}));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}

void small_files_baseline(State& state, Algorithm algorithm) {
  PlainDigests digests(algorithm);
  for (auto _ : state) {
    for (const auto& source : files().small) {
      const auto file = *files().files().open(source);
      digests.take({file, 0, file.size()});
      benchmark::DoNotOptimize(file.still_unchanged());
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().small_bytes()));
}

void small_files(State& state, LaneKernel kernel, std::size_t piece) {
  auto hasher = start(kernel, piece);
  for (auto _ : state) {
    benchmark::DoNotOptimize(lane_digests(hasher, files().files(), files().small, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().small_bytes()));
}

// P3: what a second digest costs. The baseline takes the whole file's alone.
void whole_and_parts(State& state, LaneKernel kernel) {
  const auto file = *files().files().open(files().big);
  auto lanes = *LaneHasher::start(kernel);
  for (auto _ : state) {
    benchmark::DoNotOptimize(file_digests(lanes, file, kPart, Algorithm::sha256, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}
void whole_and_parts_scalar(State& state) {
  const auto file = *files().files().open(files().big);
  std::vector<std::byte> buffer(256u << 10);
  const Algorithm both[] = {Algorithm::sha256, Algorithm::md5};
  for (auto _ : state) {
    for (const auto& part : parts_of(file)) {
      benchmark::DoNotOptimize(digest_range(part, both, buffer, {}));
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}
// The product's way with one digest only: what the second one adds to it.
void whole_alone(State& state) {
  const auto file = *files().files().open(files().big);
  std::vector<std::byte> buffer(256u << 10);
  for (auto _ : state) {
    benchmark::DoNotOptimize(digest_range({file, 0, file.size()}, Algorithm::sha256, buffer, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}
void whole_and_parts_of_files(State& state, LaneKernel kernel) {
  auto lanes = *LaneHasher::start(kernel);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        file_digests(lanes, files().files(), files().small, kPart, Algorithm::sha256, {}));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().small_bytes()));
}
template <std::uint32_t (*kFunction)(std::uint32_t, std::span<const std::byte>)>
void checksum(State& state, std::size_t size) {
  const auto bytes = random_chars(size);
  for (auto _ : state) benchmark::DoNotOptimize(kFunction(0, std::as_bytes(std::span(bytes))));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
}

// What remains when nothing is hashed.
void small_files_read(State& state) {
  std::vector<std::byte> buffer(64u << 10);
  for (auto _ : state) {
    for (const auto& source : files().small) {
      const auto file = *files().files().open(source);
      benchmark::DoNotOptimize(file.read_at(buffer, 0));
      benchmark::DoNotOptimize(file.still_unchanged());
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * files().small_bytes()));
}
void big_file_read(State& state) {
  const auto file = *files().files().open(files().big);
  std::vector<std::byte> buffer(256u << 10);
  for (auto _ : state) {
    for (std::uint64_t at = 0; at < file.size(); at += buffer.size()) {
      benchmark::DoNotOptimize(file.read_at(buffer, at));
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * file.size()));
}

template <class Function, class... Arguments>
void add(const std::string& name, benchmark::TimeUnit unit, Function function,
         Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), function, arguments...)->Unit(unit);
}

std::string with_piece(const LaneKernel& kernel, std::size_t piece) {
  return std::string(kernel.name) + "_" + std::to_string(piece >> 10) + "k";
}

void add_all() {
  for (const Algorithm algorithm : {Algorithm::md5, Algorithm::sha256}) {
    const std::string name(to_string(algorithm));
    add("parts/" + name + "/baseline", benchmark::kMillisecond, parts_baseline, algorithm);
    add("files/" + name + "/baseline", benchmark::kMillisecond, small_files_baseline, algorithm);
    for (const LaneKernel& kernel : lane_kernels(algorithm)) {
      add("cache/" + name + "/" + (kernel.has_lanes() ? std::string(kernel.name) : "baseline"),
          benchmark::kMicrosecond, cached, kernel);
      add("parts/" + name + "/" + std::string(kernel.name), benchmark::kMillisecond, parts, kernel,
          0u);
      add("files/" + name + "/" + std::string(kernel.name), benchmark::kMillisecond, small_files,
          kernel, 0u);
      if (algorithm == Algorithm::sha256 || !kernel.has_lanes()) continue;
      for (const std::size_t piece : {8u << 10, 16u << 10, 32u << 10, 64u << 10}) {
        const std::string row = "pieces/" + name + "/" + with_piece(kernel, piece);
        add(row + "/parts", benchmark::kMillisecond, parts, kernel, piece);
        add(row + "/files", benchmark::kMillisecond, small_files, kernel, piece);
      }
    }
  }
  for (const LaneKernel& kernel : lane_kernels(Algorithm::md5)) {
    const std::string row(kernel.name);
    add("one_pass/parts/" + row, benchmark::kMillisecond, whole_and_parts, kernel);
    add("one_pass/files/" + row, benchmark::kMillisecond, whole_and_parts_of_files, kernel);
  }
  add("one_pass/parts/evp_both", benchmark::kMillisecond, whole_and_parts_scalar);
  add("one_pass/parts/sha256_alone", benchmark::kMillisecond, whole_alone);
  add("one_pass/parts/baseline", benchmark::kMillisecond, parts_baseline, Algorithm::sha256);
  add("one_pass/files/baseline", benchmark::kMillisecond, small_files_baseline, Algorithm::sha256);
  for (const std::size_t size : {4u << 10, 16u << 10}) {
    const std::string row = "cache/crc32c_" + std::to_string(size >> 10) + "k/";
    add(row + "best", benchmark::kMicrosecond, checksum<crc32c>, size);
    add(row + "baseline", benchmark::kMicrosecond, checksum<crc32c_portable>, size);
  }
  add("parts/md5/read_only", benchmark::kMillisecond, big_file_read);
  add("files/md5/read_only", benchmark::kMillisecond, small_files_read);
}

}  // namespace
}  // namespace ingot::digest

int main(int argc, char** argv) {
  ingot::digest::add_all();
  return ingot::bench::run_suite(argc, argv);
}
