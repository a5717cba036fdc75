#include <ingot/lab/uuid.hpp>

#include <ingot/lab/digest.hpp>

namespace ingot::lab {

std::string make_uuid(std::uint64_t seed, std::string_view kind, std::uint64_t number) {
  std::string hex =
      to_hex(digest_of(Algorithm::kMd5, std::to_string(seed) + "/" + std::string(kind) + "/" +
                                            std::to_string(number)));
  hex[12] = '4';
  hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) % 4];
  for (const std::size_t at : {8U, 13U, 18U, 23U}) hex.insert(at, "-");
  return hex;
}

}  // namespace ingot::lab
