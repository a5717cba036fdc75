// Md5Digest: MD5 of bytes as they come, by OpenSSL, and its spellings. A value owned by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ingot::sink {

using Md5 = std::array<std::uint8_t, 16>;

class Md5Digest {
 public:
  Md5Digest();
  ~Md5Digest();
  Md5Digest(const Md5Digest&) = delete;
  Md5Digest& operator=(const Md5Digest&) = delete;

  void add(std::span<const std::byte> bytes);
  Md5 finish();  // and start over

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string hex(const Md5& md5);
// The 16 bytes that the value of a Content-MD5 stands for; nullopt when it is none.
std::optional<Md5> from_base64(std::string_view text);

}  // namespace ingot::sink
