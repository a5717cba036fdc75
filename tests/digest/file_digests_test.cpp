// The whole file's digest with its parts' MD5s: both right at every size around the edges, one read
// where files go side by side, and every way a file can fail.
#include "host/digest/file_digests.hpp"

#include <algorithm>

#include "host/io/memory_files.hpp"
#include "tests/digest/lane_support.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

using io::MemoryFiles;

constexpr std::uint64_t kPart = 1000;

class FileDigestsTest : public testing::TestWithParam<LaneKernel> {
 protected:
  FileDigestsTest() : lanes_(*LaneHasher::start(GetParam(), 256)) {}

  io::SourceFile add(std::size_t size) {
    contents_.push_back(random_bytes(size, static_cast<unsigned>(size)));
    const auto& bytes = contents_.back();
    return files_.add("f" + std::to_string(contents_.size() - 1),
                      {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  void expect_right(const FileDigests& digests, std::span<const std::byte> bytes) const {
    EXPECT_EQ(digests.whole.hex(), openssl_hex(Algorithm::sha256, bytes));
    ASSERT_EQ(digests.parts.size(), (bytes.size() + kPart - 1) / kPart);
    for (const DigestValue& part : digests.parts) {
      const auto piece = bytes.first(std::min<std::size_t>(kPart, bytes.size()));
      EXPECT_EQ(part.hex(), openssl_hex(GetParam().algorithm, piece));
      bytes = bytes.subspan(piece.size());
    }
  }

  MemoryFiles files_;
  std::vector<std::vector<std::byte>> contents_;
  LaneHasher lanes_;
};

TEST_P(FileDigestsTest, are_right_for_one_file_of_any_size) {
  for (const std::size_t size :
       {0, 1, 999, 1000, 1001, 7999, 8000, 15'999, 31'999, 32'000, 32'001, 100'000}) {
    const auto file = files_.open(add(size));
    const auto digests = file_digests(lanes_, *file, kPart, Algorithm::sha256, {});
    ASSERT_TRUE(digests);
    expect_right(*digests, contents_.back());
  }
}

TEST_P(FileDigestsTest, are_right_for_many_files_read_once) {
  for (const std::size_t count : {1, 5, 100}) {
    std::vector<io::SourceFile> sources;
    contents_.clear();
    std::uint64_t total = files_.bytes_read();
    for (std::size_t i = 0; i < count; ++i) {
      sources.push_back(add(i * 1237 % 7000));
      total += sources.back().size;
    }
    const auto digests = file_digests(lanes_, files_, sources, kPart, Algorithm::sha256, {});
    ASSERT_EQ(digests.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      ASSERT_TRUE(digests[i]);
      expect_right(*digests[i], contents_[i]);
    }
    EXPECT_EQ(files_.bytes_read(), total);
    EXPECT_EQ(files_.open_handles(), 0u);
  }
}

TEST_P(FileDigestsTest, fail_alone_where_a_file_changed_or_cannot_be_read) {
  std::vector<io::SourceFile> sources;
  for (std::size_t i = 0; i < 50; ++i) sources.push_back(add(3000 + i));
  files_.remove("f5");
  files_.before_read(1, [&] { files_.overwrite("f49", "cut"); });
  files_.before_read(2, [&] { files_.overwrite("f48", std::string(3048, 'x')); });
  files_.fail_read(3, Error{ErrorKind::retryable, "read: input/output error"});
  const auto digests = file_digests(lanes_, files_, sources, kPart, Algorithm::sha256, {});
  std::size_t changed = 0, unread = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (digests[i]) {
      expect_right(*digests[i], contents_[i]);
    } else if (digests[i].error().kind == ErrorKind::source_changed) {
      EXPECT_TRUE(i == 5 || i == 48 || i == 49) << i;
      ++changed;
    } else {
      EXPECT_EQ(digests[i].error().kind, ErrorKind::retryable);
      ++unread;
    }
  }
  EXPECT_EQ(changed, 3u);
  EXPECT_EQ(unread, 1u);
  EXPECT_EQ(files_.open_handles(), 0u);
}

TEST_P(FileDigestsTest, of_one_file_end_with_the_error_of_any_read_of_either_pass) {
  const auto file = files_.open(add(20'000));
  const std::uint64_t before = files_.bytes_read();
  ASSERT_TRUE(file_digests(lanes_, *file, kPart, Algorithm::sha256, {}));
  EXPECT_EQ(files_.bytes_read() - before, 40'000u);
  std::size_t reads = 0;
  for (const auto& access : files_.accesses())
    reads += access.kind == MemoryFiles::AccessKind::read;
  for (std::size_t n = 1; n <= reads; n += 5) {
    files_.fail_read(n, Error{ErrorKind::retryable, "read: input/output error"});
    const auto digests = file_digests(lanes_, *file, kPart, Algorithm::sha256, {});
    ASSERT_FALSE(digests);
    EXPECT_EQ(digests.error().kind, ErrorKind::retryable);
  }
  files_.before_read(2, [&] { files_.overwrite("f0", "cut"); });
  EXPECT_EQ(file_digests(lanes_, *file, kPart, Algorithm::sha256, {}).error().kind,
            ErrorKind::source_changed);
}

TEST_P(FileDigestsTest, a_stop_ends_both_ways_as_cancelled) {
  std::vector<io::SourceFile> sources;
  for (std::size_t i = 0; i < 80; ++i) sources.push_back(add(5'000));
  const auto file = files_.open(sources[0]);
  for (const std::size_t n : {1u, 2u, 9u}) {
    std::stop_source stop;
    files_.before_read(n, [&] { stop.request_stop(); });
    const auto one = file_digests(lanes_, *file, kPart, Algorithm::sha256, stop.get_token());
    ASSERT_FALSE(one);
    EXPECT_EQ(one.error().kind, ErrorKind::cancelled);
  }
  std::stop_source stop;
  files_.before_read(100, [&] { stop.request_stop(); });
  const auto many =
      file_digests(lanes_, files_, sources, kPart, Algorithm::sha256, stop.get_token());
  EXPECT_FALSE(many.back());
  EXPECT_EQ(many.back().error().kind, ErrorKind::cancelled);
  EXPECT_EQ(files_.open_handles(), 1u);  // this test's own
}

INSTANTIATE_TEST_SUITE_P(Every, FileDigestsTest, testing::ValuesIn(every_kernel()), kernel_name);

}  // namespace
}  // namespace ingot::digest
