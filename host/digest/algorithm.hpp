// Algorithm: the digests the host can compute and their names in jobs, manifests and ledgers. No
// state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace ingot::digest {

enum class Algorithm : std::uint8_t { md5, sha256, crc32c };

// "md5", "sha256", "crc32c".
std::string_view to_string(Algorithm algorithm);
std::optional<Algorithm> algorithm_named(std::string_view name);
// 16, 32, 4 bytes.
std::size_t digest_size(Algorithm algorithm);

}  // namespace ingot::digest
