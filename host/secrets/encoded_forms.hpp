// The forms in which a secret travels: as it is, percent-encoded, JSON-escaped, and inside base64
// text. Pure; what it returns is as secret as what it is given.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot::secrets {

struct EncodedForm {
  enum class Reach {
    exact,         // the text itself
    base64_piece,  // followed by base64 characters that also come from the secret
  };
  std::string text;
  Reach reach = Reach::exact;
};

// Without duplicates, none shorter than `shortest` bytes. For base64 there is one piece for each of
// the three places where a secret can begin inside a group ("user:secret" as in Basic
// authorization), in both alphabets.
std::vector<EncodedForm> encoded_forms(std::string_view secret, std::size_t shortest);

}  // namespace ingot::secrets
