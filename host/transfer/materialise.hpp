// Materialise: turns an HTTP action's segments into the bytes and file ranges of one attempt. The only place where
// a secret's text meets a request. Pure apart from reading the vault.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/plugin/actions.hpp"
#include "host/secrets/vault.hpp"
#include "host/transfer/facts.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::transfer {

// The DIGEST segments of an action (URL, then headers, then body, in order) and what each asks for. A digest over
// the whole body names the one item range the body consists of.
struct WantedDigest {
  std::uint32_t item = 0;
  std::uint64_t offset = 0, length = 0;
  digest::Algorithm algorithm = digest::Algorithm::md5;
  friend bool operator==(const WantedDigest&, const WantedDigest&) = default;
};
Result<std::vector<WantedDigest>> wanted_digests(const plugin::HttpAction& action);

// All that is hashed for an action before it is sent, or may be.
struct DigestNeeds {
  std::vector<WantedDigest> wanted;  // the same range and algorithm may stand there twice: it is asked for once
  std::optional<WantedDigest> body;  // the MD5 of a body that is exactly one range of one item; wanted or not
  bool has_whole_item = false;       // the body holds the bytes of one item and of no other, whole
};
Result<DigestNeeds> digest_needs(const plugin::HttpAction& action, const std::vector<SessionItem>& items);

// "https://host:port" of the action's URL; the literal beginning of the URL must contain it whole.
Result<std::string> origin_of(const plugin::HttpAction& action);

// Fails with `refused` when a secret may not go where the action wants it. `digests` in the order of wanted_digests,
// all there; more may follow.
Result<Attempt> materialise(const plugin::HttpAction& action, const std::vector<SessionItem>& items,
                            const secrets::Vault& vault,
                            std::span<const std::optional<digest::DigestValue>> digests);

}  // namespace ingot::transfer
