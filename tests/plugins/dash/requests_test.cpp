// Bodies to the letter, and what Api puts on a request.
#include <gtest/gtest.h>

#include "plugins/dash/requests.hpp"

namespace ingot::dash {
namespace {

UploadAsk ask() {
  UploadAsk ask;
  ask.batch_item_id = "item-0";
  ask.path = "/Folder A/a \"file\".jpg";
  ask.size = 53'687'091'190'000;
  ask.part_size = 5'368'709'119;
  ask.parts = {{1, ""}, {2, "86fb"}};
  return ask;
}

TEST(DashRequests, create_lists_plan_and_parts) {
  EXPECT_EQ(
      create_body({ask()}),
      R"({"items":[{"batchItemId":"item-0","path":"/Folder A/a \"file\".jpg","size":53687091190000,"partSize":5368709119,)"
      R"("partUrlsRequest":{"urlRequests":[{"partNumber":1},{"partNumber":2,"contentMd5":"86fb"}]}}]})");
}

TEST(DashRequests, upload_names_the_upload_only_when_there_is_one) {
  UploadAsk more = ask();
  more.asset_id = "a1";
  more.parts = {{7, ""}};
  more.part_size = 0;
  EXPECT_EQ(
      upload_body(more),
      R"({"assetId":"a1","path":"/Folder A/a \"file\".jpg","size":53687091190000,"partSize":null,)"
      R"("partUrlsRequest":{"urlRequests":[{"partNumber":7}]}})");
  more.upload_id = "u1";
  EXPECT_NE(upload_body(more).find(R"("partUrlsRequest":{"uploadId":"u1","urlRequests":[)"),
            std::string::npos);
}

TEST(DashRequests, completion_and_search_and_metadata) {
  EXPECT_EQ(
      completion_body("a", "u", {"e1", "e2"}),
      R"({"assetId":"a","uploadId":"u","parts":[{"partNumber":1,"eTag":"e1"},{"partNumber":2,"eTag":"e2"}]})");
  EXPECT_EQ(search_body(1000, 50),
            R"({"from":1000,"pageSize":50,"criterion":{"type":"AND","criteria":[]},"sorts":[]})");
  EXPECT_EQ(metadata_body({{"f1", {"a", "b"}}, {"f2", {}}}),
            R"({"metadata":{"values":{"f1":["a","b"],"f2":[]}}})");
}

TEST(DashRequests, part_sizes_stay_within_the_exclusive_bounds) {
  EXPECT_EQ(announced_part_size(1, 1, 1), 5'242'881u);
  EXPECT_EQ(announced_part_size(5'242'880, 5'242'880, 1), 5'242'881u);
  EXPECT_EQ(announced_part_size(5'242'882, 5'242'882, 1), 5'242'882u);
  EXPECT_EQ(announced_part_size(5'368'709'119, 5'368'709'119, 1), 5'368'709'119u);
  EXPECT_EQ(announced_part_size(5'368'709'120, 5'368'709'120, 1), 0u);
  EXPECT_EQ(announced_part_size(20'000'000, 6'000'000, 4), 6'000'000u);
}

TEST(DashRequests, placeholders_are_escaped_for_where_they_stand) {
  EXPECT_EQ(fill_path("/assets/{asset_id}/to/{state}", "a/b ?", "LIVE"),
            "/assets/a%2Fb%20%3F/to/LIVE");
  EXPECT_EQ(fill_body(R"({"id":"{asset_id}","also":"{asset_id}","s":"{state}"})", "a\"b", "LIVE"),
            R"({"id":"a\"b","also":"a\"b","s":"LIVE"})");
}

TEST(DashRequests, what_changes_something_is_never_marked_repeatable) {
  const Config config;
  EXPECT_EQ(Api(config).change("POST", "/x", "{}", 1).fields().flags & INGOT_F_IDEMPOTENT, 0);
  EXPECT_NE(Api(config).read("GET", "/x").fields().flags & INGOT_F_IDEMPOTENT, 0);
  EXPECT_NE(Api(config).read("GET", "/x").fields().flags & INGOT_F_SENSITIVE, 0)
      << "answers carry signed URLs";
}

}  // namespace
}  // namespace ingot::dash
