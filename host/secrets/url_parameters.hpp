// Finds the values of signature-like parameters ("…&X-Amz-Signature=…") in any text: URLs, form
// bodies, URLs inside URLs or JSON. Pure; knows names, never values.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace ingot::secrets {

// If a secret parameter's value begins at `at` of `text` (right behind "=" or "%3D"), the position
// where it ends.
std::optional<std::size_t> secret_parameter_end(std::string_view text, std::size_t at);

}  // namespace ingot::secrets
