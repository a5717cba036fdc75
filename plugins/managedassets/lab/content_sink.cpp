#include "plugins/managedassets/lab/content_sink.hpp"

namespace ingot::lab::managedassets {

ContentSink::ContentSink(const ManagedAssetsOptions& options, std::uint64_t serial) {
  if (options.storage != Storage::kKeep) return;
  folder_ = options.directory;
  file_ = folder_ / ("incoming-" + std::to_string(serial));
  out_.open(file_, std::ios::binary | std::ios::trunc);
}

ContentSink::~ContentSink() {
  if (file_.empty()) return;
  std::error_code error;  // a leftover would only waste room in the lab's folder
  std::filesystem::remove(file_, error);
}

void ContentSink::write(std::span<const std::byte> bytes) {
  sha256_.update(bytes);
  md5_.update(bytes);
  size_ += bytes.size();
  if (folder_.empty()) return;
  out_.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

Answer<StoredContent> ContentSink::finish(ShortStore fault) {
  StoredContent stored{.size = size_, .declared_size = size_, .told_size = size_};
  if (fault != ShortStore::kNone) {
    // Which half would be kept is nobody's concern, so no digest is claimed for it.
    stored.size = size_ / 2;
    if (fault == ShortStore::kHonest) stored.told_size = stored.size;
    return stored;
  }
  stored.sha256 = to_hex(sha256_.finish());
  stored.md5 = to_hex(md5_.finish());
  if (folder_.empty()) return stored;
  out_.close();
  std::error_code error;
  if (out_.good()) std::filesystem::rename(file_, folder_ / *stored.sha256, error);
  if (!out_.good() || error) return Refusal{500, "the lab's folder could not take the file"};
  file_.clear();
  return stored;
}

}  // namespace ingot::lab::managedassets
