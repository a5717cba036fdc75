#include "host/io/page_cache.hpp"

#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>

namespace ingot::io {

namespace {

constexpr std::uint64_t kSpot = 64u << 10;
constexpr std::uint64_t kSpots = 4;

// cachestat(2), Linux 6.5; the C library of Debian 12 knows neither its number nor its records.
constexpr long kCachestat = 451;
struct CachestatRange {
  std::uint64_t offset;
  std::uint64_t length;
};
struct Cachestat {
  std::uint64_t cached, dirty, writeback, evicted, recently_evicted;  // pages
};

std::optional<double> share_by_count(int fd, std::uint64_t offset, std::uint64_t length) {
  static const std::uint64_t page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  const CachestatRange range{offset, length};
  Cachestat found{};
  if (::syscall(kCachestat, fd, &range, &found, 0) != 0) return std::nullopt;
  const std::uint64_t all = (offset + length - 1) / page - offset / page + 1;
  return static_cast<double>(found.cached) / static_cast<double>(all);
}

std::optional<double> share_by_reading(int fd, std::uint64_t offset) {
  char byte = 0;
  const iovec into{&byte, 1};
  if (::preadv2(fd, &into, 1, static_cast<off_t>(offset), RWF_NOWAIT) >= 0) return 1.0;
  if (errno == EAGAIN) return 0.0;
  return std::nullopt;
}

std::optional<double> share_of_spot(int fd, std::uint64_t offset, std::uint64_t length) {
  const auto share = share_by_count(fd, offset, length);
  return share ? share : share_by_reading(fd, offset);
}

}  // namespace

std::optional<double> cached_share(const FileHandle& file, std::uint64_t offset,
                                   std::uint64_t length) {
  if (length == 0) return 1.0;
  if (length <= kSpots * kSpot) return share_of_spot(file.fd(), offset, length);
  const std::uint64_t step = (length - kSpot) / (kSpots - 1);
  double sum = 0;
  for (std::uint64_t i = 0; i < kSpots; ++i) {
    const auto share = share_of_spot(file.fd(), offset + i * step, kSpot);
    if (!share) return std::nullopt;
    sum += *share;
  }
  return sum / kSpots;
}

}  // namespace ingot::io
