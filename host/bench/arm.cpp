#include "host/bench/arm.hpp"

#include <array>
#include <utility>

namespace ingot::bench {

static constexpr std::array kDigests = {std::pair{Digest::none, std::string_view("none")},
                                        std::pair{Digest::md5, std::string_view("md5")},
                                        std::pair{Digest::sha256, std::string_view("sha256")},
                                        std::pair{Digest::both, std::string_view("md5+sha256")}};

std::string_view to_string(Digest digest) { return kDigests[static_cast<std::size_t>(digest)].second; }

std::optional<Digest> digest_named(std::string_view name) {
  for (const auto& [digest, its_name] : kDigests) {
    if (its_name == name) return digest;
  }
  return std::nullopt;
}

std::string_view to_string(Tls tls) { return tls == Tls::on ? "on" : "off"; }

std::string size_text(std::uint64_t bytes) {
  static constexpr std::array<std::pair<int, const char*>, 3> kUnits = {{{30, "GiB"}, {20, "MiB"}, {10, "KiB"}}};
  for (const auto& [shift, unit] : kUnits) {
    if (bytes != 0 && bytes % (std::uint64_t{1} << shift) == 0) return std::to_string(bytes >> shift) + unit;
  }
  return std::to_string(bytes);
}

std::string describe(const Arm& arm) {
  return arm.link.name + ", " + size_text(arm.part_size) + " x " + std::to_string(arm.in_flight) + ", tls " +
         std::string(to_string(arm.variant.tls)) + ", digest " + std::string(to_string(arm.variant.digest));
}

}  // namespace ingot::bench
