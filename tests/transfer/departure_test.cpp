#include "host/transfer/departure.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "host/io/memory_files.hpp"
#include "host/transfer/piece_body.hpp"

namespace ingot::transfer {
namespace {

TEST(departure, what_has_not_left_is_taken_back) {
  Departure departure;
  departure.withdraw();
  EXPECT_TRUE(departure.token().stop_requested());
  EXPECT_FALSE(departure.may_leave());
  EXPECT_FALSE(departure.has_left());
}

TEST(departure, what_has_left_goes_on_to_its_answer) {
  Departure departure;
  EXPECT_TRUE(departure.may_leave());
  departure.withdraw();
  EXPECT_FALSE(departure.token().stop_requested());
  EXPECT_TRUE(departure.has_left());
  departure.cancel();
  EXPECT_TRUE(departure.token().stop_requested());
}

// Counts what arrives; withdraws the attempt once there is so much.
class Withdrawing final : public net::BodySink {
 public:
  Withdrawing(Departure& departure, std::uint64_t at) : departure_(departure), at_(at) {}
  Status write(std::span<const std::byte> bytes) override { return take(bytes.size()); }
  Status send_file(int, std::uint64_t, std::uint64_t length) override { return take(length); }
  std::uint64_t taken() const { return taken_; }

 private:
  Status take(std::uint64_t bytes) {
    taken_ += bytes;
    if (taken_ >= at_) departure_.withdraw();
    return {};
  }
  Departure& departure_;
  const std::uint64_t at_;
  std::uint64_t taken_ = 0;
};

std::uint64_t taken_when_withdrawn_at(std::uint64_t at, bool wants_md5) {
  io::MemoryFiles files;
  ManualClock clock;
  ByteGate gate(clock, 0);
  std::vector<std::byte> buffer(16);
  Departure departure;
  const std::stop_token unstopped;  // so that only the last byte's own check ends it
  Attempt attempt;
  attempt.body = {{"head", std::nullopt, 0, 0}, {{}, files.add("a", std::string(100, 'x')), 0, 100}};
  attempt.request.body_size = 104;
  attempt.wants_md5 = wants_md5;
  PieceBody body(attempt, files, gate, buffer, unstopped, &departure);
  Withdrawing sink(departure, at);
  const Status sent = body.send_to(sink);
  EXPECT_EQ(sent.ok(), sink.taken() == 104);
  EXPECT_TRUE(sent.ok() || sent.error().kind == ErrorKind::cancelled);
  return sink.taken();
}

TEST(departure, a_body_that_is_withdrawn_never_leaves_whole) {
  for (const bool wants_md5 : {false, true}) {
    for (std::uint64_t at = 0; at < 104; at += 13) EXPECT_LT(taken_when_withdrawn_at(at, wants_md5), 104u);
    EXPECT_EQ(taken_when_withdrawn_at(104, wants_md5), 104u) << "too late";
  }
}

}  // namespace
}  // namespace ingot::transfer
