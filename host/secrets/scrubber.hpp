// Scrubber: takes secrets out of text that people or files will see: known values in every form
// they travel in, and signature-like parameters of pre-signed URLs wherever they stand. Internally
// locked; many readers at once.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "host/secrets/secret.hpp"

namespace ingot::secrets {

class Scrubber {
 public:
  // Shorter values are not searched for: replacing every "abc" would destroy text without hiding
  // anything.
  static constexpr std::size_t kShortest = 6;

  Scrubber();
  ~Scrubber();
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

  // From now on the value and its URL-encoded, JSON-escaped, base64 and base64url forms are
  // replaced by "***".
  void learn(const Secret& secret);

  // `text` without secrets. One pass when nothing matches. Also replaces the values of parameters
  // such as X-Amz-Signature, X-Amz-Credential, X-Amz-Security-Token, Signature, sig, token and
  // access_token.
  std::string scrub(std::string_view text) const;

 private:
  struct Needles;
  std::shared_ptr<const Needles> needles() const;

  mutable std::mutex mutex_;
  std::shared_ptr<const Needles> needles_;  // guarded by mutex_; co-owned by the scrubs under way
};

}  // namespace ingot::secrets
