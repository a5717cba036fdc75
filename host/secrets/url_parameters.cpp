#include "host/secrets/url_parameters.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace ingot::secrets {
namespace {

// AWS SigV4 and SigV2, Google, CloudFront, Azure, and what OAuth and API-key services put into URLs
// and form bodies.
constexpr std::array<std::string_view, 20> kNames = {"x-amz-signature",
                                                     "x-amz-credential",
                                                     "x-amz-security-token",
                                                     "x-goog-signature",
                                                     "x-goog-credential",
                                                     "signature",
                                                     "sig",
                                                     "awsaccesskeyid",
                                                     "policy",
                                                     "token",
                                                     "access_token",
                                                     "refresh_token",
                                                     "id_token",
                                                     "client_secret",
                                                     "client_assertion",
                                                     "api_key",
                                                     "apikey",
                                                     "password",
                                                     "passwd",
                                                     "code_verifier"};

bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
}

bool equal_without_case(std::string_view a, std::string_view lower_case) {
  return a.size() == lower_case.size() &&
         std::equal(a.begin(), a.end(), lower_case.begin(), [](char x, char y) {
           return std::tolower(static_cast<unsigned char>(x)) == y;
         });
}

// An encoded separator sticks to the name behind it: "%26token" or "\u0026token" read as one run of
// name characters.
std::string_view without_escape(std::string_view text, std::size_t begin, std::string_view run) {
  const char before = begin > 0 ? text[begin - 1] : '\0';
  if (before == '%' && run.size() > 2 && is_hex(run[0]) && is_hex(run[1])) return run.substr(2);
  if (before == '\\' && run.size() > 5 && run[0] == 'u' &&
      std::all_of(run.begin() + 1, run.begin() + 5, is_hex)) {
    return run.substr(5);
  }
  return run;
}

bool is_secret_name(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < 64 && is_name_character(text[begin - 1])) --begin;
  const std::string_view name = without_escape(text, begin, text.substr(begin, end - begin));
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](auto known) { return equal_without_case(name, known); });
}

}  // namespace

std::optional<std::size_t> secret_parameter_end(std::string_view text, std::size_t at) {
  const bool is_plain = at >= 1 && text[at - 1] == '=';
  const bool is_encoded = at >= 3 && text[at - 3] == '%' && text[at - 2] == '3' &&
                          (text[at - 1] == 'D' || text[at - 1] == 'd');
  if (!is_plain && !is_encoded) return std::nullopt;
  if (!is_secret_name(text, at - (is_plain ? 1 : 3))) return std::nullopt;
  constexpr std::string_view kEnds = "&;#\"'`<>(){}[],\\|";
  std::size_t end = at;
  while (end < text.size()) {
    const char c = text[end];
    if (static_cast<unsigned char>(c) <= 0x20 || kEnds.find(c) != std::string_view::npos) break;
    if (is_encoded && text.substr(end, 3) == "%26") break;
    ++end;
  }
  if (end == at) return std::nullopt;
  return end;
}

}  // namespace ingot::secrets
