// The file one arriving part is written to; it removes itself unless it was kept. Not public.
// Owned by one thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace ingot::lab {

class PartFile {
 public:
  // An object that writes nowhere: for stores that discard.
  PartFile() = default;
  explicit PartFile(std::filesystem::path path);
  ~PartFile();
  PartFile(PartFile&& other) noexcept;
  PartFile& operator=(PartFile&&) = delete;

  void write(std::span<const std::byte> bytes);
  // Closes the file and leaves it where it is. Answers its path, empty for the one that writes
  // nowhere.
  std::filesystem::path keep();
  // Empty while all went well: "write /tmp/x: no space left on device".
  const std::string& problem() const { return problem_; }

 private:
  void fail(const char* doing);

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::string problem_;
};

}  // namespace ingot::lab
