#include "host/digest/range_reader.hpp"

#include <algorithm>
#include <cstring>

namespace ingot::digest {

namespace {

constexpr std::size_t kMapped = 16u << 20;
constexpr std::size_t kLeastWindow = 512u << 10;
constexpr std::size_t kMostWindow = 2u << 20;
// In flight at least; more readers read one block ahead each.
constexpr unsigned kDirectDepth = 16;

}  // namespace

ReadingMemory::ReadingMemory(unsigned readers)
    : readers_(readers), window_(std::clamp(kMapped / readers, kLeastWindow, kMostWindow)) {}

io::DirectReader* ReadingMemory::direct() {
  if (!was_asked_) {
    was_asked_ = true;
    auto reader = io::DirectReader::start(readers_, std::max(1u, kDirectDepth / readers_));
    if (reader) direct_.emplace(*std::move(reader));
  }
  return direct_ ? &*direct_ : nullptr;
}

RangeReader::RangeReader(ReadingMemory& memory, const FileRange& range, ReadingWay way)
    : memory_(memory), range_(range), way_(way), at_(range.offset) {
  if (way_ != ReadingWay::direct) return;
  way_ = ReadingWay::mapped;
  if (io::DirectReader* const reader = memory_.direct()) {
    auto stream = reader->open(range.file, range.offset, range.length);
    if (!stream) return;
    direct_.emplace(*std::move(stream));
    way_ = ReadingWay::direct;
    is_to_compare_ = true;
  }
}

Result<std::span<const std::byte>> RangeReader::next(std::span<std::byte> staging) {
  INGOT_TRY(const auto bytes, way_ == ReadingWay::mapped   ? next_mapped(staging)
                              : way_ == ReadingWay::direct ? next_direct(staging)
                                                           : next_copied(staging));
  at_ += bytes.size();
  return bytes;
}

Result<std::span<const std::byte>> RangeReader::next_mapped(std::span<std::byte> staging) {
  const std::uint64_t used = mapped_ ? at_ - mapped_at_ : 0;
  if (!mapped_ || mapped_->bytes().size() - used < staging.size()) {
    if (mapped_) INGOT_CHECK(mapped_->intact());
    const std::uint64_t left = range_.offset + range_.length - at_;
    const std::size_t wanted = std::max(memory_.window(), staging.size());
    mapped_.reset();
    auto window = io::MappedRange::map(
        range_.file, at_, static_cast<std::size_t>(std::min<std::uint64_t>(wanted, left)));
    if (!window && window.error().kind == ErrorKind::unavailable) {
      way_ = ReadingWay::copied;
      return next_copied(staging);
    }
    if (!window) return window.error();
    mapped_.emplace(*std::move(window));
    mapped_at_ = at_;
    is_to_compare_ = true;
  }
  return mapped_->bytes().subspan(static_cast<std::size_t>(at_ - mapped_at_), staging.size());
}

Result<std::span<const std::byte>> RangeReader::next_direct(std::span<std::byte> staging) {
  INGOT_CHECK(refill());
  if (block_.size() >= staging.size()) {
    const auto bytes = block_.first(staging.size());
    block_ = block_.subspan(staging.size());
    return bytes;
  }
  for (auto rest = staging; !rest.empty();) {
    INGOT_CHECK(refill());
    const std::size_t size = std::min(rest.size(), block_.size());
    std::memcpy(rest.data(), block_.data(), size);
    rest = rest.subspan(size);
    block_ = block_.subspan(size);
  }
  return std::span<const std::byte>(staging);
}

Status RangeReader::refill() {
  if (block_.empty()) {
    INGOT_TRY(block_, direct_->next());
  }
  return {};
}

Result<std::span<const std::byte>> RangeReader::next_copied(std::span<std::byte> staging) const {
  INGOT_CHECK(range_.file.read_at(staging, at_));
  return std::span<const std::byte>(staging);
}

Status RangeReader::finish() const {
  if (!is_to_compare_) return {};
  if (mapped_) INGOT_CHECK(mapped_->intact());
  return range_.file.still_unchanged();
}

}  // namespace ingot::digest
