// SourceFile: what the scan saw of one file, and ScanProblem: what it could not take. Not the bytes
// (FileHandle) and not an item yet. Values; no thread rule.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ingot::io {

struct SourceFile {
  // The path below the root: UTF-8, '/' between parts, no leading '/', no "." or ".." part.
  std::string key;
  std::uint64_t size = 0;     // bytes
  std::int64_t mtime_ns = 0;  // nanoseconds since the Unix epoch
  std::uint64_t inode = 0;    // 0 = unknown, then it is not compared
  std::uint64_t device = 0;   // not compared when the file is opened: a remount may renumber it

  friend bool operator==(const SourceFile&, const SourceFile&) = default;
};

struct ScanProblem {
  std::string key;      // as in SourceFile, except that bytes that are not UTF-8 are shown as \xNN
  std::string code;     // one of scan_code
  std::string message;  // a sentence for people: place, cause, cure
};

// Stable words: they stand in ledgers and reports.
namespace scan_code {
inline constexpr std::string_view kUnreadable = "unreadable";     // permission or a failing disk
inline constexpr std::string_view kNotUtf8 = "not_utf8";          // the name cannot be a key
inline constexpr std::string_view kLoop = "loop";                 // a folder that contains itself
inline constexpr std::string_view kSpecialFile = "special_file";  // fifo, socket or device
inline constexpr std::string_view kUnstable = "unstable";  // still being written after two waits
inline constexpr std::string_view kVanished = "vanished";  // listed, then gone
inline constexpr std::string_view kBrokenLink = "broken_link";     // a symbolic link to nothing
inline constexpr std::string_view kOutsideRoot = "outside_root";   // a link that leaves the root
inline constexpr std::string_view kPathTooLong = "path_too_long";  // not openable by its path
}  // namespace scan_code

}  // namespace ingot::io
