// Where the bytes of a file part go: sizes and digests always, a file of the lab's folder when that
// is wanted. Owned by one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <string>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/http.hpp>

#include "plugins/managedassets/lab/managedassets_options.hpp"
#include "plugins/managedassets/lab/replies.hpp"

namespace ingot::lab::managedassets {

// Content that has arrived whole. Without digests: fetched from a URI, or stored short by a fault.
struct StoredContent {
  std::uint64_t size = 0;
  std::uint64_t declared_size = 0;  // bytes that were sent
  std::uint64_t told_size = 0;      // what replies claim; differs only when a fault lies
  std::optional<std::string> sha256 = {};
  std::optional<std::string> md5 = {};
};

class ContentSink {
 public:
  // `serial` tells sinks that are at work at the same time apart.
  ContentSink(const ManagedAssetsOptions& options, std::uint64_t serial);
  // Removes what was not finished.
  ~ContentSink();
  ContentSink(const ContentSink&) = delete;
  ContentSink& operator=(const ContentSink&) = delete;

  void write(std::span<const std::byte> bytes);
  std::uint64_t size() const { return size_; }
  // Call once, at the end. 500 when the lab's folder could not take the bytes.
  Answer<StoredContent> finish(ShortStore fault);

 private:
  std::filesystem::path folder_;  // empty: nothing is kept
  std::filesystem::path file_;
  std::ofstream out_;
  Digest sha256_{Algorithm::kSha256};
  Digest md5_{Algorithm::kMd5};
  std::uint64_t size_ = 0;
};

}  // namespace ingot::lab::managedassets
