// Counters: what has arrived, so that a benchmark can prove that no client left work out. A value.
#pragma once

#include <cstdint>

namespace ingot::sink {

struct Counters {
  std::uint64_t connections = 0;  // that sent at least one request
  std::uint64_t requests = 0;     // GET /_stats is none
  std::uint64_t puts = 0;         // of objects and of parts
  std::uint64_t objects = 0;      // stored by one PUT or by a completion
  std::uint64_t bytes = 0;        // of bodies of PUTs, without aws-chunked framing
  // PUTs by what their client vouched for: Content-MD5, a SHA-256 of the payload in the signature,
  // an x-amz-checksum-* header or trailer.
  std::uint64_t with_md5 = 0, with_sha256 = 0, with_checksum = 0;
  std::uint64_t mismatches = 0;  // bodies that were not what Content-MD5 said; --verify only
};

}  // namespace ingot::sink
