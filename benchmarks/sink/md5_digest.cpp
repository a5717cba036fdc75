#include "benchmarks/sink/md5_digest.hpp"

#include <algorithm>

#include <openssl/evp.h>

namespace ingot::sink {

struct Md5Digest::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
  void start() { EVP_DigestInit_ex(evp, EVP_md5(), nullptr); }
};

Md5Digest::Md5Digest() : context_(std::make_unique<Context>()) { context_->start(); }
Md5Digest::~Md5Digest() = default;

void Md5Digest::add(std::span<const std::byte> bytes) {
  EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size());
}

Md5 Md5Digest::finish() {
  Md5 md5{};
  EVP_DigestFinal_ex(context_->evp, md5.data(), nullptr);
  context_->start();
  return md5;
}

std::string hex(const Md5& md5) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : md5) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<Md5> from_base64(std::string_view text) {
  std::array<unsigned char, 18> bytes{};
  if (text.size() != 24) return std::nullopt;
  const auto* from = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DecodeBlock(bytes.data(), from, 24) != 18) return std::nullopt;
  Md5 md5;
  std::copy_n(bytes.begin(), md5.size(), md5.begin());
  return md5;
}

}  // namespace ingot::sink
