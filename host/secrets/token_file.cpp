#include "host/secrets/token_file.hpp"

#include <Poco/SHA2Engine.h>

#include <array>
#include <optional>
#include <utility>

#include "host/base/text.hpp"
#include "host/secrets/secret.hpp"

namespace ingot::secrets {
namespace {

constexpr std::string_view kHeading = "ingot-tokens 1";
constexpr std::size_t kSaltSize = 16;

std::string fingerprint_of(std::string_view salt, std::string_view original) {
  Poco::SHA2Engine engine(Poco::SHA2Engine::SHA_256);
  engine.update(salt.data(), salt.size());
  engine.update(original.data(), original.size());
  const auto& digest = engine.digest();
  return {digest.begin(), digest.end()};
}

int nibble(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.empty() || hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = nibble(hex[i]), low = nibble(hex[i + 1]);
    if (high < 0 || low < 0) {
      wipe(bytes);
      return std::nullopt;
    }
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::string_view take(std::string_view& rest, char end) {
  const auto at = rest.find(end);
  const std::string_view piece = rest.substr(0, at);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at + 1);
  return piece;
}

// name salt fingerprint token
bool parse_line(std::string_view line, TokenRecords& records) {
  std::array<std::optional<std::string>, 4> fields;
  for (auto& field : fields) field = from_hex(take(line, ' '));
  if (!line.empty() || !fields[0] || !fields[1] || !fields[2] || !fields[3]) return false;
  const TokenRecord record{*std::move(fields[1]), *std::move(fields[2]), *std::move(fields[3])};
  return records.emplace(*std::move(fields[0]), record).second;
}

}  // namespace

TokenRecord TokenRecord::make(std::string_view token, std::string_view original, Entropy& entropy) {
  TokenRecord record;
  record.salt = entropy.bytes(kSaltSize);
  record.fingerprint = fingerprint_of(record.salt, original);
  record.token = token;
  return record;
}

bool TokenRecord::descends_from(std::string_view original) const {
  return fingerprint_of(salt, original) == fingerprint;
}

std::string to_text(const TokenRecords& records) {
  std::size_t size = kHeading.size() + 1;
  for (const auto& [name, record] : records) {
    size +=
        2 * (name.size() + record.salt.size() + record.fingerprint.size() + record.token.size()) +
        4;
  }
  std::string text;
  text.reserve(size);  // growing would leave copies behind
  text.append(kHeading).append("\n");
  for (const auto& [name, record] : records) {
    std::string token = to_hex(record.token);
    text.append(to_hex(name)).append(" ").append(to_hex(record.salt)).append(" ");
    text.append(to_hex(record.fingerprint)).append(" ").append(token).append("\n");
    wipe(token);
  }
  return text;
}

Result<TokenRecords> parse_token_file(std::string_view text) {
  TokenRecords records;
  std::size_t number = 1;
  bool is_good = text.ends_with('\n') && take(text, '\n') == kHeading;
  while (is_good && !text.empty()) {
    ++number;
    is_good = parse_line(take(text, '\n'), records);
  }
  if (is_good) return records;
  wipe(records);
  return Error{ErrorKind::invalid, "line " + std::to_string(number) + " is damaged"};
}

void wipe(TokenRecords& records) {
  for (auto& [name, record] : records) wipe(record.token);
  records.clear();
}

}  // namespace ingot::secrets
