// MD5, SHA-256 and HMAC as an object store needs them, with their hex and base64 spellings.
// Not the host's digest engine: it is deliberately separate, so that one cannot vouch for the
// other. Threads: a Digest belongs to one thread; the functions are pure.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ingot::lab {

enum class Algorithm : unsigned char { kMd5, kSha256 };

class Digest {
 public:
  explicit Digest(Algorithm algorithm);
  ~Digest();
  Digest(Digest&&) noexcept;
  Digest& operator=(Digest&&) noexcept;

  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  // The raw digest; the object must not be used afterwards.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string digest_of(Algorithm algorithm, std::string_view text);
std::string hmac_sha256(std::string_view key, std::string_view text);

std::string to_hex(std::string_view bytes);
// nullopt: odd length or a character that is no hex digit.
std::optional<std::string> from_hex(std::string_view hex);
std::string to_base64(std::string_view bytes);
// Strict RFC 4648 with padding; nullopt otherwise.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace ingot::lab
