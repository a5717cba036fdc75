#include "benchmarks/unpaced.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace ingot::bench {

std::string unpace_connections() {
  static constexpr char kUnpaced[] = "cubic";
  std::string used = "none";
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    const int fd = std::atoi(entry.path().filename().c_str());
    std::array<char, 16> name{};
    auto size = static_cast<socklen_t>(name.size() - 1);
    // Both fail on what is no TCP socket.
    ::setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, kUnpaced, sizeof kUnpaced - 1);
    if (::getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, name.data(), &size) == 0) used = name.data();
  }
  return used;
}

}  // namespace ingot::bench
