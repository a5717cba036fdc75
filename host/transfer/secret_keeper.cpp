#include "host/transfer/secret_keeper.hpp"

namespace ingot::transfer {

SecretKeeper::SecretKeeper(secrets::Vault& vault, secrets::TokenStore* tokens, Options options)
    : vault_(vault), tokens_(tokens), options_(std::move(options)) {}

Status SecretKeeper::keep(const std::string& name, secrets::Secret value) {
  const auto rule = options_.rules.find(name);
  if (rule == options_.rules.end()) {
    return Error{ErrorKind::refused, "the manifest declares no secret of this name"};
  }
  const auto original = options_.originals.find(name);
  // Kept before anyone can use it: from here on the vendor may no longer take the old one.
  if (original != options_.originals.end() && tokens_ != nullptr) {
    INGOT_CHECK(tokens_->save(options_.store_prefix + name, value, original->second));
  }
  return vault_.put(name, std::move(value), rule->second);
}

}  // namespace ingot::transfer
