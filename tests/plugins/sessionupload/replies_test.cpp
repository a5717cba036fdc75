// What the vendor's answers are read as, and what is not taken for an answer.
#include <gtest/gtest.h>

#include "plugins/sessionupload/replies.hpp"

namespace ingot::sessionupload {
namespace {

std::string part(int number, std::int64_t first, std::int64_t last, const char* more = "") {
  return R"({"id":"p)" + std::to_string(number) + R"(","partNumber":)" + std::to_string(number) +
         R"(,"startingPosition":)" + std::to_string(first) + R"(,"endingPosition":)" +
         std::to_string(last) + more + "}";
}
std::string session(const std::string& parts, const std::string& more = "") {
  return R"({"id":"u","assetId":"a","parts":[)" + parts + "]" + more + "}";
}

TEST(SessionUploadReplies, reads_inclusive_ranges_in_the_order_of_their_numbers) {
  const auto upload = read_upload(
      session(part(7, 10, 14) + "," + part(3, 0, 9, R"(,"url":"https://s/3","isCompleted":true)"),
              R"(,"contentLength":15,"startDate":"2027-01-15T08:00:00Z","etag":null,"new":{}})")
          .c_str());
  ASSERT_FALSE(upload) << "one brace too many";
  const auto whole = read_upload(
      session(part(7, 10, 14) + "," + part(3, 0, 9, R"(,"url":"https://s/3","isCompleted":true)"),
              R"(,"contentLength":15,"startDate":"2027-01-15T08:00:00Z","etag":null)"));
  ASSERT_TRUE(whole) << whole.problem();
  EXPECT_EQ(whole->parts[0].id, "p3");
  EXPECT_EQ(whole->parts[0].len, 10u);
  EXPECT_TRUE(whole->parts[0].is_completed);
  EXPECT_EQ(whole->parts[1].off, 10u);
  EXPECT_EQ(whole->parts[1].len, 5u);
  EXPECT_EQ(whole->size, 15u);
  EXPECT_EQ(whole->started_ms, 1'800'000'000'000);
  EXPECT_EQ(whole->shape(), "2:10");
  EXPECT_EQ(upload_problem(*whole, 15), "");
  EXPECT_NE(upload_problem(*whole, 16), "");
}

TEST(SessionUploadReplies, a_session_must_cover_the_file_to_the_byte) {
  for (const auto& [parts, fits] :
       {std::pair{part(1, 0, 9), true}, std::pair{part(1, 0, 8), false},
        std::pair{part(1, 0, 10), false}, std::pair{part(0, 0, 4) + "," + part(1, 5, 9), true},
        std::pair{part(0, 0, 4) + "," + part(1, 4, 9), false},
        std::pair{part(0, 0, 4) + "," + part(1, 6, 9), false},
        std::pair{part(1, 0, 4) + "," + part(0, 5, 9), false}, std::pair{std::string(), false}}) {
    const auto upload = read_upload(session(parts));
    ASSERT_TRUE(upload) << upload.problem();
    EXPECT_EQ(upload_problem(*upload, 10).empty(), fits) << parts;
  }
  const auto empty = read_upload(session(part(1, 0, -1)));
  ASSERT_TRUE(empty);
  EXPECT_EQ(upload_problem(*empty, 0), "");
}

TEST(SessionUploadReplies, takes_no_session_without_ids_or_with_parts_that_are_none) {
  for (const std::string& body :
       {std::string("<html>"), std::string(""), std::string("[]"), std::string(R"({"id":"u"})"),
        std::string(R"({"assetId":"a"})"), session(part(1, -1, 5)), session(part(1, 5, 3)),
        session(R"({"partNumber":1,"startingPosition":0,"endingPosition":1})"),
        session(R"({"id":"p","startingPosition":0,"endingPosition":1})"),
        session(R"({"id":"p","partNumber":1,"startingPosition":"x","endingPosition":1})")}) {
    EXPECT_FALSE(read_upload(body)) << body;
  }
}

TEST(SessionUploadReplies, knows_the_url_by_its_early_name) {
  const auto upload = read_upload(session(part(1, 0, 9, R"(,"uploadUrl":"https://s/1")")));
  EXPECT_EQ(upload->parts.at(0).url, "https://s/1");
}

TEST(SessionUploadReplies, reads_lists_bare_and_wrapped) {
  for (const char* body : {R"([{"id":"u","assetId":"a"},{"id":"incomplete"}])",
                           R"({"items":[{"id":"u","assetId":"a"}],"totalItemCount":1})"}) {
    const auto uploads = read_uploads(body);
    ASSERT_TRUE(uploads) << uploads.problem();
    EXPECT_EQ(uploads->size(), 1u);
  }
  EXPECT_TRUE(read_uploads("[]")->empty());
  EXPECT_FALSE(read_uploads(R"({"message":"x"})"));
}

TEST(SessionUploadReplies, a_status_is_a_word_or_its_number) {
  for (const auto& [json, word] :
       {std::pair{R"("Available")", "Available"}, std::pair{"1", "Available"},
        std::pair{"6", "Uploading"}, std::pair{"17", "Error"}, std::pair{"18", "Assembling"},
        std::pair{"9", "status 9"}}) {
    const auto asset = read_asset(R"({"id":"a","assetStatus":)" + std::string(json) + "}");
    ASSERT_TRUE(asset) << json;
    EXPECT_EQ(asset->status, word);
    EXPECT_EQ(asset->is_available(), word == std::string("Available"));
  }
  EXPECT_TRUE(read_asset(R"({"id":"a","assetStatus":"Updating, Error"})")->is_failed());
  EXPECT_FALSE(read_asset(R"({"id":"a","assetStatus":"Available, Replacing"})")->is_available());
  for (const char* body : {"{}", R"({"id":"a"})", R"({"assetStatus":"Available"})", "<"})
    EXPECT_FALSE(read_asset(body)) << body;
}

TEST(SessionUploadReplies, tells_errors_of_jobs_and_nothing_else) {
  EXPECT_EQ(
      read_job_errors(R"([{"jobType":"A","isErrored":true,"description":"x"},{"jobType":"B"},)"
                      R"({"jobType":"C","isErrored":true,"displayMessage":"y"}])"),
      "A: x; C: y");
  EXPECT_EQ(read_job_errors("<html>"), "");
}

}  // namespace
}  // namespace ingot::sessionupload
