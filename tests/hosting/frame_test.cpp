#include "host/hosting/frame.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace ingot::hosting {
namespace {

struct frame : ::testing::Test {
  frame() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()), 0); }
  ~frame() override {
    for (const int end : ends) ::close(end);
  }
  std::array<int, 2> ends{};
};

std::vector<std::byte> bytes(std::string_view text) {
  const auto span = std::as_bytes(std::span(text));
  return {span.begin(), span.end()};
}

TEST_F(frame, arrives_as_it_was_sent) {
  FrameHead head;
  head.kind = FrameKind::step;
  head.session = 7;
  head.value = -3;
  const std::vector<std::uint64_t> payload = {1, 2, 3};
  ASSERT_TRUE(send_frame(ends[0], head, payload));
  const auto got = receive_frame(ends[1], 1000);
  ASSERT_TRUE(got);
  EXPECT_EQ(got->head.kind, FrameKind::step);
  EXPECT_EQ(got->head.session, 7u);
  EXPECT_EQ(got->head.value, -3);
  EXPECT_EQ(got->words, payload);
}

TEST_F(frame, one_that_is_too_long_is_refused_before_it_is_read) {
  FrameHead head;
  const std::vector<std::uint64_t> payload(10);
  ASSERT_TRUE(send_frame(ends[0], head, payload));
  const auto got = receive_frame(ends[1], 79);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::refused);
}

TEST_F(frame, one_cut_short_is_no_frame) {
  FrameHead head;
  head.bytes = 16;
  ASSERT_EQ(::write(ends[0], &head, sizeof head), static_cast<ssize_t>(sizeof head));
  ::shutdown(ends[0], SHUT_WR);
  const auto got = receive_frame(ends[1], 1000);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::unavailable);
}

TEST(record_list, gives_back_what_was_added) {
  RecordList list;
  const std::vector<std::string> texts = {"", "a", "12345678", "123456789"};
  for (const auto& text : texts) list.add(bytes(text));
  auto rest = std::as_bytes(std::span(list.words()));
  for (const auto& text : texts) {
    const auto record = take_record(rest);
    ASSERT_TRUE(record);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(record->data()), record->size()), text);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(record->data()) % 8, 0u);
  }
  EXPECT_TRUE(rest.empty());
}

// Every length a liar may write before a record.
TEST(record_list, never_reads_past_its_end) {
  for (const std::uint64_t length : {1ull, 8ull, 9ull, 16ull, 17ull, ~0ull, ~0ull - 7, ~0ull / 8}) {
    std::vector<std::uint64_t> words = {length, 0};
    auto rest = std::as_bytes(std::span(words));
    const auto record = take_record(rest);
    EXPECT_EQ(record.has_value(), length <= 8) << length;
  }
  std::vector<std::byte> stub(7);
  std::span<const std::byte> rest(stub);
  EXPECT_FALSE(take_record(rest));
}

TEST(text_words, come_back) {
  for (const std::string text : {"", "x", "a config that is longer than a word"}) {
    const auto words = text_words(text);
    const auto back = text_of(std::as_bytes(std::span(words)));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, text);
  }
}

}  // namespace
}  // namespace ingot::hosting
