#include "host/cli/fingerprint.hpp"

#include <sys/stat.h>

#include <span>
#include <stop_token>
#include <vector>

#include "host/digest/hasher.hpp"
#include "host/digest/range_digest.hpp"
#include "host/io/root_folder.hpp"

namespace ingot::cli {

// See digest_range.
static constexpr std::size_t kBufferBytes = 256u << 10;

Result<std::string> text_sha256(std::string_view text) {
  INGOT_TRY(digest::Hasher hasher, digest::Hasher::start(digest::Algorithm::sha256));
  hasher.update(std::as_bytes(std::span(text)));
  INGOT_TRY(const digest::DigestValue value, hasher.finish());
  return value.hex();
}

Result<std::string> file_sha256(const std::filesystem::path& file) {
  INGOT_TRY(auto root, io::RootFolder::open(file.parent_path(), io::Symlinks::follow_anywhere));
  io::SourceFile source;
  source.key = file.filename().string();
  const auto looked = root.look(source.key);
  if (looked.error_number != 0) return system_error("open: " + file.string(), looked.error_number);
  source.size = static_cast<std::uint64_t>(looked.facts.st_size);
  source.mtime_ns =
      std::int64_t{looked.facts.st_mtim.tv_sec} * 1'000'000'000 + looked.facts.st_mtim.tv_nsec;
  source.inode = looked.facts.st_ino;
  io::DiskFiles files(std::move(root));
  auto digest = content_sha256(files, source);
  if (!digest) return digest.error().within(file.string());
  return digest;
}

Result<std::string> content_sha256(io::Files& files, const io::SourceFile& source) {
  INGOT_TRY(const io::FileHandle handle, files.open(source));
  std::vector<std::byte> buffer(kBufferBytes);
  INGOT_TRY(const digest::DigestValue value,
            digest::digest_range({handle, 0, source.size}, digest::Algorithm::sha256, buffer,
                                 std::stop_token()));
  INGOT_CHECK(handle.still_unchanged());
  return value.hex();
}

}  // namespace ingot::cli
