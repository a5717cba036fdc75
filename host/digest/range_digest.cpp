#include "host/digest/range_digest.hpp"

#include <algorithm>

#include "host/digest/hasher.hpp"

namespace ingot::digest {

namespace {

template <class AnyHasher>
Status feed(const FileRange& range, std::span<std::byte> buffer, AnyHasher& hasher,
            const std::stop_token& stop) {
  if (buffer.empty()) return Error{ErrorKind::internal, "digest: no buffer to read through"};
  std::uint64_t offset = range.offset;
  std::uint64_t left = range.length;
  while (left > 0) {
    if (stop.stop_requested()) return Error{ErrorKind::cancelled, "digest: stopped"};
    const auto piece =
        buffer.first(static_cast<std::size_t>(std::min<std::uint64_t>(left, buffer.size())));
    INGOT_CHECK(range.file.read_at(piece, offset));
    hasher.update(piece);
    offset += piece.size();
    left -= piece.size();
  }
  return {};
}

}  // namespace

Status feed_range(const FileRange& range, std::span<std::byte> buffer, Hasher& hasher,
                  const std::stop_token& stop) {
  return feed(range, buffer, hasher, stop);
}

Result<DigestValue> digest_range(const FileRange& range, Algorithm algorithm,
                                 std::span<std::byte> buffer, const std::stop_token& stop) {
  INGOT_TRY(Hasher hasher, Hasher::start(algorithm));
  INGOT_CHECK(feed(range, buffer, hasher, stop));
  return hasher.finish();
}

Result<std::vector<DigestValue>> digest_range(const FileRange& range,
                                              std::span<const Algorithm> algorithms,
                                              std::span<std::byte> buffer,
                                              const std::stop_token& stop) {
  INGOT_TRY(MultiHasher hasher, MultiHasher::start(algorithms));
  INGOT_CHECK(feed(range, buffer, hasher, stop));
  return hasher.finish();
}

}  // namespace ingot::digest
