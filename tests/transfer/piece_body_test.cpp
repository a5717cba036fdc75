#include "host/transfer/piece_body.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "host/io/memory_files.hpp"

namespace ingot::transfer {
namespace {

class Collector final : public net::BodySink {
 public:
  Status write(std::span<const std::byte> bytes) override {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  Status send_file(int fd, std::uint64_t offset, std::uint64_t length) override {
    std::string bytes(length, '\0');
    EXPECT_EQ(pread(fd, bytes.data(), length, static_cast<off_t>(offset)), static_cast<ssize_t>(length));
    text += bytes;
    ++sent_files;
    return {};
  }
  std::string text;
  int sent_files = 0;
};

struct piece_body : ::testing::Test {
  piece_body() : gate(clock, 0), buffer(16) {}

  Status send(Attempt& attempt, Collector& sink) {
    for (const auto& piece : attempt.body) {
      attempt.request.body_size += piece.file ? piece.length : piece.bytes.size();
    }
    PieceBody body(attempt, files, gate, buffer, stop);
    const Status sent = body.send_to(sink);
    md5 = body.md5_hex();
    sha256 = body.sha256_raw();
    return sent;
  }

  io::MemoryFiles files;
  ManualClock clock;
  ByteGate gate;
  std::vector<std::byte> buffer;
  std::stop_token stop;
  std::string md5, sha256;
};

TEST_F(piece_body, sends_literals_and_ranges_in_order) {
  const auto file = files.add("a", "0123456789abcdefghijklmnopqrstuvwxyz");
  Attempt attempt;
  attempt.body = {{"head ", std::nullopt}, {{}, file, 10, 20}, {" tail", std::nullopt}};
  Collector sink;
  ASSERT_TRUE(send(attempt, sink));
  EXPECT_EQ(sink.text, "head abcdefghijklmnopqrst tail");
  EXPECT_GT(sink.sent_files, 0) << "without a digest the bytes need not pass through the process";
}

TEST_F(piece_body, digests_what_it_sends_with_one_reading) {
  const auto file = files.add("a", "the quick brown fox jumps over the lazy dog");
  Attempt attempt;
  attempt.body = {{{}, file, 0, file.size}};
  attempt.wants_md5 = attempt.wants_sha256 = true;
  Collector sink;
  ASSERT_TRUE(send(attempt, sink));
  EXPECT_EQ(md5, "77add1d5f41223d5582fca736a5cb335");
  EXPECT_EQ(sha256.size(), 32u);
  EXPECT_EQ(files.bytes_read(), file.size);
}

TEST_F(piece_body, a_file_that_changed_before_is_source_changed) {
  const auto file = files.add("a", "old content");
  files.overwrite("a", "new content");
  Attempt attempt;
  attempt.body = {{{}, file, 0, file.size}};
  Collector sink;
  const Status sent = send(attempt, sink);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::source_changed);
  EXPECT_EQ(sink.text, "");
}

TEST_F(piece_body, a_file_that_changes_while_it_is_sent_is_source_changed) {
  const auto file = files.add("a", std::string(64, 'x'));
  files.before_read(3, [&] { files.overwrite("a", std::string(64, 'y')); });
  Attempt attempt;
  attempt.body = {{{}, file, 0, file.size}};
  attempt.wants_md5 = true;
  Collector sink;
  const Status sent = send(attempt, sink);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::source_changed);
  EXPECT_EQ(md5, "");
}

TEST_F(piece_body, every_failing_read_is_an_error_and_never_a_short_body) {
  for (std::size_t n = 1; n <= 4; ++n) {
    io::MemoryFiles fresh;
    const auto file = fresh.add("a", std::string(64, 'x'));
    fresh.fail_read(n, Error{ErrorKind::retryable, "disk trouble"});
    Attempt attempt;
    attempt.body = {{{}, file, 0, 64}};
    attempt.request.body_size = 64;
    attempt.wants_md5 = true;
    PieceBody body(attempt, fresh, gate, buffer, stop);
    Collector sink;
    EXPECT_FALSE(body.send_to(sink)) << n;
  }
}

}  // namespace
}  // namespace ingot::transfer
