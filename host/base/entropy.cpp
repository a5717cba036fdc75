#include "host/base/entropy.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdlib>

namespace ingot {

void SystemEntropy::fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    } else if (errno != EINTR) {
      // Without randomness session ids could repeat and requests be taken for each other; there is no safe way on.
      std::abort();
    }
  }
}

void SeededEntropy::fill(std::span<std::byte> bytes) {
  for (auto& byte : bytes) byte = static_cast<std::byte>(engine_());
}

}  // namespace ingot
