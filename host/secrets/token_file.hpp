// TokenFile: the token store's records and their text form. Pure: no disk, no locks. What it holds
// and returns is secret; the token store wipes it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "host/base/entropy.hpp"
#include "host/base/result.hpp"

namespace ingot::secrets {

struct TokenRecord {
  std::string salt;
  // Salted SHA-256 of the value the job referred to when the token was stored. Salted, because the
  // file must not tell whether two jobs share a secret; SHA-256, because a weaker fingerprint could
  // be inverted or forged. Poco's engine, as OpenSSL's digests are reserved to the digest folder
  // and speed is nothing here.
  std::string fingerprint;
  std::string token;

  static TokenRecord make(std::string_view token, std::string_view original, Entropy& entropy);
  bool descends_from(std::string_view original) const;
};

using TokenRecords = std::map<std::string, TokenRecord, std::less<>>;

// One line per record, every field in hex: no escaping, and damage is always seen.
std::string to_text(const TokenRecords& records);
// invalid with the number of the damaged line.
Result<TokenRecords> parse_token_file(std::string_view text);

void wipe(TokenRecords& records);

}  // namespace ingot::secrets
