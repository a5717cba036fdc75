#include <ingot/kit/uuid.hpp>

namespace ingot::kit {

std::string uuid_of(std::span<const std::uint8_t, 32> entropy, std::uint32_t index) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    unsigned byte = entropy[i];
    // The index goes into the last four bytes, so that items differ whatever the entropy.
    if (i >= 12) byte ^= index >> (8 * (15 - i)) & 0xFFu;
    if (i == 6) byte = (byte & 0x0Fu) | 0x40u;
    if (i == 8) byte = (byte & 0x3Fu) | 0x80u;
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace ingot::kit
