// Hasher: one digest over bytes that come in spans; MultiHasher: several digests in one pass over
// the same bytes. They read no files (range_digest.hpp). Move-only; used by one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"
#include "host/digest/digest_value.hpp"

namespace ingot::digest {

class Hasher {
 public:
  // Fails (unavailable) only where the system's OpenSSL does not offer the algorithm, such as md5
  // under FIPS rules.
  static Result<Hasher> start(Algorithm algorithm);
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  ~Hasher();

  // Any length, also none. Pure CPU; never blocks.
  void update(std::span<const std::byte> bytes);
  // The digest of everything since start or the last finish; then begins anew without new memory.
  // An error (internal) means that OpenSSL failed at some point since.
  Result<DigestValue> finish();
  Algorithm algorithm() const;

 private:
  class State;
  explicit Hasher(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

class MultiHasher {
 public:
  static Result<MultiHasher> start(std::span<const Algorithm> algorithms);

  // Goes over the bytes in pieces that stay in the CPU's cache, so each is fetched from memory
  // once.
  void update(std::span<const std::byte> bytes);
  // In the order of the algorithms; then begins anew.
  Result<std::vector<DigestValue>> finish();

 private:
  std::vector<Hasher> hashers_;
};

}  // namespace ingot::digest
