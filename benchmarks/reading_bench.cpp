// Ways of bringing a file to a digest, in bytes per second of CPU; every group has its baseline,
// and a table of ratios follows the figures. warm/: from the page cache; cold/: from the disk,
// after the file was dropped from the page cache (the column "cached" says what share stayed all
// the same); wall time is in the column Time. `product` rows go through lane_digests as it chooses.
// INGOT_BENCH_MIB: size of the file (512), made in the temp folder (TMPDIR) and removed.
#include <benchmark/benchmark.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "benchmarks/suite.hpp"
#include "host/digest/hasher.hpp"
#include "host/digest/lane_digests.hpp"
#include "host/digest/range_reader.hpp"
#include "host/io/page_cache.hpp"
#include "tests/io/disk_file.hpp"

namespace ingot::digest {
namespace {

using benchmark::State;

constexpr std::uint64_t kPart = 8u << 20;

// Written a MiB at a time, or as many small writers do, 4 KiB at a time: the page cache then holds
// it in large pieces or in single pages.
io::DiskFile make_file(std::size_t written_at_once) {
  const char* const mib = std::getenv("INGOT_BENCH_MIB");
  std::size_t left = (mib == nullptr ? 512 : std::strtoull(mib, nullptr, 10)) << 20;
  std::mt19937_64 random(1);
  std::vector<char> bytes(1u << 20);
  for (char& byte : bytes) byte = static_cast<char>(random());
  io::DiskFile file{std::span<const std::byte>()};
  const int fd = ::open(file.path().c_str(), O_WRONLY | O_CLOEXEC);
  for (; left > 0; left -= written_at_once) {
    const char* const from = bytes.data() + left % bytes.size();
    if (::write(fd, from, written_at_once) < 0) std::abort();
  }
  ::fsync(fd);  // dirty pages could not be dropped
  ::close(fd);
  return file;
}

struct Source {
  explicit Source(std::size_t written_at_once)
      : disk(make_file(written_at_once)), file(disk.open()) {
    for (std::uint64_t at = 0; at < file.size(); at += kPart) {
      parts.push_back({file, at, std::min(kPart, file.size() - at)});
    }
  }
  const io::DiskFile disk;
  const io::FileHandle file;
  std::vector<FileRange> parts;
};

const Source& large_writes() {
  static const Source source(1u << 20);
  return source;
}
const Source& small_writes() {
  static const Source source(4096);
  return source;
}

enum class Start : std::uint8_t { warm, cold };

// Runs `work` over the file again and again; dropping it is not counted.
template <class Work>
void measure(State& state, const Source& source, Start start, Work work) {
  double cached = 0;
  if (start == Start::warm) {
    std::vector<std::byte> buffer(1u << 20);
    for (std::uint64_t at = 0; at < source.file.size(); at += buffer.size()) {
      if (!source.file.read_at(buffer, at)) std::abort();
    }
  }
  for (auto _ : state) {
    if (start == Start::cold) {
      state.PauseTiming();
      ::posix_fadvise(source.file.fd(), 0, 0, POSIX_FADV_DONTNEED);
      cached += io::cached_share(source.file, 0, source.file.size()).value_or(-1);
      state.ResumeTiming();
    }
    work();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * source.file.size()));
  if (start == Start::cold)
    state.counters["cached"] = cached / static_cast<double>(state.iterations());
}

// Every part in a lane, in one given way.
class OneWayFeed final : public LaneFeed {
 public:
  OneWayFeed(std::span<const FileRange> parts, unsigned lanes, ReadingWay way)
      : parts_(parts), way_(way), memory_(lanes), readers_(parts.size()) {}

  std::optional<LaneJob> take() override {
    if (next_ == parts_.size()) return std::nullopt;
    readers_[next_].emplace(memory_, parts_[next_], way_);
    return LaneJob{next_, parts_[next_++].length};
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t,
                                          std::span<std::byte> staging) override {
    return readers_[id]->next(staging);
  }
  void finish(std::uint64_t id, Result<DigestValue> digest) override {
    if (!digest || !readers_[id]->finish()) std::abort();
    readers_[id].reset();
  }

 private:
  const std::span<const FileRange> parts_;
  const ReadingWay way_;
  ReadingMemory memory_;
  std::vector<std::optional<RangeReader>> readers_;
  std::size_t next_ = 0;
};

void lanes(State& state, const Source& source, Start start, LaneKernel kernel, ReadingWay way) {
  auto hasher = *LaneHasher::start(kernel);
  measure(state, source, start, [&] {
    OneWayFeed feed(source.parts, kernel.lanes, way);
    if (!hasher.run(feed, {})) std::abort();
  });
}

void product(State& state, const Source& source, Start start, LaneKernel kernel, NextUse use) {
  auto hasher = *LaneHasher::start(kernel);
  measure(state, source, start, [&] {
    for (const auto& digest : lane_digests(hasher, source.parts, {}, use)) {
      if (!digest) std::abort();
    }
  });
}

// What everybody does: pread into a buffer, one MD5 after the other.
void evp(State& state, const Source& source, Start start) {
  auto hasher = *Hasher::start(Algorithm::md5);
  std::vector<std::byte> buffer(256u << 10);
  measure(state, source, start, [&] {
    for (const FileRange& part : source.parts) {
      for (std::uint64_t at = 0; at < part.length; at += buffer.size()) {
        if (!source.file.read_at(buffer, part.offset + at)) std::abort();
        hasher.update(buffer);
      }
      benchmark::DoNotOptimize(hasher.finish());
    }
  });
}

// The bytes are brought and looked at (one of each cache line), not hashed: what a way costs alone.
void bring(State& state, const Source& source, Start start, ReadingWay way, std::size_t piece) {
  std::vector<std::byte> buffer(piece);
  measure(state, source, start, [&] {
    ReadingMemory memory(1);
    RangeReader reader(memory, {source.file, 0, source.file.size()}, way);
    unsigned sum = 0;
    for (std::uint64_t at = 0; at < source.file.size(); at += piece) {
      const auto bytes = *reader.next(buffer);
      for (std::size_t i = 0; i < bytes.size(); i += 64) sum += std::to_integer<unsigned>(bytes[i]);
    }
    benchmark::DoNotOptimize(sum);
    if (!reader.finish() || reader.way() != way) std::abort();
  });
}

// The system is asked for half a MiB well before it is read.
void bring_ahead(State& state, const Source& source, Start start) {
  constexpr std::uint64_t kAhead = 512u << 10;
  std::vector<std::byte> buffer(256u << 10);
  const std::uint64_t size = source.file.size();
  measure(state, source, start, [&] {
    unsigned sum = 0;
    for (std::uint64_t at = 0, asked = 0; at < size; at += buffer.size()) {
      for (; asked < size && asked < at + 2 * kAhead; asked += kAhead) {
        ::posix_fadvise(source.file.fd(), static_cast<off_t>(asked), kAhead, POSIX_FADV_WILLNEED);
      }
      if (!source.file.read_at(buffer, at)) std::abort();
      for (std::size_t i = 0; i < buffer.size(); i += 64) {
        sum += std::to_integer<unsigned>(buffer[i]);
      }
    }
    benchmark::DoNotOptimize(sum);
  });
}

// A mapping without windows and without entering its pages beforehand.
void bring_by_faults(State& state, const Source& source, Start start) {
  const std::size_t size = source.file.size();
  measure(state, source, start, [&] {
    void* const memory = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, source.file.fd(), 0);
    const auto* bytes = static_cast<const std::byte*>(memory);
    unsigned sum = 0;
    for (std::size_t i = 0; i < size; i += 64) sum += std::to_integer<unsigned>(bytes[i]);
    benchmark::DoNotOptimize(sum);
    ::munmap(memory, size);
  });
}

template <class Function, class... Arguments>
void add(const std::string& name, Function function, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), function, arguments...)
      ->Unit(benchmark::kMillisecond)
      ->MeasureProcessCPUTime();
}

void add_bringing(const std::string& group, const Source& source, Start start) {
  add(group + "baseline", bring, std::cref(source), start, ReadingWay::copied, 256u << 10);
  add(group + "copied_16k", bring, std::cref(source), start, ReadingWay::copied, 16u << 10);
  add(group + "copied_ahead", bring_ahead, std::cref(source), start);
  add(group + "mapped", bring, std::cref(source), start, ReadingWay::mapped, 256u << 10);
  add(group + "mapped_by_faults", bring_by_faults, std::cref(source), start);
  add(group + "direct", bring, std::cref(source), start, ReadingWay::direct, 256u << 10);
}

void add_digests(const std::string& group, const Source& source, Start start,
                 const LaneKernel& kernel) {
  constexpr std::pair<const char*, ReadingWay> kWays[] = {{"copied", ReadingWay::copied},
                                                          {"mapped", ReadingWay::mapped},
                                                          {"direct", ReadingWay::direct}};
  const std::string row = group + std::string(kernel.name) + "_";
  for (const auto& [name, way] : kWays) {
    add(row + name, lanes, std::cref(source), start, kernel, way);
  }
  add(row + "product", product, std::cref(source), start, kernel, NextUse::sending);
  if (start == Start::cold) {
    add(row + "product_digest_only", product, std::cref(source), start, kernel, NextUse::none);
  }
}

void add_all() {
  add_bringing("warm/bring/", large_writes(), Start::warm);
  add_bringing("warm/bring_small_writes/", small_writes(), Start::warm);
  add_bringing("cold/bring/", large_writes(), Start::cold);
  for (const Start start : {Start::warm, Start::cold}) {
    const std::string group = start == Start::warm ? "warm/md5/" : "cold/md5/";
    add(group + "baseline", evp, std::cref(large_writes()), start);
    for (const LaneKernel& kernel : lane_kernels(Algorithm::md5)) {
      if (kernel.has_lanes()) add_digests(group, large_writes(), start, kernel);
    }
  }
  add("warm/md5_small_writes/baseline", evp, std::cref(small_writes()), Start::warm);
  add_digests("warm/md5_small_writes/", small_writes(), Start::warm,
              lane_kernels(Algorithm::md5).front());
}

}  // namespace
}  // namespace ingot::digest

int main(int argc, char** argv) {
  ingot::digest::add_all();
  return ingot::bench::run_suite(argc, argv, "0.1");
}
