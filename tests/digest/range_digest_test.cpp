// Digests of ranges of source files: what is read, what is not, and every way it can fail.
#include "host/digest/range_digest.hpp"

#include <gtest/gtest.h>

#include "host/io/memory_files.hpp"
#include "tests/digest/reference.hpp"

namespace ingot::digest {
namespace {

using io::MemoryFiles;

class RangeDigest : public testing::Test {
 protected:
  static constexpr std::size_t kSize = 10'000;

  RangeDigest() : bytes_(random_bytes(kSize)), buffer_(1024) {
    source_ = files_.add("a.bin", {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()});
  }
  std::span<const std::byte> part(std::size_t offset, std::size_t length) const {
    return std::span(bytes_).subspan(offset, length);
  }

  MemoryFiles files_;
  std::vector<std::byte> bytes_;
  std::vector<std::byte> buffer_;
  io::SourceFile source_;
  std::stop_source stop_;
};

TEST_F(RangeDigest, digests_exactly_the_range) {
  const auto file = files_.open(source_);
  for (const auto& [offset, length] : {std::pair{0u, 10'000u},
                                       {0u, 0u},
                                       {10'000u, 0u},
                                       {1u, 1023u},
                                       {5u, 1024u},
                                       {5u, 1025u},
                                       {9'999u, 1u},
                                       {3'000u, 4'096u}}) {
    for (const Algorithm algorithm : kAllAlgorithms) {
      const auto value =
          digest_range({*file, offset, length}, algorithm, buffer_, stop_.get_token());
      ASSERT_TRUE(value) << value.error().message;
      EXPECT_EQ(value->hex(), reference_hex(algorithm, part(offset, length)))
          << offset << "+" << length;
    }
  }
}

TEST_F(RangeDigest, computes_several_digests_from_one_reading) {
  const auto file = files_.open(source_);
  const auto values = digest_range({*file, 0, kSize}, kAllAlgorithms, buffer_, stop_.get_token());
  ASSERT_TRUE(values);
  for (std::size_t i = 0; i < std::size(kAllAlgorithms); ++i) {
    EXPECT_EQ((*values)[i].hex(), reference_hex(kAllAlgorithms[i], bytes_));
  }
  EXPECT_EQ(files_.bytes_read(), kSize);
}

TEST_F(RangeDigest, survives_short_reads) {
  const auto file = files_.open(source_);
  files_.shorten_read(3, 1000);
  const auto value = digest_range({*file, 0, kSize}, Algorithm::md5, buffer_, stop_.get_token());
  ASSERT_TRUE(value);
  EXPECT_EQ(value->hex(), reference_hex(Algorithm::md5, bytes_));
}

TEST_F(RangeDigest, fails_with_the_error_of_every_single_read) {
  const auto file = files_.open(source_);
  for (std::size_t n = 1; n <= 10; ++n) {
    files_.fail_read(n, Error{ErrorKind::retryable, "read: input/output error"});
    const auto value = digest_range({*file, 0, kSize}, Algorithm::md5, buffer_, stop_.get_token());
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().kind, ErrorKind::retryable);
    EXPECT_EQ(value.error().message, "a.bin: read: input/output error");
  }
}

TEST_F(RangeDigest, notices_a_file_that_was_cut_meanwhile) {
  const auto file = files_.open(source_);
  files_.before_read(4, [this] { files_.overwrite("a.bin", "short"); });
  const auto value = digest_range({*file, 0, kSize}, Algorithm::md5, buffer_, stop_.get_token());
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::source_changed);
}

TEST_F(RangeDigest, stops_before_the_next_read) {
  const auto file = files_.open(source_);
  files_.before_read(2, [this] { stop_.request_stop(); });
  const auto value = digest_range({*file, 0, kSize}, Algorithm::md5, buffer_, stop_.get_token());
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::cancelled);
  EXPECT_EQ(files_.bytes_read(), 2 * buffer_.size());
}

TEST_F(RangeDigest, refuses_a_range_beyond_the_file_and_an_empty_buffer) {
  const auto file = files_.open(source_);
  EXPECT_EQ(digest_range({*file, kSize, 1}, Algorithm::md5, buffer_, {}).error().kind,
            ErrorKind::internal);
  EXPECT_EQ(digest_range({*file, ~0ull, 2}, Algorithm::md5, buffer_, {}).error().kind,
            ErrorKind::internal);
  EXPECT_EQ(digest_range({*file, 0, 1}, Algorithm::md5, {}, {}).error().kind, ErrorKind::internal);
}

}  // namespace
}  // namespace ingot::digest
