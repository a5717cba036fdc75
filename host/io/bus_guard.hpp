// BusGuard: keeps reading a mapped file from killing the program. A file that is cut while it is
// mapped answers reads beyond its new end with SIGBUS; inside a guarded range of addresses the
// reader then finds zeros instead, whoever it is (a vector kernel, OpenSSL), and the guard is torn.
// Not a mapping (MappedRange) and no help against other faults: those go to whatever handled SIGBUS
// before, or end the process as they would have.
//
// The handler is the process's own and stays once the first guard is taken: signals have no
// narrower scope. It takes no lock and allocates nothing. System calls that read such memory do not
// raise the signal; they fail with EFAULT. Move-only; guards may be taken and dropped by any
// thread; the addresses are read only while their guard lives.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace ingot::io {

class BusGuard {
 public:
  // Guards `length` bytes from `begin`, whole pages of a mapping of the caller's. Nothing when as
  // many guards as there may be (kMost) are held: then do not read the mapping.
  static constexpr std::size_t kMost = 4096;
  static std::optional<BusGuard> take(const void* begin, std::size_t length);

  BusGuard(BusGuard&& other) noexcept : place_(std::exchange(other.place_, nullptr)) {}
  BusGuard& operator=(BusGuard&& other) noexcept {
    std::swap(place_, other.place_);
    return *this;
  }
  // Before the mapping goes.
  ~BusGuard();

  // Some byte read since the guard was taken was not the file's. For the thread that read it, or
  // one that comes after it.
  bool is_torn() const { return place_->is_torn.load(std::memory_order_acquire); }

  // One entry of the table the handler looks through.
  struct Place {
    std::atomic<std::uint64_t> pages{0};  // first page and number of pages; 0 = free
    std::atomic<bool> is_torn{false};
  };

 private:
  explicit BusGuard(Place* place) : place_(place) {}

  Place* place_;
};

}  // namespace ingot::io
