// FileDigests: the digest of a whole file together with the MD5 of each of its parts, for vendors
// that want the parts' MD5s while the file's own digest is kept or compared. Free functions; block
// for the disk; a LaneHasher (of md5) each per thread.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "host/base/result.hpp"
#include "host/digest/algorithm.hpp"
#include "host/digest/digest_value.hpp"
#include "host/digest/lane_hasher.hpp"
#include "host/digest/reading_way.hpp"
#include "host/io/files.hpp"

namespace ingot::digest {

struct FileDigests {
  DigestValue whole;
  std::vector<DigestValue> parts;  // of the lanes' algorithm, in order; an empty file has none
};

// Of one file, `part_size` (at least 1) bytes a part, the last one shorter. Its parts go into the
// lanes, as many at a time as there are lanes, after the same stretch went through `whole`: from
// the disk each byte comes once, in order, and the lanes find it in the page cache, as long as that
// holds lanes × part_size bytes; for that reason nothing is read past the page cache here. Errors
// as digest_range; does not compare the file again at the end (FileHandle::still_unchanged).
Result<FileDigests> file_digests(LaneHasher& lanes, const io::FileHandle& file,
                                 std::uint64_t part_size, Algorithm whole,
                                 const std::stop_token& stop);

// Of many files, one answer each in their order. The lanes hold different files and each byte is
// read once, for both digests. Better than one file at a time as soon as there are several times as
// many files as lanes, or all are short; at most kernel().lanes are open at once. Each is compared
// with what the scan saw before and after (source_changed).
std::vector<Result<FileDigests>> file_digests(LaneHasher& lanes, io::Files& files,
                                              std::span<const io::SourceFile> sources,
                                              std::uint64_t part_size, Algorithm whole,
                                              const std::stop_token& stop,
                                              NextUse next_use = NextUse::sending);

}  // namespace ingot::digest
