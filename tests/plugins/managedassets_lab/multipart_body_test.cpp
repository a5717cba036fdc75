// The streaming reader by itself: wherever the body is cut into blocks, the parts are the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "plugins/managedassets/lab/multipart_body.hpp"

namespace ingot::lab::managedassets {
namespace {

// Hands out at most `step` bytes at a time.
class DripBody final : public BodyReader {
 public:
  DripBody(std::string_view bytes, std::size_t step) : rest_(bytes), step_(step) {}
  std::size_t read(std::span<std::byte> into) override {
    const std::size_t count = std::min({into.size(), rest_.size(), step_});
    std::memcpy(into.data(), rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }
  bool is_truncated() const override { return false; }

 private:
  std::string_view rest_;
  std::size_t step_;
};

std::string read_part(MultipartBody& body) {
  std::string all;
  while (true) {
    const std::span<const std::byte> block = body.read();
    if (block.empty()) return all;
    all.append(reinterpret_cast<const char*>(block.data()), block.size());
  }
}

constexpr std::string_view kTwoParts =
    "--b\r\ncontent-disposition: form-data; name=\"one \\\"1\\\"\"\r\nContent-Type: text/plain\r\n"
    "\r\nfirst\r\n--a\r\n-\r\n--\r\n--b\r\nContent-Disposition: form-data; name=file; "
    "filename=\"a b.bin\"\r\n\r\n\r\n--b--\r\n";

TEST(MultipartBody, reads_the_same_parts_however_the_body_arrives) {
  for (std::size_t step = 1; step <= kTwoParts.size(); ++step) {
    DripBody drip(kTwoParts, step);
    MultipartBody body(drip, "b");
    ASSERT_EQ(body.next(), MultipartBody::Step::kPart) << step;
    EXPECT_EQ(body.part().name, "one \"1\"");
    EXPECT_EQ(body.part().content_type, "text/plain");
    EXPECT_FALSE(body.part().filename.has_value());
    EXPECT_EQ(read_part(body), "first\r\n--a\r\n-\r\n--") << "all but a boundary is content";
    ASSERT_EQ(body.next(), MultipartBody::Step::kPart) << step;
    EXPECT_EQ(body.part().filename, "a b.bin");
    EXPECT_EQ(read_part(body), "");
    EXPECT_EQ(body.next(), MultipartBody::Step::kEnd);
    EXPECT_EQ(body.surplus(), 0U);
  }
}

TEST(MultipartBody, skips_a_part_nobody_reads) {
  DripBody drip(kTwoParts, 7);
  MultipartBody body(drip, "b");
  EXPECT_EQ(body.next(), MultipartBody::Step::kPart);
  EXPECT_EQ(body.next(), MultipartBody::Step::kPart);
  EXPECT_EQ(body.part().name, "file");
  EXPECT_EQ(body.next(), MultipartBody::Step::kEnd);
}

TEST(MultipartBody, is_broken_wherever_it_is_cut_short) {
  const std::size_t end = kTwoParts.size() - 2;  // the last CRLF may be missing
  for (std::size_t size = 0; size < end; ++size) {
    DripBody drip(kTwoParts.substr(0, size), 5);
    MultipartBody body(drip, "b");
    MultipartBody::Step step = body.next();
    while (step == MultipartBody::Step::kPart) step = body.next();
    EXPECT_EQ(step, MultipartBody::Step::kBroken) << size;
    EXPECT_FALSE(body.problem().empty()) << size;
    EXPECT_EQ(body.next(), MultipartBody::Step::kBroken) << "and stays so";
  }
}

TEST(MultipartBody, a_head_without_end_is_given_up) {
  const std::string endless = "--b\r\nX: " + std::string(1 << 20, 'x');
  DripBody drip(endless, 4096);
  MultipartBody body(drip, "b");
  EXPECT_EQ(body.next(), MultipartBody::Step::kBroken);
}

TEST(MultipartBody, knows_boundaries) {
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=x"), "x");
  EXPECT_EQ(boundary_of("multipart/form-data; charset=utf-8; Boundary=\"a b\""), "a b");
  EXPECT_EQ(boundary_of("multipart/form-data; boundary=" + std::string(70, 'b')),
            std::string(70, 'b'));
  for (const char* wrong :
       {"multipart/form-data", "x; boundary", "x; boundary=", "x; boundary=\"a", "x; boundary=a@b",
        "x; boundary=\"a \"", "x; boundary=a; boundary=b", "x; boundary=\"a\"b"}) {
    EXPECT_FALSE(boundary_of(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace ingot::lab::managedassets
