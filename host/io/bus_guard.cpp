#include "host/io/bus_guard.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>

namespace ingot::io {

namespace {

// The unit of the table; the system's pages are multiples of it.
constexpr std::uint64_t kPage = 4096;
// First page and number of pages share one word, so that the handler never sees the one of a guard
// with the other of the next: 57-bit addresses leave 45 bits for the page.
constexpr unsigned kCountBits = 19;
constexpr std::uint64_t kMostPages = (1u << kCountBits) - 1;

static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
              std::atomic<bool>::is_always_lock_free);

constinit std::array<BusGuard::Place, BusGuard::kMost> places;
constinit std::atomic<std::size_t> next_place{0};
// Written before the handler is installed, then only read.
struct sigaction previous = {};
std::uintptr_t page_size = 0;

// Puts zeros over the rest of the guarded range and says so. Torn comes first: another thread that
// reads the zeros must find it so afterwards. The plain system call, because a sanitizer's mmap is
// not made for handlers.
bool tear(std::uintptr_t address) {
  for (BusGuard::Place& place : places) {
    const std::uint64_t pages = place.pages.load(std::memory_order_acquire);
    const std::uint64_t begin = (pages >> kCountBits) * kPage;
    const std::uint64_t end = begin + (pages & kMostPages) * kPage;
    if (address < begin || address >= end) continue;
    place.is_torn.store(true, std::memory_order_release);
    const std::uint64_t from = address / page_size * page_size;
    return ::syscall(SYS_mmap, from, end - from, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
                     -1, 0) == static_cast<long>(from);
  }
  return false;
}

void pass_on(int signal_number, siginfo_t* info, void* context) {
  if ((previous.sa_flags & SA_SIGINFO) != 0) {
    previous.sa_sigaction(signal_number, info, context);
    return;
  }
  const bool is_sent = info->si_code <= 0;  // by kill(2): nothing will repeat it by itself
  if (previous.sa_handler == SIG_IGN && is_sent) return;
  if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal_number);
    return;
  }
  // The fault comes again when this returns and then ends the process where it happened.
  ::signal(signal_number, SIG_DFL);
  if (is_sent) ::raise(signal_number);
}

void on_bus_error(int signal_number, siginfo_t* info, void* context) {
  const int error_number = errno;
  // Only "no such page behind the mapping"; failing memory is not a cut file.
  if (info->si_code != BUS_ADRERR || !tear(reinterpret_cast<std::uintptr_t>(info->si_addr))) {
    pass_on(signal_number, info, context);
  }
  errno = error_number;
}

bool install() {
  page_size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  if (::sigaction(SIGBUS, nullptr, &previous) != 0) return false;
  struct sigaction action = {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  return ::sigaction(SIGBUS, &action, nullptr) == 0;
}

}  // namespace

std::optional<BusGuard> BusGuard::take(const void* begin, std::size_t length) {
  static const bool is_installed = install();
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::uint64_t count = (length + kPage - 1) / kPage;
  assert(length > 0 && address % kPage == 0);
  if (!is_installed || count > kMostPages) return std::nullopt;
  const std::uint64_t pages = address / kPage << kCountBits | count;
  const std::size_t start = next_place.fetch_add(1, std::memory_order_relaxed);
  for (std::size_t i = 0; i < places.size(); ++i) {
    Place& place = places[(start + i) % places.size()];
    std::uint64_t none = 0;
    if (place.pages.compare_exchange_strong(none, pages, std::memory_order_acq_rel)) {
      return BusGuard(&place);
    }
  }
  return std::nullopt;
}

BusGuard::~BusGuard() {
  if (place_ == nullptr) return;
  place_->is_torn.store(false, std::memory_order_relaxed);
  place_->pages.store(0, std::memory_order_release);
}

}  // namespace ingot::io
