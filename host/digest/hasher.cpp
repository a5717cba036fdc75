#include "host/digest/hasher.hpp"

#include <array>
#include <string>
#include <utility>

#include <openssl/evp.h>

#include "host/digest/crc32c.hpp"

namespace ingot::digest {

namespace {

// Fits beside the hash state in a 32 KiB first-level cache, so the second algorithm finds the bytes
// there.
constexpr std::size_t kCachePiece = 16u << 10;

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
struct FreeMethod {
  void operator()(EVP_MD* method) const { EVP_MD_free(method); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;
using Method = std::unique_ptr<EVP_MD, FreeMethod>;

// Looked up once per process: OpenSSL 3's implicit look-up at every start costs more than hashing a
// small file.
const EVP_MD* method_of(Algorithm algorithm) {
  static const Method md5(EVP_MD_fetch(nullptr, "MD5", nullptr));
  static const Method sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  return algorithm == Algorithm::md5 ? md5.get() : sha256.get();
}

std::array<std::byte, 4> big_endian(std::uint32_t value) {
  return {static_cast<std::byte>(value >> 24), static_cast<std::byte>(value >> 16),
          static_cast<std::byte>(value >> 8), static_cast<std::byte>(value)};
}

Error openssl_error(Algorithm algorithm, std::string_view step) {
  return Error{ErrorKind::internal, std::string(to_string(algorithm)) + ": openssl failed to " +
                                        std::string(step) + " the digest"};
}

}  // namespace

class Hasher::State {
 public:
  State(Algorithm algorithm, Context context)
      : algorithm_(algorithm), context_(std::move(context)) {}

  // False when OpenSSL cannot begin; a crc32c always can.
  bool begin() {
    crc_ = 0;
    has_failed_ =
        context_ && EVP_DigestInit_ex2(context_.get(), method_of(algorithm_), nullptr) != 1;
    return !has_failed_;
  }

  void update(std::span<const std::byte> bytes) {
    if (!context_) {
      crc_ = crc32c(crc_, bytes);
    } else if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) {
      has_failed_ = true;
    }
  }

  Result<DigestValue> finish() {
    if (!context_) return DigestValue(algorithm_, big_endian(std::exchange(crc_, 0)));
    std::array<std::byte, kMaxDigestSize> bytes{};
    const bool is_done =
        EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                           nullptr) == 1;
    const bool is_good = is_done && !has_failed_;
    if (!begin() || !is_good) return openssl_error(algorithm_, "finish");
    return DigestValue(algorithm_, std::span(bytes).first(digest_size(algorithm_)));
  }

  Algorithm algorithm() const { return algorithm_; }

 private:
  const Algorithm algorithm_;
  const Context context_;  // null for crc32c
  std::uint32_t crc_ = 0;
  bool has_failed_ = false;
};

Hasher::Hasher(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
Hasher::~Hasher() = default;

Result<Hasher> Hasher::start(Algorithm algorithm) {
  Context context;
  if (algorithm != Algorithm::crc32c) {
    if (method_of(algorithm) == nullptr) {
      return Error{ErrorKind::unavailable,
                   std::string(to_string(algorithm)) +
                       ": this system's openssl does not offer it (a fips configuration?); use "
                       "another digest or allow it in openssl.cnf"};
    }
    context.reset(EVP_MD_CTX_new());
    if (!context) return openssl_error(algorithm, "make room for");
  }
  auto state = std::make_unique<State>(algorithm, std::move(context));
  if (!state->begin()) return openssl_error(algorithm, "begin");
  return Hasher(std::move(state));
}

void Hasher::update(std::span<const std::byte> bytes) {
  state_->update(bytes);
}
Result<DigestValue> Hasher::finish() {
  return state_->finish();
}
Algorithm Hasher::algorithm() const {
  return state_->algorithm();
}

Result<MultiHasher> MultiHasher::start(std::span<const Algorithm> algorithms) {
  MultiHasher all;
  for (const Algorithm algorithm : algorithms) {
    INGOT_TRY(Hasher hasher, Hasher::start(algorithm));
    all.hashers_.push_back(std::move(hasher));
  }
  return all;
}

void MultiHasher::update(std::span<const std::byte> bytes) {
  if (hashers_.size() == 1) return hashers_.front().update(bytes);
  while (!bytes.empty()) {
    const auto piece = bytes.first(std::min(bytes.size(), kCachePiece));
    for (Hasher& hasher : hashers_) hasher.update(piece);
    bytes = bytes.subspan(piece.size());
  }
}

Result<std::vector<DigestValue>> MultiHasher::finish() {
  std::vector<DigestValue> values;
  values.reserve(hashers_.size());
  // All are finished even if one fails, so that all begin anew together.
  std::optional<Error> failure;
  for (Hasher& hasher : hashers_) {
    auto value = hasher.finish();
    if (value) {
      values.push_back(*std::move(value));
    } else if (!failure) {
      failure = value.error();
    }
  }
  if (failure) return *failure;
  return values;
}

}  // namespace ingot::digest
