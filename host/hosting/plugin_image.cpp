#include "host/hosting/plugin_image.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "host/base/text.hpp"
#include "host/io/owned_fd.hpp"

namespace ingot::hosting {

// Generous: a Rust plugin with debug information has tens of megabytes.
static constexpr std::int64_t kMostBytes = 1ll << 30;

static Error refusal(std::string message) { return Error{ErrorKind::refused, std::move(message)}; }

PluginImage::~PluginImage() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
  if (fd_ >= 0) ::close(fd_);
}

static Status copy(int from, int to, std::int64_t size) {
  for (std::int64_t left = size; left > 0;) {
    const ssize_t copied = ::sendfile(to, from, nullptr, static_cast<std::size_t>(left));
    if (copied < 0 && errno == EINTR) continue;
    if (copied < 0) return refusal(system_error("cannot be read", errno).message);
    if (copied == 0) return refusal("was cut short while it was read");
    left -= copied;
  }
  return {};
}

Result<PluginImage> PluginImage::read(const std::filesystem::path& file) {
  const io::OwnedFd source(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) {
    return Error{errno == ENOENT ? ErrorKind::not_found : ErrorKind::refused,
                 system_error("cannot be opened", errno).message};
  }
  struct stat facts {};
  if (::fstat(source.value(), &facts) != 0) return refusal(system_error("cannot be looked at", errno).message);
  if (!S_ISREG(facts.st_mode)) return refusal("is no file");
  if (facts.st_size == 0 || facts.st_size > kMostBytes) {
    return refusal("has " + human_bytes(static_cast<std::uint64_t>(facts.st_size)) + ", no plugin has");
  }
  PluginImage image;
  image.fd_ = ::memfd_create(file.filename().c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (image.fd_ < 0) return refusal(system_error("cannot be copied: memfd_create", errno).message);
  INGOT_CHECK(copy(source.value(), image.fd_, facts.st_size));
  constexpr int kForGood = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (::fcntl(image.fd_, F_ADD_SEALS, kForGood) != 0) return refusal(system_error("cannot be sealed", errno).message);
  const auto size = static_cast<std::size_t>(facts.st_size);
  void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, image.fd_, 0);
  if (mapped == MAP_FAILED) return refusal(system_error("cannot be mapped", errno).message);
  image.bytes_ = {static_cast<const std::byte*>(mapped), size};
  return image;
}

}  // namespace ingot::hosting
