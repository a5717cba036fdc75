// Digests of many ranges or many files at once, in the lanes of the CPU: what a thread does that
// has several parts to hash before it sends them. range_digest.hpp is for a single one. Each byte
// is read once, in the way that costs least (reading_way.hpp). Free functions; block for the disk;
// a LaneHasher each per thread.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "host/base/result.hpp"
#include "host/digest/digest_value.hpp"
#include "host/digest/lane_hasher.hpp"
#include "host/digest/range_digest.hpp"
#include "host/io/files.hpp"

namespace ingot::digest {

// One answer for each range, in their order: the digest or what happened to that range, as
// digest_range says (source_changed, retryable, internal; cancelled for those a stop left undone).
// Parts of one file or of several, of any lengths; as many as the kernel has lanes keep it busy.
std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, std::span<const FileRange> ranges,
                                              const std::stop_token& stop,
                                              NextUse next_use = NextUse::sending);

// One answer for each file, in their order. A file is opened when a lane is free for it, held to
// what the scan saw before and after it is read (source_changed), and closed: at most
// kernel().lanes are open at once.
std::vector<Result<DigestValue>> lane_digests(LaneHasher& hasher, io::Files& files,
                                              std::span<const io::SourceFile> sources,
                                              const std::stop_token& stop,
                                              NextUse next_use = NextUse::sending);

}  // namespace ingot::digest
