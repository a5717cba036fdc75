// Digests of mapped files under every kernel: equal to OpenSSL's, and a file that is cut while the
// lanes read it ends as changed, alone.
#include <atomic>
#include <thread>

#include "host/digest/file_digests.hpp"
#include "host/digest/lane_digests.hpp"
#include "host/io/memory_files.hpp"
#include "tests/digest/lane_support.hpp"
#include "tests/digest/reference.hpp"
#include "tests/io/disk_file.hpp"

namespace ingot::digest {
namespace {

using io::MemoryFiles;

constexpr std::size_t kPart = 150'001;  // neither of whole pages nor of whole blocks
constexpr std::size_t kSize = 40 * kPart + 77'777;

class MappedDigests : public testing::TestWithParam<LaneKernel> {
 protected:
  MappedDigests() : hasher_(*LaneHasher::start(GetParam())) {}

  // Made once: random numbers are slow where nothing is optimised.
  static std::span<const std::byte> random_content() {
    static const auto all = random_bytes(kSize);
    return all;
  }

  static std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string expected(std::span<const std::byte> bytes) const {
    return openssl_hex(GetParam().algorithm, bytes);
  }
  static std::vector<FileRange> parts_of(const io::FileHandle& file) {
    std::vector<FileRange> parts;
    for (std::uint64_t at = 0; at < file.size(); at += kPart) {
      parts.push_back({file, at, std::min<std::uint64_t>(kPart, file.size() - at)});
    }
    return parts;
  }

  LaneHasher hasher_;
  const std::span<const std::byte> content_ = random_content();
  // Its reads are counted, so bytes that are not counted were mapped.
  MemoryFiles files_{MemoryFiles::Mapping::offered};
};

TEST_P(MappedDigests, are_right_for_parts) {
  const auto file = files_.open(files_.add("a", text_of(content_)));
  const auto parts = parts_of(*file);
  const auto digests = lane_digests(hasher_, parts, {});
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ASSERT_TRUE(digests[i]);
    EXPECT_EQ(digests[i]->hex(), expected(content_.subspan(parts[i].offset, parts[i].length)));
  }
  EXPECT_EQ(files_.bytes_read(), kSize % kPart);  // too short to be mapped
}

TEST_P(MappedDigests, are_right_for_files_of_all_sizes) {
  std::vector<io::SourceFile> sources;
  for (std::size_t i = 0; i < 50; ++i) {
    const std::size_t size = (i * 104'729) % 1'500'000;
    sources.push_back(files_.add("f" + std::to_string(i), text_of(content_.first(size))));
  }
  const auto digests = lane_digests(hasher_, files_, sources, {});
  const auto both = file_digests(hasher_, files_, sources, kPart, Algorithm::sha256, {});
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto bytes = content_.first(sources[i].size);
    ASSERT_TRUE(digests[i] && both[i]);
    EXPECT_EQ(digests[i]->hex(), expected(bytes));
    EXPECT_EQ(both[i]->whole.hex(), openssl_hex(Algorithm::sha256, bytes));
    ASSERT_EQ(both[i]->parts.size(), (bytes.size() + kPart - 1) / kPart);
    for (std::size_t k = 0; k < both[i]->parts.size(); ++k) {
      EXPECT_EQ(both[i]->parts[k].hex(),
                expected(bytes.subspan(k * kPart, std::min(kPart, bytes.size() - k * kPart))));
    }
  }
  EXPECT_EQ(files_.open_handles(), 0u);
}

TEST_P(MappedDigests, of_a_file_cut_on_the_way_are_errors_and_others_are_not) {
  const auto cut = files_.open(files_.add("cut", text_of(content_)));
  const auto whole = files_.open(files_.add("whole", text_of(content_)));
  // Files whose reads are counted, so that the cut comes while the others are in the lanes.
  MemoryFiles counted;
  const auto trigger = counted.open(counted.add("b", text_of(content_)));
  // A single lane takes one after the other; the cut comes first there.
  std::vector<FileRange> ranges;
  if (GetParam().lanes == 1) ranges.push_back({*trigger, 0, kSize});
  ranges.push_back({*cut, 0, kSize});
  ranges.push_back({*whole, 0, kSize});
  if (GetParam().lanes > 1) ranges.push_back({*trigger, 0, kSize});
  counted.before_read(3, [&] { files_.overwrite("cut", "short"); });
  const auto digests = lane_digests(hasher_, ranges, {});
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    if (&ranges[i].file == &*cut) {
      ASSERT_FALSE(digests[i]);
      EXPECT_EQ(digests[i].error().kind, ErrorKind::source_changed);
    } else {
      ASSERT_TRUE(digests[i]) << digests[i].error().message;
      EXPECT_EQ(digests[i]->hex(), expected(content_));
    }
  }
}

TEST_P(MappedDigests, survive_a_cut_by_another_thread) {
  const io::DiskFile disk(content_);
  const auto file = disk.open();
  const auto parts = parts_of(file);
  std::atomic<bool> has_begun{false};
  std::jthread cutter([&] {
    while (!has_begun) std::this_thread::yield();
    disk.resize(3 * kPart + 5);
  });
  bool is_changed = false;
  while (!is_changed) {
    has_begun = true;
    const auto digests = lane_digests(hasher_, parts, {});
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (digests[i]) {
        EXPECT_EQ(digests[i]->hex(), expected(content_.subspan(parts[i].offset, parts[i].length)));
      } else {
        EXPECT_EQ(digests[i].error().kind, ErrorKind::source_changed);
        is_changed = true;
      }
    }
  }
  // OpenSSL reads it too.
  std::vector<std::byte> buffer(64u << 10);
  EXPECT_EQ(digest_range({file, 0, kSize}, Algorithm::sha256, buffer, {}).error().kind,
            ErrorKind::source_changed);
}

INSTANTIATE_TEST_SUITE_P(Every, MappedDigests, testing::ValuesIn(every_kernel()), kernel_name);

}  // namespace
}  // namespace ingot::digest
