#include "host/hosting/landlock.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace ingot::hosting {

namespace {

// linux/landlock.h of ABI 6, whose numbers are fixed.
struct RulesetAttributes {
  std::uint64_t files, network, scopes;
};
struct __attribute__((packed)) PathRule {
  std::uint64_t allowed;
  std::int32_t folder;
};

constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr unsigned kVersion = 1, kPathBeneath = 1;
constexpr std::uint64_t kExecute = 1u << 0, kReadFile = 1u << 2, kReadFolder = 1u << 3;

// Each ABI knows the bits of those before it.
std::uint64_t file_rights(unsigned abi) {
  std::uint64_t rights = (1u << 13) - 1;   // 1: execute … make a symbolic link
  if (abi >= 2) rights |= 1u << 13;        // linking across folders
  if (abi >= 3) rights |= 1u << 14;        // truncating
  if (abi >= 5) rights |= 1u << 15;        // ioctl of devices
  return rights;
}

class Descriptor {
 public:
  explicit Descriptor(long fd) : fd_(static_cast<int>(fd)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  const int fd_;
};

Status allow(const Descriptor& ruleset, const char* path) {
  const Descriptor place(::open(path, O_PATH | O_CLOEXEC));
  if (!place.is_open()) return {};
  struct stat facts {};
  if (::fstat(place.value(), &facts) != 0) return {};
  const std::uint64_t rights = kExecute | kReadFile | (S_ISDIR(facts.st_mode) ? kReadFolder : 0);
  const PathRule rule{rights, place.value()};
  if (::syscall(kAddRule, ruleset.value(), kPathBeneath, &rule, 0) != 0)
    return system_error("landlock_add_rule", errno);
  return {};
}

}  // namespace

unsigned landlock_abi() {
  const long abi = ::syscall(kCreateRuleset, nullptr, 0, kVersion);
  return abi < 0 ? 0 : static_cast<unsigned>(abi);
}

Status restrict_to(std::span<const char* const> readable, unsigned abi) {
  RulesetAttributes attributes{file_rights(abi), 0, 0};
  std::size_t size = sizeof attributes.files;
  if (abi >= 4) {
    attributes.network = 3;  // binding and connecting TCP
    size += sizeof attributes.network;
  }
  if (abi >= 6) {
    attributes.scopes = 3;  // abstract sockets and signals
    size += sizeof attributes.scopes;
  }
  const Descriptor ruleset(::syscall(kCreateRuleset, &attributes, size, 0));
  if (!ruleset.is_open()) return system_error("landlock_create_ruleset", errno);
  for (const char* path : readable) INGOT_CHECK(allow(ruleset, path));
  if (::syscall(kRestrictSelf, ruleset.value(), 0) != 0) return system_error("landlock_restrict_self", errno);
  return {};
}

}  // namespace ingot::hosting
