// Assets, searches, files, fields, errors.
#include <gtest/gtest.h>

#include <ingot/kit/problem_text.hpp>
#include <ingot/kit/dates.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/replies.hpp"

namespace ingot::dash {
namespace {

TEST(DashReplies, reads_an_asset_wrapped_or_bare) {
  const std::string asset =
      R"({"id":"a","lifecycleStatus":{"state":"STAGED"},"currentAssetFile":{"filename":"x.jpg"},)"
      R"("metadata":{"values":{"ff":["/A","opt"],"other":["y"]}},"dateLastModified":"2021-02-16T16:21:58Z"})";
  for (const std::string& body :
       {asset,
        "{\"result\":" + asset + ",\"permittedActions\":[{\"action\":\"PUT_LIVE\"},\"X\"]}"}) {
    const auto read = read_asset(body, "ff");
    ASSERT_TRUE(read) << body;
    EXPECT_EQ(read->id, "a");
    EXPECT_EQ(read->state, "STAGED");
    EXPECT_EQ(read->filename, "x.jpg");
    EXPECT_EQ(read->folders, (std::vector<std::string>{"/A", "opt"}));
    EXPECT_EQ(read->born_ms, parse_date("2021-02-16T16:21:58Z"));
    EXPECT_EQ(read->permitted_actions.has_value(), body.size() > asset.size());
  }
  EXPECT_TRUE(read_asset(asset, "")->folders.empty());
  for (const char* body : {"", "<html>", "{}", R"({"result":{"id":"a"}})"})
    EXPECT_FALSE(read_asset(body, "")) << body;
}

TEST(DashReplies, a_creation_date_counts_before_a_modification) {
  const auto asset = read_asset(
      R"({"id":"a","lifecycleStatus":{"state":"S"},"dateLastModified":"2022-01-01T00:00:00Z","dateCreated":"2021-01-01T00:00:00Z"})",
      "");
  EXPECT_EQ(asset->born_ms, parse_date("2021-01-01T00:00:00Z"));
}

TEST(DashReplies, reads_searches) {
  const auto page = read_search(
      R"({"results":[{"result":{"id":"a","filename":"x"}},{"id":"b"},{"result":{}}],"totalResults":12})",
      "");
  ASSERT_TRUE(page);
  EXPECT_EQ(page->rows, 3u);
  EXPECT_EQ(page->assets.size(), 2u);
  EXPECT_EQ(page->assets[0].filename, "x");
  EXPECT_EQ(page->total, 12);
  EXPECT_FALSE(read_search(R"({"message":"x"})", ""));
  EXPECT_FALSE(read_search("<html>", ""));
  EXPECT_EQ(read_search("[]", "")->rows, 0u);
}

TEST(DashReplies, weighs_what_the_files_say) {
  const auto evidence = [](const char* body) { return read_evidence(body, "x.jpg", 5); };
  EXPECT_EQ(evidence("[]"), Evidence::incomplete);
  EXPECT_EQ(evidence(R"({"results":[]})"), Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","size":5}])"), Evidence::listed);
  EXPECT_EQ(evidence(R"({"results":[{"result":{"filename":"x.jpg","fileSize":5}}]})"),
            Evidence::listed);
  EXPECT_EQ(evidence(R"({"result":[{"filename":"x.jpg","size":5,"state":"COMPLETED"}]})"),
            Evidence::complete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","size":5,"state":"PENDING"}])"), Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","uploaded":false,"size":5}])"), Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","dateUploaded":null,"size":5}])"),
            Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","dateUploaded":"2021-01-01T00:00:00Z"}])"),
            Evidence::complete);
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","size":4}])"), Evidence::incomplete)
      << "a short store is no success";
  EXPECT_EQ(evidence(R"([{"filename":"x.jpg","size":4,"state":"COMPLETED"}])"),
            Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"filename":"y.jpg","size":5,"state":"COMPLETED"}])"),
            Evidence::incomplete);
  EXPECT_EQ(evidence(R"([{"id":"f"}])"), Evidence::unclear);
  EXPECT_EQ(evidence("<html>"), Evidence::unclear);
  EXPECT_EQ(evidence("{}"), Evidence::unclear);
}

TEST(DashReplies, reads_fields_bare_with_wrapped_rows) {
  const auto fields = read_fields(
      R"([{"result":{"id":"f1","name":"Title"}},{"id":"f2","label":"Tags"},{"name":"no id"}])");
  ASSERT_TRUE(fields);
  ASSERT_EQ(fields->size(), 2u);
  EXPECT_EQ((*fields)[0].name, "Title");
  EXPECT_EQ((*fields)[1].name, "Tags");
  EXPECT_TRUE(read_fields(R"({"results":[]})"));
  EXPECT_FALSE(read_fields(R"({"message":"x"})"));
}

TEST(DashReplies, finds_the_sentence_in_an_error) {
  EXPECT_EQ(
      read_problem(
          R"({"timestamp":"t","status":401,"error":"Unauthorized","message":"token expired","path":"/x"})"),
      "token expired");
  EXPECT_EQ(read_problem(R"({"status":401,"error":"Unauthorized"})"), "Unauthorized");
  EXPECT_EQ(read_problem(R"({"error":{"message":"inner"}})"), "inner");
  EXPECT_EQ(read_problem("<html>"), "");
  EXPECT_EQ(read_problem("{}"), "");
  const std::string cut = read_problem("{\"message\":\"" + std::string(499, 'x') + "üü\"}");
  EXPECT_EQ(cut, std::string(499, 'x') + "…") << "no half characters";
}

}  // namespace
}  // namespace ingot::dash
