// What answers mean.
#include <gtest/gtest.h>

#include <ingot/kit/verdict.hpp>

namespace ingot::kit {
namespace {

Reply response(std::uint32_t status, const std::string& body = "{}") {
  Reply reply;
  reply.outcome = Outcome::response;
  reply.status = status;
  reply.body = body;
  return reply;
}

Reply failure(Outcome outcome) {
  Reply reply;
  reply.outcome = outcome;
  reply.detail = "why";
  return reply;
}

TEST(KitVerdict, reads_statuses) {
  for (const auto& [status, verdict] :
       {std::pair{200u, Verdict::ok}, std::pair{204u, Verdict::ok},
        std::pair{301u, Verdict::invalid}, std::pair{400u, Verdict::invalid},
        std::pair{401u, Verdict::auth}, std::pair{403u, Verdict::forbidden},
        std::pair{404u, Verdict::gone}, std::pair{408u, Verdict::lost},
        std::pair{409u, Verdict::invalid}, std::pair{410u, Verdict::gone},
        std::pair{413u, Verdict::invalid}, std::pair{422u, Verdict::invalid},
        std::pair{425u, Verdict::busy}, std::pair{429u, Verdict::busy},
        std::pair{500u, Verdict::lost}, std::pair{502u, Verdict::lost},
        std::pair{503u, Verdict::busy}, std::pair{504u, Verdict::lost}}) {
    EXPECT_EQ(judge(response(status), 0).verdict, verdict) << status;
  }
  EXPECT_EQ(judge(response(403, "<html>"), 0).verdict, Verdict::busy)
      << "a gateway's page is not Dash's word";
}

TEST(KitVerdict, reads_outcomes) {
  EXPECT_EQ(judge(failure(Outcome::not_sent), 0).verdict, Verdict::not_sent);
  EXPECT_EQ(judge(failure(Outcome::unknown), 0).verdict, Verdict::lost);
  EXPECT_EQ(judge(failure(Outcome::too_large), 0).verdict, Verdict::lost);
  EXPECT_EQ(judge(failure(Outcome::denied), 0).verdict, Verdict::auth);
  EXPECT_EQ(judge(failure(Outcome::cancelled), 0).verdict, Verdict::cancelled);
  EXPECT_EQ(judge(failure(Outcome::source_changed), 0).verdict, Verdict::source_changed);
}

TEST(KitVerdict, says_why) {
  EXPECT_EQ(judge(response(400, R"({"message":"bad path"})"), 0).why, "HTTP 400: bad path");
  EXPECT_EQ(judge(response(502, "<html>"), 0).why, "HTTP 502");
  EXPECT_EQ(judge(failure(Outcome::unknown), 0).why, "why");
  EXPECT_EQ(judge(response(200), 0).why, "");
}

TEST(KitVerdict, pauses_double_up_to_half_a_minute_unless_told) {
  Judgement judgement;
  std::int64_t before = 0;
  for (unsigned tries = 1; tries <= 10; ++tries) {
    const std::int64_t pause = pause_before(tries, judgement).count();
    EXPECT_GE(pause, before);
    EXPECT_LE(pause, 30'000);
    before = pause;
  }
  judgement.pause = std::chrono::milliseconds(7);
  EXPECT_EQ(pause_before(3, judgement).count(), 7);
}

TEST(KitVerdict, endings_keep_the_reason) {
  const Ending ending = ending_of(judge(response(403, R"({"message":"no"})"), 0), "create assets");
  EXPECT_EQ(ending.end, End::auth);
  EXPECT_EQ(ending.code, "permission");
  EXPECT_EQ(ending.message, "create assets: HTTP 403: no; the user of the token may not do this");
}

}  // namespace
}  // namespace ingot::kit
