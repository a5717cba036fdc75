// Digests of many ranges and many files at once: what is read, how many files are open, and that a
// file that changes or cannot be read ends as itself alone.
#include "host/digest/lane_digests.hpp"

#include <algorithm>

#include "host/io/memory_files.hpp"
#include "tests/digest/lane_support.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

using io::MemoryFiles;

class LaneDigests : public testing::TestWithParam<LaneKernel> {
 protected:
  LaneDigests() : hasher_(*LaneHasher::start(GetParam(), 1024)) {}

  io::SourceFile add(const std::string& key, std::size_t size) {
    contents_.push_back(random_bytes(size, static_cast<unsigned>(size)));
    const auto& bytes = contents_.back();
    return files_.add(key, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  std::vector<io::SourceFile> add_many(std::size_t count) {
    std::vector<io::SourceFile> sources;
    for (std::size_t i = 0; i < count; ++i) {
      sources.push_back(add("f" + std::to_string(i), i * 97 % 5000));
    }
    return sources;
  }
  std::string expected(std::span<const std::byte> bytes) const {
    return openssl_hex(GetParam().algorithm, bytes);
  }

  MemoryFiles files_;
  std::vector<std::vector<std::byte>> contents_;
  LaneHasher hasher_;
  std::stop_source stop_;
};

TEST_P(LaneDigests, digest_the_parts_of_a_file_and_parts_of_others_in_one_go) {
  const auto big = files_.open(add("big", 50'000));
  const auto other = files_.open(add("other", 3'001));
  std::vector<FileRange> ranges;
  for (std::uint64_t at = 0; at < 50'000; at += 4'096) {
    ranges.push_back({*big, at, std::min<std::uint64_t>(4'096, 50'000 - at)});
  }
  ranges.push_back({*other, 1, 3'000});
  ranges.push_back({*other, 3'001, 0});
  const auto digests = lane_digests(hasher_, ranges, {});
  ASSERT_EQ(digests.size(), ranges.size());
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    ASSERT_TRUE(digests[i]);
    const auto& bytes = contents_[&ranges[i].file == &*big ? 0 : 1];
    EXPECT_EQ(digests[i]->hex(),
              expected(std::span(bytes).subspan(ranges[i].offset, ranges[i].length)));
  }
  EXPECT_EQ(files_.bytes_read(), 53'000u);
}

TEST_P(LaneDigests, digest_files_and_hold_open_no_more_than_there_are_lanes) {
  const auto sources = add_many(100);
  std::size_t most_open = 0;
  for (std::size_t n = 1; n < 300; ++n) {
    files_.before_read(n, [&] { most_open = std::max(most_open, files_.open_handles()); });
  }
  const auto digests = lane_digests(hasher_, files_, sources, {});
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    ASSERT_TRUE(digests[i]) << digests[i].error().message;
    EXPECT_EQ(digests[i]->hex(), expected(contents_[i]));
    total += sources[i].size;
  }
  EXPECT_EQ(files_.bytes_read(), total);
  EXPECT_LE(most_open, GetParam().lanes);
  EXPECT_EQ(files_.open_handles(), 0u);
}

TEST_P(LaneDigests, survive_short_reads) {
  const auto sources = add_many(10);
  files_.shorten_read(2, 100);
  files_.shorten_read(5, 1);
  const auto digests = lane_digests(hasher_, files_, sources, {});
  for (std::size_t i = 0; i < sources.size(); ++i) {
    EXPECT_EQ(digests[i]->hex(), expected(contents_[i]));
  }
}

TEST_P(LaneDigests, fail_alone_where_a_file_changed_is_gone_or_cannot_be_read) {
  auto sources = add_many(20);
  files_.overwrite("f3", "another size");
  files_.remove("f4");
  // Changed after it was opened: cut, so that the read falls short, and touched without a change of
  // size, which only the comparison at the end can notice.
  files_.before_read(1, [&] { files_.overwrite("f17", ""); });
  const std::string same_size(sources[16].size, 'x');
  files_.before_read(2, [&] { files_.overwrite("f16", same_size); });
  const auto digests = lane_digests(hasher_, files_, sources, {});
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool is_changed = i == 3 || i == 4 || i == 16 || i == 17;
    ASSERT_EQ(digests[i].has_value(), !is_changed) << i;
    if (is_changed) {
      EXPECT_EQ(digests[i].error().kind, ErrorKind::source_changed) << i;
    } else {
      EXPECT_EQ(digests[i]->hex(), expected(contents_[i]));
    }
  }
  EXPECT_EQ(files_.open_handles(), 0u);
}

TEST_P(LaneDigests, the_error_of_every_single_read_reaches_its_file) {
  const auto sources = add_many(6);  // the first is empty and never read
  for (std::size_t n = 1; n <= 5; ++n) {
    files_.fail_read(n, Error{ErrorKind::retryable, "read: input/output error"});
    const auto digests = lane_digests(hasher_, files_, sources, {});
    const auto failed =
        std::count_if(digests.begin(), digests.end(), [](const auto& digest) { return !digest; });
    EXPECT_EQ(failed, 1);
    for (const auto& digest : digests) {
      if (!digest) {
        EXPECT_EQ(digest.error().kind, ErrorKind::retryable);
      }
    }
  }
}

TEST_P(LaneDigests, a_stop_leaves_cancelled_answers_and_no_open_file) {
  const auto sources = add_many(100);
  files_.before_read(40, [this] { stop_.request_stop(); });
  const auto digests = lane_digests(hasher_, files_, sources, stop_.get_token());
  std::size_t done = 0;
  for (std::size_t i = 0; i < digests.size(); ++i) {
    if (digests[i]) {
      ++done;
      EXPECT_EQ(digests[i]->hex(), expected(contents_[i]));
    } else {
      EXPECT_EQ(digests[i].error().kind, ErrorKind::cancelled);
    }
  }
  EXPECT_LT(done, 40u);
  EXPECT_EQ(files_.open_handles(), 0u);
}

TEST_P(LaneDigests, of_nothing_are_none) {
  EXPECT_TRUE(lane_digests(hasher_, std::span<const FileRange>(), {}).empty());
  EXPECT_TRUE(lane_digests(hasher_, files_, {}, {}).empty());
}

INSTANTIATE_TEST_SUITE_P(Every, LaneDigests, testing::ValuesIn(every_kernel()), kernel_name);

}  // namespace
}  // namespace ingot::digest
