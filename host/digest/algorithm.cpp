#include "host/digest/algorithm.hpp"

namespace ingot::digest {

std::string_view to_string(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::md5:
      return "md5";
    case Algorithm::sha256:
      return "sha256";
    case Algorithm::crc32c:
      return "crc32c";
  }
  return "";
}

std::optional<Algorithm> algorithm_named(std::string_view name) {
  for (const Algorithm one : {Algorithm::md5, Algorithm::sha256, Algorithm::crc32c}) {
    if (name == to_string(one)) return one;
  }
  return std::nullopt;
}

std::size_t digest_size(Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::md5:
      return 16;
    case Algorithm::sha256:
      return 32;
    case Algorithm::crc32c:
      return 4;
  }
  return 0;
}

}  // namespace ingot::digest
