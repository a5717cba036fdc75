// Arm: one combination of what a sweep varies; Workload: what is uploaded with it. Values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/bench/link_shape.hpp"

namespace ingot::bench {

// What of the files' bytes is hashed: MD5 of every part, compared with its ETag; SHA-256 of every file, for the ledger.
enum class Digest { none, md5, sha256, both };
std::string_view to_string(Digest digest);  // "md5+sha256" for both
std::optional<Digest> digest_named(std::string_view name);

enum class Tls { off, on };
std::string_view to_string(Tls tls);

// What the cost of a byte depends on, besides the link.
struct Variant {
  Tls tls = Tls::off;
  Digest digest = Digest::md5;
  friend auto operator<=>(const Variant&, const Variant&) = default;
};

struct Arm {
  LinkShape link;
  Variant variant;
  std::uint64_t part_size = 0;  // bytes
  unsigned in_flight = 0;       // parts on their way at once
  friend bool operator==(const Arm&, const Arm&) = default;
};

// "wan, 16 MiB x 8, tls on, md5": for messages.
std::string describe(const Arm& arm);
// "16MiB", as a job takes it; bytes that are no whole unit in bytes.
std::string size_text(std::uint64_t bytes);

struct Workload {
  std::uint64_t size = 0;   // of each file, in bytes
  std::uint64_t count = 0;  // of files

  std::uint64_t bytes() const { return size * count; }
  // Of one file; an empty file is one part.
  std::uint64_t parts_each(std::uint64_t part_size) const { return size == 0 ? 1 : (size - 1) / part_size + 1; }
  std::uint64_t parts(std::uint64_t part_size) const { return parts_each(part_size) * count; }
  friend bool operator==(const Workload&, const Workload&) = default;
};

}  // namespace ingot::bench
