#include "host/transfer/digest_batch.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "host/digest/hasher.hpp"

namespace ingot::transfer {

using digest::Algorithm;

namespace {

// pread is fastest at 64–256 KiB (shared/design/performance.md).
constexpr std::size_t kBlock = 256u << 10;

Error stopped() { return Error{ErrorKind::cancelled, "digest: stopped"}; }

// SHA-256 of bytes that are in memory, for the results that want it.
class HeldFeed final : public digest::LaneFeed {
 public:
  struct Wish {
    DigestResult& result;
    std::uint64_t length;
  };
  explicit HeldFeed(std::vector<Wish> wishes) : wishes_(std::move(wishes)) {}

  std::optional<digest::LaneJob> take() override {
    if (next_ == wishes_.size()) return std::nullopt;
    const std::size_t id = next_++;
    return digest::LaneJob{id, wishes_[id].length};
  }
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override {
    return std::span<const std::byte>(wishes_[id].result.held.get() + offset, staging.size());
  }
  void finish(std::uint64_t id, Result<digest::DigestValue> digest) override {
    if (digest) wishes_[id].result.sha256_raw = raw_bytes(*digest);
  }

 private:
  const std::vector<Wish> wishes_;
  std::size_t next_ = 0;
};

Result<digest::LaneHasher*> lanes_for(Algorithm algorithm, DigestMemory& memory) {
  auto& lanes = algorithm == Algorithm::md5 ? memory.md5 : memory.sha256;
  if (!lanes) {
    INGOT_TRY(lanes, digest::LaneHasher::start(algorithm));
  }
  return &*lanes;
}

}  // namespace

DigestBatch::DigestBatch(io::Files& files, Mailbox<Fact>& mailbox, std::vector<DigestJob> jobs)
    : files_(files),
      mailbox_(mailbox),
      jobs_(std::move(jobs)),
      is_alone_(jobs_.size() == 1 || jobs_.front().task.algorithm == Algorithm::crc32c),
      reading_(static_cast<unsigned>(jobs_.size())),
      places_(jobs_.size()) {
  for (std::size_t id = 0; id < jobs_.size(); ++id) {
    const io::SourceFile& file = jobs_[id].task.file;
    auto same = std::find_if(sources_.begin(), sources_.end(),
                             [&](const Source& source) { return source.file == file; });
    if (same == sources_.end()) same = sources_.insert(same, Source{file, std::nullopt, 0});
    ++same->users;
    places_[id].source = static_cast<std::size_t>(same - sources_.begin());
  }
}

void DigestBatch::run(DigestMemory& memory, const std::stop_token& stop) {
  // Measured: one lane does 0.9 of what OpenSSL does for a single message, two already do 1.3 to 1.7.
  if (is_alone_ || !run_in_lanes(memory, stop)) run_alone(memory, stop);
  take_sha256(memory, stop);
  for (DigestResult& result : held_) mailbox_.post(std::move(result));
  for (std::size_t id = 0; id < jobs_.size(); ++id) {
    if (!places_[id].is_answered) answer(id, DigestResult{.id = 0, .value = stopped(), .held = {}, .sha256_raw = {}});
  }
}

// Fails only where there are no lanes, before anything is taken.
Status DigestBatch::run_in_lanes(DigestMemory& memory, const std::stop_token& stop) {
  INGOT_TRY(digest::LaneHasher* const lanes, lanes_for(jobs_.front().task.algorithm, memory));
  ignore_error(lanes->run(*this, stop), "a stop shows in the answers of those it left undone");
  return {};
}

void DigestBatch::run_alone(DigestMemory& memory, const std::stop_token& stop) {
  memory.block.resize(kBlock);
  while (const auto job = take()) finish(job->id, digest_alone(*job, memory, stop));
}

Result<digest::DigestValue> DigestBatch::digest_alone(const digest::LaneJob& job, DigestMemory& memory,
                                                      const std::stop_token& stop) {
  INGOT_TRY(auto hasher, digest::Hasher::start(jobs_[job.id].task.algorithm));
  for (std::uint64_t offset = 0; offset < job.length;) {
    if (stop.stop_requested()) return stopped();
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(job.length - offset, kBlock));
    INGOT_TRY(const auto bytes, read(job.id, offset, std::span(memory.block).first(size)));
    hasher.update(bytes);
    offset += size;
  }
  return hasher.finish();
}

void DigestBatch::take_sha256(DigestMemory& memory, const std::stop_token& stop) {
  std::vector<HeldFeed::Wish> wishes;
  for (std::size_t i = 0; i < held_.size(); ++i) {
    const DigestTask& task = jobs_[held_jobs_[i]].task;
    if (task.takes_sha256) wishes.push_back({held_[i], task.length});
  }
  if (wishes.empty()) return;
  const auto lanes = lanes_for(Algorithm::sha256, memory);
  if (!lanes) return ignore_error(lanes, "whoever misses the item's digest takes it while the bytes are sent");
  HeldFeed feed(std::move(wishes));
  ignore_error((*lanes)->run(feed, stop), "a stopped run keeps no digests");
}

std::optional<digest::LaneJob> DigestBatch::take() {
  while (next_ < jobs_.size()) {
    const std::size_t id = next_++;
    const DigestTask& task = jobs_[id].task;
    const Status opened = open(id);
    if (!opened) {
      finish(id, opened.error());
      continue;
    }
    begin_reading(id);
    return digest::LaneJob{id, task.length};
  }
  return std::nullopt;
}

void DigestBatch::begin_reading(std::size_t id) {
  Place& place = places_[id];
  const DigestTask& task = jobs_[id].task;
  if (task.holds_bytes) {
    place.held = std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(task.length));
    return;
  }
  const digest::FileRange range{*sources_[place.source].handle, task.offset, task.length};
  auto way = digest::reading_way(range, task.next_use);
  // A single stream is best read through a buffer that stays in the CPU's cache.
  if (is_alone_ && way == digest::ReadingWay::mapped) way = digest::ReadingWay::copied;
  place.reader.emplace(reading_, range, way);
}

Status DigestBatch::open(std::size_t id) {
  Source& source = sources_[places_[id].source];
  if (source.handle) return {};
  INGOT_TRY(source.handle, files_.open(source.file));
  return {};
}

Result<std::span<const std::byte>> DigestBatch::read(std::uint64_t id, std::uint64_t offset,
                                                     std::span<std::byte> staging) {
  if (jobs_[id].cancel.stop_requested()) return stopped();
  Place& place = places_[id];
  if (!place.held) return place.reader->next(staging);
  const io::FileHandle& file = *sources_[place.source].handle;
  const DigestTask& task = jobs_[id].task;
  // What is held comes by one call, also when the lanes want it in pieces.
  const std::span<std::byte> held(place.held.get(), static_cast<std::size_t>(task.length));
  if (offset == 0) INGOT_CHECK(file.read_at(held, task.offset));
  return std::span<const std::byte>(held.subspan(offset, staging.size()));
}

void DigestBatch::finish(std::uint64_t id, Result<digest::DigestValue> digest) {
  Source& source = sources_[places_[id].source];
  auto& reader = places_[id].reader;
  if (digest && reader) {
    if (const Status whole = reader->finish(); !whole) digest = whole.error();
  }
  reader.reset();
  if (digest) {
    if (const Status same = source.handle->still_unchanged(); !same) digest = same.error();
  }
  if (--source.users == 0) source.handle.reset();
  const bool is_held = digest.has_value() && places_[id].held != nullptr;
  answer(id, DigestResult{.id = 0,
                          .value = std::move(digest),
                          .held = is_held ? std::move(places_[id].held) : nullptr,
                          .sha256_raw = {}});
}

void DigestBatch::answer(std::size_t id, DigestResult result) {
  places_[id].is_answered = true;
  result.id = jobs_[id].task.id;
  if (!result.held) return mailbox_.post(std::move(result));
  held_.push_back(std::move(result));
  held_jobs_.push_back(id);
}

}  // namespace ingot::transfer
